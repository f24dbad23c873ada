// Package calls reads from generated code what is filled in by hand: the hardware calls of
// a stub, and the stimuli of a conformance test's world.
package calls

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
)

// A Set is a Go interface that is filled in by hand.
type Set struct {
	Name  string // Hardware, or APModeHardware for a capability, or World
	Calls []Call
	// Empty is the type of which nothing is filled in: Unimplemented, NoWorld.
	Empty string
	// Constructor is the function that takes the set, where there is one: New.
	Constructor string
}

// Call returns the call of a name, nil where there is none.
func (s *Set) Call(name string) *Call {
	for i := range s.Calls {
		if s.Calls[i].Name == name {
			return &s.Calls[i]
		}
	}
	return nil
}

// A Call is one method of a set.
type Call struct {
	Name    string
	Doc     []string // the comment's lines, with their slashes
	Params  string   // as in a signature: ctx context.Context, link driver.Link
	Results string   // as in a signature, with parentheses where Go wants them
	Body    string   // the statement that fails, since nothing is filled in
	Type    *ast.FuncType
}

// A Package is a generated package with sets.
type Package struct {
	Sets    map[string]*Set
	Order   []string          // the sets' names, in the order of the source
	Imports map[string]string // the import path behind each package name
}

// kinds are the ends of the names of a set and of its empty type.
var kinds = []struct{ set, empty string }{{"Hardware", "Unimplemented"}, {"World", "NoWorld"}}

// emptyOf returns the name of a set's empty type, "" for what is no set.
func emptyOf(name string) string {
	for _, k := range kinds {
		if prefix, ok := strings.CutSuffix(name, k.set); ok {
			return prefix + k.empty
		}
	}
	return ""
}

// Read reads the Go files of a generated package.
func Read(sources [][]byte) (*Package, error) {
	p := &Package{Sets: map[string]*Set{}, Imports: map[string]string{}}
	bodies := map[string]string{}
	constructors := map[string]string{}
	fset := token.NewFileSet()
	for _, source := range sources {
		file, err := parser.ParseFile(fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("reading generated code: %w", err)
		}
		readImports(file, p.Imports)
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.GenDecl:
				p.readSets(fset, decl)
			case *ast.FuncDecl:
				readFunction(fset, decl, bodies, constructors)
			}
		}
	}
	for _, s := range p.Sets {
		s.Constructor = constructors[s.Name]
		for i := range s.Calls {
			c := &s.Calls[i]
			body, ok := bodies[s.Empty+"."+c.Name]
			if !ok {
				return nil, fmt.Errorf("the generated code has no %s.%s", s.Empty, c.Name)
			}
			c.Body = body
		}
	}
	return p, nil
}

// readFunction keeps the body of a method by its receiver's type and its name, and the name of a
// constructor by the type that it takes first.
func readFunction(fset *token.FileSet, f *ast.FuncDecl, bodies, constructors map[string]string) {
	switch {
	case f.Body == nil:
	case f.Recv != nil:
		text := Text(fset, f.Body)
		bodies[Text(fset, f.Recv.List[0].Type)+"."+f.Name.Name] = strings.TrimSpace(text[1 : len(text)-1])
	case strings.HasPrefix(f.Name.Name, "New") && len(f.Type.Params.List) > 0:
		constructors[Text(fset, f.Type.Params.List[0].Type)] = f.Name.Name
	}
}

// readSets keeps the interfaces that are filled in by hand.
func (p *Package) readSets(fset *token.FileSet, decl *ast.GenDecl) {
	for _, spec := range decl.Specs {
		typeSpec, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		iface, ok := typeSpec.Type.(*ast.InterfaceType)
		name := typeSpec.Name.Name
		if empty := emptyOf(name); ok && empty != "" {
			p.Sets[name] = &Set{Name: name, Calls: readCalls(fset, iface), Empty: empty}
			p.Order = append(p.Order, name)
		}
	}
}

func readCalls(fset *token.FileSet, iface *ast.InterfaceType) []Call {
	var calls []Call
	for _, field := range iface.Methods.List {
		signature, ok := field.Type.(*ast.FuncType)
		if !ok {
			continue
		}
		calls = append(calls, Call{
			Name:    field.Names[0].Name,
			Doc:     commentLines(field.Doc),
			Params:  Fields(fset, signature.Params),
			Results: Results(fset, signature.Results),
			Type:    signature,
		})
	}
	return calls
}

func readImports(file *ast.File, imports map[string]string) {
	for _, spec := range file.Imports {
		importPath, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has checked it
		}
		name := importPath[strings.LastIndexByte(importPath, '/')+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		imports[name] = importPath
	}
}

// commentLines returns a comment's lines with their slashes.
func commentLines(group *ast.CommentGroup) []string {
	if group == nil {
		return nil
	}
	var lines []string
	for _, c := range group.List {
		lines = append(lines, strings.Split(c.Text, "\n")...)
	}
	return lines
}
