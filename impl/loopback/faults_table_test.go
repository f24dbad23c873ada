package loopback_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"drivergen/driver/conform"
)

var updateTable = flag.Bool("update", false, "write the tables of faults into "+faultDoc)

const faultDoc = "../../docs/conformance.md"

// shares are how many tests of the whole suite fail, by the fault.
type shares map[string]string

// wholesale is the part of a suite that may fail for one fault, as a divisor: what nearly every test finds says nothing.
const wholesale = 4

// note counts the tests that failed for a fault.
func (s shares) note(t *testing.T, what string, report *conform.Report) {
	failed, all := report.Count(conform.Failed), len(report.Outcomes)
	s[what] = fmt.Sprint(failed)
	if failed > all/wholesale {
		t.Errorf("%d of %d tests fail", failed, all)
	}
}

// keepFaultTable holds the table of a description's faults in the documentation to the faults that there are, and
// with -update writes it.
func keepFaultTable[D any](t *testing.T, description string, groups []faultGroup[D], counted shares) {
	t.Helper()
	old, err := os.ReadFile(faultDoc)
	if err != nil {
		t.Error(err)
		return
	}
	text := strings.ReplaceAll(string(old), "\r\n", "\n") // as a checkout on Windows may have it
	begin, end := "<!-- faults of "+description+" -->\n", "<!-- end of faults of "+description+" -->"
	head, rest, found := strings.Cut(text, begin)
	table, tail, ends := strings.Cut(rest, end)
	if !found || !ends {
		t.Errorf("%s has no place for the faults of %s: add the lines %q and %q", faultDoc, description, strings.TrimSpace(begin), end)
		return
	}
	want := head + begin + "\n" + faultTable(groups, sharesIn(table), counted) + "\n" + end + tail
	switch {
	case want == text:
	case *updateTable:
		if err := os.WriteFile(faultDoc, []byte(want), 0o644); err != nil {
			t.Error(err)
		}
	default:
		t.Errorf("%s does not have these faults of %s: go test ./impl/loopback -run Faults -update", faultDoc, description)
	}
}

// faultTable returns the faults as Markdown. A fault that was not counted now has the number that it had.
func faultTable[D any](groups []faultGroup[D], earlier, counted shares) string {
	var b strings.Builder
	b.WriteString("| | what is broken | the tests that must fail | what they say | all that fail |\n|---|---|---|---|---|\n")
	for _, group := range groups {
		kind := group.kind
		for _, f := range group.faults {
			share, now := counted[f.what]
			if !now {
				share = earlier[f.what]
			}
			fmt.Fprintf(&b, "| %s | %s | `%s` | %s | %s |\n", kind, f.what, strings.Join(f.tests, "`, `"), inCode(f.says), share)
			kind = ""
		}
	}
	return b.String()
}

// inCode returns text as code in a cell of a table.
func inCode(text string) string {
	return "`" + strings.ReplaceAll(strings.ReplaceAll(text, "|", `\|`), "`", "'") + "`"
}

// sharesIn returns the last column of a table, by the fault.
func sharesIn(table string) shares {
	s := shares{}
	for _, row := range strings.Split(table, "\n") {
		if cells := strings.Split(row, " | "); len(cells) == 5 {
			s[cells[1]] = strings.TrimSuffix(cells[4], " |")
		}
	}
	return s
}

// TestFaultsHaveNamesOfTheirOwn: the table and the subtests tell faults apart by what is broken.
func TestFaultsHaveNamesOfTheirOwn(t *testing.T) {
	checkNames(t, netFaults)
	checkNames(t, wifiFaults)
}

func checkNames[D any](t *testing.T, groups []faultGroup[D]) {
	seen := map[string]bool{}
	for _, group := range groups {
		for _, f := range group.faults {
			switch {
			case seen[f.what]:
				t.Errorf("two faults are called %q", f.what)
			case len(f.tests) == 0 || f.says == "":
				t.Errorf("%q names no test, or nothing that it says", f.what)
			}
			seen[f.what] = true
		}
	}
}
