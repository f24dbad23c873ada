package idl

import (
	"io"
	"os"
	"testing"
)

// FuzzLoad loads any text: there is a Model or an error, every diagnostic stands
// in the text, and the same text gives the same diagnostics.
func FuzzLoad(f *testing.F) {
	inputs, _ := corpusOf(f)
	for _, input := range inputs {
		text, err := os.ReadFile(input)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	for _, name := range StandardNames() {
		file, _ := standardName(name)
		text, err := standardFiles.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		load := func() (*Model, Diagnostics) {
			l := newLoader("std/fuzz.yaml", nil)
			l.standard = true // an import is then an embedded file, never one of this machine
			return l.load(text)
		}
		m, diags := load()
		if (m == nil) != diags.HasErrors() {
			t.Fatalf("a model (%t) beside errors (%t)", m != nil, diags.HasErrors())
		}
		for _, d := range diags {
			if d.Code.Title() == "" || d.Message == "" {
				t.Errorf("a diagnostic without a title or a message: %v", d)
			}
			if !d.Pos.IsZero() && (d.Len < 1 || d.Pos.Col < 1 || d.Pos.Col > len(d.Source)+1) {
				t.Errorf("a diagnostic that stands nowhere: %v, %d bytes of %q", d, d.Len, d.Source)
			}
		}
		if err := diags.Write(io.Discard, true); err != nil {
			t.Error(err)
		}
		if _, again := load(); len(again) != len(diags) {
			t.Errorf("%d diagnostics, then %d", len(diags), len(again))
		} else {
			for i := range again {
				if again[i].Error() != diags[i].Error() {
					t.Errorf("%v, then %v", diags[i], again[i])
				}
			}
		}
	})
}
