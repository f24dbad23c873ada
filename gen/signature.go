package gen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A param's Go name in a signature; the loader has made sure that it hides nothing.
func paramName(param *idl.Param) string { return param.Var }

// hasContext reports whether a method's first parameter is a context.
func hasContext(m *idl.Method) bool { return !m.Interface.Form.NoContext }

// params returns a method's parameters as its Go interface has them.
func (p *pkg) params(m *idl.Method) []jen.Code {
	var list []jen.Code
	if hasContext(m) {
		list = append(list, jen.Id("ctx").Qual("context", "Context"))
	}
	for _, param := range m.Params {
		list = append(list, jen.Id(paramName(param)).Add(p.paramType(param)))
	}
	return list
}

// results returns a method's results. They have names where there are two or more
// besides the error.
func (p *pkg) results(m *idl.Method) []jen.Code {
	named := len(m.Returns) > 1
	var list []jen.Code
	for _, r := range m.Returns {
		if named {
			list = append(list, jen.Id(paramName(r)).Add(p.paramType(r)))
		} else {
			list = append(list, p.paramType(r))
		}
	}
	if m.NoError {
		return list
	}
	if named {
		return append(list, jen.Err().Error())
	}
	return append(list, jen.Error())
}

// signature returns a method's name, parameters and results.
func (p *pkg) signature(m *idl.Method) *jen.Statement {
	s := jen.Id(m.GoName).Params(p.params(m)...)
	return s.Add(resultList(p.results(m)))
}

// resultList writes results with parentheses only where Go wants them.
func resultList(results []jen.Code) *jen.Statement {
	switch len(results) {
	case 0:
		return jen.Null()
	case 1:
		return jen.Add(results[0])
	}
	return jen.Params(results...)
}

// docLines returns the comment lines of a declaration: its text, since when it is
// there, and what to use instead of it.
func docLines(d idl.Decl) []string {
	text := strings.TrimRight(strings.ReplaceAll(d.Doc, "\r", ""), "\n ")
	var lines []string
	if text != "" {
		lines = strings.Split(text, "\n")
	}
	paragraph := func(s string) {
		if len(lines) > 0 {
			lines = append(lines, "")
		}
		lines = append(lines, s)
	}
	if d.Since != "" {
		paragraph("Since " + d.Since + ".")
	}
	if d.Deprecated != "" {
		paragraph("Deprecated: " + strings.ReplaceAll(d.Deprecated, "\n", " "))
	}
	return lines
}

// comment returns lines as a Go comment, each behind "// ", so that nothing in a
// description can end the comment or become a directive.
func comment(lines ...string) *jen.Statement {
	s := jen.Null()
	for i, line := range lines {
		if i > 0 {
			s.Line()
		}
		s.Comment(commentLine(line))
	}
	return s
}

func commentLine(line string) string {
	line = strings.TrimRight(line, " \t")
	if line == "" {
		return "//"
	}
	return "// " + line
}

// doc returns a declaration's comment followed by a line break, or nothing where it has none.
func doc(d idl.Decl) *jen.Statement {
	lines := docLines(d)
	if len(lines) == 0 {
		return jen.Null()
	}
	return comment(lines...).Line()
}

// errnoList returns the sentence that names a method's errnos, or "".
func errnoList(m *idl.Method) string {
	if len(m.Errnos) == 0 {
		return ""
	}
	names := make([]string, len(m.Errnos))
	for i, e := range m.Errnos {
		names[i] = e.GoName
	}
	return "It fails with " + strings.Join(names, ", ") + "."
}

// methodDoc returns a method's comment: its text, its parameters' and its errnos.
func methodDoc(m *idl.Method) *jen.Statement {
	d := m.Decl
	var more []string
	for _, param := range m.Params {
		if param.Doc != "" && param != m.Handle {
			more = append(more, "  - "+paramName(param)+": "+strings.ReplaceAll(strings.TrimSpace(param.Doc), "\n", " ")+unit(param))
		}
	}
	if len(more) > 0 {
		d.Doc = strings.TrimRight(d.Doc, "\n") + "\n\n" + strings.Join(more, "\n")
	}
	if list := errnoList(m); list != "" {
		d.Doc = strings.TrimRight(d.Doc, "\n") + "\n\n" + list
	}
	return doc(d)
}

func unit(param *idl.Param) string {
	if param.Unit == "" {
		return ""
	}
	return " In " + param.Unit + "."
}
