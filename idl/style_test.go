package idl

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const styleDir = "testdata/style"

// styleCorpus returns the descriptions that break rules of style, and all that is expected to be said of them.
func styleCorpus(t *testing.T) (inputs []string, expected string) {
	t.Helper()
	inputs, err := filepath.Glob(filepath.Join(styleDir, "*.yaml"))
	if err != nil || len(inputs) == 0 {
		t.Fatalf("%d inputs, %v", len(inputs), err)
	}
	var all strings.Builder
	for _, input := range inputs {
		text, err := os.ReadFile(strings.TrimSuffix(input, ".yaml") + ".txt")
		if err != nil && !*update {
			t.Fatal(err)
		}
		all.Write(text)
	}
	return inputs, all.String()
}

// TestStyle lints each description of testdata/style and compares all that is
// said about it with the file beside it. Each can be loaded all the same.
func TestStyle(t *testing.T) {
	inputs, _ := styleCorpus(t)
	t.Chdir(styleDir)
	for _, input := range inputs {
		input = filepath.Base(input)
		name := strings.TrimSuffix(input, ".yaml")
		t.Run(name, func(t *testing.T) {
			if m, diags := Load(input); m == nil {
				t.Fatal(diags.Err())
			}
			var got bytes.Buffer
			if err := Lint(input).Write(&got, false); err != nil {
				t.Fatal(err)
			}
			golden := name + ".txt"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRules holds the list of rules against the codes and the corpus.
func TestRules(t *testing.T) {
	_, corpus := styleCorpus(t)
	rules := Rules()
	if !slices.IsSortedFunc(rules, func(a, b Rule) int { return strings.Compare(string(a.Code), string(b.Code)) }) {
		t.Error("the rules are not sorted by their codes")
	}
	listed := map[Code]bool{}
	for _, r := range rules {
		listed[r.Code] = true
		if r.Title == "" {
			t.Errorf("%s has no title", r.Code)
		}
		if r.Code != CodeNoDoc && !strings.Contains(corpus, "warning["+string(r.Code)+"]") {
			t.Errorf("no file of %s has %s (%s)", styleDir, r.Code, r.Title)
		}
	}
	for code := range codeTitles {
		if strings.HasPrefix(string(code), "W06") && !listed[code] {
			t.Errorf("%s (%s) is not among the rules", code, code.Title())
		}
	}
}

// TestStyleOfOwnDescriptions holds the descriptions of this module against the rules.
func TestStyleOfOwnDescriptions(t *testing.T) {
	paths := StandardNames()
	for _, pattern := range []string{"*.yaml", "../gen/testdata/*.yaml", "../examples/*/*.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range found {
			if text, err := os.ReadFile(path); err != nil {
				t.Fatal(err)
			} else if bytes.Contains(text, []byte("\npackage:")) {
				paths = append(paths, path)
			}
		}
	}
	for _, path := range paths {
		for _, d := range Lint(path) {
			t.Error(d)
		}
	}
}

// TestLintKeepsToErrors checks that a rule says nothing of a file with errors:
// it might be an echo of one.
func TestLintKeepsToErrors(t *testing.T) {
	text := []byte("idl: 1\npackage: thermo\ndoc: Package thermo is one.\nerrnos:\n  EIO: {value: 5, doc: It did not answer}\n")
	if diags := LintSource("thermo.yaml", text); len(diags) != 1 || diags[0].Code != CodeDocEnd {
		t.Errorf("without errors: %v, want %s alone", diags, CodeDocEnd)
	}
	wrong := append(slices.Clone(text), "  EBUSY: {value: 4097, doc: It measures.}\n"...)
	if diags := LintSource("thermo.yaml", wrong); len(diags) != 1 || diags[0].Code != CodeLinuxErrno {
		t.Errorf("with an error: %v, want %s alone", diags, CodeLinuxErrno)
	}
	if _, diags := LoadSource("thermo.yaml", text); len(diags) != 0 {
		t.Errorf("Load: %v, want nothing: style is for Lint", diags)
	}
}

// TestAllowedWithoutLint checks that a missing doc, which Load tells too, is switched off for both.
func TestAllowedWithoutLint(t *testing.T) {
	text := []byte("idl: 1\npackage: thermo\nallow: {W0601: It is a sketch.}\n")
	if _, diags := LoadSource("thermo.yaml", text); len(diags) != 0 {
		t.Errorf("Load: %v", diags)
	}
	if diags := LintSource("thermo.yaml", text); len(diags) != 0 {
		t.Errorf("Lint: %v", diags)
	}
}
