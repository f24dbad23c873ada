package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// fires reports whether there is something that a test fires.
func (w *mockWriter) fires() bool { return w.events || len(w.callbacks) > 0 || len(w.queues()) > 0 }

// fire writes Subscribe, and Fire with a method for each event, queue and callback.
func (w *mockWriter) fire() {
	if w.events {
		w.f.Comment("Subscribe calls the handlers for the events that the test fires.")
		w.f.Func().Params(w.recv()).Id("Subscribe").Params(jen.Id("events").Qual(w.p.core, eventsName(w.i))).
			Qual(driverPath, "Subscription").Block(
			jen.Return(jen.Id("m").Dot("ctl").Dot("Behind").Call(
				jen.Id("m").Dot("events").Dot("Subscribe").Call(jen.Id("events").Dot("Handle")))))
		w.f.Line()
	}
	w.f.Add(comment(w.fireType + " fires events of a mock."))
	w.f.Type().Id(w.fireType).StructFunc(func(g *jen.Group) {
		g.Id("m").Op("*").Id(w.mockType)
		if w.states != nil && w.events {
			g.Id("passed").Bool().Comment("an event of a real implementation, which knows what it tells")
		}
	})
	w.f.Line()
	lines := []string{w.fireMethod + " returns what events are fired with."}
	if w.delivers() {
		lines = []string{
			w.fireMethod + " returns what events are fired with. An event is put in the mock's queue; its handlers run in order, one at a",
			"time, on a goroutine of their own. " + w.waitEvents + " waits for them."}
	}
	w.f.Add(comment(lines...))
	w.f.Func().Params(w.recv()).Id(w.fireMethod).Params().Id(w.fireType).Block(
		jen.Return(jen.Id(w.fireType).Values(jen.Id("m").Op(":").Id("m"))))
	w.f.Line()
	if w.delivers() {
		w.waitForEvents()
	}
	if w.states != nil && w.events {
		w.put()
	}
	taken := names{}
	for _, e := range w.firedEvents() {
		taken[e.GoName] = true
		w.event(e)
	}
	w.fireQueues(taken)
	w.fireTriggers(taken)
	w.fireCallbacks(taken)
}

// delivers reports whether handlers or functions of the test's subject are called.
func (w *mockWriter) delivers() bool { return w.events || len(w.callbacks) > 0 }

// waitForEvents writes what waits until the queue is empty.
func (w *mockWriter) waitForEvents() {
	w.f.Comment(w.waitEvents + " waits until the handlers of every event that was fired have returned, and reports whether they did.")
	w.f.Func().Params(w.recv()).Id(w.waitEvents).Params(jen.Id("ctx").Qual("context", "Context")).Bool().BlockFunc(func(g *jen.Group) {
		g.Id("m").Dot("t").Dot("Helper").Call()
		idle := jen.Id("m").Dot("events").Dot("Idle").Call()
		if !w.events {
			g.Id("idle").Op(":=").Make(jen.Chan().Struct())
			g.Id("m").Dot("queue").Dot("Post").Call(jen.Func().Params().Block(jen.Close(jen.Id("idle"))))
			idle = jen.Id("idle")
		}
		g.Return(jen.Id("m").Dot("ctl").Dot("Idle").Call(jen.Id("ctx"), idle))
	})
	w.f.Line()
}

// put writes what puts an event into the queue where states allow it.
func (w *mockWriter) put() {
	w.f.Comment("put fires an event, and reports whether it could happen.")
	w.f.Func().Params(jen.Id("f").Id(w.fireType)).Id("put").Params(jen.Id("event").Qual(w.p.core, eventName(w.i))).Bool().Block(
		jen.Return(jen.Id("f").Dot("m").Dot("ctl").Dot("Fire").Call(
			jen.Int().Call(jen.Id("event").Dot("Kind")), jen.Id("event"), jen.Id("f").Dot("passed"),
			jen.Func().Params().Block(jen.Id("f").Dot("m").Dot("events").Dot("Put").Call(jen.Id("event"))))))
	w.f.Line()
}

func (w *mockWriter) event(e *idl.Event) {
	// An event's parameters are named as a method's are.
	local := w.call(&idl.Method{Interface: w.i, Params: e.Params})
	w.f.Add(noted(e.Decl, e.GoName+" fires the event "+e.Name+"."))
	w.f.Func().Params(jen.Id("f").Id(w.fireType)).Id(e.GoName).Params(w.locals(local)...).BlockFunc(func(g *jen.Group) {
		event := w.eventValue(e, func(param *idl.Param) string { return local.names[param] })
		if w.states != nil {
			g.Id("f").Dot("put").Call(event)
			return
		}
		g.Id("f").Dot("m").Dot("events").Dot("Put").Call(event)
	})
	w.f.Line()
}

// locals returns parameters with their local names.
func (w *mockWriter) locals(c *call) []jen.Code {
	var list []jen.Code
	for _, param := range c.m.Params {
		list = append(list, jen.Id(c.names[param]).Add(w.p.paramType(param)))
	}
	return list
}

// eventValue returns an event as a value, whose fields are the parameters of the names that name returns.
func (w *mockWriter) eventValue(e *idl.Event, name func(*idl.Param) string) *jen.Statement {
	return jen.Qual(w.p.core, eventName(w.i)).ValuesFunc(func(g *jen.Group) {
		g.Id("Kind").Op(":").Qual(w.p.core, kindConst(w.i, e))
		for _, param := range e.Params {
			g.Id(param.GoName).Op(":").Id(name(param))
		}
	})
}

// capabilities writes Capabilities, and for each capability its switch and its type.
func (w *mockWriter) capabilities() {
	for _, c := range w.i.Capabilities {
		with, set := w.p.prefixed(w.i, "With"+c.GoName), w.setter(c)
		w.f.Comment(with + " gives the mock the capability " + c.GoName + ".")
		w.f.Func().Id(with).Params().Qual(mockPath, "Option").Block(
			jen.Return(jen.Qual(mockPath, "WithCapability").Call(jen.Lit(c.Name))))
		w.f.Line()
		w.f.Comment(set + " says whether the mock has the capability " + c.GoName + " from now on.")
		w.f.Func().Params(w.recv()).Id(set).Params(jen.Id("on").Bool()).Block(
			jen.Id("m").Dot("ctl").Dot("SetCapability").Call(jen.Lit(c.Name), jen.Id("on")))
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
			g.Return(jen.Id("m").Dot("ctl").Dot("With").Call(jen.Qual(driverPath, "Capabilities").Values()))
			return
		}
		g.Id("has").Op(":=").Qual(driverPath, "Capabilities").Values()
		for _, c := range w.i.Capabilities {
			g.If(jen.Id("m").Dot("ctl").Dot("HasCapability").Call(jen.Lit(c.Name))).Block(
				jen.Id("has").Index(jen.Lit(c.Name)).Op("=").Op("&").Id(w.capabilityType(c)).Values(jen.Id("m")))
		}
		g.Return(jen.Id("m").Dot("ctl").Dot("With").Call(jen.Id("has")))
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
