package update

import (
	"bytes"
	"go/ast"
	"go/token"

	"drivergen/gen/calls"
)

// offsetIn returns where a call of the filler's set goes in a file: to the end or, where calls of another set follow
// those of its own, as those of a capability do, behind the last of its own.
func (f filler) offsetIn(file *sourceFile) int {
	var own ast.Decl
	followed := false
	for _, decl := range file.syntax.Decls {
		switch f.setOf(file, decl) {
		case nil:
		case f.set:
			own, followed = decl, false
		default:
			followed = true
		}
	}
	if own == nil || !followed {
		return len(file.content)
	}
	return file.lineBehind(f.p.fset.File(file.syntax.Package), own.End())
}

// setOf returns the set that a declaration belongs to, as a call that is filled in or as the assertion that all of
// them are: var _ boardstub.LampHardware = (*lamp)(nil). It is nil for anything else.
func (f filler) setOf(file *sourceFile, decl ast.Decl) *calls.Set {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		if decl.Recv == nil || baseName(decl.Recv.List[0].Type) != f.typeName {
			return nil
		}
		if f.set.Call(decl.Name.Name) != nil {
			return f.set
		}
		return f.from.where(func(s *calls.Set) bool { return s.Call(decl.Name.Name) != nil })
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			value, ok := spec.(*ast.ValueSpec)
			if !ok || len(value.Values) != 1 || (scope{f.p, nil}).typeOf(value.Values[0], 0) != f.typeName {
				continue
			}
			if importPath, name := qualified(file, value.Type); importPath == f.from.path {
				return f.from.Sets[name]
			}
		}
	}
	return nil
}

// lineBehind returns the offset of the line behind a place, and behind what begins on its line.
func (f *sourceFile) lineBehind(lines *token.File, pos token.Pos) int {
	end := lines.Offset(pos)
	next := func() int {
		if n := bytes.IndexByte(f.content[end:], '\n'); n >= 0 {
			return end + n + 1
		}
		return len(f.content)
	}
	at := next()
	reach := func(node ast.Node) {
		if lines.Offset(node.Pos()) < at && lines.Offset(node.End()) > at {
			end = lines.Offset(node.End())
			at = next()
		}
	}
	for _, comment := range f.syntax.Comments {
		for _, part := range comment.List {
			reach(part)
		}
	}
	for _, decl := range f.syntax.Decls {
		reach(decl)
	}
	return at
}
