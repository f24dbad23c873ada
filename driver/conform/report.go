package conform

import (
	"fmt"
	"slices"
	"strings"
)

// A Status is how a test ended.
type Status int

// The statuses.
const (
	Passed Status = iota
	Failed
	NotApplicable // the set-up or the hardware cannot do what the test needs
	Waiting       // a hardware call is not filled in yet
)

// String returns the status in words.
func (s Status) String() string {
	switch s {
	case Passed:
		return "pass"
	case Failed:
		return "fail"
	case NotApplicable:
		return "not applicable"
	case Waiting:
		return "waiting"
	}
	return fmt.Sprintf("Status(%d)", int(s))
}

// An Outcome is how one test ended, and why where it did not pass.
type Outcome struct {
	Test   string // group and test: connect/handle_not_open
	Status Status
	Reason string
	Call   string // for Waiting: the hardware call

	late bool // it failed because something took too long, which another try may not
}

// A Report is the outcome of a suite.
type Report struct {
	Suite    string // the interface: netdev.NetDev
	Package  string // the package that holds the tests: netdevtest
	Complete bool   // every test ran, none was left out by its name
	Outcomes []Outcome
}

// Count returns how many tests ended with the status.
func (r *Report) Count(s Status) int {
	n := 0
	for _, o := range r.Outcomes {
		if o.Status == s {
			n++
		}
	}
	return n
}

// Calls returns the hardware calls that tests wait for, in the order in which they were met.
func (r *Report) Calls() []string {
	var calls []string
	for _, o := range r.Outcomes {
		if o.Status == Waiting && !slices.Contains(calls, o.Call) {
			calls = append(calls, o.Call)
		}
	}
	return calls
}

// Summary returns one line: "12 of 214 pass, 196 wait for 9 hardware calls, 6 not applicable".
func (r *Report) Summary() string {
	parts := []string{fmt.Sprintf("%d of %d pass", r.Count(Passed), len(r.Outcomes))}
	if n := r.Count(Failed); n > 0 {
		parts = append(parts, fmt.Sprintf("%d fail", n))
	}
	if n := r.Count(Waiting); n > 0 {
		calls := len(r.Calls())
		parts = append(parts, fmt.Sprintf("%s for %s", count(n, "waits", "wait"), count(calls, "hardware call", "hardware calls")))
	}
	if n := r.Count(NotApplicable); n > 0 {
		parts = append(parts, fmt.Sprintf("%d not applicable", n))
	}
	return strings.Join(parts, ", ")
}

// Reasons returns a line for each reason why tests are not applicable, with how many they are.
func (r *Report) Reasons() []string {
	var order []string
	counts := map[string]int{}
	for _, o := range r.Outcomes {
		if o.Status != NotApplicable {
			continue
		}
		if counts[o.Reason] == 0 {
			order = append(order, o.Reason)
		}
		counts[o.Reason]++
	}
	for i, reason := range order {
		order[i] = fmt.Sprintf("%s not applicable: %s", count(counts[reason], "test", "tests"), reason)
	}
	return order
}

// count returns a number with the word that fits it.
func count(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}
