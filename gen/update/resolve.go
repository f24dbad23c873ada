package update

import "go/ast"

// A scope is where an expression stands.
type scope struct {
	p  *goPackage
	fn *ast.FuncDecl // nil outside of a function
}

// deepest is how many definitions are followed from a use to a type.
const deepest = 8

// typeOf returns the name of the package's type that an expression has or points to, "" where
// the syntax does not tell.
func (s scope) typeOf(expr ast.Expr, depth int) string {
	if depth > deepest {
		return ""
	}
	switch e := expr.(type) {
	case *ast.ParenExpr:
		return s.typeOf(e.X, depth+1)
	case *ast.UnaryExpr:
		return s.typeOf(e.X, depth+1)
	case *ast.StarExpr:
		return s.typeOf(e.X, depth+1)
	case *ast.TypeAssertExpr:
		return s.declared(e.Type)
	case *ast.CompositeLit:
		return s.declared(e.Type)
	case *ast.CallExpr:
		return s.resultOf(e, 0, depth+1)
	case *ast.Ident:
		return s.variable(e.Name, depth+1)
	case *ast.SelectorExpr:
		return s.member(e, depth+1)
	}
	return ""
}

// declared returns the name of a type expression where the package declares that type, and
// follows other names for it.
func (s scope) declared(expr ast.Expr) string {
	name := baseName(expr)
	for range deepest {
		spec := s.p.types[name]
		if spec == nil {
			return ""
		}
		if !spec.Assign.IsValid() {
			return name
		}
		name = baseName(spec.Type)
	}
	return ""
}

// resultOf returns the type of a call's n-th result.
func (s scope) resultOf(call *ast.CallExpr, n, depth int) string {
	switch f := call.Fun.(type) {
	case *ast.ParenExpr, *ast.StarExpr, *ast.IndexExpr:
		if name := s.declared(call.Fun); name != "" {
			return name // a conversion: (*hardware)(nil)
		}
		if name := baseName(call.Fun); s.p.funcs[name] != nil {
			return s.functionResult(s.p.funcs[name], n, depth)
		}
	case *ast.Ident:
		if f.Name == "new" && len(call.Args) == 1 {
			return s.declared(call.Args[0])
		}
		if name := s.declared(f); name != "" {
			return name
		}
		return s.functionResult(s.p.funcs[f.Name], n, depth)
	case *ast.SelectorExpr:
		if m := s.p.methodOf(s.typeOf(f.X, depth+1), f.Sel.Name); m != nil {
			return s.functionResult(m.decl, n, depth)
		}
	}
	return ""
}

// functionResult returns the type of a function's n-th result; where its signature names an
// interface, the type of what it returns.
func (s scope) functionResult(f *ast.FuncDecl, n, depth int) string {
	if f == nil || f.Type.Results == nil || depth > deepest {
		return ""
	}
	types := flatten(f.Type.Results)
	if n >= len(types) {
		return ""
	}
	name := s.declared(types[n])
	if name != "" {
		if _, iface := s.p.types[name].Type.(*ast.InterfaceType); !iface {
			return name
		}
	}
	return scope{s.p, f}.returned(n, depth)
}

// returned returns the type of what the function of the scope returns as its n-th result.
func (s scope) returned(n, depth int) string {
	found := ""
	if s.fn.Body == nil {
		return ""
	}
	ast.Inspect(s.fn.Body, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if found == "" && n < len(node.Results) {
				found = s.typeOf(node.Results[n], depth+1)
			}
		}
		return true
	})
	return found
}

// variable returns the type of a variable that the function or the package declares.
func (s scope) variable(name string, depth int) string {
	if depth > deepest || name == "_" || name == "nil" {
		return ""
	}
	found := ""
	if s.fn != nil {
		for _, list := range []*ast.FieldList{s.fn.Recv, s.fn.Type.Params, s.fn.Type.Results} {
			found = first(found, func() string { return s.field(list, name) })
		}
		if s.fn.Body != nil {
			ast.Inspect(s.fn.Body, func(node ast.Node) bool {
				switch node := node.(type) {
				case *ast.AssignStmt:
					found = first(found, func() string { return s.assigned(node.Lhs, node.Rhs, name, depth) })
				case *ast.ValueSpec:
					found = first(found, func() string { return s.value(node, name, depth) })
				}
				return found == ""
			})
		}
	}
	for _, spec := range s.p.values {
		found = first(found, func() string { return scope{s.p, nil}.value(spec, name, depth) })
	}
	return found
}

func first(found string, look func() string) string {
	if found != "" {
		return found
	}
	return look()
}

// field returns the type of a parameter, or of a struct's field.
func (s scope) field(list *ast.FieldList, name string) string {
	if list == nil {
		return ""
	}
	for _, f := range list.List {
		for _, n := range f.Names {
			if n.Name == name {
				return s.declared(f.Type)
			}
		}
		if len(f.Names) == 0 && baseName(f.Type) == name {
			return s.declared(f.Type)
		}
	}
	return ""
}

// assigned returns the type of what is assigned to a name.
func (s scope) assigned(left, right []ast.Expr, name string, depth int) string {
	for i, l := range left {
		ident, ok := l.(*ast.Ident)
		switch {
		case !ok || ident.Name != name:
		case len(right) == len(left):
			return s.typeOf(right[i], depth+1)
		case len(right) == 1:
			if call, ok := right[0].(*ast.CallExpr); ok {
				return s.resultOf(call, i, depth+1)
			}
		}
	}
	return ""
}

func (s scope) value(spec *ast.ValueSpec, name string, depth int) string {
	for i, n := range spec.Names {
		if n.Name != name {
			continue
		}
		if spec.Type != nil {
			if declared := s.declared(spec.Type); declared != "" {
				return declared
			}
		}
		if len(spec.Values) == len(spec.Names) {
			return s.typeOf(spec.Values[i], depth+1)
		}
	}
	return ""
}

// member returns the type of a field.
func (s scope) member(e *ast.SelectorExpr, depth int) string {
	owner := s.typeOf(e.X, depth+1)
	if spec := s.p.types[owner]; spec != nil {
		if structure, ok := spec.Type.(*ast.StructType); ok {
			return s.field(structure.Fields, e.Sel.Name)
		}
	}
	return ""
}

// methodOf returns a type's own method, nil where it has none of the name.
func (p *goPackage) methodOf(typeName, name string) *method {
	for _, m := range p.methods[typeName] {
		if m.decl.Name.Name == name {
			return m
		}
	}
	return nil
}

// flatten returns the types of parameters or results, one for each.
func flatten(list *ast.FieldList) []ast.Expr {
	var types []ast.Expr
	if list == nil {
		return nil
	}
	for _, f := range list.List {
		for range max(1, len(f.Names)) {
			types = append(types, f.Type)
		}
	}
	return types
}
