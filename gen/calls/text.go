package calls

import (
	"bytes"
	"go/ast"
	"go/printer"
	"go/token"
	"strings"
)

// Fields returns parameters or results as in a signature, without parentheses.
func Fields(fset *token.FileSet, list *ast.FieldList) string {
	if list == nil {
		return ""
	}
	var parts []string
	for _, field := range list.List {
		var names []string
		for _, name := range field.Names {
			names = append(names, name.Name)
		}
		part := Text(fset, field.Type)
		if len(names) > 0 {
			part = strings.Join(names, ", ") + " " + part
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// Results returns results as in a signature, with parentheses where Go wants them.
func Results(fset *token.FileSet, list *ast.FieldList) string {
	text := Fields(fset, list)
	if list == nil || len(list.List) == 1 && len(list.List[0].Names) == 0 {
		return text
	}
	return "(" + text + ")"
}

// Text returns a node as Go source.
func Text(fset *token.FileSet, node ast.Node) string {
	var text bytes.Buffer
	if err := printer.Fprint(&text, fset, node); err != nil {
		panic(err) // the node comes from the parser, and a bytes.Buffer takes everything
	}
	return text.String()
}
