package update

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// A sourceFile is one Go file of the driver.
type sourceFile struct {
	path    string
	name    string // without its folder
	content []byte
	syntax  *ast.File
	imports map[string]string // the import path behind each name under which the file knows a package
}

// A goPackage is the files of a folder that belong to one package. A folder may hold two: the
// package and its external tests.
type goPackage struct {
	name    string
	fset    *token.FileSet
	files   []*sourceFile
	types   map[string]*ast.TypeSpec
	fileOf  map[string]*sourceFile // of a type
	methods map[string][]*method   // by the receiver's type
	funcs   map[string]*ast.FuncDecl
	values  []*ast.ValueSpec // of the package's variables
}

// A method is one with its file.
type method struct {
	decl *ast.FuncDecl
	file *sourceFile
}

// parseFolder reads the Go files of a folder. What does not parse is an error with its place.
func parseFolder(dir string) ([]*goPackage, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: no such folder", dir)
	}
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	packages := map[string]*goPackage{}
	var errs []error
	for _, entry := range entries {
		name := entry.Name()
		if filepath.Ext(name) != ".go" || strings.HasPrefix(name, "_") || strings.HasPrefix(name, ".") || entry.IsDir() {
			continue
		}
		f, err := parseFile(fset, filepath.Join(dir, name))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		p := packages[f.syntax.Name.Name]
		if p == nil {
			p = &goPackage{
				name: f.syntax.Name.Name, fset: fset, types: map[string]*ast.TypeSpec{}, fileOf: map[string]*sourceFile{},
				methods: map[string][]*method{}, funcs: map[string]*ast.FuncDecl{},
			}
			packages[p.name] = p
		}
		p.add(f)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	var all []*goPackage
	for _, p := range packages {
		all = append(all, p)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].name < all[j].name })
	return all, nil
}

func parseFile(fset *token.FileSet, name string) (*sourceFile, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f := &sourceFile{path: name, name: filepath.Base(name), content: content, imports: map[string]string{}}
	f.syntax, err = parser.ParseFile(fset, name, content, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, firstFault(err)
	}
	for _, spec := range f.syntax.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has checked it
		}
		local := path.Base(importPath)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		if local != "_" && local != "." {
			f.imports[local] = importPath
		}
	}
	return f, nil
}

// firstFault returns the first of the parser's errors, and how many more there are.
func firstFault(err error) error {
	var list scanner.ErrorList
	if !errors.As(err, &list) || len(list) < 2 {
		return err
	}
	return fmt.Errorf("%w (and %d more)", list[0], len(list)-1)
}

func (p *goPackage) add(f *sourceFile) {
	p.files = append(p.files, f)
	for _, decl := range f.syntax.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				p.funcs[decl.Name.Name] = decl
			} else if name := baseName(decl.Recv.List[0].Type); name != "" {
				p.methods[name] = append(p.methods[name], &method{decl, f})
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					p.types[spec.Name.Name], p.fileOf[spec.Name.Name] = spec, f
				case *ast.ValueSpec:
					p.values = append(p.values, spec)
				}
			}
		}
	}
}

// baseName returns the name of a type of the package behind pointers, parentheses and type arguments,
// "" for what has none.
func baseName(expr ast.Expr) string {
	for {
		switch e := expr.(type) {
		case *ast.Ident:
			return e.Name
		case *ast.StarExpr:
			expr = e.X
		case *ast.ParenExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		default:
			return ""
		}
	}
}

// qualified takes apart the name of something in another package.
func qualified(f *sourceFile, expr ast.Expr) (importPath, name string) {
	if star, ok := expr.(*ast.StarExpr); ok {
		expr = star.X
	}
	selector, ok := expr.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	if pkg, ok := selector.X.(*ast.Ident); ok && f.imports[pkg.Name] != "" {
		return f.imports[pkg.Name], selector.Sel.Name
	}
	return "", ""
}

// lineEnd returns how the file ends its lines.
func (f *sourceFile) lineEnd() string {
	if bytes.Contains(f.content, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}
