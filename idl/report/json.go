package report

import (
	"encoding/json"
	"io"

	"drivergen/idl"
)

// jsonVersion is the version of the shape. Keys may be added to it; one that
// goes, or changes its meaning, makes another version.
const jsonVersion = 1

// A jsonReport is the whole output; docs/lint.md describes it.
type jsonReport struct {
	Version     int      `json:"version"`
	Tool        jsonTool `json:"tool"`
	ColumnKind  string   `json:"columnKind"`
	Counts      Counts   `json:"counts"`
	Diagnostics []Entry  `json:"diagnostics"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// An Entry is a diagnostic in JSON; docs/lint.md describes it.
type Entry struct {
	Code     idl.Code `json:"code"`
	Title    string   `json:"title"`
	Severity string   `json:"severity"`
	jsonPlace
	EndColumn int        `json:"endColumn,omitempty"`
	Message   string     `json:"message"`
	Help      string     `json:"help,omitempty"`
	Source    string     `json:"source,omitempty"`
	Notes     []jsonNote `json:"notes"`
}

// A jsonPlace is a place in a file; only the file where the whole of it is meant.
type jsonPlace struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

type jsonNote struct {
	jsonPlace
	Message string `json:"message"`
}

func writeJSON(w io.Writer, found []idl.Diagnostics, o Options) error {
	report := jsonReport{
		Version:     jsonVersion,
		Tool:        jsonTool{Name: "drivergen", Version: o.Version},
		ColumnKind:  "unicodeCodePoints",
		Counts:      Count(found),
		Diagnostics: Entries(found, o),
	}
	return encode(w, report)
}

// Entries returns the diagnostics of several files as the format JSON lists them, for an
// answer that holds them beside something else. It is never nil.
func Entries(found []idl.Diagnostics, o Options) []Entry {
	entries := []Entry{}
	for _, ds := range found {
		for _, d := range ds {
			entries = append(entries, toJSON(d, o))
		}
	}
	return entries
}

func toJSON(d *idl.Diagnostic, o Options) Entry {
	j := Entry{
		Code:      d.Code,
		Title:     d.Code.Title(),
		Severity:  d.Severity.String(),
		jsonPlace: jsonPlace{File: o.path(d.Pos.File)},
		Message:   d.Message,
		Help:      d.Help,
		Source:    d.Source,
		Notes:     []jsonNote{},
	}
	if !d.Pos.IsZero() {
		j.Line = d.Pos.Line
		j.Column, j.EndColumn = span(characters, d)
	}
	for _, n := range d.Notes {
		place := jsonPlace{File: o.path(n.Pos.File), Line: n.Pos.Line, Column: characters.Of(n.Source, n.Pos.Col)}
		j.Notes = append(j.Notes, jsonNote{jsonPlace: place, Message: n.Message})
	}
	return j
}

// encode writes a value as indented JSON, with < and > as they are.
func encode(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}
