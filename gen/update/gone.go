package update

import (
	"go/ast"

	"drivergen/gen/calls"
)

// ownMethods are the methods that a hardware may have without being asked for as calls.
var ownMethods = map[string]bool{"HasCapability": true, "String": true, "GoString": true, "Error": true, "Unwrap": true}

// findGone finds the exported methods of hardware types that are calls of nothing and that the package does
// not use: those that a description had once.
func (u *updater) findGone(p *goPackage, fillers []filler) {
	asked := map[string]map[string]bool{}
	for _, f := range fillers {
		if asked[f.typeName] == nil {
			asked[f.typeName] = map[string]bool{}
		}
		for _, c := range f.set.Calls {
			asked[f.typeName][c.Name] = true
		}
	}
	used := p.selected()
	for _, f := range fillers {
		names := asked[f.typeName]
		for _, m := range p.methods[f.typeName] {
			name := m.decl.Name.Name
			if names[name] || used[name] || ownMethods[name] || !ast.IsExported(name) {
				continue
			}
			names[name] = true
			u.result.Gone = append(u.result.Gone, Finding{
				File: m.file.path, Line: u.place(p, m.decl).Line, Type: f.typeName, Set: f.label(), Call: name,
				Old: header(name, calls.Fields(p.fset, m.decl.Type.Params), calls.Results(p.fset, m.decl.Type.Results)),
			})
		}
	}
}

// selected returns the names that stand behind a dot in the package's code.
func (p *goPackage) selected() map[string]bool {
	names := map[string]bool{}
	for _, f := range p.files {
		ast.Inspect(f.syntax, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				names[selector.Sel.Name] = true
			}
			return true
		})
	}
	return names
}
