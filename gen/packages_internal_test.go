package gen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"drivergen/idl"
)

// A description's package may have any name, and each kind imports it: what a kind
// imports and declares under a name that a package can have must be known, so that the
// description's package gets another.
func TestEveryNameThatAPackageCanHaveIsKnown(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range append(paths, "../idl/netdev.yaml", "../idl/ieee80211dev.yaml") {
		model, diagnostics := idl.Load(path)
		if model == nil {
			t.Fatalf("%s: %v", path, diagnostics)
		}
		in := Input{Model: model, Source: path, ImportPath: "odd.test/" + model.Package}
		files, err := Generate([]Input{in}, nil)
		if err != nil {
			t.Fatal(err)
		}
		known := newPkg(in).packages
		for _, file := range files {
			parsed, err := parser.ParseFile(token.NewFileSet(), file.Path, file.Content, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, imported := range parsed.Imports {
				if importPath, _ := strconv.Unquote(imported.Path.Value); known[importPath] == "" {
					t.Errorf("%s imports %s, which namePackages does not name", file.Path, importPath)
				}
			}
			for _, name := range declared(parsed) {
				if name == strings.ToLower(name) && !slices.Contains(locals, name) {
					t.Errorf("%s declares %s, which locals does not list", file.Path, name)
				}
			}
		}
	}
}

// declared returns the names that a file declares at its top level.
func declared(file *ast.File) []string {
	var list []string
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil && decl.Name.Name != "init" {
				list = append(list, decl.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					list = append(list, spec.Name.Name)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						if name.Name != "_" {
							list = append(list, name.Name)
						}
					}
				}
			}
		}
	}
	return list
}
