package conform

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// An Opener makes the device that one test works on and registers with t.Cleanup what
// ends it.
type Opener[D any] func(t *testing.T) (D, Options)

// Run runs a suite: a subtest for each method, and in it one for each test. A test
// that cannot be taken is skipped with the reason; one that waits for a hardware call
// fails its method. At the end it prints a summary. The report can be written for a reader.
func Run[D any](t *testing.T, suite Suite[D], open Opener[D]) *Report {
	t.Helper()
	report := run(t, suite, open, nil)
	for _, reason := range report.Reasons() {
		fmt.Fprintln(t.Output(), reason)
	}
	fmt.Fprintln(t.Output(), report.Summary())
	return report
}

// Check runs the named tests of a suite ("connect/handle_closed"), or all where none is
// named, and returns their outcome instead of failing t, so that a test can check that
// the suite finds the faults of a device.
func Check[D any](t *testing.T, suite Suite[D], open Opener[D], names ...string) *Report {
	t.Helper()
	for _, name := range names {
		if !suite.has(name) {
			t.Fatalf("%s has no conformance test %q", suite.Name, name)
		}
	}
	return run(t, suite, open, &selection{names})
}

// A selection is what Check runs; Run has none.
type selection struct {
	names []string // none: all
}

func (s *selection) takes(name string) bool {
	return s == nil || len(s.names) == 0 || slices.Contains(s.names, name)
}

func (s Suite[D]) has(name string) bool {
	for _, group := range s.Groups {
		for _, test := range group.Tests {
			if group.Name+"/"+test.Name == name {
				return true
			}
		}
	}
	return false
}

func run[D any](t *testing.T, suite Suite[D], open Opener[D], only *selection) *Report {
	report := &Report{Suite: suite.Name, Package: suite.Package, Complete: true}
	strict := only == nil
	for _, group := range suite.Groups {
		all := group.Tests
		group.Tests = slices.DeleteFunc(slices.Clone(all), func(test Test[D]) bool {
			return !only.takes(group.Name + "/" + test.Name)
		})
		if len(group.Tests) < len(all) {
			report.Complete = false
		}
		if len(group.Tests) == 0 {
			continue
		}
		ran := 0
		t.Run(group.Name, func(t *testing.T) {
			outcomes := runGroup(t, suite.Limits, group, open, strict)
			ran = len(outcomes)
			report.Outcomes = append(report.Outcomes, outcomes...)
			if waiting := (&Report{Outcomes: outcomes}).Calls(); strict && len(waiting) > 0 {
				fail(t, "not filled in: "+strings.Join(waiting, ", ")+needs(group.Name, group.Calls, waiting))
			}
		})
		if ran < len(group.Tests) { // some were left out by -run
			report.Complete = false
		}
	}
	return report
}

func runGroup[D any](t *testing.T, limits []string, group Group[D], open Opener[D], strict bool) []Outcome {
	var outcomes []Outcome
	for _, test := range group.Tests {
		out := Outcome{Test: group.Name + "/" + test.Name, Status: Failed, Reason: "the device was not opened"}
		ran := false
		t.Run(test.Name, func(t *testing.T) {
			ran = true
			one(t, limits, test, open, &out, strict)
		})
		if ran { // not left out by -run
			outcomes = append(outcomes, out)
		}
	}
	return outcomes
}

// needs tells of the hardware calls that a method's tests lead to, where others than
// those that are missing are among them: a driver's author then knows what comes next.
func needs(method string, calls, waiting []string) string {
	if len(calls) == 0 || !slices.ContainsFunc(calls, func(call string) bool { return !slices.Contains(waiting, call) }) {
		return ""
	}
	return fmt.Sprintf(" (%s needs %s)", method, strings.Join(calls, ", "))
}

// one runs one test and puts its outcome into out, the last part of it when the
// device has been closed.
func one[D any](t *testing.T, limits []string, test Test[D], open Opener[D], out *Outcome, strict bool) {
	before := stacks()
	id := out.Test
	stuck := false
	t.Cleanup(func() {
		if stuck || out.Status == Failed {
			return
		}
		if traces := left(before, grace); len(traces) > 0 {
			*out = Outcome{Test: id, Status: Failed, Reason: fmt.Sprintf("%s left after the device was closed:\n%s",
				count(len(traces), "goroutine", "goroutines"), strings.Join(traces, "\n\n"))}
			if strict {
				fail(t, out.Reason)
			}
		}
	})
	for range tries {
		d, opts := open(t)
		*out, stuck = attempt(limits, test, d, opts.withDefaults())
		out.Test = id
		if stuck || !out.late {
			break
		}
	}
	if !strict {
		return
	}
	switch out.Status {
	case Failed:
		fail(t, out.Reason)
	case NotApplicable:
		t.Skip("not applicable: " + out.Reason)
	case Waiting:
		t.Skip("waits: " + out.Reason)
	}
}

// attempt takes a test once.
func attempt[D any](limits []string, test Test[D], d D, opts Options) (out Outcome, stuck bool) {
	if unknown := opts.Cannot.unknown(limits); unknown != "" {
		return Outcome{Status: Failed, Reason: unknown}, false
	}
	if reason, limited := opts.Cannot.of(test.Needs); limited {
		return Outcome{Status: NotApplicable, Reason: reason}, false
	}
	return body(opts, func(t *T) { test.Run(d, t) })
}

// of returns the first declared limit among needs, with its reason.
func (l Limits) of(needs []string) (reason string, limited bool) {
	for _, need := range needs {
		if reason, ok := l[need]; ok {
			return need + ": " + reason, true
		}
	}
	return "", false
}

// unknown returns an error text for a limit that the description does not have.
func (l Limits) unknown(known []string) string {
	for _, limit := range slices.Sorted(maps.Keys(l)) {
		if !slices.Contains(known, limit) {
			return fmt.Sprintf("the set-up declares the limit %q, which the description does not have; it has: %s", limit, strings.Join(known, ", "))
		}
	}
	return ""
}

// fail fails t with a text that stands for itself, without this file's name in front of it.
func fail(t *testing.T, text string) {
	fmt.Fprintln(t.Output(), text)
	t.Fail()
}
