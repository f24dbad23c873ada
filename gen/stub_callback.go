package gen

import (
	"slices"
	"sort"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// callbacks writes what the hardware tells the stub.
func (s *stubbed) callbacks(f *jen.File) {
	for _, h := range s.handles {
		s.handleCallbacks(f, h)
	}
	if len(s.handles) > 0 {
		s.resetCallbacks(f)
	}
	for _, e := range allEvents(s.i) {
		if s.events && s.toldAlone(e) {
			s.eventCallback(f, e)
		}
	}
}

// own returns a name for what the stub's device has beside the interface's methods and
// the hardware's events: with Hardware in front where one of them has it.
func (s *stubbed) own(name string) string {
	taken := slices.ContainsFunc(suiteMethods(s.i), func(m *idl.Method) bool { return m.GoName == name }) ||
		slices.ContainsFunc(allEvents(s.i), func(e *idl.Event) bool { return s.toldAlone(e) && e.GoName == name })
	if taken {
		return s.own("Hardware" + name)
	}
	return name
}

func (s *stubbed) closedName(h *idl.Handle) string { return s.own(onlyHandle(s.i, h, "Closed")) }

// toldAlone reports whether the hardware has a callback for an event alone.
func (s *stubbed) toldAlone(e *idl.Event) bool {
	if e.Handle == nil || !givesOut(s.i, e.Handle.Type.Handle) {
		return true
	}
	return e.Queue == nil && !e.Remote && !s.ending(e)
}

// remoteEvent returns the event that tells that the other side ended a handle.
func (s *stubbed) remoteEvent(h *idl.Handle) *idl.Event {
	for _, e := range allEvents(s.i) {
		if e.Remote && e.Handle != nil && e.Handle.Type.Handle == h {
			return e
		}
	}
	return nil
}

// endEvents returns the events of a handle's end, in their order.
func (s *stubbed) endEvents(h *idl.Handle) []*idl.Event {
	remote := s.remoteEvent(h)
	if remote == nil {
		return nil
	}
	var events []*idl.Event
	for _, e := range allEvents(s.i) {
		if e == remote || e.Trigger == remote.Trigger && e.Trigger != "" {
			events = append(events, e)
		}
	}
	sort.SliceStable(events, func(a, b int) bool { return events[a].Order < events[b].Order })
	return events
}

// ending reports whether an event is one of a handle's end or of a method, so that the
// hardware has no callback of its own for it.
func (s *stubbed) ending(e *idl.Event) bool {
	for _, h := range s.handles {
		for _, end := range s.endEvents(h) {
			if end == e {
				return true
			}
		}
	}
	for _, m := range suiteMethods(s.i) {
		for _, emitted := range m.Emits {
			if emitted == e {
				return true
			}
		}
	}
	return false
}

func (s *stubbed) recv() *jen.Statement { return jen.Params(jen.Id("d").Op("*").Id(s.name)) }

func (s *stubbed) handleType(h *idl.Handle) *jen.Statement {
	return jen.Op("*").Qual(driverPath, "Handle").Index(s.props(h))
}

func (s *stubbed) number(h *idl.Handle) *jen.Statement {
	return jen.Qual(s.core, h.GoName).Call(jen.Id("h").Dot("Number").Call())
}

func (s *stubbed) handleCallbacks(f *jen.File, h *idl.Handle) {
	link := jen.Id("link").Qual(driverPath, "Link")
	if q := queueOf(h, idl.Stream); q != nil && q.Event != nil {
		name := s.own(onlyHandle(s.i, h, "Readable"))
		f.Add(comment(
			name + " is for the hardware: it tells that " + q.Method.Hardware + " may give something, data or the end. It does not wait.")).Line().
			Func().Add(s.recv()).Id(name).Params(link).Block(
			s.locked(jen.If(jen.Id("h").Op(":=").Id("d").Dot(s.table(h)).Dot("Find").Call(jen.Id("link")),
				jen.Id("h").Op("!=").Nil().Op("&&").Id("h").Dot("Readable").Call()).Block(s.put(q.Event, s.number(h))))...)
		f.Line()
	}
	if q := queueOf(h, idl.Backlog); q != nil && q.Event != nil {
		s.acceptedCallback(f, h, q)
	}
	if s.remoteEvent(h) != nil {
		name := s.closedName(h)
		f.Add(comment(
			name+" is for the hardware: it tells that the peer ended the link (err nil), or that it was lost. What was",
			"received before stays readable. It does not wait.")).Line().
			Func().Add(s.recv()).Id(name).Params(link, jen.Err().Error()).Block(
			s.locked(jen.If(jen.Id("h").Op(":=").Id("d").Dot(s.table(h)).Dot("Find").Call(jen.Id("link")), jen.Id("h").Op("!=").Nil()).Block(
				jen.Id("d").Dot("lose"+s.suffix(h)).Call(jen.Id("h"), jen.Err())))...)
		f.Line()
		s.lose(f, h)
	}
	s.late(f, h)
	s.addresses(f, h)
}

// acceptedCallback writes the arrival of a handle in a backlog.
func (s *stubbed) acceptedCallback(f *jen.File, h *idl.Handle, q *idl.Queue) {
	name := s.own(onlyHandle(s.i, h, "Accepted"))
	state := jen.Lit(0)
	switch {
	case q.State != nil:
		state = jen.Int().Call(s.state(handleMachine(h), q.State))
	case len(h.States) > 0:
		state = jen.Int().Call(s.state(handleMachine(h), h.States[0]))
	}
	f.Add(comment(
		name+" is for the hardware: it announces a connection on a listener and returns the new link, or false where the",
		"listener is gone, its backlog is full or no handle is free: the hardware then closes the connection. It does not wait.")).Line().
		Func().Add(s.recv()).Id(name).
		Params(jen.Id("listener").Qual(driverPath, "Link"), jen.List(jen.Id("peer"), jen.Id("local")).Qual(netipPath, "AddrPort")).
		Params(jen.Qual(driverPath, "Link"), jen.Bool()).BlockFunc(func(g *jen.Group) {
		s.lock(g)
		g.Id("h").Op(":=").Id("d").Dot(s.table(h)).Dot("Find").Call(jen.Id("listener"))
		g.If(jen.Id("h").Op("==").Nil()).Block(jen.Return(jen.Qual(driverPath, "Link").Values(), jen.False()))
		g.List(jen.Id("_"), jen.Id("props")).Op(":=").Id("h").Dot("Snapshot").Call()
		s.setAddresses(g, h, "props", "local", "peer")
		g.Id("arrived").Op(":=").Id("h").Dot("Arrive").Call(jen.Op("&").Id(s.ruleName(q.Method)), state, jen.Id("props"))
		g.If(jen.Id("arrived").Op("==").Nil()).Block(jen.Return(jen.Qual(driverPath, "Link").Values(), jen.False()))
		g.Add(s.put(q.Event, s.number(h)))
		g.Return(jen.Id("arrived").Dot("Link").Call(), jen.True())
	})
	f.Line()
}

// setAddresses writes the assignments of known addresses to properties.
func (s *stubbed) setAddresses(g *jen.Group, h *idl.Handle, props, local, remote string) {
	set := func(fields []*idl.Param, from string) {
		if len(fields) != 2 {
			return
		}
		g.If(jen.Id(from).Dot("Addr").Call().Dot("IsValid").Call()).Block(
			jen.Id(props).Dot(fields[0].GoName).Op("=").Id(from).Dot("Addr").Call())
		g.If(jen.Id(from).Dot("Port").Call().Op("!=").Lit(0)).Block(
			jen.Id(props).Dot(fields[1].GoName).Op("=").Id(from).Dot("Port").Call())
	}
	set(h.Local, local)
	set(h.Remote, remote)
}

// addresses writes the helper that asks the hardware for a link's addresses.
func (s *stubbed) addresses(f *jen.File, h *idl.Handle) {
	if len(h.Local) == 0 && len(h.Remote) == 0 {
		return
	}
	known := func(fields []*idl.Param, name string) jen.Code {
		if len(fields) == 0 {
			return jen.Id("_")
		}
		return jen.Id(name)
	}
	f.Func().Add(s.recv()).Id("address"+s.suffix(h)).Params(jen.Id("h").Add(s.handleType(h))).Block(
		jen.List(known(h.Local, "local"), known(h.Remote, "remote")).Op(":=").Id("d").Dot("hw").Dot(addrsName(s.i, h)).Call(jen.Id("h").Dot("Link").Call()),
		jen.Id("h").Dot("Update").Call(jen.Func().Params(jen.Id("props").Op("*").Add(s.props(h))).BlockFunc(func(g *jen.Group) {
			s.setAddresses(g, h, "props", "local", "remote")
		})),
	)
	f.Line()
}

// tells reports whether handles, or a device with states, have events, so that a change of a
// state and its events belong together.
func (s *stubbed) tells() bool { return s.events && (len(s.handles) > 0 || s.i.StateEnum != nil) }

// lock writes the lock under which a state changes and its events go into the queue:
// another change puts its events before or behind, and none follows the handle's last.
func (s *stubbed) lock(g *jen.Group) {
	for _, code := range s.locked() {
		g.Add(code)
	}
}

// locked returns statements with the lock before them.
func (s *stubbed) locked(statements ...jen.Code) []jen.Code {
	if !s.tells() {
		return statements
	}
	return append([]jen.Code{
		jen.Id("d").Dot("telling").Dot("Lock").Call(),
		jen.Defer().Id("d").Dot("telling").Dot("Unlock").Call(),
	}, statements...)
}

// lose writes the helper that tells the end of a handle once.
func (s *stubbed) lose(f *jen.File, h *idl.Handle) {
	state := jen.Qual(driverPath, "Stay")
	for _, t := range h.Transitions {
		if t.Event == s.remoteEvent(h) && t.To != nil {
			state = jen.Int().Call(s.state(handleMachine(h), t.To))
		}
	}
	f.Func().Add(s.recv()).Id("lose"+s.suffix(h)).Params(jen.Id("h").Add(s.handleType(h)), jen.Id("cause").Error()).BlockFunc(func(g *jen.Group) {
		g.If(jen.Op("!").Id("h").Dot("Lose").Call(state, jen.Id("cause"))).Block(jen.Return())
		if q := queueOf(h, idl.Stream); q != nil && q.Event != nil {
			g.Add(s.put(q.Event, s.number(h)))
		}
		for _, e := range s.endEvents(h) {
			g.If(jen.Id("h").Dot("Tell").Call(s.bit(e))).Block(s.putEnd(e, h))
		}
	})
	f.Line()
}

// putEnd puts an event of a handle's end, with its cause.
func (s *stubbed) putEnd(e *idl.Event, h *idl.Handle) *jen.Statement {
	values := map[*idl.Param]*jen.Statement{e.Handle: s.number(h)}
	for _, param := range e.Params {
		if param.Type.Kind == idl.ErrorType {
			values[param] = jen.Id("cause")
		}
	}
	return jen.Id("d").Dot("events").Dot("Put").Call(s.event(e, values))
}

// late writes the helper that tells what the hardware told during a call.
func (s *stubbed) late(f *jen.File, h *idl.Handle) {
	needed := false
	for _, m := range suiteMethods(s.i) {
		needed = needed || m.Handle != nil && m.Handle.Type.Handle == h && alone(m) && !m.Ends
	}
	needed = needed || hasBacklog(h)
	if !needed {
		return
	}
	if hasBacklog(h) {
		f.Comment("settle" + s.suffix(h) + " tells what the hardware told of a handle before it was accepted.")
		f.Func().Add(s.recv()).Id("settle" + s.suffix(h)).Params(jen.Id("h").Add(s.handleType(h))).Block(
			s.locked(jen.Id("d").Dot("late"+s.suffix(h)).Call(jen.Id("h"), jen.Id("h").Dot("Settle").Call()))...)
		f.Line()
	}
	f.Func().Add(s.recv()).Id("late"+s.suffix(h)).Params(jen.Id("h").Add(s.handleType(h)), jen.Id("l").Qual(driverPath, "Late")).BlockFunc(func(g *jen.Group) {
		if handleMachine(h).moved() {
			g.Id("l").Dot("Tell").Call()
		}
		if s.remoteEvent(h) != nil { // tells that the end can be received, too
			g.If(jen.Id("l").Dot("Gone")).Block(
				jen.Id("d").Dot("lose"+s.suffix(h)).Call(jen.Id("h"), jen.Id("l").Dot("Cause")),
				jen.Return())
		}
		if q := queueOf(h, idl.Stream); q != nil && q.Event != nil {
			g.If(jen.Id("l").Dot("Readable")).Block(s.put(q.Event, s.number(h)))
		}
	})
	f.Line()
}

// resetCallbacks writes Reset and Shut.
func (s *stubbed) resetCallbacks(f *jen.File) {
	each := func(g *jen.Group) {
		for _, h := range s.handles {
			if s.remoteEvent(h) != nil {
				g.For(jen.List(jen.Id("_"), jen.Id("link")).Op(":=").Range().Id("d").Dot(s.table(h)).Dot("Links").Call()).Block(
					jen.Id("d").Dot(s.closedName(h)).Call(jen.Id("link"), jen.Err()))
			}
		}
	}
	reset, shut := s.own("Reset"), s.own("Shut")
	f.Comment(reset + " is for the hardware: it tells that the hardware restarted, so that every link is lost because of err.")
	f.Func().Add(s.recv()).Id(reset).Params(jen.Err().Error()).BlockFunc(each)
	f.Line()
	f.Add(comment(shut + " is for the driver's own closing: every link is lost because of err, and no handle is given out any more.")).Line().
		Func().Add(s.recv()).Id(shut).Params(jen.Err().Error()).BlockFunc(func(g *jen.Group) {
		for _, h := range s.handles {
			g.Id("d").Dot(s.table(h)).Dot("Shut").Call(jen.Err())
		}
		g.Id("d").Dot(reset).Call(jen.Err())
	})
	f.Line()
}

// eventCallback writes the callback of an event that the hardware tells on its own.
func (s *stubbed) eventCallback(f *jen.File, e *idl.Event) {
	var params []jen.Code
	values := map[*idl.Param]*jen.Statement{}
	for _, param := range e.Params {
		if param == e.Handle && givesOut(s.i, param.Type.Handle) {
			params = append(params, jen.Id("link").Qual(driverPath, "Link"))
			values[param] = s.number(param.Type.Handle)
			continue
		}
		params = append(params, jen.Id(paramName(param)).Add(s.paramType(param)))
		values[param] = jen.Id(paramName(param))
	}
	put := s.putWith(e, values)
	mc := moverOf(e)
	move := func(of *jen.Statement) *jen.Statement {
		if mc == nil {
			return put
		}
		return of.Dot("Move").Call(s.ruledEvent(e).of(), jen.Func().Params().Block(put))
	}
	f.Add(noted(e.Decl, e.GoName+" is for the hardware: it tells the event "+e.Name+". It does not wait."))
	f.Func().Add(s.recv()).Id(e.GoName).Params(params...).BlockFunc(func(g *jen.Group) {
		if e.Handle != nil && givesOut(s.i, e.Handle.Type.Handle) {
			s.lock(g)
			g.If(jen.Id("h").Op(":=").Id("d").Dot(s.table(e.Handle.Type.Handle)).Dot("Find").Call(jen.Id("link")), jen.Id("h").Op("!=").Nil()).Block(move(jen.Id("h")))
			return
		}
		if mc != nil {
			s.lock(g)
		}
		g.Add(move(jen.Id("d").Dot("self")))
	})
	f.Line()
}
