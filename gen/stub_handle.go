package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// create writes a method that makes a handle. The handle among its parameters, if it
// has one, is the one that the new handle belongs to.
func (s *stubbed) create(g *jen.Group, m *idl.Method) {
	h := m.Creates
	switch {
	case m.Handle != nil && givesOut(s.i, m.Handle.Type.Handle):
		s.find(g, m, "parent")
		s.first(g, m, jen.Id("parent"))
		s.enter(g, m, jen.Id("parent"))
	case hasRule(m):
		s.first(g, m, jen.Id("d").Dot("self"))
		s.enter(g, m, jen.Id("d").Dot("self"))
	}
	s.expired(g, m)
	state := jen.Lit(0)
	if len(h.States) > 0 {
		state = jen.Int().Call(s.state(handleMachine(h), h.States[0]))
	}
	props := s.props(h).ValuesFunc(func(g *jen.Group) {
		for _, param := range m.Params {
			if param.Sets != nil {
				g.Id(param.Sets.GoName).Op(":").Id(paramName(param))
			}
		}
	})
	g.List(jen.Id("h"), jen.Err()).Op(":=").Id("d").Dot(s.table(h)).Dot("Open").Call(state, props)
	g.If(jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
	if m.NoError {
		g.Add(s.call(m, "ctx"))
	} else {
		g.If(jen.Err().Op(":=").Add(s.call(m, "ctx")), jen.Err().Op("!=").Nil()).Block(
			jen.Id("h").Dot("Free").Call(),
			s.fail(m, s.wrap(m, jen.Err())),
		)
	}
	for _, put := range s.puts(m) {
		g.Add(put)
	}
	s.succeed(g, m, s.number(h))
}

// snapshot writes a method that answers from what the stub knows.
func (s *stubbed) snapshot(g *jen.Group, m *idl.Method) {
	if m.Handle == nil {
		s.expired(g, m)
		g.List(jen.Id("state"), jen.Id("_")).Op(":=").Id("d").Dot("self").Dot("Snapshot").Call()
		s.succeed(g, m, jen.Qual(s.core, s.i.StateEnum.GoName).Call(jen.Id("state")))
		return
	}
	h := m.Handle.Type.Handle
	s.lookup(g, m)
	s.expired(g, m)
	state := jen.Id("_")
	for _, field := range h.Properties.Fields {
		if s.isState(h, field) {
			state = jen.Id("state")
		}
	}
	g.List(state, jen.Id("snapshot")).Op(":=").Id("h").Dot("Snapshot").Call()
	for _, field := range h.Properties.Fields {
		target := jen.Id("snapshot").Dot(field.GoName)
		switch {
		case field.Type.Kind == idl.HandleType && field.Type.Handle == h:
			g.Add(target.Op("=").Id(paramName(m.Handle)))
		case s.isState(h, field):
			g.Add(target.Op("=").Qual(s.core, h.StateEnum.GoName).Call(jen.Id("state")))
		}
	}
	s.succeed(g, m, jen.Id("snapshot"))
}

func (s *stubbed) isState(h *idl.Handle, field *idl.Param) bool {
	return field.Type.Kind == idl.EnumType && field.Type.Enum == h.StateEnum
}

// end writes a method that ends its handle.
func (s *stubbed) end(g *jen.Group, m *idl.Method) {
	h := m.Handle.Type.Handle
	s.lookup(g, m)
	g.List(jen.Id("waiting"), jen.Id("first")).Op(":=").Id("h").Dot("Close").Call()
	g.If(jen.Op("!").Id("first")).Block(s.fail(m, s.wrap(m, s.invalid(h))))
	link := func(of string) *jen.Statement {
		list := []jen.Code{}
		if givesContext(m) {
			list = append(list, jen.Id("ctx"))
		}
		return jen.Id("d").Dot("hw").Dot(m.Hardware).Call(append(list, jen.Id(of).Dot("Link").Call())...)
	}
	if hasBacklog(h) {
		g.For(jen.List(jen.Id("_"), jen.Id("w")).Op(":=").Range().Id("waiting")).Block(
			discard(m, link("w")),
			jen.Id("w").Dot("Free").Call(),
		)
	} else {
		g.Id("_").Op("=").Id("waiting")
	}
	s.assign(g, m, "ctx", false)
	s.lock(g)
	for n, e := range m.Emits {
		put := s.puts(m)[n]
		if e.Handle == nil {
			g.Add(put)
			continue
		}
		g.If(jen.Id("h").Dot("Tell").Call(s.bit(e))).Block(put)
	}
	g.Id("h").Dot("Free").Call()
	if m.NoError {
		s.succeed(g, m, s.resultNames(m)...)
		return
	}
	g.Return(append(s.resultNames(m), s.wrap(m, jen.Err()))...)
}

// bit returns the bit under which a handle notes that an event was told: its kind.
func (s *stubbed) bit(e *idl.Event) *jen.Statement {
	return jen.Uint8().Call(jen.Qual(s.core, kindConst(s.i, e)))
}

func (s *stubbed) invalid(h *idl.Handle) *jen.Statement {
	if h.Invalid != nil {
		return s.errno(h.Invalid)
	}
	return jen.Qual(driverPath, "EBADF")
}

func hasBacklog(h *idl.Handle) bool { return queueOf(h, idl.Backlog) != nil }

// queueOf returns a handle's queue of a kind, or nil.
func queueOf(h *idl.Handle, kind idl.QueueKind) *idl.Queue {
	for _, q := range h.Queues {
		if q.Kind == kind {
			return q
		}
	}
	return nil
}

// receive writes a method that takes from a handle's stream.
func (s *stubbed) receive(g *jen.Group, m *idl.Method) {
	s.lookup(g, m)
	s.expired(g, m)
	buf := jen.Nil()
	for _, param := range m.Params {
		if param.Out {
			buf = jen.Id(paramName(param))
		}
	}
	receive := jen.Id("h").Dot("Receive").Call(jen.Id("ctx"), jen.Op("&").Id(s.ruleName(m)), buf, jen.Id("d").Dot(readField(m)))
	if s.namedResults(m) {
		g.List(append(s.resultNames(m), jen.Err())...).Op("=").Add(receive)
	} else {
		g.List(jen.Id("result"), jen.Id("_"), jen.Err()).Op(":=").Add(receive)
	}
	g.Return(append(s.resultNames(m), s.wrap(m, jen.Err()))...)
}

// accept writes a method that takes a handle from a backlog.
func (s *stubbed) accept(g *jen.Group, m *idl.Method) {
	h := m.Handle.Type.Handle
	s.lookup(g, m)
	s.expired(g, m)
	g.List(jen.Id("accepted"), jen.Err()).Op(":=").Id("h").Dot("Accept").Call(jen.Id("ctx"), jen.Op("&").Id(s.ruleName(m)))
	g.If(jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
	g.Id("d").Dot("settle" + s.suffix(h)).Call(jen.Id("accepted"))
	results := []jen.Code{jen.Qual(s.core, h.GoName).Call(jen.Id("accepted").Dot("Number").Call())}
	for _, r := range m.Returns[1:] {
		if r.Type.Kind == idl.AddrPort && len(h.Remote) == 2 {
			g.List(jen.Id("_"), jen.Id("props")).Op(":=").Id("accepted").Dot("Snapshot").Call()
			results = append(results, jen.Qual(netipPath, "AddrPortFrom").Call(
				jen.Id("props").Dot(h.Remote[0].GoName), jen.Id("props").Dot(h.Remote[1].GoName)))
			continue
		}
		results = append(results, s.zero(r))
	}
	g.Return(append(results, jen.Nil())...)
}

// transition writes a method that changes a state or tells events of a handle.
func (s *stubbed) transition(g *jen.Group, m *idl.Method) {
	mc := machineOf(m)
	s.lookup(g, m)
	s.first(g, m, jen.Id("h"))
	s.expired(g, m)
	rule := s.ruleOf(m)
	if len(s.ruledMethod(m).choice().rules) > 0 {
		g.Id("rule").Op(":=").Add(rule)
		rule = jen.Id("rule")
	}
	g.If(jen.Err().Op(":=").Id("h").Dot("Enter").Call(rule), jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
	ctx := "ctx"
	if givesContext(m) && changes(m) && mc.handle != nil {
		ctx = "inner"
		g.List(jen.Id("inner"), jen.Id("release")).Op(":=").Id("h").Dot("Context").Call(jen.Id("ctx"))
	}
	for _, param := range m.Params { // before the hardware can tell of anything that arrives
		if param.Bounds != nil {
			bound := jen.Id(paramName(param))
			if param.Type.Kind != idl.Int {
				bound = jen.Int().Call(bound)
			}
			g.Id("h").Dot("SetBacklog").Call(bound)
		}
	}
	s.assign(g, m, ctx, mc.handle == nil)
	if ctx == "inner" {
		g.Id("release").Call()
	}
	h := mc.handle
	addressed := h != nil && changes(m) && (len(h.Local) > 0 || len(h.Remote) > 0)
	// A failure, too, tells the events that the hardware told meanwhile. No lock is held while the hardware is asked for addresses.
	early := mc.moved() && !addressed
	if early {
		s.lock(g)
	}
	if !m.NoError || m.Endpoint != nil {
		abort := []jen.Code{s.fail(m, s.wrap(m, jen.Id("h").Dot("Abort").Call(jen.Err())))}
		if mc.moved() && !early {
			abort = s.locked(abort...)
		}
		g.If(jen.Err().Op("!=").Nil()).Block(abort...)
	}
	if addressed {
		g.Id("d").Dot("address" + s.suffix(h)).Call(jen.Id("h"))
	}
	if !early {
		s.lock(g)
	}
	g.If(jen.Err().Op(":=").Id("h").Dot("Done").Call(rule), jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
	s.effects(g, m)
	for n, put := range s.puts(m) {
		if mc.handle != nil && slices.Contains(s.endEvents(mc.handle), m.Emits[n]) { // the hardware's end of the handle comes last
			put = jen.If(jen.Op("!").Id("h").Dot("Told").Call(s.bit(m.Emits[n]))).Block(put)
		}
		g.Add(put)
	}
	switch settle := jen.Id("h").Dot("Settle").Call(); {
	case mc.handle != nil:
		g.Id("d").Dot("late"+s.suffix(mc.handle)).Call(jen.Id("h"), settle)
	case mc.moved():
		g.Add(settle.Dot("Tell").Call())
	default:
		g.Add(settle)
	}
	s.succeed(g, m, s.resultNames(m)...)
}

// assign writes the hardware call of a method, whose results and error go to variables.
// declare says that err is not there already.
func (s *stubbed) assign(g *jen.Group, m *idl.Method, ctx string, declare bool) {
	declare = declare && m.Endpoint == nil && !m.NoError && !s.namedResults(m)
	if len(m.Returns) == 1 && !declare {
		g.Var().Id("result").Add(s.paramType(m.Returns[0]))
	}
	targets, op := s.resultNames(m), "="
	if declare {
		op = ":="
	}
	if !m.NoError {
		targets = append(targets, jen.Err())
	}
	call := s.call(m, ctx)
	if len(targets) > 0 {
		call = jen.List(targets...).Op(op).Add(call)
	}
	if m.Endpoint == nil {
		g.Add(call)
		return
	}
	g.List(jen.Id("to"), jen.Err()).Op(":=").Add(s.endpoint(m, ctx))
	g.If(jen.Err().Op("==").Nil()).Block(call)
}

// succeed writes the return of results without an error.
func (s *stubbed) succeed(g *jen.Group, m *idl.Method, results ...jen.Code) {
	if !m.NoError {
		results = append(results, jen.Nil())
	}
	if len(results) > 0 {
		g.Return(results...)
	}
}

// suffix tells the helpers of several handles apart.
func (s *stubbed) suffix(h *idl.Handle) string {
	if len(s.handles) == 1 {
		return ""
	}
	return h.GoName
}

// effects writes what a method's success ends and bars, by an argument's value where
// the description says so.
func (s *stubbed) effects(g *jen.Group, m *idl.Method) {
	var cases []jen.Code
	var by *idl.Param
	for _, t := range transitions(m) {
		var body []jen.Code
		for range t.Ends {
			body = append(body, jen.Id("h").Dot("End").Call())
		}
		for _, b := range t.Bars {
			body = append(body, jen.Id("h").Dot("Bar").Call(jen.Lit(b.Method.Name), s.errno(b.Errno)))
		}
		switch {
		case len(body) == 0:
		case t.Where == nil:
			for _, code := range body {
				g.Add(code)
			}
		default:
			by = t.Where.Param
			cases = append(cases, jen.Case(s.named(t.Where.Param.Type, t.Where.Value.GoName)).Block(body...))
		}
	}
	if by != nil {
		g.Switch(jen.Id(paramName(by))).Block(cases...)
	}
}
