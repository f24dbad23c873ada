package skeleton

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"strconv"
	"strings"
)

// A hardware is a Go interface of a generated stub that a driver fills in.
type hardware struct {
	Name  string // Hardware, or APModeHardware for a capability
	Calls []call
}

// A call is one method of a hardware.
type call struct {
	Name    string
	Doc     []string // the comment's lines
	Params  string   // as in a signature: ctx context.Context, link driver.Link
	Results string   // as in a signature, with parentheses where Go wants them
	Body    string   // the statement that fails with driver.NotFilledIn
}

// A stub's source declares each interface that a driver fills in under a name with the
// first suffix, and a type under the same name with the second one, whose methods
// fail with driver.NotFilledIn.
const (
	hardwareSuffix = "Hardware"
	unfilledSuffix = "Unimplemented"
)

// A stub is what the skeleton needs of a generated stub package.
type stub struct {
	hardware map[string]*hardware
	imports  map[string]string // the import path behind each package name
}

// readStub reads the Go files of a generated stub package.
func readStub(sources [][]byte) (*stub, error) {
	s := &stub{hardware: map[string]*hardware{}, imports: map[string]string{}}
	bodies := map[string]string{}
	fset := token.NewFileSet()
	for _, source := range sources {
		file, err := parser.ParseFile(fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("reading the generated stub: %w", err)
		}
		readImports(file, s.imports)
		readInterfaces(fset, file, s.hardware)
		readBodies(fset, file, bodies)
	}
	for name, h := range s.hardware {
		for i := range h.Calls {
			c := &h.Calls[i]
			body, ok := bodies[strings.TrimSuffix(name, hardwareSuffix)+unfilledSuffix+"."+c.Name]
			if !ok {
				return nil, fmt.Errorf("the generated stub has no %s.%s", strings.TrimSuffix(name, hardwareSuffix)+unfilledSuffix, c.Name)
			}
			c.Body = body
		}
	}
	return s, nil
}

// readBodies keeps the body of each method by its receiver's type and its name.
func readBodies(fset *token.FileSet, file *ast.File, bodies map[string]string) {
	for _, decl := range file.Decls {
		method, ok := decl.(*ast.FuncDecl)
		if !ok || method.Recv == nil || method.Body == nil {
			continue
		}
		receiver := nodeText(fset, method.Recv.List[0].Type)
		if strings.HasSuffix(receiver, unfilledSuffix) {
			text := nodeText(fset, method.Body)
			bodies[receiver+"."+method.Name.Name] = strings.TrimSpace(text[1 : len(text)-1])
		}
	}
}

// readInterfaces keeps the interfaces that a driver fills in.
func readInterfaces(fset *token.FileSet, file *ast.File, found map[string]*hardware) {
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok || general.Tok != token.TYPE {
			continue
		}
		for _, spec := range general.Specs {
			typeSpec := spec.(*ast.TypeSpec)
			iface, ok := typeSpec.Type.(*ast.InterfaceType)
			if !ok || !strings.HasSuffix(typeSpec.Name.Name, hardwareSuffix) {
				continue
			}
			name := typeSpec.Name.Name
			found[name] = &hardware{Name: name, Calls: readCalls(fset, iface)}
		}
	}
}

func readCalls(fset *token.FileSet, iface *ast.InterfaceType) []call {
	var calls []call
	for _, field := range iface.Methods.List {
		signature, ok := field.Type.(*ast.FuncType)
		if !ok {
			continue
		}
		calls = append(calls, call{
			Name:    field.Names[0].Name,
			Doc:     commentLines(field.Doc),
			Params:  fieldList(fset, signature.Params),
			Results: resultList(fset, signature.Results),
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

// fieldList returns parameters or results without parentheses.
func fieldList(fset *token.FileSet, list *ast.FieldList) string {
	if list == nil {
		return ""
	}
	var parts []string
	for _, field := range list.List {
		var names []string
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
		part := nodeText(fset, field.Type)
		if len(names) > 0 {
			part = strings.Join(names, ", ") + " " + part
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func resultList(fset *token.FileSet, list *ast.FieldList) string {
	text := fieldList(fset, list)
	if list == nil || len(list.List) == 1 && len(list.List[0].Names) == 0 {
		return text
	}
	return "(" + text + ")"
}

func nodeText(fset *token.FileSet, node ast.Node) string {
	var text bytes.Buffer
	if err := printer.Fprint(&text, fset, node); err != nil {
		panic(err) // the node comes from the parser, and a bytes.Buffer takes everything
	}
	return text.String()
}
