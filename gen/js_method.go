package gen

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// jsMethod writes a method of a device's object. What takes from a queue has none: the queue's callback gets it.
func (b *jsForm) jsMethod(g *jen.Group, m *idl.Method) {
	switch {
	case m.Takes != nil:
	case b.isSnapshot(m):
		b.sync(g, m, func(g *jen.Group) {
			g.Return(jen.Id("d").Dot(objectsField(m.Handle.Type.Handle)).Dot("Object").Call(jen.Int().Call(jen.Id(paramName(m.Handle)))))
		})
	case m.Sync:
		b.sync(g, m, func(g *jen.Group) { b.callNow(g, m) })
	default:
		b.async(g, m)
	}
}

// isSnapshot reports whether a method returns a handle's object.
func (b *jsForm) isSnapshot(m *idl.Method) bool {
	return m.Snapshot && m.Handle != nil && b.hasObject(m.Handle.Type.Handle)
}

// arguments writes how the arguments of a call are taken.
func (b *jsForm) arguments(g *jen.Group, m *idl.Method) {
	for _, param := range b.shared(m) {
		kind := "Arg"
		if leftOut(param) {
			kind = "OptionalArg"
		}
		g.Id(paramName(param)).Op(":=").Add(js(kind)).Call(jen.Id("c"), jen.Lit(param.Name), b.bound(param))
	}
}

// call returns the call of a method on the form, with what comes behind its arguments.
func (b *jsForm) call(m *idl.Method, more ...jen.Code) *jen.Statement {
	var values []jen.Code
	for _, param := range b.shared(m) {
		values = append(values, jen.Id(paramName(param)))
	}
	return jen.Id("d").Dot("form").Dot(m.GoName).Call(append(values, more...)...)
}

// sync writes a method that answers at once.
func (b *jsForm) sync(g *jen.Group, m *idl.Method, body func(g *jen.Group)) {
	g.Id("o").Dot("Sync").Call(jen.Lit(m.Name), jen.Func().Params(jen.Id("c").Op("*").Add(js("Call"))).Add(gojaValue()).BlockFunc(func(g *jen.Group) {
		b.arguments(g, m)
		g.If(jen.Op("!").Id("c").Dot("Ready").Call()).Block(jen.Return(b.failed(m)))
		b.touch(g, m)
		body(g)
	}))
}

// touch writes that a script uses a handle.
func (b *jsForm) touch(g *jen.Group, m *idl.Method) {
	if m.Handle != nil && b.hasObject(m.Handle.Type.Handle) && !m.Ends && !b.isSnapshot(m) {
		g.Id("d").Dot(objectsField(m.Handle.Type.Handle)).Dot("Touch").Call(jen.Int().Call(jen.Id(paramName(m.Handle))))
	}
}

// failed returns what a method answers that fails.
func (b *jsForm) failed(m *idl.Method) *jen.Statement {
	failure := m.Failure
	if failure == "" && (m.Creates != nil || len(m.Returns) == 0 && !m.NoError) {
		failure = "-1"
	}
	switch failure {
	case "null":
		return jen.Qual(gojaPath, "Null").Call()
	case "", "undefined":
		return jen.Qual(gojaPath, "Undefined").Call()
	case "true", "false":
		return b.to(js("Bool").Call(), jen.Id(failure))
	}
	if _, err := strconv.Atoi(failure); err != nil {
		return b.to(js("Float").Index(jen.Float64()).Call(), jen.Op(failure))
	}
	return b.to(js("Int").Index(jen.Int()).Call(), jen.Op(failure))
}

// callNow writes the call of a method that answers at once, and its answer.
func (b *jsForm) callNow(g *jen.Group, m *idl.Method) {
	number := js("Int").Index(jen.Int()).Call()
	switch {
	case m.Creates != nil && b.hasObject(m.Creates):
		create := b.call(m)
		if m.NoError {
			create = jen.Int().Call(create)
		}
		g.Return(b.to(b.numberOf(jen.Int(), m.Creates), jen.Id("d").Dot(objectsField(m.Creates)).Dot("Make").Call(jen.Func().Params().Int().Block(jen.Return(create)))))
	case m.Creates != nil && !m.NoError:
		g.Return(b.to(number, b.call(m)))
	case len(m.Returns) == 0 && m.NoError:
		g.Add(b.call(m))
		g.Return(jen.Qual(gojaPath, "Undefined").Call())
	case len(m.Returns) == 0 && m.Ends && m.Handle != nil && b.hasObject(m.Handle.Type.Handle):
		g.Id("ended").Op(":=").Add(b.end(m))
		g.Id("status").Op(":=").Add(b.call(m))
		g.Id("ended").Call()
		g.Return(b.to(number, jen.Id("status")))
	case len(m.Returns) == 0:
		g.Return(b.to(number, b.call(m)))
	default:
		b.answerNow(g, m)
	}
}

// answerNow writes the answer of a method that has results.
func (b *jsForm) answerNow(g *jen.Group, m *idl.Method) {
	if m.NoError && len(m.Returns) == 1 {
		g.Return(b.to(b.jsParam(m.Returns[0]), b.call(m)))
		return
	}
	var names []jen.Code
	for _, r := range m.Returns {
		names = append(names, jen.Id(paramName(r)))
	}
	if m.NoError {
		g.List(names...).Op(":=").Add(b.call(m))
	} else {
		for _, r := range m.Returns {
			g.Var().Id(paramName(r)).Add(b.paramType(r))
		}
		assign := jen.List(names...).Op("=").Add(b.call(m))
		g.If(jen.Id("d").Dot("base").Dot("Failing").Call(jen.Func().Params().Block(assign))).Block(jen.Return(b.failed(m)))
	}
	if len(m.Returns) == 1 {
		g.Return(b.result(m.Returns[0]))
		return
	}
	g.Return(js("Results").CallFunc(func(g *jen.Group) {
		g.Id("d").Dot("base")
		for _, r := range m.Returns {
			g.Add(js("Named")).Values(jen.Id("Name").Op(":").Lit(r.Name), jen.Id("Value").Op(":").Add(b.result(r)))
		}
	}))
}

func (b *jsForm) result(r *idl.Param) *jen.Statement { return b.to(b.bound(r), jen.Id(paramName(r))) }

func (b *jsForm) end(m *idl.Method) *jen.Statement {
	return jen.Id("d").Dot(objectsField(m.Handle.Type.Handle)).Dot("End").Call(jen.Int().Call(jen.Id(paramName(m.Handle))))
}

// async writes a method that answers through a callback.
func (b *jsForm) async(g *jen.Group, m *idl.Method) {
	g.Id("o").Dot("Async").Call(jen.Lit(m.Name), jen.Func().Params(jen.Id("c").Op("*").Add(js("Call"))).BlockFunc(func(g *jen.Group) {
		b.arguments(g, m)
		g.If(jen.Op("!").Id("c").Dot("Begin").Call()).Block(jen.Return())
		b.touch(g, m)
		ends := m.Ends && m.Handle != nil && b.hasObject(m.Handle.Type.Handle)
		makes := m.Creates != nil && b.hasObject(m.Creates)
		if !ends && !makes && len(m.Returns) == 0 {
			g.Add(b.call(m, b.done(m)))
			return
		}
		if ends {
			g.Id("ended").Op(":=").Add(b.end(m))
		}
		params := []jen.Code{jen.Id("status").Int()}
		values := []jen.Code{jen.Id("status")}
		for _, r := range m.Returns {
			params = append(params, jen.Id(paramName(r)).Add(b.paramType(r)))
			values = append(values, b.result(r))
		}
		g.Add(b.call(m, jen.Func().Params(params...).BlockFunc(func(g *jen.Group) {
			if ends {
				g.Id("ended").Call()
			}
			if makes {
				g.If(jen.Id("status").Op("==").Lit(0)).Block(
					jen.Id("d").Dot(objectsField(m.Creates)).Dot("Made").Call(jen.Int().Call(jen.Id(paramName(m.Returns[0])))))
			}
			g.Id("c").Dot("Answer").Call(values...)
		})))
	}))
}

// done returns what answers a call without results.
func (b *jsForm) done(m *idl.Method) *jen.Statement {
	done := jen.Id("c").Dot("Done")
	if m.Handle == nil || !b.hasObject(m.Handle.Type.Handle) {
		return done
	}
	h := m.Handle.Type.Handle
	idle, over := jen.Lit(0), []*idl.Errno{}
	ends := false
	for _, t := range h.Transitions {
		if t.Method != m {
			continue
		}
		if t.To != nil {
			return jen.Id("d").Dot(objectsField(h)).Dot("Tried").Call(jen.Int().Call(jen.Id(paramName(m.Handle))), done)
		}
		if len(t.Ends)+len(t.Bars) == 0 {
			return done // it does something else
		}
		ends = true
		for _, bar := range t.Bars {
			over = append(over, bar.Errno)
		}
		if errno := t.Else[b.lost(h)]; errno != nil {
			idle = b.core(errno.GoName)
		}
	}
	if !ends {
		return done
	}
	if h.Gone != nil {
		over = append(over, h.Gone)
	}
	args := []jen.Code{jen.Int().Call(jen.Id(paramName(m.Handle))), done, idle}
	seen := map[*idl.Errno]bool{}
	for _, errno := range over {
		if !seen[errno] {
			args = append(args, b.core(errno.GoName))
		}
		seen[errno] = true
	}
	return jen.Id("d").Dot(objectsField(h)).Dot("Over").Call(args...)
}

// objectMethod writes the method that returns a handle's object, where the description has none.
func (b *jsForm) objectMethod(g *jen.Group, h *idl.Handle) {
	name := "get_" + strings.ToLower(h.Name)
	for _, m := range allMethods(b.i) {
		if m.Name == name {
			name += "_object"
		}
	}
	g.Id("o").Dot("Sync").Call(jen.Lit(name), jen.Func().Params(jen.Id("c").Op("*").Add(js("Call"))).Add(gojaValue()).Block(
		jen.Id("handle").Op(":=").Add(js("Arg")).Call(jen.Id("c"), jen.Lit("handle"), b.numberOf(jen.Int(), h)),
		jen.If(jen.Op("!").Id("c").Dot("Ready").Call()).Block(jen.Return(jen.Qual(gojaPath, "Null").Call())),
		jen.Return(jen.Id("d").Dot(objectsField(h)).Dot("Object").Call(jen.Id("handle"))),
	))
}
