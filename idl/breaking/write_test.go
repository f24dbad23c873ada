package breaking_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"drivergen/idl"
	"drivergen/idl/breaking"
)

// findingsOf compares two texts.
func findingsOf(t *testing.T, old, new string) breaking.Findings {
	t.Helper()
	was, faults := idl.LoadSource("old.yaml", []byte(old))
	now, more := idl.LoadSource("new, 100%.yaml", []byte(new))
	if was == nil || now == nil {
		t.Fatal(faults.Err(), more.Err())
	}
	for _, e := range now.Errors { // the loader lets no such text through, another maker of Models may
		if e.Deprecated != "" {
			e.Deprecated += "\x1b[31m"
		}
	}
	return breaking.Compare(was, now)
}

const (
	twoErrors = "idl: 1\npackage: p\ndoc: P.\nerrors:\n  ErrA: {text: a, doc: A.}\n  ErrB: {text: b, doc: B.}\n"
	oneError  = "idl: 1\npackage: p\ndoc: P.\nerrors:\n  ErrA: {text: \"a: 100%\\x1b[31m\", doc: A., deprecated: \"No\"}\n"
)

func TestOnly(t *testing.T) {
	all := findingsOf(t, twoErrors, oneError)
	if len(all) != 3 || all.Count(breaking.Breaking) != 1 || all.Count(breaking.Risky) != 1 || all.Count(breaking.Safe) != 1 {
		t.Fatalf("found %s", all.Summary())
	}
	implementers := all.Only([]string{"implementers"})
	if len(implementers) != 1 || implementers[0].Rule.Code != "B0212" || implementers[0].Effects != (breaking.Effects{Implementers: breaking.Breaking}) {
		t.Errorf("for implementers: %s", implementers.Summary())
	}
	if all[0].Effects.Callers != breaking.Breaking {
		t.Error("Only changed the findings that it was given")
	}
}

func TestWriteText(t *testing.T) {
	var b bytes.Buffer
	if err := breaking.WriteText(&b, findingsOf(t, twoErrors, oneError), true); err != nil {
		t.Fatal(err)
	}
	plain := strings.NewReplacer("\x1b[1m", "", "\x1b[0m", "", "\x1b[1;31m", "", "\x1b[1;32m", "", "\x1b[1;33m", "", "\x1b[1;34m", "").Replace(b.String())
	if plain == b.String() {
		t.Error("there is no colour")
	}
	if strings.Contains(plain, "\x1b") || !strings.Contains(plain, "deprecated now: No\ufffd[31m") {
		t.Errorf("the description's own escapes come out: %q", plain)
	}
}

func TestWriteJSON(t *testing.T) {
	var b bytes.Buffer
	if err := breaking.WriteJSON(&b, findingsOf(t, twoErrors, oneError), breaking.Risky); err != nil {
		t.Fatal(err)
	}
	var report struct {
		Version  int
		Counts   map[string]int
		Findings []struct {
			Code, Grade, File, Message, Help string
			Line, Column                     int
			Effects                          map[string]string
			Old                              struct {
				File string
				Line int
			}
		}
	}
	d := json.NewDecoder(&b)
	if err := d.Decode(&report); err != nil {
		t.Fatal(err)
	}
	if report.Version != 1 || report.Counts["breaking"] != 1 || report.Counts["risky"] != 1 || report.Counts["safe"] != 1 || len(report.Findings) != 2 {
		t.Fatalf("told %+v", report)
	}
	gone := report.Findings[0]
	if gone.Code != "B0212" || gone.Line != 0 || gone.File != "new, 100%.yaml" || gone.Old.File != "old.yaml" || gone.Old.Line != 6 || gone.Effects["wire"] != "breaking" {
		t.Errorf("told %+v", gone)
	}
	b.Reset()
	if err := breaking.WriteJSON(&b, nil, breaking.Safe); err != nil || !strings.Contains(b.String(), `"findings": []`) {
		t.Errorf("of nothing: %s", b.String())
	}
}

func TestWriteGitHub(t *testing.T) {
	var b bytes.Buffer
	if err := breaking.WriteGitHub(&b, findingsOf(t, twoErrors, oneError)); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 3 || lines[0] != "::error file=new%2C 100%25.yaml,title=B0212%3A an error is gone::the error ErrB is gone%0Abreaking for callers, implementers, wire%0A"+
		"keep it with deprecated: what to use instead, and remove it in a later version" {
		t.Errorf("told %q", lines)
	}
	if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "::warning file=new%2C 100%25.yaml,line=5,col=3,") }) {
		t.Errorf("told %q", lines)
	}
}

// TestColumns counts columns in characters, as idl/report does, in both versions.
func TestColumns(t *testing.T) {
	const head = "idl: 1\npackage: p\ndoc: P.\nerrors: {"
	all := findingsOf(t, head+"ErrA: {text: ß, doc: Ä.}, ErrB: {text: b, doc: B.}}\n", head+"ErrA: {text: ä°🌡, doc: Ä°🌡.}, ErrB: {text: c, doc: B.}}\n")
	i := slices.IndexFunc(all, func(f *breaking.Finding) bool { return strings.Contains(f.Message, "ErrB") })
	if i < 0 {
		t.Fatalf("found %s", all.Summary())
	}
	all = all[i : i+1]
	var b bytes.Buffer
	if err := breaking.WriteJSON(&b, all, breaking.Safe); err != nil {
		t.Fatal(err)
	}
	type place struct{ Line, Column int }
	var report struct {
		ColumnKind string
		Findings   []struct {
			place
			Old place
		}
	}
	if err := json.Unmarshal(b.Bytes(), &report); err != nil {
		t.Fatal(err)
	}
	told := report.Findings[0]
	if report.ColumnKind != "unicodeCodePoints" || told.place != (place{4, 40}) || told.Old != (place{4, 36}) {
		t.Errorf("%s: told %+v", report.ColumnKind, told)
	}
	b.Reset()
	if err := breaking.WriteGitHub(&b, all); err != nil || !strings.Contains(b.String(), ",line=4,col=40,") {
		t.Errorf("told %q, %v", b.String(), err)
	}
}
