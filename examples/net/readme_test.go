package net_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The list of the README is that of the folders, and each command is the row's program.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	row := regexp.MustCompile("(?m)^\\| \\[(.+?)\\]\\((.+?)\\) \\| .+ \\| `go run \\./examples/net/(\\S+?)( .*)?` \\|$")
	for _, m := range row.FindAllStringSubmatch(string(text), -1) {
		if m[1] != m[2] || m[1] != m[3] {
			t.Errorf("the row of %s names %s and runs %s", m[1], m[2], m[3])
		}
		listed[m[1]] = true
	}
	if there := programs(t); !slices.Equal(slices.Sorted(maps.Keys(listed)), there) {
		t.Errorf("the README lists %v, the folders are %v", slices.Sorted(maps.Keys(listed)), there)
	}
}

// programs returns the folders below this one that have a main package.
func programs(t *testing.T) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if entry.Name() == "internal" || entry.Name() == "testdata" {
			return filepath.SkipDir
		}
		text, err := os.ReadFile(filepath.Join(path, "main.go"))
		if err == nil && strings.Contains("\n"+string(text), "\npackage main\n") {
			found = append(found, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}
