package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// handles writes what makes the objects of a kind of handles.
func (b *jsForm) handles(f *jen.File, name string, h *idl.Handle) {
	recv := jen.Params(jen.Id("d").Op("*").Id(name))
	base := unexport(objectBase(h))
	f.Comment(base + "Handles returns the objects of the open handles.")
	f.Func().Add(recv.Clone()).Id(base + "Handles").Params(jen.Id("dev").Add(b.core(b.i.GoName))).Op("*").Add(js("Handles")).Index(b.object(h)).Block(
		jen.Return(js("NewHandles").Call(jen.Id("d").Dot("base"), js("Rules").Index(b.object(h)).ValuesFunc(func(g *jen.Group) {
			g.Line().Id("Name").Op(":").Lit(base)
			g.Line().Id("Find").Op(":").Add(b.finds(h))
			g.Line().Id("Describe").Op(":").Id("d").Dot(base + "Object")
			if state := stateField(h); state != nil {
				g.Line().Id("Live").Op(":").Func().Params(jen.Id("o").Add(b.object(h))).Bool().Block(
					jen.Return(jen.Id("o").Dot(state.GoName).Call().Op("!=").Add(b.core(h.StateEnum.Values[0].GoName))))
			}
			b.closes(g, h)
			g.Line()
		}))),
	)
	f.Line()
	f.Comment(base + "Object defines the properties of a handle's object.")
	f.Func().Add(recv.Clone()).Id(base+"Object").Params(jen.Id("h").Op("*").Add(js("Handle")), jen.Id("o").Add(b.object(h))).BlockFunc(func(g *jen.Group) {
		b.objectMembers(g, h)
	})
	f.Line()
}

// finds returns the function that finds the form's object of a handle.
func (b *jsForm) finds(h *idl.Handle) *jen.Statement {
	number := b.core(h.GoName).Call(jen.Id("number"))
	call := jen.Id("d").Dot("form").Dot("ObjectOf" + h.GoName).Call(number)
	if m := b.snapshotOf(h); m != nil {
		call = jen.Id("d").Dot("form").Dot(m.GoName).Call(number)
	}
	return jen.Func().Params(jen.Id("number").Int()).Add(b.object(h)).Block(jen.Return(call))
}

// closes writes how handles are closed that a script forgot, where they can run short.
func (b *jsForm) closes(g *jen.Group, h *idl.Handle) {
	var end *idl.Method
	for _, m := range b.i.Methods {
		if m.Ends && m.Handle.Type.Handle == h && len(m.Params) == 1 && !m.Sync && hasContext(m) {
			end = m
		}
	}
	if end == nil || len(b.ends(h)) == 0 {
		return
	}
	number := b.core(h.GoName).Call(jen.Id("number"))
	params := []jen.Code{jen.Int()}
	for _, r := range end.Returns {
		params = append(params, b.paramType(r))
	}
	g.Line().Id("Close").Op(":").Func().Params(jen.Id("number").Int(), jen.Id("then").Func().Params()).Block(
		jen.Id("d").Dot("form").Dot(end.GoName).Call(number.Clone(), jen.Func().Params(params...).Block(jen.Id("then").Call())))
	g.Line().Id("Free").Op(":").Func().Params(jen.Id("number").Int()).Block(
		discard(end, jen.Id("dev").Dot(end.GoName).Call(jen.Qual("context", "Background").Call(), number.Clone())))
	if queueOf(h, idl.Stream) != nil || queueOf(h, idl.Backlog) != nil {
		g.Line().Id("Room").Op(":").Func().Params().Params(jen.Id("free"), jen.Id("most").Int(), jen.Id("ok").Bool()).Block(
			jen.Return(jen.Qual(driverPath, "RoomOf").Call(jen.Id("dev").Dot("Capabilities").Call())))
	}
	full := jen.Qual(driverPath, "EMFILE")
	if h.Full != nil {
		full = b.core(h.Full.GoName)
	}
	g.Line().Id("Full").Op(":").Add(full)
}

// objectMembers writes the getters and callbacks of a handle's object.
func (b *jsForm) objectMembers(g *jen.Group, h *idl.Handle) {
	if h.Properties == nil {
		g.Id("h").Dot("Getter").Call(jen.Lit("handle"), jen.Func().Params().Add(gojaValue()).Block(
			jen.Return(b.to(js("Int").Index(jen.Int64()).Call(), jen.Id("h").Dot("Number").Call()))))
	} else {
		for _, field := range h.Properties.Fields {
			if field.Type.Kind == idl.HandleType && field.Type.Handle == h {
				g.Id("h").Dot("Getter").Call(jen.Lit(field.Name), jen.Func().Params().Add(gojaValue()).Block(
					jen.Return(b.to(js("Int").Index(jen.Int64()).Call(), jen.Id("h").Dot("Number").Call()))))
				continue
			}
			b.getter(g, "h", field.Name, field, jen.Id("o").Dot(field.GoName).Call())
		}
	}
	ends := b.ends(h)
	for _, e := range b.handleEvents(h) {
		switch {
		case e.Queue != nil:
			b.queueCallback(g, h, e)
		case len(ends) > 0 && e == ends[len(ends)-1]:
			b.lastEvent(g, e)
		default:
			b.signal(g, "h", jen.Id("o"), e)
		}
	}
	b.share(g, h)
}

// lastEvent writes the callback of the last event of a handle's end, which is heard also where a script did not ask for it.
func (b *jsForm) lastEvent(g *jen.Group, e *idl.Event) {
	var params, values []jen.Code
	for _, param := range b.callbackParams(e) {
		params = append(params, jen.Id(paramName(param)).Add(b.paramType(param)))
		values = append(values, b.to(b.jsParam(param), jen.Id(paramName(param))))
	}
	g.Var().Id("last").Op("*").Add(js("Function"))
	g.Id("h").Dot("Callback").Call(jen.Lit(b.members[e]), jen.Func().Params(jen.Id("callback").Op("*").Add(js("Function"))).Block(
		jen.Id("last").Op("=").Id("callback")))
	g.Id("o").Dot(setterName(e)).Call(jen.Func().Params(params...).Block(
		jen.Id("last").Dot("Call").Call(values...),
		jen.Id("h").Dot("Ended").Call()))
}

// queueCallback writes the callback that gets what was in a queue. Unsetting it leaves the rest there.
func (b *jsForm) queueCallback(g *jen.Group, h *idl.Handle, e *idl.Event) {
	param, value := "data", b.to(js("Bytes").Call(), jen.Id("data"))
	tell := func(call *jen.Statement) *jen.Statement { return call }
	if e.Queue.Kind == idl.Backlog {
		r := e.Queue.Method.Returns[0]
		param, value = paramName(r), b.result(r)
		if accepted := r.Type.Handle; b.hasObject(accepted) {
			tell = func(call *jen.Statement) *jen.Statement {
				number := jen.Int().Call(jen.Id(param))
				if accepted != h {
					return jen.Id("d").Dot(objectsField(accepted)).Dot("Made").Call(number).Line().Add(call)
				}
				return jen.Id("d").Dot(objectsField(h)).Dot("Accept").Call(jen.Id("h"), number, jen.Func().Params().Block(call))
			}
		}
	}
	call := jen.Id("callback").Dot("Call").Call(value)
	if tellsSender(e) {
		call = jen.Id("callback").Dot("Call").Call(js("Received").Call(jen.Id("d").Dot("base"), jen.Id("data"), jen.Id("o").Dot(senderName(e)).Call()).Op("..."))
	}
	typ := jen.Index().Byte()
	if e.Queue.Kind == idl.Backlog {
		typ = b.paramType(e.Queue.Method.Returns[0])
	}
	g.Id("h").Dot("Callback").Call(jen.Lit(b.members[e]), jen.Func().Params(jen.Id("callback").Op("*").Add(js("Function"))).Block(
		jen.If(jen.Id("callback").Op("==").Nil()).Block(
			jen.Id("o").Dot(setterName(e)).Call(jen.Nil()),
			jen.Return()),
		jen.Id("o").Dot(setterName(e)).Call(jen.Func().Params(jen.Id(param).Add(typ)).Block(
			tell(call)))))
}

// share writes which properties of a listener's object stand for those of a handle that its accept_cb gets.
func (b *jsForm) share(g *jen.Group, h *idl.Handle) {
	backlog := queueOf(h, idl.Backlog)
	if backlog == nil || backlog.Event == nil || backlog.Method.Returns[0].Type.Handle != h {
		return
	}
	g.Id("h").Dot("Share").CallFunc(func(g *jen.Group) {
		for _, field := range append(append([]*idl.Param{}, h.Local...), h.Remote...) {
			g.Lit(field.Name)
		}
		for _, e := range b.handleEvents(h) {
			if e != backlog.Event {
				g.Lit(b.members[e])
			}
		}
	})
}
