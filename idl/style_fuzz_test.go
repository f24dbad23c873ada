package idl

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// FuzzLint checks that whatever Load takes can be held against the rules of
// style, and that rules tell warnings alone, each at a place in the file.
func FuzzLint(f *testing.F) {
	for _, pattern := range []string{"*.yaml", styleDir + "/*.yaml", "../gen/testdata/*.yaml"} {
		inputs, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, input := range inputs {
			text, err := os.ReadFile(input)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		check := func(lint bool) (*Model, Diagnostics) {
			l := newLoader("std/fuzz.yaml", nil)
			l.standard = true // an import is then an embedded file, never one of this machine
			l.lint = lint
			return l.load(text)
		}
		m, loaded := check(false)
		_, diags := check(true)
		if m == nil {
			if len(diags) != len(loaded) {
				t.Fatalf("%d diagnostics of a file with errors, and Load has %d", len(diags), len(loaded))
			}
			return
		}
		lines := bytes.Split(text, []byte("\n"))
		for _, d := range diags {
			if d.Code == CodeTooMany {
				continue
			}
			if d.Severity != Warning || d.Pos.Line < 1 || d.Pos.Line > len(lines) || d.Pos.Col < 1 || d.Pos.Col > len(lines[d.Pos.Line-1])+1 {
				t.Errorf("%v", d)
			}
		}
	})
}
