package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// Names around a handle's object.
func objectName(h *idl.Handle) string   { return objectBase(h) + "Object" }
func objectsField(h *idl.Handle) string { return unexport(objectBase(h)) + "s" }
func makeName(h *idl.Handle) string     { return "make" + h.GoName }
func addName(h *idl.Handle) string      { return "add" + h.GoName }
func objectOfName(h *idl.Handle) string { return "object" + h.GoName }
func oldestName(h *idl.Handle) string   { return "oldest" + h.GoName }
func newestName(h *idl.Handle) string   { return "newest" + h.GoName }
func forgetName(h *idl.Handle) string   { return "forget" + h.GoName }
func callName(h *idl.Handle) string     { return "call" + h.GoName }
func endName(h *idl.Handle) string      { return "end" + h.GoName }

// objectBase returns what a handle's object is called after: its properties, or the handle itself.
func objectBase(h *idl.Handle) string {
	if h.Properties == nil {
		return h.GoName
	}
	return h.Properties.GoName
}

// object writes the object of a handle: its properties as getters, its callbacks as setters.
func (c *callbackForm) object(f *jen.File, h *idl.Handle) {
	events := c.handleEvents(h)
	name := objectName(h)
	text := []string{
		name + " is the one object of an open handle: its properties are read through getters, its callbacks set by",
		"setters. Once the handle is closed its state is the first one.",
	}
	if h.Properties == nil {
		text = []string{name + " is the one object of an open handle: its callbacks are set by setters."}
	}
	f.Add(comment(text...)).Line().
		Type().Id(name).StructFunc(func(g *jen.Group) {
		g.Id("form").Op("*").Id(c.name)
		g.Id("handle").Id(h.GoName)
		g.Id("ctx").Qual("context", "Context").Comment("of the calls on it; ends when it is closed")
		g.Id("cancel").Qual("context", "CancelCauseFunc")
		g.Line()
		g.Id("mu").Qual("sync", "Mutex")
		g.Id("ending").Bool().Comment("its owner closes it")
		if len(c.ends(h)) > 0 {
			g.Id("over").Bool().Comment("its end was told")
		}
		if h.Properties != nil {
			g.Id("last").Id(h.Properties.GoName).Comment("the snapshot that was read last")
		}
		for _, e := range events {
			g.Id(callbackField(e)).Add(callbackType(c, e))
			if e.Queue != nil {
				g.Id(pumpField(e)).Qual(driverPath, "Pump").Index(c.pumped(e.Queue))
			}
			if tellsSender(e) {
				g.Id(senderField(e)).Qual("net/netip", "AddrPort").Comment("of what " + e.Callback + " is being called with")
			}
		}
	})
	f.Line()
	c.registry(f, h, events)
	if h.Properties != nil {
		c.getters(f, h)
	} else {
		f.Comment("Handle returns the handle.")
		f.Func().Params(jen.Id("o").Op("*").Id(name)).Id("Handle").Params().Id(h.GoName).Block(jen.Return(jen.Id("o").Dot("handle")))
		f.Line()
	}
	if c.snapshotOf(h) == nil {
		c.finder(f, h)
	}
	c.endsOfStream(f, h)
	c.missedEnd(f, h)
	for _, e := range events {
		c.objectEvent(f, h, e)
		if e.Queue != nil {
			c.pumpSetter(f, h, e)
		} else {
			c.setter(f, "o", name, e, callbackType(c, e))
		}
	}
}

func (c *callbackForm) handleEvents(h *idl.Handle) []*idl.Event {
	var events []*idl.Event
	for _, e := range allEvents(c.i) {
		if e.Handle != nil && e.Handle.Type.Handle == h {
			events = append(events, e)
		}
	}
	return events
}

func pumpField(e *idl.Event) string { return e.Queue.Name + "Pump" }

// pumped returns the type of what a queue's pump moves.
func (c *callbackForm) pumped(q *idl.Queue) *jen.Statement {
	if q.Kind == idl.Stream {
		return jen.Qual(driverPath, "Chunk")
	}
	return c.paramType(q.Method.Returns[0])
}

// snapshotOf returns the method that returns the properties of a handle, or nil.
func (c *callbackForm) snapshotOf(h *idl.Handle) *idl.Method {
	for _, m := range c.i.Methods {
		if m.Snapshot && m.Handle != nil && m.Handle.Type.Handle == h {
			return m
		}
	}
	return nil
}

// finder writes the method that returns the object of a handle, where no method of the
// description does.
func (c *callbackForm) finder(f *jen.File, h *idl.Handle) {
	name := "ObjectOf" + h.GoName
	f.Add(comment(
		name+" returns the object of an open handle that was made or accepted through this form, the same each time, or nil with",
		"Errno set."))
	c.locked(f, name, []jen.Code{jen.Id("handle").Id(h.GoName)}, jen.Op("*").Id(objectName(h)),
		jen.Id("list").Op(":=").Add(c.lists(h)),
		jen.If(jen.Len(jen.Id("list")).Op("==").Lit(0).Op("||").Add(newest()).Dot("isEnding").Call()).Block(
			jen.Id("c").Dot("Failed").Call(c.invalid(h)),
			jen.Return(jen.Nil())),
		jen.Return(newest()))
}

// getters writes a getter for each property.
func (c *callbackForm) getters(f *jen.File, h *idl.Handle) {
	get := c.snapshotOf(h)
	recv := jen.Params(jen.Id("o").Op("*").Id(objectName(h)))
	f.Comment("snapshot reads the properties; of a closed handle it keeps what was read last, but for the state.")
	f.Func().Add(recv.Clone()).Id("snapshot").Params().Id(h.Properties.GoName).BlockFunc(func(g *jen.Group) {
		closed := jen.Id("o").Dot("ending")
		now := jen.Id("o").Dot("last")
		if get != nil {
			g.List(jen.Id("now"), jen.Err()).Op(":=").Id("o").Dot("form").Dot("dev").Dot(get.GoName).CallFunc(func(g *jen.Group) {
				if hasContext(get) {
					g.Id("o").Dot("form").Dot("ctx")
				}
				g.Id("o").Dot("handle")
			})
			closed.Op("||").Err().Op("!=").Nil()
			now = jen.Id("now")
		}
		g.Id("o").Dot("mu").Dot("Lock").Call()
		g.Defer().Id("o").Dot("mu").Dot("Unlock").Call()
		state := stateField(h)
		if get == nil && state == nil {
			g.Return(now)
			return
		}
		g.If(closed).BlockFunc(func(g *jen.Group) {
			if get != nil {
				g.Id("now").Op("=").Id("o").Dot("last")
			}
			if state != nil {
				g.Add(now.Clone()).Dot(state.GoName).Op("=").Id(h.StateEnum.Values[0].GoName)
			}
		})
		if get != nil {
			g.Id("o").Dot("last").Op("=").Id("now")
		}
		g.Return(now)
	})
	f.Line()
	for _, field := range h.Properties.Fields {
		f.Comment(field.GoName + " is the property " + field.Name + ".")
		if field.Type.Kind == idl.HandleType && field.Type.Handle == h {
			f.Func().Add(recv.Clone()).Id(field.GoName).Params().Id(h.GoName).Block(jen.Return(jen.Id("o").Dot("handle")))
		} else {
			f.Func().Add(recv.Clone()).Id(field.GoName).Params().Add(c.scalar(field)).Block(
				jen.Return(c.toScalar(field, jen.Id("o").Dot("snapshot").Call().Dot(field.GoName))))
		}
		f.Line()
	}
}

// stateField returns the property that is a handle's state, or nil.
func stateField(h *idl.Handle) *idl.Param {
	if h.Properties == nil {
		return nil
	}
	for _, field := range h.Properties.Fields {
		if h.StateEnum != nil && field.Type.Enum == h.StateEnum {
			return field
		}
	}
	return nil
}
