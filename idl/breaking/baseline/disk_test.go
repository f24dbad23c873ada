package baseline_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"drivergen/idl/breaking/baseline"
)

// folder writes descriptions without imports, each of the package that its file is called after.
func folder(t *testing.T, packages ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, p := range packages {
		if err := os.WriteFile(filepath.Join(dir, p+".yaml"), []byte(strings.Replace(units, "units", p, 2)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestFolders(t *testing.T) {
	old, new := folder(t, "a", "b", "c"), folder(t, "a", "d")
	if err := os.Rename(filepath.Join(new, "a.yaml"), filepath.Join(new, "z.yaml")); err != nil {
		t.Fatal(err)
	}
	files := []string{filepath.Join(new, "d.yaml"), filepath.Join(new, "z.yaml")}
	told, places := compare(t, baseline.Request{Files: files, Folders: []string{new}, Against: old})
	if !slices.Equal(told, []string{"B0102", "B0102", "B0101", "new d.yaml"}) || places[0] != filepath.Join(old, "b.yaml") {
		t.Errorf("told %v, at %v", told, places)
	}
	told, _ = compare(t, baseline.Request{Files: []string{filepath.Join(old, "a.yaml")}, Against: old})
	if len(told) != 0 {
		t.Errorf("a file against itself: told %v", told)
	}
}

func TestEmbedded(t *testing.T) {
	told, _ := compare(t, baseline.Request{Files: []string{"std/netdev.yaml"}, Against: "std/netdev"})
	if len(told) != 0 {
		t.Errorf("told %v", told)
	}
}

func TestDiskRefuses(t *testing.T) {
	dir := folder(t, "a", "b")
	a, b := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "b.yaml")
	for _, c := range []struct {
		files         []string
		against, want string
		usage         bool
	}{
		{[]string{a}, filepath.Join(dir, "nosuch.yaml"), "the disk has no such file or folder", false},
		{[]string{a}, t.TempDir(), "no descriptions there", false},
		{[]string{a, b}, a, "is one file, and there are 2 to hold against it", true},
	} {
		_, err := baseline.Pairs(baseline.Request{Files: c.files, Against: c.against})
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, baseline.ErrUsage) != c.usage {
			t.Errorf("%s: %v, want %q", c.against, err, c.want)
		}
	}
}

func TestFaults(t *testing.T) {
	dir := folder(t, "a")
	broken := filepath.Join(dir, "broken.yaml")
	if err := os.WriteFile(broken, []byte("idl: 1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	pairs, err := baseline.Pairs(baseline.Request{Files: []string{filepath.Join(dir, "a.yaml")}, Against: broken})
	if err != nil {
		t.Fatal(err)
	}
	result := baseline.Compare(pairs)
	if len(result.Findings) != 0 || len(result.Faults) != 1 || result.Faults[0][0].Pos.File != broken {
		t.Errorf("found %v, with the faults %v", result.Findings, result.Faults)
	}
}
