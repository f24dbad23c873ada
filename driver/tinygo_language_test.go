package driver_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// stackLimit is how many bytes one variable of a function may have. In TinyGo a goroutine's stack does not grow: it has
// 8 KiB on an RP2040, and 2 KiB on other boards unless the build says more.
const stackLimit = 1024

// recovering are the functions that may recover from a panic: TinyGo can do so on ARM, and not everywhere. Without it
// this one costs no more than a trace of a value whose method String panics.
var recovering = []string{"drivergen/driver: textOnly.String"}

// TinyGo's language is Go's, but for its stacks and its panics, and what it links is its own.
func TestMicrocontrollerPackagesUseTheLanguageAsTinyGoHasIt(t *testing.T) {
	packages := list(t, slices.Concat([]string{"-export"}, microcontroller, networked)...)
	checked := 0
	for path, p := range packages {
		if p.Standard {
			continue
		}
		checked++
		for _, problem := range misuses(t, packages, path, sources(t, p)) {
			t.Error(problem)
		}
	}
	if want := len(microcontroller) + len(networked); checked < want {
		t.Errorf("%d packages were checked, want %d or more", checked, want)
	}
}

// sources reads the files of a package.
func sources(t *testing.T, p listed) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, name := range p.GoFiles {
		text, err := os.ReadFile(filepath.Join(p.Dir, name))
		if err != nil {
			t.Fatal(err)
		}
		texts[name] = string(text)
	}
	return texts
}

// misuses returns what a package does that TinyGo cannot, or not on every board.
func misuses(t *testing.T, packages map[string]listed, path string, texts map[string]string) (problems []string) {
	t.Helper()
	set := token.NewFileSet()
	var files []*ast.File
	for name, text := range texts {
		file, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	exported := func(path string) (io.ReadCloser, error) { return os.Open(packages[path].Export) }
	sizes := types.SizesFor("gc", "arm")
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(set, "gc", exported), Sizes: sizes}
	if _, err := config.Check(path, set, files, info); err != nil {
		t.Fatal(err)
	}
	report := func(pos token.Pos, format string, args ...any) {
		at := set.Position(pos)
		problems = append(problems, fmt.Sprintf("%s: %s:%d: %s", path, at.Filename, at.Line, fmt.Sprintf(format, args...)))
	}
	for id, object := range info.Defs {
		if size, ok := onStack(object, sizes); ok && size > stackLimit {
			report(id.Pos(), "%s takes %d bytes of a stack that does not grow: make it on the heap", id.Name, size)
		}
	}
	for _, file := range files {
		for _, group := range file.Comments {
			for _, c := range group.List {
				if strings.HasPrefix(c.Text, "//go:linkname") {
					report(c.Pos(), "what %s names is not TinyGo's", c.Text)
				}
			}
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || slices.Contains(recovering, path+": "+funcName(f)) {
				continue
			}
			ast.Inspect(f, func(n ast.Node) bool {
				if id, ok := n.(*ast.Ident); ok && info.Uses[id] == types.Universe.Lookup("recover") {
					report(id.Pos(), "%s recovers from panics, which not every board can", funcName(f))
				}
				return true
			})
		}
	}
	slices.Sort(problems)
	return problems
}

// onStack returns how many bytes a variable of a function has.
func onStack(object types.Object, sizes types.Sizes) (int64, bool) {
	v, ok := object.(*types.Var)
	if !ok || v.IsField() || v.Parent() == nil || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() || !sized(v.Type()) {
		return 0, false
	}
	return sizes.Sizeof(v.Type()), true
}

// sized reports whether the size of a type does not depend on a type parameter.
func sized(t types.Type) bool {
	if _, ok := t.(*types.TypeParam); ok {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return sized(u.Elem())
	case *types.Struct:
		for field := range u.Fields() {
			if !sized(field.Type()) {
				return false
			}
		}
	}
	return true
}

// funcName returns the name of a function, or of a method with its type's before it.
func funcName(f *ast.FuncDecl) string {
	if f.Recv == nil || len(f.Recv.List) == 0 {
		return f.Name.Name
	}
	on := f.Recv.List[0].Type
	if star, ok := on.(*ast.StarExpr); ok {
		on = star.X
	}
	if generic, ok := on.(*ast.IndexExpr); ok {
		on = generic.X
	}
	if id, ok := on.(*ast.Ident); ok {
		return id.Name + "." + f.Name.Name
	}
	return f.Name.Name
}

func TestMisusesAreFound(t *testing.T) {
	const text = `package p

import _ "unsafe"

type big struct{ data [2000]byte }

var global big

//go:linkname now runtime.nanotime
func now() int64

func (b *big) grow() {
	var small [1024]byte
	var large [1025]byte
	copied := *b
	_, _, _ = small, large, copied
	defer func() { recover() }()
}

func recover2(recover func()) { recover() }
`
	got := misuses(t, list(t, "-export", "unsafe"), "p", map[string]string{"p.go": text})
	want := []string{
		"p: p.go:14: large takes 1025 bytes of a stack that does not grow: make it on the heap",
		"p: p.go:15: copied takes 2000 bytes of a stack that does not grow: make it on the heap",
		"p: p.go:17: big.grow recovers from panics, which not every board can",
		"p: p.go:9: what //go:linkname now runtime.nanotime names is not TinyGo's",
	}
	if !slices.Equal(got, want) {
		t.Errorf("misuses\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
