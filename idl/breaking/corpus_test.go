package breaking_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drivergen/idl"
	"drivergen/idl/breaking"
)

var update = flag.Bool("update", false, "write what comes out to want.txt")

// TestCorpus compares the two versions in each folder of testdata.
func TestCorpus(t *testing.T) {
	folders, err := filepath.Glob("testdata/*/old.yaml")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	told := map[breaking.Code]bool{}
	for _, old := range folders {
		dir := filepath.Dir(old)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			findings := breaking.Compare(load(t, dir, "old.yaml"), load(t, dir, "new.yaml"))
			for _, f := range findings {
				told[f.Rule.Code] = true
			}
			var got bytes.Buffer
			if err := breaking.WriteText(&got, findings, false); err != nil {
				t.Fatal(err)
			}
			want := filepath.Join(dir, "want.txt")
			if *update {
				if err := os.WriteFile(want, got.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			text, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(text), got.String()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", want, diff)
			}
		})
	}
	for _, r := range breaking.Rules() {
		if !told[r.Code] && r.Code != "B0101" && r.Code != "B0102" { // those are of whole files: see package baseline
			t.Errorf("no case tells %s (%s)", r.Code, r.Title)
		}
	}
}

// load loads a file of a case under its name alone.
func load(t *testing.T, dir, name string) *idl.Model {
	t.Helper()
	model, faults := idl.LoadWith(name, func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, path)) })
	if model == nil {
		t.Fatalf("%s/%s: %v", dir, name, faults.Err())
	}
	return model
}

// TestSameVersion compares the standard descriptions with themselves.
func TestSameVersion(t *testing.T) {
	for _, name := range idl.StandardNames() {
		old, faults := idl.Load(name)
		new, _ := idl.Load(name)
		if old == nil {
			t.Fatal(faults.Err())
		}
		for _, f := range breaking.Compare(old, new) {
			t.Errorf("%s: %s %s", name, f.Rule.Code, f.Message)
		}
	}
}

// TestDocs holds the table of rules against docs/breaking.md.
func TestDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/breaking.md")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	seen := map[breaking.Code]bool{}
	for _, r := range breaking.Rules() {
		if seen[r.Code] {
			t.Errorf("%s stands for two rules", r.Code)
		}
		seen[r.Code] = true
		e := r.Effects
		want = append(want, fmt.Sprintf("| %s | %s | %s | %s | %s |", r.Code, r.Title, cell(e.Callers), cell(e.Implementers), cell(e.Wire)))
	}
	var got []string
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "| B0") {
			got = append(got, strings.TrimSpace(line))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("docs/breaking.md (-want +got):\n%s", diff)
	}
}

func cell(g breaking.Grade) string {
	if g == breaking.None {
		return ""
	}
	return g.String()
}

// TestUnrelated compares descriptions that have little in common, twice: the findings are the same.
func TestUnrelated(t *testing.T) {
	for _, a := range idl.StandardNames() {
		for _, b := range idl.StandardNames() {
			old, _ := idl.Load(a)
			new, _ := idl.Load(b)
			if old == nil || new == nil {
				t.Fatalf("%s or %s has errors", a, b)
			}
			var texts [2]bytes.Buffer
			for i := range texts {
				if err := breaking.WriteText(&texts[i], breaking.Compare(old, new), false); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(texts[0].String(), texts[1].String()); diff != "" {
				t.Errorf("%s → %s (-first +second):\n%s", a, b, diff)
			}
			if (texts[0].Len() == 0) != (a == b) {
				t.Errorf("%s → %s: told %q", a, b, texts[0].String())
			}
		}
	}
}
