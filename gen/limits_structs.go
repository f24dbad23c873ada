package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// checkers are the structs whose values stand inside other arguments, each with the name of
// the function that checks its limits.
type checkers struct {
	types []*idl.Type // in the order in which the description comes to them
	names map[*idl.Struct]string
}

// newCheckers finds the structs that need a function of their own.
func newCheckers(p *pkg) *checkers {
	c := &checkers{names: map[*idl.Struct]string{}}
	taken := names{}
	var visit func(t *idl.Type, param *idl.Param, direct bool)
	fields := func(t *idl.Type) {
		for _, f := range t.Struct.Fields {
			if f.GoType == "" {
				visit(f.Type, f, false)
			}
		}
	}
	visit = func(t *idl.Type, param *idl.Param, direct bool) {
		switch {
		case !limited(t, param):
		case t.Kind == idl.Optional || t.Kind == idl.List:
			visit(t.Elem, withoutLengths(param), false)
		case t.Kind != idl.StructType || c.names[t.Struct] != "":
		case direct:
			fields(t)
		default:
			c.names[t.Struct] = taken.claim("check"+t.Struct.GoName, "Too")
			c.types = append(c.types, t)
			fields(t)
		}
	}
	for _, i := range p.model.Interfaces {
		for _, m := range suiteMethods(i) {
			for _, param := range m.Params {
				if param.GoType == "" {
					visit(param.Type, param, !param.Pointer)
				}
			}
		}
	}
	return c
}

// hasCheckers reports whether structs of a description need functions that check them.
func hasCheckers(m *idl.Model) bool {
	return len(newCheckers(&pkg{model: m}).types) > 0
}

// emitLimits writes the functions that check structs which stand inside other arguments.
func emitLimits(p *pkg, f *jen.File) {
	for _, t := range p.checkers().types {
		name := p.checkers().names[t.Struct]
		f.Comment(name + " checks the limits of the fields of v, which errors call param.")
		f.Func().Id(name).Params(jen.Id("op"), jen.Id("param").String(), jen.Id("v").Op("*").Add(p.typ(t))).Error().BlockFunc(func(g *jen.Group) {
			c := &limitChecks{pkg: p, op: jen.Id("op"), fail: func(err *jen.Statement) *jen.Statement { return jen.Return(err) }}
			for _, field := range t.Struct.Fields {
				fieldName := jen.Id("param").Op("+").Lit("." + field.Name)
				c.check(g, plainValue(jen.Id("v").Dot(field.GoName)), fieldName, field)
			}
			g.Return(jen.Nil())
		})
		f.Line()
	}
}
