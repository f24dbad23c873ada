package conform

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var report = &Report{Suite: "bench.Bench", Package: "benchtest", Complete: true, Outcomes: []Outcome{
	{Test: "dial/works"},
	{Test: "dial/limited", Status: NotApplicable, Reason: "tone: it has no dial tone"},
	{Test: "scenario/calls", Status: NotApplicable, Reason: "tone: it has no dial tone"},
}}

const table = `**passes benchtest (1 of 3; 2 not applicable)**

| method | tests | passed | not applicable |
|---|---|---|---|
| ` + "`dial`" + ` | 2 | 1 | 1 |
| ` + "`scenario`" + ` | 1 |  | 1 |

Not applicable:

- tone: it has no dial tone: ` + "`dial/limited`, `scenario/calls`\n"

func TestMarkdown(t *testing.T) {
	var b strings.Builder
	if err := report.Markdown(&b); err != nil || b.String() != table {
		t.Errorf("%v:\n%s", err, b.String())
	}
	failed := &Report{Package: "benchtest", Outcomes: []Outcome{
		{Test: "dial/works", Status: Failed, Reason: "want EIO, got EPERM\ngoroutine 7 [running]:"},
		{Test: "dial/waits", Status: Waiting, Reason: "not filled in: Hardware.Dial"},
	}}
	b.Reset()
	if err := failed.Markdown(&b); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{
		"**does not pass benchtest (0 of 2; 1 failed; 1 waiting)**", "| method | tests | passed | failed | waiting |",
		"Failed:\n\n- want EIO, got EPERM: `dial/works`\n", "Waiting:\n\n- not filled in: Hardware.Dial: `dial/waits`\n",
	} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("%q is missing in\n%s", part, b.String())
		}
	}
}

func TestVerdict(t *testing.T) {
	pass, none := Outcome{Test: "dial/works"}, Outcome{Test: "dial/limited", Status: NotApplicable, Reason: "tone: it has no dial tone"}
	for _, test := range []struct {
		complete bool
		outcomes []Outcome
		want     string
	}{
		{true, []Outcome{pass, none}, "passes benchtest (1 of 2; 1 not applicable)"},
		{false, []Outcome{pass}, "passes a part of benchtest (1 of 1)"},
		{true, []Outcome{none}, "does not pass benchtest (0 of 1; 1 not applicable)"},
		{false, nil, "does not pass benchtest (0 of 0)"},
	} {
		r := &Report{Package: "benchtest", Complete: test.complete, Outcomes: test.outcomes}
		if got := r.Verdict(); got != test.want {
			t.Errorf("complete %v, %d outcomes: %q, want %q", test.complete, len(test.outcomes), got, test.want)
		}
	}
}

// fake is a test that fails without failing the one that runs.
type fake struct {
	testing.TB
	said string
}

func (f *fake) Helper()           {}
func (f *fake) Error(args ...any) { f.said += fmt.Sprintln(args...) }
func (f *fake) Errorf(format string, args ...any) {
	f.said += fmt.Sprintf(format, args...) + "\n"
}

func TestKeep(t *testing.T) {
	file := filepath.Join(t.TempDir(), "README.md")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	keep := func(r *Report, name string) string {
		f := &fake{TB: t}
		r.Keep(f, file, name)
		return f.said
	}
	if said := keep(report, "bench"); said == "" {
		t.Error("a file that does not exist is kept")
	}
	const around = "# Bench\n\n<!-- conformance: bench -->\nold\n<!-- end of conformance: bench -->\nmore\n"
	write(around)
	if keep(report, "other") == "" {
		t.Error("a table without a place is kept")
	}
	if keep(report, "bench") == "" {
		t.Error("an old table is kept")
	}
	if said := keep(&Report{Outcomes: report.Outcomes}, "bench"); said != "" {
		t.Errorf("of a run that is not complete it says %q", said)
	}
	t.Setenv(UpdateEnv, "update")
	if said := keep(report, "bench"); said != "" {
		t.Error(said)
	}
	t.Setenv(UpdateEnv, "")
	if said := keep(report, "bench"); said != "" {
		t.Error(said)
	}
	text, _ := os.ReadFile(file)
	want := "# Bench\n\n<!-- conformance: bench -->\n\n" + table + "\n<!-- end of conformance: bench -->\nmore\n"
	if string(text) != want {
		t.Errorf("the file is\n%s", text)
	}
	write(strings.ReplaceAll(want, "\n", "\r\n"))
	if said := keep(report, "bench"); said != "" {
		t.Errorf("with line ends of Windows: %s", said)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("files %v, %v", left, err)
	}
}

func TestKeepOfFailures(t *testing.T) {
	red := &Report{Package: "benchtest", Complete: true, Outcomes: []Outcome{
		{Test: "dial/works"}, {Test: "dial/ends", Status: Failed, Reason: "want EIO, got EPERM"},
	}}
	const place = "<!-- conformance: bench -->\n\n%s\n<!-- end of conformance: bench -->\n"
	green := fmt.Sprintf(place, table)
	for _, test := range []struct {
		mode    string
		report  *Report
		says    []string // none: nothing
		written bool
	}{
		{mode: "", report: red, says: []string{`the table "bench" is left as it is`, "does not pass benchtest (1 of 2; 1 failed)", "mend that first"}},
		{mode: "update", report: red, says: []string{`the table "bench" is left as it is`, "DRIVERGEN_CONFORMANCE=force"}},
		{mode: "force", report: red, written: true},
		{mode: "updat", report: red, says: []string{`DRIVERGEN_CONFORMANCE is "updat"`, "want update"}},
		{mode: "updat", report: &Report{}, says: []string{`DRIVERGEN_CONFORMANCE is "updat"`}},
	} {
		file := filepath.Join(t.TempDir(), "README.md")
		if err := os.WriteFile(file, []byte(green), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Setenv(UpdateEnv, test.mode)
		f := &fake{TB: t}
		test.report.Keep(f, file, "bench")
		for _, part := range test.says {
			if !strings.Contains(f.said, part) {
				t.Errorf("mode %q: it says %q, want %q in it", test.mode, f.said, part)
			}
		}
		if len(test.says) == 0 && f.said != "" {
			t.Errorf("mode %q: it says %q", test.mode, f.said)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if written := string(text) != green; written != test.written {
			t.Errorf("mode %q: the file was written: %v\n%s", test.mode, written, text)
		}
	}
}
