package gen

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// callbacks writes what makes each function among a method's parameters one that traces
// its calls: as events of the method's handle, named by the method and the parameter.
func (w *traceWriter) callbacks(g *jen.Group, c *call) {
	for _, param := range c.inputs {
		if param.Type.Kind == idl.Func && param.GoType == "" && !param.Pointer {
			w.callback(g, c, param)
		}
	}
}

func (w *traceWriter) callback(g *jen.Group, c *call, param *idl.Param) {
	handle := handleOf(c, c.m.Handle)
	var params, args, values []jen.Code
	told := secretsTo{w.values, jen.Id("d").Dot("trace")}
	for i, t := range param.Type.Params {
		name := c.free("arg" + strconv.Itoa(i+1))
		params = append(params, jen.Id(name).Add(w.p.typ(t)))
		args = append(args, jen.Id(name))
		switch {
		case i == 0 && t.Kind == idl.HandleType && !param.Sensitive:
			handle = jen.Int64().Parens(jen.Id(name))
		case param.Sensitive:
			values = append(values, attrCall("Redacted", jen.Lit("arg"+strconv.Itoa(i+1))))
		default:
			values = append(values, w.values.typed(t, jen.Lit("arg"+strconv.Itoa(i+1)), jen.Id(name)))
		}
	}
	name := c.names[param]
	event := append([]jen.Code{jen.Lit(c.m.Name + "." + param.Name), handle}, values...)
	g.If(jen.Id("next").Op(":=").Id(name), jen.Id("next").Op("!=").Nil()).Block(
		jen.Id(name).Op("=").Func().Params(params...).BlockFunc(func(g *jen.Group) {
			for i, t := range param.Type.Params {
				told.field(g, &idl.Param{Type: t, Sensitive: param.Sensitive}, args[i].(*jen.Statement).Clone(), false)
			}
			g.Id("d").Dot("trace").Dot("Event").Call(event...)
			g.Id("next").Call(args...)
		}),
	)
}

// free returns name, or name with a suffix where the method has it already.
func (c *call) free(name string) string {
	taken := names{}
	for _, local := range c.names {
		taken[local] = true
	}
	return taken.claim(name, "Value")
}
