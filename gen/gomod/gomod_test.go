package gomod_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drivergen/gen/gomod"
)

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), `// A comment.
module "example.com/robot" // its name

go 1.25.0

require drivergen v0.0.0
require (
	example.com/a v1.2.3 // indirect
	"example.com/b" v0.1.0
)

replace drivergen => ../drivergen

tool (
	drivergen/cmd/drivergen
)
`)
	write(t, filepath.Join(root, "sub", "go.mod", "x"), "a folder of that name is no module")
	m, err := gomod.Find(filepath.Join(root, "sub", "not", "there"))
	if err != nil {
		t.Fatal(err)
	}
	if m.Path != "example.com/robot" || m.Go != "1.25.0" || m.Dir != root {
		t.Errorf("module %+v", m)
	}
	want := []gomod.Requirement{{"drivergen", "v0.0.0"}, {"example.com/a", "v1.2.3"}, {"example.com/b", "v0.1.0"}}
	if diff := cmp.Diff(want, m.Requirements()); diff != "" {
		t.Errorf("requirements (-want +got):\n%s", diff)
	}
	for path, requires := range map[string]bool{"drivergen": true, "example.com/robot": true, "example.com/c": false} {
		if m.Requires(path) != requires {
			t.Errorf("Requires(%s) is not %v", path, requires)
		}
	}
	if !m.HasTool("drivergen/cmd/drivergen") || m.HasTool("example.com/a") {
		t.Error("HasTool")
	}
	if path, err := m.ImportPath(filepath.Join(root, "generated", "thermo")); err != nil || path != "example.com/robot/generated/thermo" {
		t.Errorf("import path %q, %v", path, err)
	}
	if path, err := m.ImportPath(root); err != nil || path != "example.com/robot" {
		t.Errorf("import path %q, %v", path, err)
	}
	if path, err := m.ImportPath(filepath.Dir(root)); err == nil {
		t.Errorf("import path of a folder outside: %q", path)
	}
}

func TestFindNearest(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module outer\n")
	write(t, filepath.Join(root, "inner", "go.mod"), "module inner\n")
	for dir, want := range map[string]string{"inner/x": "inner", "other": "outer"} {
		if m, err := gomod.Find(filepath.Join(root, dir)); err != nil || m.Path != want {
			t.Errorf("%s: %+v, %v", dir, m, err)
		}
	}
}

func TestFindWithoutModuleLine(t *testing.T) {
	root := t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "go 1.25\n")
	_, err := gomod.Find(root)
	if err == nil || !strings.Contains(err.Error(), filepath.Join(root, "go.mod")+" has no module line") {
		t.Errorf("error %v", err)
	}
}

func TestFindOwn(t *testing.T) {
	built, err := gomod.FindOwn("")
	if err != nil {
		t.Fatal(err)
	}
	if built.Path != "drivergen" || len(built.Requirements()) == 0 {
		t.Errorf("module %+v", built)
	}
	given, err := gomod.FindOwn(built.Dir)
	if err != nil || given.Dir != built.Dir {
		t.Errorf("module %+v, %v", given, err)
	}
	other := t.TempDir()
	write(t, filepath.Join(other, "go.mod"), "module example.com/other\n")
	for _, dir := range []string{other, filepath.Join(other, "missing")} {
		if _, err := gomod.FindOwn(dir); !errors.Is(err, gomod.ErrNoSources) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: error %v", dir, err)
		}
	}
}
