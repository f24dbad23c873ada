package breaking

import (
	"encoding/json"
	"io"
	"path/filepath"

	"drivergen/idl"
)

// jsonVersion is the version of the shape. Keys may be added to it; one that goes, or
// changes its meaning, makes another version.
const jsonVersion = 1

type jsonReport struct {
	Version    int           `json:"version"`
	ColumnKind string        `json:"columnKind"`
	Counts     jsonCounts    `json:"counts"`
	Findings   []jsonFinding `json:"findings"`
}

type jsonCounts struct {
	Breaking int `json:"breaking"`
	Risky    int `json:"risky"`
	Safe     int `json:"safe"`
}

type jsonFinding struct {
	Code    Code    `json:"code"`
	Title   string  `json:"title"`
	Grade   Grade   `json:"grade"`
	Effects Effects `json:"effects"`
	jsonPlace
	Old     *jsonPlace `json:"old,omitempty"`
	Message string     `json:"message"`
	Note    string     `json:"note,omitempty"`
	Help    string     `json:"help,omitempty"`
}

// A jsonPlace is a place in a file; only the file where the whole of it is meant.
type jsonPlace struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"`
	Column int    `json:"column,omitempty"`
}

// placeOf returns the place of p, whose line is source.
func placeOf(p idl.Pos, source string) jsonPlace {
	place := jsonPlace{File: filepath.ToSlash(p.File), Line: p.Line}
	if !p.IsZero() {
		place.Column = characters.Of(source, p.Col)
	}
	return place
}

// WriteJSON writes findings for programs; docs/breaking.md describes the shape. The
// counts are of all findings, the list has those of a grade and worse.
func WriteJSON(w io.Writer, findings Findings, least Grade) error {
	report := jsonReport{
		Version: jsonVersion, ColumnKind: "unicodeCodePoints",
		Counts:   jsonCounts{findings.Count(Breaking), findings.Count(Risky), findings.Count(Safe)},
		Findings: []jsonFinding{},
	}
	for _, f := range findings.AtLeast(least) {
		j := jsonFinding{Code: f.Rule.Code, Title: f.Rule.Title, Grade: f.Grade(), Effects: f.Effects,
			jsonPlace: placeOf(f.Pos, f.Source), Message: f.Message, Note: f.Note, Help: f.Help}
		if f.Old.File != "" {
			old := placeOf(f.Old, f.OldSource)
			j.Old = &old
		}
		report.Findings = append(report.Findings, j)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(report)
}
