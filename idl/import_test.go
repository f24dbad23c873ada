package idl

import (
	"os"
	"path/filepath"
	"testing"
)

// TestImportsFirst looks for what is loaded before the file itself has nodes.
func TestImportsFirst(t *testing.T) {
	other := filepath.Join(t.TempDir(), "other.yaml")
	if err := os.WriteFile(other, []byte(header), 0o644); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{
		"imports:\n  n: std/netdev\n  o: " + other + "\nerrnos: {}\n":              2,
		"imports:\r\n  n: std/netdev\r\n  o: " + other + "\r\nerrnos: {}\r\n":      2,
		"imports: # two\n\n  # the first\n  n: std/netdev\n\n  o: " + other + "\n": 2,
		"imports: {n: std/netdev,\n  o: " + other + "}\n":                          2,
		"imports: {n: std/netdev, o: [x], p: , q: \"\"}\n":                         1,
		"imports: {n: self.yaml}\n":                                                0,
		"imports: [std/netdev]\n":                                                  0,
		"imports: *all\n":                                                          0,
		"errnos:\n  imports: {n: std/netdev}\n":                                    0,
		"":                                                                         0,
	} {
		l := newLoader("self.yaml", nil)
		l.loadImports([]byte(header + text))
		if len(l.run.files) != want || len(l.diags) > 0 {
			t.Errorf("%q: %d files, %v", text, len(l.run.files), l.diags)
		}
	}
}
