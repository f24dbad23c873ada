package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A param's Go name in a signature; the loader has made sure that it hides nothing.
func paramName(param *idl.Param) string { return param.Var }

// hasContext reports whether a method's first parameter is a context.
func hasContext(m *idl.Method) bool { return !m.Interface.Form.NoContext }

// givesContext reports whether the hardware call behind a method has a context: the method's
// own, or the one that the stub makes of its deadline.
func givesContext(m *idl.Method) bool { return hasContext(m) || m.Deadline != nil }

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
