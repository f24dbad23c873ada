package breaking

import (
	"cmp"
	"slices"

	"drivergen/idl"
)

// A Code names a kind of change. It never changes its meaning.
type Code string

// A Finding is one change between two versions of a description.
type Finding struct {
	Rule    *Rule
	Effects Effects
	Pos     idl.Pos // in the new version: the declaration, or the one around what was removed
	Old     idl.Pos // in the old version; zero for what is new
	Message string  // what changed, on one line
	Help    string  // what to do instead, on one line; may be empty
	Note    string  // more about it, on one line; may be empty

	Source    string // the text of Pos's line, without its line break
	OldSource string // the same of Old
}

// Grade returns the worst of the finding's grades.
func (f *Finding) Grade() Grade { return f.Effects.Worst() }

// Findings are sorted by their places in the new version.
type Findings []*Finding

// Only returns the findings that concern the named audiences, with the effects on
// these alone.
func (fs Findings) Only(audiences []string) Findings {
	var only Findings
	for _, f := range fs {
		if e := f.Effects.Only(audiences); e.Worst() > None {
			one := *f
			one.Effects = e
			only = append(only, &one)
		}
	}
	return only
}

// AtLeast returns the findings whose worst grade is g or worse.
func (fs Findings) AtLeast(g Grade) Findings {
	var worse Findings
	for _, f := range fs {
		if f.Grade() >= g {
			worse = append(worse, f)
		}
	}
	return worse
}

// Count returns how many findings have g as their worst grade.
func (fs Findings) Count(g Grade) int {
	n := 0
	for _, f := range fs {
		if f.Grade() == g {
			n++
		}
	}
	return n
}

func (fs Findings) sorted() Findings {
	slices.SortStableFunc(fs, func(a, b *Finding) int {
		return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col),
			cmp.Compare(a.Rule.Code, b.Rule.Code), cmp.Compare(a.Old.Line, b.Old.Line), cmp.Compare(a.Message, b.Message))
	})
	return fs
}
