package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// driver writes the face of a driver that is a JavaScript object.
func (b *jsForm) driver(f *jen.File) {
	name, events := b.prefixed(b.i, "Driver"), b.prefixed(b.i, "DriverEvents")
	b.driverEvents(f, events)
	f.Add(comment(
		name+" is a driver of "+b.i.Callback+" that is a JavaScript object, as Go calls it. Its methods wait for the loop and for the",
		"driver's answer, until the context ends. They may be called on any goroutine but the loop's. A method that the driver",
		"does not have is EOPNOTSUPP; what it throws is an error with the line.")).Line().
		Type().Id(name).StructFunc(func(g *jen.Group) {
		g.Id("face").Op("*").Add(js("Face"))
		if len(allEvents(b.i)) > 0 {
			g.Id("events").Id(events)
		}
	})
	f.Line()
	b.newDriver(f, name, events)
	recv := jen.Params(jen.Id("d").Op("*").Id(name))
	f.Comment("Errno returns the driver's errno as it was when a call last failed.")
	f.Func().Add(recv.Clone()).Id("Errno").Params().Int().Block(jen.Return(jen.Id("d").Dot("face").Dot("Errno").Call()))
	f.Line()
	f.Comment("End makes the calls that are under way fail with ECANCELED, and delivers no more events.")
	f.Func().Add(recv.Clone()).Id("End").Params().Block(jen.Id("d").Dot("face").Dot("End").Call())
	f.Line()
	for _, m := range b.i.Properties {
		f.Add(doc(m.Decl)).Func().Add(recv.Clone()).Id(m.GoName).Params(jen.Id("ctx").Qual("context", "Context")).
			Params(b.paramType(m.Returns[0]), jen.Error()).Block(
			jen.Return(js("Property").Call(jen.Id("ctx"), jen.Id("d").Dot("face"), jen.Lit(m.Name), b.jsParam(m.Returns[0]))))
		f.Line()
	}
	for _, m := range b.i.Methods {
		b.driverMethod(f, name, m)
	}
	for _, c := range b.i.Capabilities {
		b.driverHas(f, name, c)
		for _, m := range c.Methods {
			b.driverMethod(f, name, m)
		}
	}
	for _, h := range b.objects {
		b.watch(f, name, h)
	}
}

// driverEvents writes the handlers of what a driver tells.
func (b *jsForm) driverEvents(f *jen.File, name string) {
	if len(allEvents(b.i)) == 0 {
		return
	}
	f.Add(comment(
		name+" are handlers of what a driver tells. Each may be nil. They are called one at a time, in order, on a goroutine of",
		"their own, and may call the driver.")).Line().
		Type().Id(name).StructFunc(func(g *jen.Group) {
		for _, e := range allEvents(b.i) {
			g.Add(driverEventDoc(e)).Id(e.GoName).Func().Params(b.driverEventParams(e)...)
		}
	})
	f.Line()
}

// driverEventDoc returns the comment of an event's handler: a queue's gets what came, where the event itself only tells that
// something did.
func driverEventDoc(e *idl.Event) *jen.Statement {
	switch {
	case e.Queue == nil:
		return doc(e.Decl)
	case e.Queue.Kind == idl.Stream:
		text := []string{e.GoName + " gets what was received: what the driver gives to " + e.Callback + "."}
		if tellsSender(e) {
			text = append(text, "A sender that the driver does not tell is the zero value.")
		}
		return noted(e.Decl, text...).Line()
	}
	return noted(e.Decl, e.GoName+" gets what was accepted: what the driver gives to "+e.Callback+".").Line()
}

// driverEventParams returns the parameters of an event's handler: the handle, then what its callback gets.
func (b *jsForm) driverEventParams(e *idl.Event) []jen.Code {
	var params []jen.Code
	if b.ofObject(e) {
		params = append(params, jen.Id("handle").Add(b.paramType(e.Handle)))
	}
	if e.Queue != nil {
		params = append(params, b.queueParam(e.Queue))
		if tellsSender(e) {
			params = append(params, jen.Id("from").Qual("net/netip", "AddrPort"))
		}
		return params
	}
	for _, param := range b.callbackParams(e) {
		params = append(params, jen.Id(paramName(param)).Add(b.paramType(param)))
	}
	return params
}

func (b *jsForm) newDriver(f *jen.File, name, events string) {
	constructor := "New" + name
	if !b.primary() {
		constructor = "New" + b.i.GoName + "Driver"
	}
	params := []jen.Code{
		jen.Id("vm").Op("*").Qual(gojaPath, "Runtime"), jen.Id("loop").Add(js("Loop")), jen.Id("object").Op("*").Qual(gojaPath, "Object"),
	}
	told := "."
	if len(allEvents(b.i)) > 0 {
		params = append(params, jen.Id("events").Id(events))
		told = ", and tells events what it tells."
	}
	params = append(params, jen.Id("opts").Op("...").Add(js("Option")))
	f.Add(comment(
		constructor+" returns the face of a driver"+told+" It is called on the loop, or before that",
		"runs. It fails where the object lets no callbacks be set.")).Line().
		Func().Id(constructor).Params(params...).Params(jen.Op("*").Id(name), jen.Error()).BlockFunc(func(g *jen.Group) {
		g.Id("d").Op(":=").Op("&").Id(name).ValuesFunc(func(g *jen.Group) {
			g.Id("face").Op(":").Add(js("NewFace")).Call(jen.Lit(b.i.Callback), jen.Id("vm"), jen.Id("loop"), jen.Id("object"), jen.Id("opts").Op("..."))
			if len(allEvents(b.i)) > 0 {
				g.Id("events").Op(":").Id("events")
			}
		})
		for _, e := range b.signals {
			g.If(jen.Err().Op(":=").Add(b.on(jen.Id("object"), e)), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err()))
		}
		g.Return(jen.Id("d"), jen.Nil())
	})
	f.Line()
}

// driverHas writes the method that tells whether a driver has an optional part.
func (b *jsForm) driverHas(f *jen.File, name string, c *idl.Capability) {
	if len(c.Methods) == 0 {
		return
	}
	f.Comment("Has" + c.GoName + " reports whether the driver has the methods of " + c.GoName + ".")
	f.Func().Params(jen.Id("d").Op("*").Id(name)).Id("Has" + c.GoName).Params(jen.Id("ctx").Qual("context", "Context")).Bool().Block(
		jen.Return(jen.Id("d").Dot("face").Dot("Has").CallFunc(func(g *jen.Group) {
			g.Id("ctx")
			for _, m := range c.Methods {
				g.Lit(m.Name)
			}
		})))
	f.Line()
}

// on returns the call that has a callback of the driver's delivered to an event's handler.
func (b *jsForm) on(object *jen.Statement, e *idl.Event) *jen.Statement {
	var params []*idl.Param
	var values []jen.Code
	if b.ofObject(e) {
		values = append(values, jen.Id("handle"))
	}
	var body []jen.Code
	take := func(n int, name string, typ *jen.Statement) {
		body = append(body,
			jen.List(jen.Id(name), jen.Err()).Op(":=").Add(js("Take")).Call(jen.Id("realm"), jen.Id("answers"), jen.Lit(n), jen.Lit(name), typ),
			jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Err())))
		values = append(values, jen.Id(name))
	}
	switch {
	case e.Queue == nil:
		params = b.callbackParams(e)
	case e.Queue.Kind == idl.Stream:
		take(0, "data", js("TextOrBytes").Call())
		if tellsSender(e) {
			body = append(body, jen.Id("from").Op(":=").Add(js("SenderOf")).Call(jen.Id("answers").Dot("At").Call(jen.Lit(1))))
			values = append(values, jen.Id("from"))
		}
	default:
		params = e.Queue.Method.Returns[:1]
	}
	for n, param := range params {
		take(n, paramName(param), b.jsParam(param))
	}
	if e.Queue != nil && e.Queue.Kind == idl.Backlog && b.watched(params[0].Type.Handle) {
		body = append(body, jen.If(jen.Err().Op(":=").Id("d").Dot(watchName(params[0].Type.Handle)).Call(jen.Id("realm"), jen.Id(paramName(params[0]))), jen.Err().Op("!=").Nil()).Block(
			jen.Return(jen.Nil(), jen.Err())))
	}
	realm, answers := jen.Id("realm"), jen.Id("answers")
	if len(body) == 0 {
		realm, answers = jen.Id("_"), jen.Id("_")
	}
	body = append(body, jen.Return(jen.Func().Params().Block(
		jen.If(jen.Id("d").Dot("events").Dot(e.GoName).Op("!=").Nil()).Block(jen.Id("d").Dot("events").Dot(e.GoName).Call(values...))), jen.Nil()))
	return jen.Id("d").Dot("face").Dot("On").Call(object, jen.Lit(b.members[e]),
		jen.Func().Params(realm.Op("*").Add(js("Realm")), answers.Add(js("Args"))).Params(jen.Func().Params(), jen.Error()).Block(body...))
}

// watched reports whether the objects of a kind of handles can be had, and tell something.
func (b *jsForm) watched(h *idl.Handle) bool {
	return b.hasObject(h) && b.snapshotOf(h) != nil && len(b.handleEvents(h)) > 0
}

func watchName(h *idl.Handle) string { return "watch" + h.GoName }

// watch writes what sets the callbacks of a handle's object.
func (b *jsForm) watch(f *jen.File, name string, h *idl.Handle) {
	if !b.watched(h) {
		return
	}
	f.Comment(watchName(h) + " sets the callbacks of a handle's object. It is called on the loop.")
	f.Func().Params(jen.Id("d").Op("*").Id(name)).Id(watchName(h)).Params(jen.Id("realm").Op("*").Add(js("Realm")), jen.Id("handle").Add(b.core(h.GoName))).Error().BlockFunc(func(g *jen.Group) {
		g.List(jen.Id("object"), jen.Err()).Op(":=").Id("d").Dot("face").Dot("Lookup").Call(
			jen.Lit(b.snapshotOf(h).Name), js("Int").Index(b.core(h.GoName)).Call().Dot("To").Call(jen.Id("realm"), jen.Id("handle")))
		g.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err()))
		for _, e := range b.handleEvents(h) {
			g.If(jen.Err().Op(":=").Add(b.on(jen.Id("object"), e)), jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err()))
		}
		g.Return(jen.Nil())
	})
	f.Line()
}
