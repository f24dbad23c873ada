package update

import (
	"go/ast"
	"go/token"
	"strings"

	"drivergen/gen/calls"
)

// A typer writes types so that those of two files can be compared: with the import path of
// each package in the place of its name.
type typer struct {
	imports map[string]string
	p       *goPackage // whose own type names are followed; nil for none
}

// signature returns the types of a function's parameters and results.
func (t typer) signature(f *ast.FuncType) string {
	return "(" + t.list(flatten(f.Params)) + ") (" + t.list(flatten(f.Results)) + ")"
}

func (t typer) list(types []ast.Expr) string {
	var texts []string
	for _, expr := range types {
		texts = append(texts, t.text(expr, 0))
	}
	return strings.Join(texts, ", ")
}

// sameTypes are the names that Go has for types that have another one.
var sameTypes = map[string]string{"byte": "uint8", "rune": "int32", "any": "interface{}"}

func (t typer) text(expr ast.Expr, depth int) string {
	switch e := expr.(type) {
	case *ast.ParenExpr:
		return t.text(e.X, depth)
	case *ast.StarExpr:
		return "*" + t.text(e.X, depth)
	case *ast.Ellipsis:
		return "..." + t.text(e.Elt, depth)
	case *ast.ArrayType:
		length := ""
		if e.Len != nil {
			length = calls.Text(token.NewFileSet(), e.Len)
		}
		return "[" + length + "]" + t.text(e.Elt, depth)
	case *ast.MapType:
		return "map[" + t.text(e.Key, depth) + "]" + t.text(e.Value, depth)
	case *ast.FuncType:
		return "func" + t.signature(e)
	case *ast.InterfaceType:
		if len(e.Methods.List) == 0 {
			return "interface{}"
		}
	case *ast.SelectorExpr:
		if pkg, ok := e.X.(*ast.Ident); ok && t.imports[pkg.Name] != "" {
			return t.imports[pkg.Name] + "." + e.Sel.Name
		}
	case *ast.IndexExpr:
		return t.text(e.X, depth) + "[" + t.text(e.Index, depth) + "]"
	case *ast.Ident:
		return t.name(e.Name, depth)
	}
	return calls.Text(token.NewFileSet(), expr)
}

// name follows the package's other names for a type.
func (t typer) name(name string, depth int) string {
	if t.p != nil && depth < deepest {
		if spec := t.p.types[name]; spec != nil && spec.Assign.IsValid() {
			return typer{t.p.fileOf[name].imports, t.p}.text(spec.Type, depth+1)
		}
	}
	if same := sameTypes[name]; same != "" {
		return same
	}
	return name
}

// header returns a call's name, parameters and results.
func header(name, params, results string) string {
	return strings.TrimSpace(name + "(" + params + ") " + results)
}
