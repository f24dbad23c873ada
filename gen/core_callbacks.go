package gen

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

func hasCallbacks(m *idl.Model) bool {
	for _, i := range m.Interfaces {
		if wantsCallbacks(i) {
			return true
		}
	}
	return false
}

func wantsCallbacks(i *idl.Interface) bool { return i.Callback != "" && native(i) }

// A callbackForm is an interface on its way to its callback form.
type callbackForm struct {
	*pkg
	i       *idl.Interface
	name    string        // the Go type: NetDevCallbacks
	objects []*idl.Handle // handles with an object of their own
	signals []*idl.Event  // events of the device, and of handles without an object
}

// emitCallbacks writes the form of each interface in which a call answers through a
// callback, over the blocking one.
func emitCallbacks(p *pkg, f *jen.File) {
	for _, i := range p.model.Interfaces {
		if !wantsCallbacks(i) {
			continue
		}
		c := newCallbackForm(p, i)
		c.deviceType(f)
		c.answers(f)
		for _, m := range i.Properties {
			c.property(f, m)
		}
		for _, m := range i.Methods {
			c.method(f, m)
		}
		for _, capability := range i.Capabilities {
			c.capabilityMethods(f, capability)
		}
		for _, e := range c.signals {
			c.setter(f, "c", c.name, e, callbackType(c, e))
		}
		for _, h := range c.objects {
			c.object(f, h)
		}
	}
}

func newCallbackForm(p *pkg, i *idl.Interface) *callbackForm {
	c := &callbackForm{pkg: p, i: i, name: i.GoName + "Callbacks"}
	for _, h := range interfaceHandles(i) {
		if h.Properties != nil || announced(h) {
			c.objects = append(c.objects, h)
		}
	}
	for _, e := range allEvents(i) {
		if !c.ofObject(e) {
			c.signals = append(c.signals, e)
		}
	}
	return c
}

// announced reports whether an event announces what waits in a queue of a handle.
func announced(h *idl.Handle) bool {
	return slices.ContainsFunc(h.Queues, func(q *idl.Queue) bool { return q.Event != nil })
}

func (c *callbackForm) deviceType(f *jen.File) {
	f.Add(comment(
		c.name+" is "+article.With(c.i.GoName)+" in the form of "+c.i.Callback+": a call answers through a callback, 0 for success and -1 for",
		"failure, and Errno tells why. Callbacks and events run one at a time, in order; they may call the device.")).Line().
		Type().Id(c.name).StructFunc(func(g *jen.Group) {
		g.Qual(driverPath, "LastErrno")
		g.Id("dev").Id(c.i.GoName)
		g.Id("ctx").Qual("context", "Context")
		g.Id("cancel").Qual("context", "CancelFunc")
		g.Id("sub").Qual(driverPath, "Subscription")
		g.Id("calls").Qual(driverPath, "Calls")
		g.Line()
		g.Id("mu").Qual("sync", "Mutex")
		for _, h := range c.objects {
			g.Id(objectsField(h)).Map(jen.Id(h.GoName)).Index().Op("*").Id(objectName(h)).Comment("by handle, the one that is being closed first")
		}
		for _, e := range c.signals {
			g.Id(callbackField(e)).Add(callbackType(c, e))
		}
	})
	f.Line()
	c.constructorAndEnd(f)
}

// constructorAndEnd writes the constructor, which subscribes to the device's events, and End.
func (c *callbackForm) constructorAndEnd(f *jen.File) {
	f.Add(comment("New"+c.name+" returns the callback form of dev. Its calls end when ctx does, or by End.")).Line().
		Func().Id("New"+c.name).Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("dev").Id(c.i.GoName)).Op("*").Id(c.name).
		BlockFunc(func(g *jen.Group) {
			g.Id("c").Op(":=").Op("&").Id(c.name).ValuesFunc(func(g *jen.Group) {
				g.Id("dev").Op(":").Id("dev")
				for _, h := range c.objects {
					g.Id(objectsField(h)).Op(":").Map(jen.Id(h.GoName)).Index().Op("*").Id(objectName(h)).Values()
				}
			})
			g.List(jen.Id("c").Dot("ctx"), jen.Id("c").Dot("cancel")).Op("=").Qual("context", "WithCancel").Call(jen.Id("ctx"))
			if len(allEvents(c.i)) == 0 {
				g.Id("c").Dot("sub").Op("=").Qual(driverPath, "QueueOf").Call(jen.Id("dev"))
				g.Return(jen.Id("c"))
				return
			}
			g.Id("c").Dot("sub").Op("=").Id("dev").Dot("Subscribe").Call(jen.Id(eventsName(c.i)).ValuesFunc(func(g *jen.Group) {
				for _, e := range allEvents(c.i) {
					g.Line().Id(e.GoName).Op(":").Add(c.handler(e))
				}
				g.Line()
			}))
			g.Return(jen.Id("c"))
		})
	f.Line()
	f.Add(comment("End cancels the calls that are under way, whose callbacks get -1 with Errno ECANCELED, and delivers no more events.")).Line().
		Func().Params(jen.Id("c").Op("*").Id(c.name)).Id("End").Params().Block(
		jen.Id("c").Dot("sub").Dot("Cancel").Call(),
		jen.Id("c").Dot("cancel").Call(),
	)
	f.Line()
}

// handler returns the handler of one of the device's events.
func (c *callbackForm) handler(e *idl.Event) *jen.Statement {
	if !c.ofObject(e) {
		return jen.Func().Params(c.eventParams(e)...).Block(c.invoke(jen.Id("c"), e, jen.Id("c").Dot("mu"))...)
	}
	h := e.Handle.Type.Handle
	return jen.Func().Params(c.eventParams(e)...).Block(
		jen.If(jen.Id("o").Op(":=").Id("c").Dot(oldestName(h)).Call(jen.Id(paramName(e.Handle))), jen.Id("o").Op("!=").Nil()).Block(
			jen.Id("o").Dot(tellName(e)).CallFunc(func(g *jen.Group) {
				for _, param := range c.callbackParams(e) {
					g.Id(paramName(param))
				}
			})))
}

// invoke returns the statements that call a callback that is set.
func (c *callbackForm) invoke(owner *jen.Statement, e *idl.Event, mu *jen.Statement) []jen.Code {
	return []jen.Code{
		mu.Clone().Dot("Lock").Call(),
		jen.Id("callback").Op(":=").Add(owner.Clone()).Dot(callbackField(e)),
		mu.Clone().Dot("Unlock").Call(),
		jen.If(jen.Id("callback").Op("!=").Nil()).Block(jen.Id("callback").CallFunc(func(g *jen.Group) {
			for _, param := range c.callbackParams(e) {
				g.Id(paramName(param))
			}
		})),
	}
}

// callbackParams returns an event's parameters in the callback form.
func (c *callbackForm) callbackParams(e *idl.Event) []*idl.Param {
	var list []*idl.Param
	for _, param := range e.Params {
		if !(param == e.Handle && c.ofObject(e)) && !param.CoreOnly {
			list = append(list, param)
		}
	}
	return list
}

// callbackType returns the Go type of an event's callback. That of a queue gets what was in it.
func callbackType(c *callbackForm, e *idl.Event) *jen.Statement {
	if e.Queue != nil {
		return jen.Func().Params(c.queueParam(e.Queue))
	}
	return jen.Func().ParamsFunc(func(g *jen.Group) {
		for _, param := range c.callbackParams(e) {
			g.Id(paramName(param)).Add(c.paramType(param))
		}
	})
}

func (c *callbackForm) queueParam(q *idl.Queue) *jen.Statement {
	if q.Kind == idl.Stream {
		return jen.Id("data").Index().Byte()
	}
	r := q.Method.Returns[0]
	return jen.Id(paramName(r)).Add(c.paramType(r))
}

// ofObject reports whether an event belongs to a handle that has an object.
func (c *callbackForm) ofObject(e *idl.Event) bool {
	return e.Handle != nil && c.hasObject(e.Handle.Type.Handle)
}

// callbackField returns the field of an event's callback.
func callbackField(e *idl.Event) string { return "on" + e.GoName }

// tellName returns the object's method that an event of the device calls.
func tellName(e *idl.Event) string { return "tell" + e.GoName }

// setterName returns the method that sets a callback: SetConnectCB for connect_cb, OnAlarm for alarm.
func setterName(e *idl.Event) string {
	if short, ok := strings.CutSuffix(e.Callback, "_cb"); ok {
		return "Set" + idl.GoName(short) + "CB"
	}
	return "On" + e.GoName
}

func (c *callbackForm) setter(f *jen.File, recv, owner string, e *idl.Event, typ *jen.Statement) {
	name := setterName(e)
	f.Add(comment(append([]string{name + " sets " + e.Callback + "; nil unsets it.", ""}, docLines(e.Decl)...)...)).Line().
		Func().Params(jen.Id(recv).Op("*").Id(owner)).Id(name).Params(jen.Id("callback").Add(typ)).Block(
		jen.Id(recv).Dot("mu").Dot("Lock").Call(),
		jen.Defer().Id(recv).Dot("mu").Dot("Unlock").Call(),
		jen.Id(recv).Dot(callbackField(e)).Op("=").Id("callback"),
	)
	f.Line()
}
