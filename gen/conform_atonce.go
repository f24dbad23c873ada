package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// atOnceGroup is the tests of several goroutines at once.
func (s *suite) atOnceGroup() *suiteGroup {
	g := &suiteGroup{name: "at_once"}
	if s.i.Form.NoContext {
		return g
	}
	for _, h := range s.handles() {
		if s.ender(h) == nil || s.creator(h).NoError || s.ender(h).NoError {
			continue
		}
		if ready, ok := s.ready(s.creator(h)); ok && len(ready) == 0 {
			s.add(g, h.Name+"_handles", s.manyHandles(h)...)
		}
		s.add(g, h.Name+"_ended", s.endedOnce(h)...)
		if len(s.together(h)) < 2 {
			continue
		}
		states := h.States
		if len(states) == 0 {
			states = []*idl.State{nil}
		}
		for _, state := range states {
			name := h.Name + "_shared"
			if state != nil {
				name += "_when_" + state.Name
			}
			s.add(g, name, s.shared(h, state)...)
		}
	}
	if len(s.together(nil)) > 0 {
		s.add(g, "calls", append(s.runCalls(nil), s.isIn(deviceMachine(s.i), s.i.States...)...)...)
	}
	return g
}

// add adds a test to the group of several goroutines; one without statements cannot be made.
func (s *suite) add(g *suiteGroup, name string, body ...jen.Code) {
	if len(body) > 0 {
		g.tests = append(g.tests, &suiteTest{name: name, goFn: camel2(g.name, name), file: atOnceFile, body: body})
	}
}

// camel2 returns the name of a fixture's method.
func camel2(group, name string) string { return unexport(camel(group)) + camel(name) }

// atOnce returns the statement that runs a body in n goroutines.
func atOnce(n jen.Code, index string, body ...jen.Code) *jen.Statement {
	return jen.Id("t").Dot("AtOnce").Call(n,
		jen.Func().Params(jen.Id("t").Op("*").Add(conf("T")), jen.Id(index).Int()).Block(body...))
}

func rounds(body ...jen.Code) jen.Code {
	return jen.For(jen.Range().Add(conf("Rounds"))).Block(body...)
}

// manyHandles: what is given out at once are different handles, and they can be closed at once.
func (s *suite) manyHandles(h *idl.Handle) []jen.Code {
	create, end, mc := s.creator(h), s.ender(h), handleMachine(h)
	results := []jen.Code{jen.Id("handle")}
	for range create.Returns[1:] {
		results = append(results, jen.Id("_"))
	}
	make := []jen.Code{
		jen.List(append(results, jen.Err())...).Op(":=").Add(s.invoke(create, testContext(), s.validArgs(create, nil))),
		jen.If(jen.Err().Op("!=").Nil()).Block(
			jen.Id("t").Dot("Fails").Call(s.call(create), jen.Err(), s.errnoOr(h.Full, "EMFILE")),
			jen.Return(),
		),
		jen.Id("owned").Dot("Take").Call(jen.Id("t"), jen.Id("handle")),
	}
	if len(h.States) > 0 {
		make = append(make, s.isIn(mc, mc.initial())...)
	}
	each := jen.Id("owned").Dot("All").Call().Index(jen.Id("i"))
	return []jen.Code{rounds(
		jen.Id("owned").Op(":=").Add(conf("NewOwned")).Index(jen.Qual(s.core, h.GoName)).Call(),
		atOnce(conf("Crowd"), "_", make...),
		atOnce(jen.Len(jen.Id("owned").Dot("All").Call()), "i", s.outcome(end, s.invoke(end, testContext(), s.validArgs(end, each)), "Succeeds")...),
	)}
}

// endedOnce: of those who end one handle at once one succeeds.
func (s *suite) endedOnce(h *idl.Handle) []jen.Code {
	end := s.ender(h)
	body, ok := s.inState(handleMachine(h), handleMachine(h).initial())
	if !ok {
		return nil
	}
	call := s.invoke(end, testContext(), s.validArgs(end, jen.Id("handle")))
	return append(body,
		jen.Var().Id("ended").Qual("sync/atomic", "Int32"),
		atOnce(conf("Crowd"), "_",
			s.failure(end, ":=", call),
			jen.If(jen.Err().Op("==").Nil()).Block(
				jen.Id("ended").Dot("Add").Call(jen.Lit(1)),
				jen.Return(),
			),
			jen.Id("t").Dot("Fails").Call(s.call(end), jen.Err(), s.errnoOr(h.Invalid, "EBADF")),
		),
		conf("Equal").Call(jen.Id("t"), jen.Lit("how many times "+end.Name+" of one "+h.Name+" succeeded"), jen.Id("ended").Dot("Load").Call(), jen.Lit(1)),
	)
}

// shared: goroutines that share a handle meet errors at the most, and it can be ended afterwards.
func (s *suite) shared(h *idl.Handle, state *idl.State) []jen.Code {
	end, mc := s.ender(h), handleMachine(h)
	body, ok := s.inState(mc, state)
	if !ok {
		return nil
	}
	body = append(body, s.runCalls(h)...)
	if len(h.States) > 0 {
		body = append(body, s.isIn(mc, h.States...)...)
	}
	return append(body, block(s.outcome(end, s.invoke(end, testContext(), s.validArgs(end, jen.Id("handle"))), "Succeeds"))...)
}

// runCalls returns the statements that have several goroutines make all calls on a handle, or on the device where h is nil,
// each beginning with another one.
func (s *suite) runCalls(h *idl.Handle) []jen.Code {
	list := jen.Id("f").Dot(callsName(h)).Call()
	if h != nil {
		list = jen.Id("f").Dot(callsName(h)).Call(jen.Id("handle"))
	}
	s.reached[callsName(h)] = true
	for _, m := range s.together(h) {
		if !m.NoError {
			s.call(m)
		}
	}
	return []jen.Code{jen.Id("t").Dot("Together").Call(list)}
}

func callsName(h *idl.Handle) string {
	if h == nil {
		return "deviceCalls"
	}
	return unexport(h.GoName) + "Calls"
}

// together returns the methods that several goroutines call at once: on one handle, or on the device where h is nil.
func (s *suite) together(h *idl.Handle) []*idl.Method {
	return slices.DeleteFunc(suiteMethods(s.i), func(m *idl.Method) bool {
		switch {
		case m.Creates != nil && m.Takes == nil, m.Ends:
			return true
		case h == nil:
			return m.Handle != nil || slices.ContainsFunc(m.Params, func(p *idl.Param) bool { return p.Type.Kind == idl.HandleType })
		}
		return s.handleOf(m) != h
	})
}

// callLists writes the helpers that return the calls which are made at once.
func (s *suite) callLists(f *jen.File) {
	if s.reached[callsName(nil)] {
		s.callList(f, nil)
	}
	for _, h := range s.handles() {
		if s.reached[callsName(h)] {
			s.callList(f, h)
		}
	}
}

func (s *suite) callList(f *jen.File, h *idl.Handle) {
	typ := func() *jen.Statement { return jen.Func().Params(jen.Op("*").Add(conf("T"))) }
	params, what := []jen.Code(nil), "the device"
	if h != nil {
		params, what = []jen.Code{jen.Id("handle").Qual(s.core, h.GoName)}, article.With(h.GoName)
	}
	f.Comment(callsName(h) + " returns the calls that several goroutines make of " + what + " at once. What a call meets there is told by an errno.")
	f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id(callsName(h)).Params(params...).Index().Add(typ()).BlockFunc(func(g *jen.Group) {
		var required, optional []jen.Code
		for _, m := range s.together(h) {
			var calls []jen.Code
			for _, body := range append([][]jen.Code{s.metCall(m)}, s.refusedCall(m)...) {
				calls = append(calls, jen.Func().Params(jen.Id("t").Op("*").Add(conf("T"))).Block(body...))
			}
			if m.Capability == nil {
				for _, call := range calls {
					required = append(required, jen.Line().Add(call))
				}
				continue
			}
			optional = append(optional, jen.If(
				jen.List(jen.Id("_"), jen.Id("ok")).Op(":=").Qual(s.core, m.Capability.GoName+"Of").Call(jen.Id("f").Dot("dev")), jen.Id("ok")).Block(
				jen.Id("calls").Op("=").Append(append([]jen.Code{jen.Id("calls")}, calls...)...)))
		}
		list := jen.Index().Add(typ()).Values(append(required, jen.Line())...)
		if len(optional) == 0 {
			g.Return(list)
			return
		}
		g.Id("calls").Op(":=").Add(list)
		for _, code := range optional {
			g.Add(code)
		}
		g.Return(jen.Id("calls"))
	})
	f.Line()
}

// metCall returns the statements of a call that may meet others.
func (s *suite) metCall(m *idl.Method) []jen.Code {
	return s.outcome(m, s.invoke(m, s.shortContext(m), s.validArgs(m, jen.Id("handle"))), "Meets")
}

// refusedCall returns the statements of a call with an argument beyond its limit, which is refused whatever others do.
func (s *suite) refusedCall(m *idl.Method) [][]jen.Code {
	if s.i.Form.Sentinels || m.NoError {
		return nil
	}
	for _, a := range s.limited(m) {
		bad := s.badValues(a.param)
		if len(bad) == 0 {
			continue
		}
		arguments := s.validArgs(m, jen.Id("handle"))
		arguments[a.index] = a.value(bad[0].code)
		return [][]jen.Code{s.outcome(m, s.invoke(m, testContext(), arguments), "FailsNaming", s.refusal(a.param), jen.Lit(a.param.Name))}
	}
	return nil
}

// shortContext returns the context of a call that may wait for what does not come, where its errors allow a short one.
func (s *suite) shortContext(m *idl.Method) *jen.Statement {
	if slices.ContainsFunc(m.Errnos, func(e *idl.Errno) bool { return e.Name == "ETIMEDOUT" }) {
		return jen.Id("t").Dot("Within").Call(conf("Brief"))
	}
	return testContext()
}
