package main

import (
	"encoding/json"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// board's program cannot be compiled by standard Go, which has no package machine: its types are checked against a package
// that has what the program uses of TinyGo's.
func TestTypesOfTheBoardsProgram(t *testing.T) {
	context := build.Default
	context.BuildTags = []string{"tinygo", "rp2040", "pico"}
	folder, err := context.ImportDir(".", 0)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(folder.GoFiles, "main.go") || slices.ContainsFunc(folder.GoFiles, func(name string) bool { return strings.HasPrefix(name, "host") }) {
		t.Fatalf("the board's program is of the files %q", folder.GoFiles)
	}
	set := token.NewFileSet()
	machine := check(t, set, "machine", []string{filepath.Join("testdata", "machine", "machine.go")}, nil)
	imports := slices.DeleteFunc(slices.Clone(folder.Imports), func(path string) bool { return path == "machine" || path == "unsafe" })
	program := check(t, set, "main", folder.GoFiles, boardImporter{machine, importer.ForCompiler(set, "gc", exported(t, imports))})
	for _, name := range []string{"ssid", "password", "address"} { // of -ldflags -X
		if v, ok := program.Scope().Lookup(name).(*types.Var); !ok || v.Type() != types.Typ[types.String] {
			t.Errorf("-ldflags cannot set main.%s", name)
		}
	}
}

// check checks the types of a package.
func check(t *testing.T, set *token.FileSet, path string, names []string, from types.Importer) *types.Package {
	t.Helper()
	var files []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	config := types.Config{Importer: from, Sizes: types.SizesFor("gc", "arm"), Error: func(err error) { t.Error(err) }}
	checked, err := config.Check(path, set, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	return checked
}

// A boardImporter has a package machine besides all others.
type boardImporter struct {
	machine *types.Package
	others  types.Importer
}

func (i boardImporter) Import(path string) (*types.Package, error) {
	if path == "machine" {
		return i.machine, nil
	}
	return i.others.Import(path)
}

// exported returns what opens the compiler's account of a package's types, for packages and what they import.
func exported(t *testing.T, paths []string) importer.Lookup {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps", "-export", "-tags", "tinygo", "-json=ImportPath,Export"}, paths...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	files := map[string]string{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p struct{ ImportPath, Export string }
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		files[p.ImportPath] = p.Export
	}
	return func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
}
