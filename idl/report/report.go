// Package report writes diagnostics for those who read them: people (text),
// programs (JSON), GitHub's workflows (workflow commands), and tools for the
// results of static analysis (SARIF 2.1.0).
package report

import (
	"io"
	"path/filepath"

	"drivergen/idl"
)

// A Format is a way of writing diagnostics.
type Format string

// The formats.
const (
	Text   Format = "text"
	JSON   Format = "json"
	GitHub Format = "github"
	SARIF  Format = "sarif"
)

// Formats returns the names of the formats, the default first.
func Formats() []string { return []string{string(Text), string(JSON), string(GitHub), string(SARIF)} }

// Options say how to write.
type Options struct {
	Color   bool   // of Text
	Dir     string // paths inside this folder are written relative to it, but in Text; "" leaves paths alone
	Version string // of drivergen, for JSON and SARIF; may be empty
}

// Write writes the diagnostics of several files. What is written of none is
// nothing in Text and GitHub, and a report of nothing in JSON and SARIF.
func Write(w io.Writer, format Format, found []idl.Diagnostics, o Options) error {
	switch format {
	case JSON:
		return writeJSON(w, found, o)
	case GitHub:
		return writeGitHub(w, found, o)
	case SARIF:
		return writeSARIF(w, found, o)
	default:
		return writeText(w, found, o)
	}
}

// path returns the path of a file with slashes, relative to o.Dir where it lies in it.
func (o Options) path(file string) string {
	if o.Dir != "" && filepath.IsAbs(file) {
		if relative, err := filepath.Rel(o.Dir, file); err == nil && filepath.IsLocal(relative) {
			file = relative
		}
	}
	return filepath.ToSlash(filepath.Clean(file))
}

// Counts are numbers of diagnostics.
type Counts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

// Count counts diagnostics.
func Count(found []idl.Diagnostics) Counts {
	var c Counts
	for _, ds := range found {
		for _, d := range ds {
			if d.Severity == idl.Error {
				c.Errors++
			} else {
				c.Warnings++
			}
		}
	}
	return c
}
