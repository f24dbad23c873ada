package gen

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// method writes a method of a replayed device.
func (w *replayWriter) method(receiver string, c *call) {
	m := c.m
	w.f.Add(w.p.implements(m))
	w.f.Func().Params(jen.Id("d").Op("*").Id(receiver)).Id(m.GoName).Params(c.params()...).Add(resultList(c.results(false))).
		BlockFunc(func(g *jen.Group) {
			for _, param := range c.inputs {
				if isFunc(param) {
					w.function(g, c, param)
				}
			}
			ctx := jen.Id("ctx")
			switch {
			case hasContext(m):
			case m.Deadline != nil:
				g.List(jen.Id("ctx"), jen.Id("cancel")).Op(":=").Qual(driverPath, "UntilDeadline").Call(jen.Id(c.names[m.Deadline]))
				g.Defer().Id("cancel").Call()
			default:
				ctx = jen.Qual("context", "Background").Call()
			}
			args := append([]jen.Code{ctx, jen.Lit(m.Name), handleOf(c, m.Handle)}, w.args(c)...)
			w.answer(g, c, jen.Id("d").Dot("player").Dot("Call").Call(args...))
		})
	w.f.Line()
}

// args returns the arguments that are compared with the recorded ones. A deadline is another at each run.
func (w *replayWriter) args(c *call) []jen.Code {
	var list []jen.Code
	for _, param := range c.inputs {
		switch param {
		case c.m.Handle:
		case c.m.Deadline:
			list = append(list, attrCall("Redacted", jen.Lit(param.Name)))
		default:
			list = append(list, w.attrs.attr(param, jen.Id(c.names[param])))
		}
	}
	return list
}

// answer writes what a method returns of the answer that call gives.
func (w *replayWriter) answer(g *jen.Group, c *call, call *jen.Statement) {
	m := c.m
	buf, fills := filled(m)
	if len(m.Returns) == 0 && !fills {
		if m.NoError {
			g.Add(call)
		} else {
			g.Return(w.err(m, call.Dot("Err").Call()))
		}
		return
	}
	var results []jen.Code
	used := fills || !m.NoError
	for _, r := range m.Returns {
		value := w.values.from(r, jen.Id("answer").Dot("Result").Call(jen.Lit(r.Name)))
		if value == nil {
			value = w.p.zero(r)
		} else {
			used = true
		}
		results = append(results, value)
	}
	if !used { // every result is sensitive
		g.Add(call)
		g.Return(results...)
		return
	}
	g.Id("answer").Op(":=").Add(call)
	if fills {
		g.Id("answer").Dot("Fill").Call(jen.Lit(buf.Name), jen.Id(c.names[buf]))
	}
	if !m.NoError {
		results = append(results, w.err(m, jen.Id("answer").Dot("Err").Call()))
	}
	g.Return(results...)
}

// err returns a method's error: the description's own where a deadline passed and it has one.
func (w *replayWriter) err(m *idl.Method, err *jen.Statement) *jen.Statement {
	if w.i.Form.Sentinels && m.Deadline != nil {
		if timeout := timeoutOf(m); timeout != nil {
			return jen.Qual(driverPath, "TimeoutAs").Call(err, jen.Qual(w.p.core, timeout.GoName))
		}
	}
	return err
}

// isFunc reports whether a parameter is a function whose calls a trace tells as events.
func isFunc(param *idl.Param) bool {
	return param.Type.Kind == idl.Func && param.GoType == "" && !param.Pointer
}

// function writes what tells of a function that the program gives, whose recorded calls are made again.
func (w *replayWriter) function(g *jen.Group, c *call, param *idl.Param) {
	f, event := jen.Id(c.names[param]), jen.Lit(c.m.Name+"."+param.Name)
	var args []jen.Code
	for i, t := range param.Type.Params {
		value := w.values.of(t, jen.Id("v").Dot("Value").Call(jen.Lit("arg"+strconv.Itoa(i+1))))
		switch {
		case i == 0 && t.Kind == idl.HandleType && !param.Sensitive:
			value = w.p.typ(t).Parens(jen.Id("v").Dot("Handle").Call())
		case value == nil || param.Sensitive:
			value = w.p.zero(&idl.Param{Type: t})
		}
		args = append(args, value)
	}
	takes := jen.Id("v")
	if len(args) == 0 {
		takes = jen.Id("_")
	}
	player := jen.Id("d").Dot("player")
	g.Add(player.Clone()).Dot("Func").Call(event, jen.Nil())
	g.If(f.Clone().Op("!=").Nil()).Block(
		player.Clone().Dot("Func").Call(event.Clone(), jen.Func().Params(takes.Qual(replayPath, "Values")).Block(f.Clone().Call(args...))))
}
