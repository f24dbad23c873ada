package breaking

import (
	"fmt"
	"strings"
)

// A Grade tells how bad a change is.
type Grade int

// The grades, each worse than the one before it.
const (
	None     Grade = iota // it does not concern them
	Safe                  // all that worked works as before
	Risky                 // it compiles and is understood, and may behave in another way
	Breaking              // code does not compile, a call is refused, or a message is misread
)

var gradeNames = [...]string{None: "none", Safe: "safe", Risky: "risky", Breaking: "breaking"}

// String returns the grade's name in lower case.
func (g Grade) String() string { return gradeNames[g] }

// MarshalText returns the grade's name.
func (g Grade) MarshalText() ([]byte, error) { return []byte(g.String()), nil }

// Effects are the grades of a change for each who is concerned by it.
type Effects struct {
	Callers      Grade `json:"callers"`      // those who call the generated Go code
	Implementers Grade `json:"implementers"` // drivers, interfaces and mocks written by hand, worlds of conformance tests
	Wire         Grade `json:"wire"`         // peers of another version, and recordings
}

// Audiences returns the names of those whom Effects are for.
func Audiences() []string { return []string{"callers", "implementers", "wire"} }

func (e *Effects) grades() []*Grade { return []*Grade{&e.Callers, &e.Implementers, &e.Wire} }

// Worst returns the worst of the grades.
func (e Effects) Worst() Grade { return max(e.Callers, e.Implementers, e.Wire) }

// Only returns the effects on the named audiences alone.
func (e Effects) Only(audiences []string) Effects {
	var only Effects
	for i, name := range Audiences() {
		for _, wanted := range audiences {
			if wanted == name {
				*only.grades()[i] = *e.grades()[i]
			}
		}
	}
	return only
}

// Of returns the audiences for whom the grade is g, in the order of Audiences.
func (e Effects) Of(g Grade) []string {
	var names []string
	for i, name := range Audiences() {
		if *e.grades()[i] == g {
			names = append(names, name)
		}
	}
	return names
}

// String returns the audiences by grade, the worst first: breaking for callers and
// implementers, risky for wire.
func (e Effects) String() string {
	var parts []string
	for g := Breaking; g > None; g-- {
		if names := e.Of(g); len(names) > 0 {
			parts = append(parts, g.String()+" for "+strings.Join(names, ", "))
		}
	}
	return strings.Join(parts, "; ")
}

// effects reads three grades as the table of rules writes them, for callers,
// implementers and the wire: B breaking, R risky, S safe, - none.
func effects(letters string) Effects {
	var e Effects
	for i, g := range e.grades() {
		at := strings.IndexByte("-SRB", letters[i])
		if at < 0 || len(letters) != len(e.grades()) {
			panic(fmt.Sprintf("breaking: %q are not three grades", letters))
		}
		*g = Grade(at)
	}
	return e
}
