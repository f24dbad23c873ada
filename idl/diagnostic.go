package idl

import (
	"cmp"
	"fmt"
	"slices"
)

// A Severity tells whether a Model can be made in spite of a Diagnostic.
type Severity int

const (
	Error   Severity = iota // there is no Model
	Warning                 // there is one, but lint does not pass
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// A Diagnostic is one fault of a description.
type Diagnostic struct {
	Code     Code
	Severity Severity
	Pos      Pos    // where; only the file where the whole file is meant
	Len      int    // how many bytes from Pos on are meant, on Pos's line
	Message  string // what is wrong, on one line
	Help     string // what to do, on one line; may be empty
	Notes    []Note
	Source   string // the text of Pos's line, without its line break

	terse bool // that names may be slips is not told: there are too many
}

// A Note is another place that has to do with a Diagnostic.
type Note struct {
	Pos     Pos
	Message string
	Source  string // the text of Pos's line, without its line break
}

// Error returns the diagnostic on one line: file:line:col: error[E0114]: message.
func (d *Diagnostic) Error() string {
	return fmt.Sprintf("%s: %s[%s]: %s", d.Pos, d.Severity, d.Code, d.Message)
}

func (d *Diagnostic) help(format string, args ...any) *Diagnostic {
	d.Help = fmt.Sprintf(format, args...)
	return d
}

func (d *Diagnostic) note(pos Pos, format string, args ...any) *Diagnostic {
	if !pos.IsZero() {
		d.Notes = append(d.Notes, Note{Pos: pos, Message: fmt.Sprintf(format, args...)})
	}
	return d
}

// Diagnostics are the faults of a description, sorted by position.
type Diagnostics []*Diagnostic

// HasErrors reports whether one of them is an error.
func (ds Diagnostics) HasErrors() bool {
	return slices.ContainsFunc(ds, func(d *Diagnostic) bool { return d.Severity == Error })
}

// Err returns nil where no diagnostic is an error, else an error that tells the
// first one and how many more there are.
func (ds Diagnostics) Err() error {
	var first *Diagnostic
	n := 0
	for _, d := range ds {
		if d.Severity != Error {
			continue
		}
		if first == nil {
			first = d
		}
		n++
	}
	switch {
	case first == nil:
		return nil
	case n == 1:
		return first
	default:
		return fmt.Errorf("%w (and %s more)", first, count(n-1, "error"))
	}
}

// sorted returns ds by position, each fault once: what an alias names twice is
// reported once.
func (ds Diagnostics) sorted() Diagnostics {
	slices.SortStableFunc(ds, func(a, b *Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(ds, func(a, b *Diagnostic) bool {
		return a.Pos == b.Pos && a.Code == b.Code && a.Message == b.Message
	})
}
