package atomicfile_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"drivergen/internal/atomicfile"
)

// only checks that a folder holds nothing else than some names.
func only(t *testing.T, dir string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("the folder holds %q, want %q", got, names)
	}
}

func holds(t *testing.T, name, want string, mode os.FileMode) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil || string(text) != want {
		t.Errorf("%s holds %q, %v; want %q", name, text, err, want)
	}
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != mode {
		t.Errorf("%s has mode %o, want %o", name, info.Mode().Perm(), mode)
	}
}

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	plain, name := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	if err := os.WriteFile(plain, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	usual, err := os.Stat(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(name, []byte("one")); err != nil {
		t.Fatal(err)
	}
	holds(t, name, "one", usual.Mode().Perm())
	// A mode that no umask would leave stays.
	if err := os.Chmod(name, 0o606); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.Write(name, []byte("two")); err != nil {
		t.Fatal(err)
	}
	holds(t, name, "two", 0o606)
	only(t, dir, "a", "b")
}

func TestLinkStays(t *testing.T) {
	dir := t.TempDir()
	name, link := filepath.Join(dir, "a"), filepath.Join(dir, "link")
	if err := os.WriteFile(name, []byte("one"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a", link); err != nil {
		t.Skipf("links need rights that this user has not: %v", err)
	}
	if err := atomicfile.Write(link, []byte("two")); err != nil {
		t.Fatal(err)
	}
	holds(t, name, "two", 0o600)
	if to, err := os.Readlink(link); err != nil || to != "a" {
		t.Errorf("the link leads to %q, %v", to, err)
	}
}

func TestFailureLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o777); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"folder":    "it is not a regular file",
		"missing/a": "nothing was changed",
	} {
		err := atomicfile.Write(filepath.Join(dir, filepath.FromSlash(name)), []byte("text"))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), ".tmp") {
			t.Errorf("%s: error %v, want one with %q and no temporary file", name, err, want)
		}
	}
	only(t, dir, "folder")
}
