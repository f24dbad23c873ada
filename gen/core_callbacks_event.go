package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// ends returns the events of a handle's end, in their order.
func (c *callbackForm) ends(h *idl.Handle) []*idl.Event {
	s := &stubbed{pkg: c.pkg, i: c.i, handles: []*idl.Handle{h}}
	return s.endEvents(h)
}

// holdsBack reports whether the events of a handle's end wait for what its stream holds.
func (c *callbackForm) holdsBack(h *idl.Handle) bool {
	q := queueOf(h, idl.Stream)
	return q != nil && q.Event != nil && len(c.ends(h)) > 0 && (c.lost(h) != nil || stateField(h) == nil)
}

// lost returns the state of a handle that the other side ended, or nil.
func (c *callbackForm) lost(h *idl.Handle) *idl.State {
	if stateField(h) == nil {
		return nil
	}
	for _, t := range h.Transitions {
		if t.Event != nil && t.Event.Remote {
			return t.To
		}
	}
	return nil
}

func stateConst(h *idl.Handle, state *idl.State) *jen.Statement {
	for _, v := range h.StateEnum.Values {
		if v.Name == state.Name {
			return jen.Id(v.GoName)
		}
	}
	return jen.Id(h.StateEnum.GoName).Call(jen.Lit(state.Value))
}

// isLost returns the condition that the other side ended the handle of an object, whose end is
// told: its state says so or, where it has none, its owner does not close it.
func (c *callbackForm) isLost(h *idl.Handle) *jen.Statement {
	if stateField(h) == nil {
		return jen.Op("!").Id("o").Dot("isEnding").Call()
	}
	return jen.Id("o").Dot("snapshot").Call().Dot(stateField(h).GoName).Op("==").Add(stateConst(h, c.lost(h))).
		Op("&&").Op("!").Id("o").Dot("isEnding").Call()
}

// objectEvent writes what an event of the device does to the object.
func (c *callbackForm) objectEvent(f *jen.File, h *idl.Handle, e *idl.Event) {
	var params []jen.Code
	for _, param := range c.callbackParams(e) {
		params = append(params, jen.Id(paramName(param)).Add(c.paramType(param)))
	}
	ends := c.ends(h)
	end := -1
	for n, other := range ends {
		if other == e {
			end = n
		}
	}
	f.Func().Params(jen.Id("o").Op("*").Id(objectName(h))).Id(tellName(e)).Params(params...).BlockFunc(func(g *jen.Group) {
		switch {
		case e.Queue != nil:
			g.Id("o").Dot(pumpField(e)).Dot("Wake").Call()
			return
		case end < 0:
			c.tell(g, e)
			return
		}
		g.Id("o").Dot("mu").Dot("Lock").Call()
		g.Id("over").Op(":=").Id("o").Dot("over")
		if end == len(ends)-1 {
			g.Id("o").Dot("over").Op("=").True()
		}
		g.Id("o").Dot("mu").Dot("Unlock").Call()
		g.If(jen.Id("over")).Block(jen.Return())
		if !c.holdsBack(h) {
			c.tell(g, e)
			return
		}
		g.Id("o").Dot("tellEnd").Call(jen.Func().Params().Block(c.invoke(jen.Id("o"), e, jen.Id("o").Dot("mu"))...))
	})
	f.Line()
}

// tell writes the call of an object's callback.
func (c *callbackForm) tell(g *jen.Group, e *idl.Event) {
	for _, code := range c.invoke(jen.Id("o"), e, jen.Id("o").Dot("mu")) {
		g.Add(code)
	}
}

// endsOfStream writes how the events of a handle's end wait for what its stream holds.
func (c *callbackForm) endsOfStream(f *jen.File, h *idl.Handle) {
	if !c.holdsBack(h) {
		return
	}
	recv := jen.Params(jen.Id("o").Op("*").Id(objectName(h)))
	pump := jen.Id("o").Dot(pumpField(queueOf(h, idl.Stream).Event))
	f.Comment("tellEnd runs f, where the other side ended the handle behind all that was received before.")
	f.Func().Add(recv.Clone()).Id("tellEnd").Params(jen.Id("f").Func().Params()).Block(
		jen.If(c.isLost(h)).Block(pump.Clone().Dot("After").Call(jen.Id("f")), jen.Return()),
		pump.Clone().Dot("Then").Call(jen.Id("f")))
	f.Line()
	f.Comment("then runs f behind what tellEnd holds back.")
	f.Func().Add(recv.Clone()).Id("then").Params(jen.Id("f").Func().Params()).Block(
		jen.If(jen.Id("o").Op("==").Nil()).Block(jen.Id("f").Call(), jen.Return()),
		pump.Clone().Dot("Then").Call(jen.Id("f")))
	f.Line()
}

// missedEnd writes what tells an accepted handle's end that came before it had an object.
func (c *callbackForm) missedEnd(f *jen.File, h *idl.Handle) {
	if queueOf(h, idl.Backlog) == nil || len(c.ends(h)) == 0 || c.lost(h) == nil {
		return
	}
	f.Comment("tellMissed tells the end of a handle that was lost before it had an object.")
	f.Func().Params(jen.Id("o").Op("*").Id(objectName(h))).Id("tellMissed").Params().Block(
		jen.If(c.isLost(h)).BlockFunc(func(g *jen.Group) {
			for _, e := range c.ends(h) {
				var zeros []jen.Code
				for _, param := range c.callbackParams(e) {
					zeros = append(zeros, c.zero(param))
				}
				g.Id("o").Dot(tellName(e)).Call(zeros...)
			}
		}))
	f.Line()
}
