package conform

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Verdict returns what a driver's README may say: "passes netdevtest (120 of 121; 1 not applicable)", or that it does not.
// A run that left tests out, or to which none was applicable, is not said to pass.
func (r *Report) Verdict() string {
	verb := "passes"
	switch {
	case !r.passes():
		verb = "does not pass"
	case !r.Complete:
		verb = "passes a part of"
	}
	parts := []string{fmt.Sprintf("%d of %d", r.Count(Passed), len(r.Outcomes))}
	for _, s := range []Status{Failed, Waiting, NotApplicable} {
		if n := r.Count(s); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, columns[s]))
		}
	}
	return fmt.Sprintf("%s %s (%s)", verb, r.Package, strings.Join(parts, "; "))
}

// passes reports whether tests passed, and no other failed or waits.
func (r *Report) passes() bool {
	return r.Count(Passed) > 0 && r.Count(Passed)+r.Count(NotApplicable) == len(r.Outcomes)
}

// columns are the words for the tests of each status.
var columns = map[Status]string{Passed: "passed", Failed: "failed", Waiting: "waiting", NotApplicable: "not applicable"}

// Markdown writes the report as Markdown: the verdict, a table by method, and each reason with the tests that it
// stands for. The same outcomes give the same bytes.
func (r *Report) Markdown(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "**%s**\n\n", r.Verdict())
	shown := slices.DeleteFunc([]Status{Passed, Failed, Waiting, NotApplicable}, func(s Status) bool {
		return s != Passed && r.Count(s) == 0
	})
	b.WriteString("| method | tests |")
	for _, s := range shown {
		fmt.Fprintf(&b, " %s |", columns[s])
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", 1+len(shown)) + "\n")
	for _, g := range r.groups() {
		fmt.Fprintf(&b, "| `%s` | %d |", g.name, len(g.outcomes))
		for _, s := range shown {
			fmt.Fprintf(&b, " %s |", blankZero((&Report{Outcomes: g.outcomes}).Count(s)))
		}
		b.WriteByte('\n')
	}
	for _, s := range shown {
		if s != Passed {
			r.reasons(&b, s)
		}
	}
	_, err := w.Write(b.Bytes())
	return err
}

// reasons writes each reason of a status with the tests that ended so.
func (r *Report) reasons(b *bytes.Buffer, s Status) {
	var order []string
	tests := map[string][]string{}
	for _, o := range r.Outcomes {
		if o.Status != s {
			continue
		}
		reason, _, _ := strings.Cut(o.Reason, "\n") // the rest is stack traces
		if tests[reason] == nil {
			order = append(order, reason)
		}
		tests[reason] = append(tests[reason], "`"+o.Test+"`")
	}
	fmt.Fprintf(b, "\n%s:\n\n", strings.ToUpper(columns[s][:1])+columns[s][1:])
	for _, reason := range order {
		fmt.Fprintf(b, "- %s: %s\n", reason, strings.Join(tests[reason], ", "))
	}
}

// A reportGroup is the outcomes of one method's tests.
type reportGroup struct {
	name     string
	outcomes []Outcome
}

// groups returns the outcomes by method, in the order of the tests.
func (r *Report) groups() []reportGroup {
	var groups []reportGroup
	for _, o := range r.Outcomes {
		name, _, _ := strings.Cut(o.Test, "/")
		if len(groups) == 0 || groups[len(groups)-1].name != name {
			groups = append(groups, reportGroup{name: name})
		}
		last := &groups[len(groups)-1]
		last.outcomes = append(last.outcomes, o)
	}
	return groups
}

func blankZero(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}
