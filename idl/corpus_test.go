package idl

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the expected diagnostics of testdata/wrong anew")

const corpusDir = "testdata/wrong"

// corpusOf returns the wrong descriptions, and all that is expected to be said about them.
func corpusOf(t testing.TB) (inputs []string, expected string) {
	t.Helper()
	inputs, err := filepath.Glob(filepath.Join(corpusDir, "*.yaml"))
	if err != nil || len(inputs) < 100 {
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

// TestWrong loads each wrong description of testdata/wrong and compares all that
// is said about it with the file beside it.
func TestWrong(t *testing.T) {
	inputs, _ := corpusOf(t)
	t.Chdir(corpusDir)
	for _, input := range inputs {
		input = filepath.Base(input)
		name := strings.TrimSuffix(input, ".yaml")
		t.Run(name, func(t *testing.T) {
			m, diags := Load(input)
			if len(diags) == 0 {
				t.Fatal("no diagnostics")
			}
			if (m == nil) != diags.HasErrors() {
				t.Errorf("a model (%t) beside errors (%t)", m != nil, diags.HasErrors())
			}
			var got bytes.Buffer
			if err := diags.Write(&got, false); err != nil {
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
