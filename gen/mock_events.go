package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// fire writes Subscribe, and Fire with a method for each event.
func (w *mockWriter) fire() {
	w.f.Comment("Subscribe calls the handlers for the events that the test fires.")
	w.f.Func().Params(w.recv()).Id("Subscribe").Params(jen.Id("events").Qual(w.p.core, eventsName(w.i))).
		Qual(driverPath, "Subscription").Block(
		jen.Return(jen.Id("m").Dot("events").Dot("Subscribe").Call(jen.Id("events").Dot("Handle"))))
	w.f.Line()
	w.f.Add(comment(w.fireType + " fires events of a mock."))
	w.f.Type().Id(w.fireType).Struct(jen.Id("m").Op("*").Id(w.mockType))
	w.f.Line()
	w.f.Add(comment(
		w.fireMethod+" returns what events are fired with. An event is put in the mock's queue; its handlers run in order, one at a",
		"time, on a goroutine of their own. "+w.waitEvents+" waits for them."))
	w.f.Func().Params(w.recv()).Id(w.fireMethod).Params().Id(w.fireType).Block(jen.Return(jen.Id(w.fireType).Values(jen.Id("m"))))
	w.f.Line()
	w.f.Comment(w.waitEvents + " waits until the handlers of every event that was fired have returned, and reports whether they did.")
	w.f.Func().Params(w.recv()).Id(w.waitEvents).Params(jen.Id("ctx").Qual("context", "Context")).Bool().Block(
		jen.Id("m").Dot("t").Dot("Helper").Call(),
		jen.Return(jen.Id("m").Dot("ctl").Dot("Idle").Call(jen.Id("ctx"), jen.Id("m").Dot("events").Dot("Idle").Call())))
	w.f.Line()
	for _, e := range allEvents(w.i) {
		w.event(e)
	}
}

func (w *mockWriter) event(e *idl.Event) {
	// An event's parameters are named as a method's are.
	local := w.call(&idl.Method{Interface: w.i, Params: e.Params})
	w.f.Add(noted(e.Decl, e.GoName+" fires the event "+e.Name+"."))
	w.f.Func().Params(jen.Id("f").Id(w.fireType)).Id(e.GoName).ParamsFunc(func(g *jen.Group) {
		for _, param := range e.Params {
			g.Id(local.names[param]).Add(w.p.paramType(param))
		}
	}).Block(
		jen.Id("f").Dot("m").Dot("events").Dot("Put").Call(
			jen.Qual(w.p.core, eventName(w.i)).ValuesFunc(func(g *jen.Group) {
				g.Id("Kind").Op(":").Qual(w.p.core, kindConst(w.i, e))
				for _, param := range e.Params {
					g.Id(param.GoName).Op(":").Id(local.names[param])
				}
			})))
	w.f.Line()
}

// capabilities writes Capabilities, and for each capability its switch and its type.
func (w *mockWriter) capabilities() {
	if len(w.i.Capabilities) > 0 {
		w.f.Comment(w.optionType + " is an option of " + w.p.constructor(w.i) + ".")
		w.f.Type().Id(w.optionType).Func().Params(jen.Op("*").Id(w.mockType))
		w.f.Line()
	}
	for _, c := range w.i.Capabilities {
		with, set := w.p.prefixed(w.i, "With"+c.GoName), w.setter(c)
		w.f.Comment(with + " gives the mock the capability " + c.GoName + ".")
		w.f.Func().Id(with).Params().Id(w.optionType).Block(
			jen.Return(jen.Func().Params(w.recv()).Block(jen.Id("m").Dot(set).Call(jen.True()))))
		w.f.Line()
		w.f.Comment(set + " says whether the mock has the capability " + c.GoName + " from now on.")
		w.f.Func().Params(w.recv()).Id(set).Params(jen.Id("on").Bool()).Block(
			jen.Id("m").Dot("has").Dot(c.GoName).Dot("Store").Call(jen.Id("on")))
		w.f.Line()
		w.f.Comment(w.capabilityType(c) + " is the capability " + c.GoName + " of a mock.")
		w.f.Type().Id(w.capabilityType(c)).Struct(jen.Id("m").Op("*").Id(w.mockType))
		w.f.Line()
		w.f.Var().Id("_").Qual(w.p.core, c.GoName).Op("=").Parens(jen.Op("*").Id(w.capabilityType(c))).Call(jen.Nil())
		w.f.Line()
	}
	w.f.Comment("Capabilities returns the capabilities that the mock has now.")
	w.f.Func().Params(w.recv()).Id("Capabilities").Params().Qual(driverPath, "Capabilities").BlockFunc(func(g *jen.Group) {
		if len(w.i.Capabilities) == 0 {
			g.Return(jen.Qual(driverPath, "Capabilities").Values())
			return
		}
		g.Id("has").Op(":=").Qual(driverPath, "Capabilities").Values()
		for _, c := range w.i.Capabilities {
			g.If(jen.Id("m").Dot("has").Dot(c.GoName).Dot("Load").Call()).Block(
				jen.Id("has").Index(jen.Lit(c.Name)).Op("=").Op("&").Id(w.capabilityType(c)).Values(jen.Id("m")))
		}
		g.Return(jen.Id("has"))
	})
	w.f.Line()
}

// setter returns the name of a capability's switch.
func (w *mockWriter) setter(c *idl.Capability) string {
	name := "Set" + c.GoName
	for _, m := range allMethods(w.i) {
		if m.GoName == name {
			return name + "Capability"
		}
	}
	return name
}

func (w *mockWriter) capabilityType(c *idl.Capability) string {
	return "capability" + w.p.prefixed(w.i, c.GoName)
}
