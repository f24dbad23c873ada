package update

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"slices"
	"sort"
	"strings"

	"drivergen/gen/calls"
)

// An insertion is the methods that go into a file, and what they import.
type insertion struct {
	file    *sourceFile
	fset    *token.FileSet
	methods map[int][]string  // by the offset of the line that they go before
	imports map[string]string // the names of the imports that are added, by path
}

// homeOf returns the file that holds most of a type's methods or, where it has none, the type.
func (f filler) homeOf() *sourceFile {
	count := map[*sourceFile]int{}
	best := f.p.fileOf[f.typeName]
	for _, m := range f.p.methods[f.typeName] {
		count[m.file]++
	}
	for _, file := range f.p.files {
		if count[file] > count[best] {
			best = file
		}
	}
	return best
}

// receiver returns a method's receiver as the type's other methods write it.
func (f filler) receiver(call *calls.Call) string {
	name, text := strings.ToLower(f.typeName[:1]), "*"+f.typeName
	if methods := f.p.methods[f.typeName]; len(methods) > 0 {
		text = calls.Text(f.p.fset, methods[0].decl.Recv.List[0].Type)
		for _, m := range methods {
			if names := m.decl.Recv.List[0].Names; len(names) > 0 && names[0].Name != "_" {
				name = names[0].Name
				break
			}
		}
	}
	if slices.Contains(parameters(call.Type), name) {
		return text
	}
	return name + " " + text
}

// parameters returns the names of parameters and results.
func parameters(f *ast.FuncType) []string {
	var names []string
	for _, list := range []*ast.FieldList{f.Params, f.Results} {
		if list != nil {
			for _, field := range list.List {
				for _, name := range field.Names {
					names = append(names, name.Name)
				}
			}
		}
	}
	return names
}

// add writes a call as a skeleton does, to the insertion.
func (in *insertion) add(f filler, call *calls.Call) error {
	const head = "package p\n\n"
	source := fmt.Sprintf("%s%s\nfunc (%s) %s {\n%s\n}\n", head, strings.Join(call.Doc, "\n"), f.receiver(call), header(call.Name, call.Params, call.Results), call.Body)
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("writing %s.%s: %w", f.typeName, call.Name, err)
	}
	var edits []edit
	taken := parameters(call.Type)
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := selector.X.(*ast.Ident)
		if !ok || f.from.Imports[pkg.Name] == "" || slices.Contains(taken, pkg.Name) {
			return true
		}
		if local := in.local(f.p, f.from.Imports[pkg.Name], pkg.Name, taken); local != pkg.Name {
			at := fset.Position(pkg.Pos()).Offset
			edits = append(edits, edit{at, local}, edit{at + len(pkg.Name), ""})
		}
		return true
	})
	for i := len(edits) - 2; i >= 0; i -= 2 {
		source = source[:edits[i].offset] + edits[i].text + source[edits[i+1].offset:]
	}
	formatted, err := format.Source([]byte(source))
	if err != nil {
		return fmt.Errorf("writing %s.%s: %w", f.typeName, call.Name, err)
	}
	at := f.offsetIn(in.file)
	in.methods[at] = append(in.methods[at], strings.TrimPrefix(string(formatted), head))
	return nil
}

// local returns the name under which the file knows a package, or will: usual where that
// is free.
func (in *insertion) local(p *goPackage, importPath, usual string, taken []string) string {
	for _, name := range sortedKeys(in.file.imports) {
		if in.file.imports[name] == importPath && !slices.Contains(taken, name) {
			return name
		}
	}
	if name, ok := in.imports[importPath]; ok && !slices.Contains(taken, name) {
		return name
	}
	name := usual
	for n := 2; in.file.imports[name] != "" || p.declares(name) || slices.Contains(taken, name) || in.gives(name); n++ {
		name = fmt.Sprintf("%s%d", usual, n)
	}
	in.imports[importPath] = name
	return name
}

// gives reports whether a name is that of an import that is added.
func (in *insertion) gives(name string) bool {
	for _, given := range in.imports {
		if given == name {
			return true
		}
	}
	return false
}

// declares reports whether a package declares a name.
func (p *goPackage) declares(name string) bool {
	if p.types[name] != nil || p.funcs[name] != nil {
		return true
	}
	for _, spec := range p.values {
		for _, n := range spec.Names {
			if n.Name == name {
				return true
			}
		}
	}
	return false
}

// content returns the file with what is inserted; all that was there stays as it was.
func (in *insertion) content(u *updater) ([]byte, error) {
	edits := u.importEdits(in.file, in.fset, in.imports)
	old := in.file.content
	for at, methods := range in.methods {
		edits = append(edits, edit{at, apart(old[:at], old[at:], strings.Join(methods, "\n"))})
	}
	sort.SliceStable(edits, func(i, j int) bool { return edits[i].offset < edits[j].offset })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		out.Write(old[at:e.offset])
		out.WriteString(strings.ReplaceAll(e.text, "\n", in.file.lineEnd()))
		at = e.offset
	}
	out.Write(old[at:])
	if _, err := parser.ParseFile(token.NewFileSet(), in.file.path, out.Bytes(), parser.SkipObjectResolution); err != nil {
		return nil, fmt.Errorf("what would be inserted does not fit: %w", err)
	}
	return out.Bytes(), nil
}

// apart returns a text with what it lacks of the empty lines between it and what stands around it.
func apart(before, behind []byte, text string) string {
	switch {
	case !bytes.HasSuffix(before, []byte("\n")):
		text = "\n\n" + text
	case !bytes.HasSuffix(before, []byte("\n\n")) && !bytes.HasSuffix(before, []byte("\n\r\n")):
		text = "\n" + text
	}
	if len(behind) > 0 && !bytes.HasPrefix(behind, []byte("\n")) && !bytes.HasPrefix(behind, []byte("\r\n")) {
		text += "\n"
	}
	return text
}
