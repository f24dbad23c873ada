package runtime_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drivergen/examples/kaluma/runtime"
)

// A module that should be JSON and is not shows its own line, not the one that requires it.
func TestNoJSON(t *testing.T) {
	tests := []struct{ text, want string }{
		{"{ \"a\": 1,, }", `:1:10: SyntaxError: unexpected ',' in JSON
  1 | { "a": 1,, }
    |          ^
`},
		{"\ufeff{\n  \"é\": \"ü\" x\n}\n", `:2:12: SyntaxError: unexpected 'x' in JSON
  2 |   "é": "ü" x
    |            ^
`},
		{"[1,\n2\n\n", `:2:2: SyntaxError: unexpected end of the JSON: a bracket, a brace or a string is not closed
  2 | 2
    |  ^
`},
		{"", ":1:1: SyntaxError: unexpected end of the JSON: a bracket, a brace or a string is not closed\n"},
		{"1 2", `:1:3: SyntaxError: unexpected '2' in JSON
  1 | 1 2
    |   ^
`},
	}
	for _, test := range tests {
		folder := t.TempDir()
		write(t, folder, map[string]string{"data.json": test.text})
		want := filepath.Join(folder, "data.json") + test.want
		if got := report(t, runtime.Config{Modules: folder}, "\nrequire('data')"); got != want {
			t.Errorf("%q reported (- wanted, + got):\n%s", test.text, cmp.Diff(want, got))
		}
	}
}
