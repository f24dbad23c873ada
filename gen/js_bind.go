package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// binding writes the type that holds a device's object, and what makes it.
func (b *jsForm) binding(f *jen.File) {
	name := b.prefixed(b.i, "Binding")
	f.Add(comment(name + " is " + article.With(b.i.GoName) + " as scripts have it: the object " + b.i.Callback + ".")).Line().
		Type().Id(name).StructFunc(func(g *jen.Group) {
		g.Id("base").Op("*").Add(js("Base"))
		g.Id("form").Op("*").Add(b.core(b.name))
		for _, h := range b.objects {
			g.Id(objectsField(h)).Op("*").Add(js("Handles")).Index(b.object(h))
		}
	})
	f.Line()
	b.makers(f, name)
	b.ending(f, name)
	b.onLoop(f)
	b.describe(f, name)
	for _, h := range b.objects {
		b.handles(f, name, h)
	}
}

// makerParams are the parameters of Bind and Install.
func (b *jsForm) makerParams() []jen.Code {
	return []jen.Code{
		jen.Id("vm").Op("*").Qual(gojaPath, "Runtime"), jen.Id("loop").Add(js("Loop")), jen.Id("dev").Add(b.core(b.i.GoName)),
		jen.Id("opts").Op("...").Add(js("Option")),
	}
}

// maker returns the name of a function that makes something of an interface: Bind, or BindMeter.
func (b *jsForm) maker(name string) string {
	if b.primary() {
		return name
	}
	return name + b.i.GoName
}

func (b *jsForm) makers(f *jen.File, name string) {
	bind := b.maker("Bind")
	f.Add(comment(
		bind+" makes the object of a device in a runtime. It is called on the loop, or before that runs. All JavaScript runs on the",
		"loop, and the device's events wait for it until End.")).Line().
		Func().Id(bind).Params(b.makerParams()...).Op("*").Id(name).BlockFunc(func(g *jen.Group) {
		g.Id("d").Op(":=").Op("&").Id(name).Values(jen.Id("base").Op(":").Add(js("NewBase")).Call(jen.Lit(b.i.Callback), jen.Id("vm"), jen.Id("loop"), jen.Id("opts").Op("...")))
		g.Id("d").Dot("form").Op("=").Add(b.core("New"+b.name)).Call(jen.Qual("context", "Background").Call(), jen.Id(b.loopType()).Values(jen.Id("dev"), jen.Id("d")))
		g.Id("d").Dot("base").Dot("Errno").Call(jen.Op("&").Id("d").Dot("form").Dot("LastErrno"))
		for _, h := range b.objects {
			g.Id("d").Dot(objectsField(h)).Op("=").Id("d").Dot(unexport(objectBase(h)) + "Handles").Call(jen.Id("dev"))
		}
		g.Id("d").Dot("properties").Call()
		g.Id("d").Dot("methods").Call()
		if len(b.signals) > 0 {
			g.Id("d").Dot("events").Call()
		}
		g.Return(jen.Id("d"))
	})
	f.Line()
	install := b.maker("Install")
	f.Add(comment(install+" makes the object of a device and sets global.__"+b.i.Callback+" to it, as "+bind+" does.")).Line().
		Func().Id(install).Params(b.makerParams()...).Op("*").Id(name).Block(
		jen.Id("d").Op(":=").Id(bind).Call(jen.Id("vm"), jen.Id("loop"), jen.Id("dev"), jen.Id("opts").Op("...")),
		jen.Id("d").Dot("base").Dot("Install").Call(jen.Lit("__"+b.i.Callback)),
		jen.Return(jen.Id("d")),
	)
	f.Line()
}

func (b *jsForm) ending(f *jen.File, name string) {
	recv := jen.Params(jen.Id("d").Op("*").Id(name))
	f.Comment("Object returns the object. It is used on the loop only.")
	f.Func().Add(recv.Clone()).Id("Object").Params().Op("*").Qual(gojaPath, "Object").Block(
		jen.Return(jen.Id("d").Dot("base").Dot("Object").Call().Dot("Value").Call()))
	f.Line()
	f.Add(comment(
		"End cancels the calls that are under way, which answer -1 with errno ECANCELED where the loop still runs, and delivers no",
		"more events. It does not wait, and may be called on any goroutine.")).Line().
		Func().Add(recv.Clone()).Id("End").Params().Block(
		jen.Id("d").Dot("base").Dot("End").Call(),
		jen.Id("d").Dot("form").Dot("End").Call(),
	)
	f.Line()
	busy := jen.Id("d").Dot("base").Dot("Pending").Call()
	text := []string{"Busy reports whether a call has not answered yet. It is called on the loop."}
	if len(b.objects) > 0 {
		text = []string{"Busy reports whether something is still to come: a call has not answered yet, or a handle is open of which something", "can come. It is called on the loop."}
	}
	for _, h := range b.objects {
		busy = busy.Op("||").Id("d").Dot(objectsField(h)).Dot("Live").Call()
	}
	f.Add(comment(text...)).Line().Func().Add(recv.Clone()).Id("Busy").Params().Bool().Block(jen.Return(busy))
	f.Line()
}

// loopType returns the name of the wrapper that brings a device's events onto the loop.
func (b *jsForm) loopType() string { return unexport(b.prefixed(b.i, "OnLoop")) }

// onLoop writes the wrapper: the callback form calls back on the loop, since all that it is told comes there.
func (b *jsForm) onLoop(f *jen.File) {
	name := b.loopType()
	f.Comment(name + " is " + article.With(b.i.GoName) + " that tells all on the loop.")
	f.Type().Id(name).Struct(b.core(b.i.GoName), jen.Id("binding").Op("*").Id(b.prefixed(b.i, "Binding")))
	f.Line()
	recv := jen.Params(jen.Id("d").Id(name))
	base := jen.Id("d").Dot("binding").Dot("base")
	if len(allEvents(b.i)) == 0 {
		f.Comment("Queue is what the callback form posts its answers to.")
		f.Func().Add(recv).Id("Queue").Params().Qual(driverPath, "Subscription").Block(
			jen.Return(base.Clone().Dot("Subscription").Call(jen.Qual(driverPath, "NewSubscription").Call())))
		f.Line()
		return
	}
	f.Comment("Subscribe implements " + b.model.Package + "." + b.i.GoName + ".")
	f.Func().Add(recv).Id("Subscribe").Params(jen.Id("events").Add(b.core(eventsName(b.i)))).Qual(driverPath, "Subscription").Block(
		jen.Return(base.Clone().Dot("Subscription").Call(jen.Id("d").Dot(b.i.GoName).Dot("Subscribe").Call(
			b.core(eventsName(b.i)).ValuesFunc(func(g *jen.Group) {
				for _, e := range allEvents(b.i) {
					var params, values []jen.Code
					for _, param := range e.Params {
						params = append(params, jen.Id(paramName(param)).Add(b.paramType(param)))
						values = append(values, jen.Id(paramName(param)))
					}
					g.Line().Id(e.GoName).Op(":").Func().Params(params...).Block(
						base.Clone().Dot("Run").Call(jen.Func().Params().BlockFunc(func(g *jen.Group) {
							if e.Handle != nil && b.hasObject(e.Handle.Type.Handle) {
								g.Id("d").Dot("binding").Dot(objectsField(e.Handle.Type.Handle)).Dot("Happened").Call(jen.Int().Call(jen.Id(paramName(e.Handle))))
							}
							g.Id("events").Dot(e.GoName).Call(values...)
						})))
				}
				g.Line()
			})))))
	f.Line()
}

// describe writes the properties, methods and callbacks of a device's object.
func (b *jsForm) describe(f *jen.File, name string) {
	recv := jen.Params(jen.Id("d").Op("*").Id(name))
	f.Comment("properties defines what stands for the device's properties.")
	f.Func().Add(recv.Clone()).Id("properties").Params().BlockFunc(func(g *jen.Group) {
		if len(b.i.Properties) > 0 {
			g.Id("o").Op(":=").Id("d").Dot("base").Dot("Object").Call()
		}
		for _, m := range b.i.Properties {
			b.getter(g, "o", m.Name, m.Returns[0], jen.Id("d").Dot("form").Dot(m.GoName).Call())
		}
	})
	f.Line()
	f.Comment("methods defines the methods.")
	f.Func().Add(recv.Clone()).Id("methods").Params().BlockFunc(func(g *jen.Group) {
		g.Id("o").Op(":=").Id("d").Dot("base").Dot("Object").Call()
		for _, m := range b.i.Methods {
			b.jsMethod(g, m)
		}
		for _, h := range b.objects {
			if b.snapshotOf(h) == nil {
				b.objectMethod(g, h)
			}
		}
		for _, c := range b.i.Capabilities {
			if len(c.Methods) == 0 {
				continue
			}
			g.Id("o").Dot("Where").Call(jen.Id("d").Dot("form").Dot("Has"+c.GoName), jen.Func().Params().BlockFunc(func(g *jen.Group) {
				for _, m := range c.Methods {
					b.jsMethod(g, m)
				}
			}))
		}
	})
	f.Line()
	if len(b.signals) == 0 {
		return
	}
	f.Comment("events defines the callbacks of the device's events.")
	f.Func().Add(recv.Clone()).Id("events").Params().BlockFunc(func(g *jen.Group) {
		g.Id("o").Op(":=").Id("d").Dot("base").Dot("Object").Call()
		for _, e := range b.signals {
			b.signal(g, "o", jen.Id("d").Dot("form"), e)
		}
	})
	f.Line()
}

// getter writes a property that is read only. An address is text in the callback form.
func (b *jsForm) getter(g *jen.Group, object, name string, param *idl.Param, value *jen.Statement) {
	typ := b.jsParam(param)
	if isText(param) && param.GoType == "" {
		typ = js("Text").Index(jen.String()).Call()
	}
	g.Id(object).Dot("Getter").Call(jen.Lit(name), jen.Func().Params().Add(gojaValue()).Block(jen.Return(b.to(typ, value))))
}

// signal writes a callback that gets an event.
func (b *jsForm) signal(g *jen.Group, object string, owner *jen.Statement, e *idl.Event) {
	var params, values []jen.Code
	for _, param := range b.callbackParams(e) {
		params = append(params, jen.Id(paramName(param)).Add(b.paramType(param)))
		values = append(values, b.to(b.jsParam(param), jen.Id(paramName(param))))
	}
	g.Id(object).Dot("Callback").Call(jen.Lit(b.members[e]), jen.Func().Params(jen.Id("callback").Op("*").Add(js("Function"))).Block(
		owner.Clone().Dot(setterName(e)).Call(jen.Func().Params(params...).Block(jen.Id("callback").Dot("Call").Call(values...)))))
}
