package gen

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A mockCallback is a parameter that is a function: what the interface calls back.
type mockCallback struct {
	m        *mockMethod
	param    *idl.Param
	name     string // what fires it, and the field that keeps the function
	constant string // its name to Wait
}

// findCallbacks returns the functions that methods take, under names that no event has.
func (w *mockWriter) findCallbacks(global func(string) string) []*mockCallback {
	taken := names{}
	for _, e := range w.firedEvents() {
		taken[e.GoName] = true
	}
	var list []*mockCallback
	for _, m := range w.methods {
		var functions []*idl.Param
		for _, param := range m.inputs {
			if param.Type.Kind == idl.Func && param.GoType == "" && !param.Pointer {
				functions = append(functions, param)
			}
		}
		for _, param := range functions {
			name := m.base
			if len(functions) > 1 {
				name += param.GoName
			}
			name = taken.claim(name, "Callback")
			list = append(list, &mockCallback{m: m, param: param, name: name, constant: global(name + "Event")})
		}
	}
	return list
}

// given returns the statements with which a method keeps the functions that it is given.
func (w *mockWriter) given(m *mockMethod) string {
	text := ""
	for _, c := range w.callbacks {
		if c.m == m {
			text += "\tm.given." + c.name + ".Give(" + m.names[c.param] + ")\n"
		}
	}
	return text
}

// givenFields adds what keeps the functions to the mock's fields.
func (w *mockWriter) givenFields(g *jen.Group) {
	if len(w.callbacks) == 0 {
		return
	}
	g.Id("queue").Qual(driverPath, "Subscription").Comment("in which functions are called")
	g.Id("given").StructFunc(func(g *jen.Group) {
		for _, c := range w.callbacks {
			g.Id(c.name).Qual(mockPath, "Callback").Index(w.p.paramType(c.param))
		}
	})
}

// newQueue returns the queue in which functions are called: that of the events.
func (w *mockWriter) newQueue() *jen.Statement {
	if !w.events {
		return jen.Qual(driverPath, "NewSubscription").Call()
	}
	return jen.Id("m").Dot("events").Dot("Subscribe").Call(jen.Func().Params(jen.Qual(w.p.core, eventName(w.i))).Block())
}

// fireCallbacks writes what calls the function that a method was last given.
func (w *mockWriter) fireCallbacks(taken names) {
	for _, c := range w.callbacks {
		taken[c.name] = true
		var params, args []jen.Code
		for n, t := range c.param.Type.Params {
			name := "value"
			if len(c.param.Type.Params) > 1 {
				name += strconv.Itoa(n + 1)
			}
			name = w.local(name, "call")
			params = append(params, jen.Id(name).Add(w.p.typ(t)))
			args = append(args, jen.Id(name))
		}
		w.f.Add(comment(
			c.name+" calls the function that "+c.m.base+" was last given, in the mock's queue of events. The test fails where it",
			"was given none so far."))
		w.f.Func().Params(jen.Id("f").Id(w.fireType)).Id(c.name).Params(params...).Block(
			jen.Id("f").Dot("m").Dot("given").Dot(c.name).Dot("Fire").Call(
				jen.Id("f").Dot("m").Dot("ctl").Dot("Controller"), jen.Id("f").Dot("m").Dot("queue"), jen.Int().Call(jen.Id(c.constant)),
				jen.Func().Params(jen.Id("call").Add(w.p.paramType(c.param))).Block(jen.Id("call").Call(args...))))
		w.f.Line()
	}
}
