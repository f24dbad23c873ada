package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// pumpSetter writes the setter of a queue's callback, and the pump behind it.
func (c *callbackForm) pumpSetter(f *jen.File, h *idl.Handle, e *idl.Event) {
	recv := jen.Params(jen.Id("o").Op("*").Id(objectName(h)))
	name := setterName(e)
	pump := jen.Id("o").Dot(pumpField(e))
	f.Add(comment(
		name+" sets "+e.Callback+"; nil unsets it. While it is set it gets all that the queue holds, and "+e.Queue.Method.GoName+" fails with",
		"EBUSY; unsetting it leaves the rest in the queue, in order.")).Line().
		Func().Add(recv.Clone()).Id(name).Params(jen.Id("callback").Add(callbackType(c, e))).Block(
		jen.Id("o").Dot("mu").Dot("Lock").Call(),
		jen.Defer().Id("o").Dot("mu").Dot("Unlock").Call(),
		jen.Id("o").Dot(callbackField(e)).Op("=").Id("callback"),
		jen.If(jen.Id("callback").Op("==").Nil()).Block(
			pump.Clone().Dot("Stop").Call(),
		).Else().If(jen.Op("!").Id("o").Dot("ending")).Block(
			pump.Clone().Dot("Start").Call(jen.Id("o").Dot("ctx")),
		),
	)
	f.Line()

	if tellsSender(e) {
		f.Add(comment(
			senderName(e)+" returns who sent what "+e.Callback+" is being called with: the sender of a datagram. It is the zero value at any other",
			"time, and where the device does not tell.")).Line().
			Func().Add(recv.Clone()).Id(senderName(e)).Params().Qual("net/netip", "AddrPort").Block(
			jen.Id("o").Dot("mu").Dot("Lock").Call(),
			jen.Defer().Id("o").Dot("mu").Dot("Unlock").Call(),
			jen.Return(jen.Id("o").Dot(senderField(e))),
		)
		f.Line()
	}

	dev := jen.Id("o").Dot("form").Dot("dev")
	f.Comment(e.Queue.Name + "Queue makes the pump of " + e.Callback + ".")
	f.Func().Add(recv.Clone()).Id(e.Queue.Name + "Queue").Params().BlockFunc(func(g *jen.Group) {
		g.Id("p").Op(":=").Op("&").Add(pump.Clone())
		g.Id("p").Dot("Post").Op("=").Id("o").Dot("form").Dot("sub").Dot("Post")
		claimOf := "BacklogClaimOf"
		if e.Queue.Kind == idl.Stream {
			claimOf = "ClaimOf"
		}
		g.Id("p").Dot("Claim").Op("=").Func().Params().Op("*").Qual(driverPath, "Claim").Block(
			jen.Return(jen.Qual(driverPath, claimOf).Call(dev.Clone().Dot("Capabilities").Call(), jen.Int().Call(jen.Id("o").Dot("handle")))))
		if e.Queue.Kind == idl.Stream {
			c.takeStream(g, e, dev)
		} else {
			c.takeBacklog(g, h, e, dev)
		}
		c.give(g, e)
	})
	f.Line()
}

// takeStream writes how a pump takes from a stream and gives back.
func (c *callbackForm) takeStream(g *jen.Group, e *idl.Event, dev *jen.Statement) {
	m := e.Queue.Method
	call := dev.Clone().Dot(m.GoName).CallFunc(func(g *jen.Group) {
		g.Id("ctx")
		for _, param := range m.Params {
			if param == m.Handle {
				g.Id("o").Dot("handle")
			} else {
				g.Id("buf")
			}
		}
	})
	results := []jen.Code{jen.Id("n")}
	chunk := []jen.Code{jen.Id("Data").Op(":").Qual("bytes", "Clone").Call(jen.Id("buf").Index(jen.Empty(), jen.Id("n")))}
	if tellsSender(e) {
		results = append(results, jen.Id("from"))
		chunk = append(chunk, jen.Id("From").Op(":").Id("from"))
	}
	g.Var().Id("buf").Index().Byte()
	g.Id("p").Dot("Take").Op("=").Func().Params(jen.Id("ctx").Qual("context", "Context")).Params(c.pumped(e.Queue), jen.Error()).Block(
		jen.If(jen.Id("buf").Op("==").Nil()).Block(jen.Id("buf").Op("=").Make(jen.Index().Byte(), jen.Qual(driverPath, "PumpBuffer"))),
		jen.List(append(results, jen.Err())...).Op(":=").Add(call),
		jen.Return(jen.Qual(driverPath, "Chunk").Values(chunk...), jen.Err()),
	)
	g.Id("p").Dot("Back").Op("=").Func().Params(claimParam(), jen.Id("chunk").Add(c.pumped(e.Queue))).Block(
		jen.If(jen.Id("claim").Op("!=").Nil()).Block(jen.Id("claim").Dot("Unread").Call(jen.Id("chunk").Dot("Data"), jen.Id("chunk").Dot("From"))))
}

// tellsSender reports whether who takes from a queue is told the sender.
func tellsSender(e *idl.Event) bool {
	return e.Queue != nil && e.Queue.Kind == idl.Stream && len(e.Queue.Method.Returns) > 1
}

// Names of the sender of what a queue's callback is being called with.
func senderField(e *idl.Event) string { return e.Queue.Name + "From" }
func senderName(e *idl.Event) string  { return e.GoName + "From" }

func claimParam() *jen.Statement { return jen.Id("claim").Op("*").Qual(driverPath, "Claim") }

// takeBacklog writes how a pump takes from a backlog and gives back. What cannot go back is closed.
func (c *callbackForm) takeBacklog(g *jen.Group, h *idl.Handle, e *idl.Event, dev *jen.Statement) {
	m := e.Queue.Method
	g.Id("p").Dot("Take").Op("=").Func().Params(jen.Id("ctx").Qual("context", "Context")).Params(c.pumped(e.Queue), jen.Error()).BlockFunc(func(g *jen.Group) {
		names := []jen.Code{jen.Id("accepted")}
		for range m.Returns[1:] {
			names = append(names, jen.Id("_"))
		}
		g.List(append(names, jen.Err())...).Op(":=").Add(dev.Clone().Dot(m.GoName).Call(jen.Id("ctx"), jen.Id("o").Dot("handle")))
		g.Return(jen.Id("accepted"), jen.Err())
	})
	g.Id("p").Dot("Back").Op("=").Func().Params(claimParam(), jen.Id("accepted").Add(c.pumped(e.Queue))).Block(
		jen.If(jen.Id("claim").Op("==").Nil().Op("||").Op("!").Id("claim").Dot("Unaccept").Call(jen.Int().Call(jen.Id("accepted")))).BlockFunc(func(g *jen.Group) {
			for _, end := range c.i.Methods {
				if end.Ends && end.Handle.Type.Handle == h {
					c.closeUnwanted(g, end, dev)
				}
			}
		}))
}

// closeUnwanted writes the closing of a handle that nobody accepts.
func (c *callbackForm) closeUnwanted(g *jen.Group, end *idl.Method, dev *jen.Statement) {
	ctx := jen.Qual("context", "WithoutCancel").Call(jen.Id("o").Dot("form").Dot("ctx"))
	g.Id("o").Dot("form").Dot("calls").Dot("Go").Call(jen.Int().Call(jen.Id("accepted")), jen.False(), jen.Func().Params().Block(
		discard(end, dev.Clone().Dot(end.GoName).Call(ctx, jen.Id("accepted")))))
}

// discard returns the statement that makes a call and looks at nothing that it returns.
func discard(m *idl.Method, call *jen.Statement) *jen.Statement {
	n := len(m.Returns)
	if !m.NoError {
		n++
	}
	if n == 0 {
		return call
	}
	blanks := make([]jen.Code, n)
	for i := range blanks {
		blanks[i] = jen.Id("_")
	}
	return jen.List(blanks...).Op("=").Add(call)
}

// give writes how a pump calls the callback. An accepted handle has its object before.
func (c *callbackForm) give(g *jen.Group, e *idl.Event) {
	value := jen.Id("value")
	accepts := false
	if e.Queue.Kind == idl.Stream {
		value = jen.Id("value").Dot("Data")
	} else {
		accepts = c.hasObject(e.Queue.Method.Returns[0].Type.Handle)
	}
	g.Id("p").Dot("Give").Op("=").Func().Params(jen.Id("value").Add(c.pumped(e.Queue))).Bool().BlockFunc(func(g *jen.Group) {
		g.Id("o").Dot("mu").Dot("Lock").Call()
		g.List(jen.Id("callback"), jen.Id("ending")).Op(":=").Id("o").Dot(callbackField(e)).Op(",").Id("o").Dot("ending")
		g.Id("o").Dot("mu").Dot("Unlock").Call()
		g.If(jen.Id("callback").Op("==").Nil().Op("||").Id("ending")).Block(jen.Return(jen.False()))
		if !accepts {
			if tellsSender(e) {
				from := jen.Id("o").Dot(senderField(e))
				set := func(value *jen.Statement) []jen.Code {
					return []jen.Code{jen.Id("o").Dot("mu").Dot("Lock").Call(), from.Clone().Op("=").Add(value), jen.Id("o").Dot("mu").Dot("Unlock").Call()}
				}
				for _, line := range set(jen.Id("value").Dot("From")) {
					g.Add(line)
				}
				g.Id("callback").Call(value)
				for _, line := range set(jen.Qual("net/netip", "AddrPort").Values()) {
					g.Add(line)
				}
				g.Return(jen.True())
				return
			}
			g.Id("callback").Call(value)
			g.Return(jen.True())
			return
		}
		h := e.Queue.Method.Returns[0].Type.Handle
		if len(c.ends(h)) > 0 && c.lost(h) != nil {
			g.Id("accepted").Op(":=").Id("o").Dot("form").Dot(addName(h)).Call(value)
			g.Id("callback").Call(value)
			g.Id("accepted").Dot("tellMissed").Call()
		} else {
			g.Id("o").Dot("form").Dot(addName(h)).Call(value)
			g.Id("callback").Call(value)
		}
		g.Return(jen.True())
	})
}
