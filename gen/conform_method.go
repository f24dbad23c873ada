package gen

import (
	"slices"
	"time"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A methodTests collects the tests of one method.
type methodTests struct {
	*suite
	m     *idl.Method
	group *suiteGroup
}

// methodGroup builds the tests of a method that follow from its declaration alone.
func (s *suite) methodGroup(m *idl.Method) *suiteGroup {
	mt := &methodTests{suite: s, m: m, group: &suiteGroup{name: m.Name, calls: s.hardwareOf(m)}}
	if m.NoError {
		return mt.group
	}
	mt.listedTest()
	mt.handleTests()
	if !s.i.Form.Sentinels {
		mt.limitTests()
	}
	mt.stateTests()
	mt.moveTests()
	mt.handlingTest()
	mt.effectTests()
	mt.fullTest()
	if givesContext(m) {
		mt.contextTests()
	}
	mt.callbackTests()
	mt.closedTests()
	return mt.group
}

// hardwareOf returns the hardware calls that a method's tests lead to.
func (s *suite) hardwareOf(m *idl.Method) []string {
	var calls []string
	add := func(call string) {
		if !slices.Contains(calls, call) {
			calls = append(calls, call)
		}
	}
	if h := s.handleOf(m); h != nil {
		add(s.hardwareOwner(m) + "." + s.creator(h).Hardware)
	}
	if call := s.hardwareCall(m); call != "" {
		add(call)
	}
	return calls
}

// hardwareCall returns the hardware call behind a method, "" where there is none: Hardware.Open.
func (s *suite) hardwareCall(m *idl.Method) string {
	if m.Snapshot || m.Hardware == "" || m.Takes != nil && m.Takes.Kind != idl.Stream {
		return ""
	}
	return s.hardwareOwner(m) + "." + m.Hardware
}

// hardwareOwner returns the interface that a driver fills in for a method.
func (s *suite) hardwareOwner(m *idl.Method) string {
	if m.Capability != nil {
		return m.Capability.GoName + "Hardware"
	}
	return s.prefixed(s.i, "Hardware")
}

// add adds a test that goes to a file.
func (mt *methodTests) add(file testFile, name string, body ...jen.Code) {
	mt.group.tests = append(mt.group.tests, &suiteTest{
		name: name, goFn: unexport(mt.m.GoName) + camel(name), file: file, body: body,
	})
}

// errnoOr returns an errno of the description, or the one that stands for it where it names none.
func (s *suite) errnoOr(e *idl.Errno, or string) *jen.Statement {
	if e == nil {
		return jen.Qual(driverPath, or)
	}
	return s.errno(e)
}

// listedTest: a call that needs nothing made before it fails, if it does, with one of
// the errors that the description lists.
func (mt *methodTests) listedTest() {
	m := mt.m
	if m.Handle != nil || m.Creates != nil || m.Endpoint != nil || len(m.Errnos)+len(m.Errors) == 0 {
		return
	}
	ready, _ := mt.ready(m)
	mt.add(errorsFile, "errors_listed", append(ready, mt.outcome(m, mt.invoke(m, testContext(), mt.validArgs(m, nil)), "Listed")...)...)
}

// handleTests: a handle that was never open, and one that was closed.
func (mt *methodTests) handleTests() {
	s, m, h := mt.suite, mt.m, mt.handleOf(mt.m)
	if h == nil {
		return
	}
	invalid := s.errnoOr(h.Invalid, "EBADF")
	never := []jen.Code{jen.Lit(neverOpen(h.Base.Kind))}
	if signed(h.Base.Kind) {
		never = append(never, jen.Lit(-1))
	}
	loop := jen.For(jen.List(jen.Id("_"), jen.Id("handle")).Op(":=").Range().Index().Qual(s.core, h.GoName).Values(never...)).Block(
		s.outcome(m, s.invoke(m, testContext(), s.validArgs(m, jen.Id("handle"))), "Fails", invalid)...)
	mt.add(errorsFile, "handle_never_open", loop)
	end := s.ender(h)
	if end == nil {
		return
	}
	mc := handleMachine(h)
	body, _ := s.inState(mc, mc.initial())
	body = append(body, block(s.outcome(end, s.invoke(end, testContext(), s.validArgs(end, jen.Id("handle"))), "Succeeds"))...)
	body = append(body, block(s.outcome(m, s.invoke(m, testContext(), s.validArgs(m, jen.Id("handle"))), "Fails", invalid))...)
	mt.add(errorsFile, "handle_closed", body...)
}

// neverOpen returns a handle's number that no device gives out, as far as its type has one.
func neverOpen(k idl.Kind) int {
	switch k {
	case idl.Int8:
		return 1<<7 - 1
	case idl.Uint8:
		return 1<<8 - 1
	case idl.Int16:
		return 1<<15 - 1
	}
	return 1 << 15
}

// block gives statements that declare err a scope of their own.
func block(code []jen.Code) []jen.Code {
	if len(code) < 2 {
		return code
	}
	return []jen.Code{jen.Block(code...)}
}

// allowed returns a state in which a method is allowed: the first that its transitions
// list, or the last for a method that takes from a queue, which fills only there.
func (s *suite) allowed(m *idl.Method) *idl.State {
	for _, t := range transitions(m) {
		switch {
		case t.Where != nil && t.Where.Value != t.Where.Param.Type.Enum.Values[0]:
			// Made-up arguments have an enum's first value.
		case len(t.From) > 0 && m.Takes != nil:
			return t.From[len(t.From)-1]
		case len(t.From) > 0:
			return t.From[0]
		}
	}
	return s.machineOf(m).initial()
}

// effectTests: what a transition ends and bars.
func (mt *methodTests) effectTests() {
	s, m, mc := mt.suite, mt.m, mt.machineOf(mt.m)
	if mc == nil {
		return
	}
	for _, t := range transitions(m) {
		if len(t.Bars)+len(t.Ends) == 0 {
			continue
		}
		state := mc.initial()
		if len(t.From) > 0 {
			state = t.From[len(t.From)-1]
		}
		if _, ok := s.inState(mc, state); !ok {
			continue
		}
		effect := func(name string, then *idl.Method, check string, more ...jen.Code) {
			body, _ := s.inState(mc, state)
			body = append(body, block(s.outcome(m, s.invoke(m, testContext(), s.whereArgs(t, s.subject(m))), "Succeeds"))...)
			body = append(body, block(s.outcome(then, s.invoke(then, testContext(), s.validArgs(then, s.subject(m))), check, more...))...)
			mt.add(statesFile, where(t)+name+"_"+then.Name, body...)
		}
		for _, bar := range t.Bars {
			effect("bars", bar.Method, "Fails", s.errno(bar.Errno))
		}
		for _, q := range t.Ends {
			if q.Kind == idl.Stream && q.Method != nil && !refused(q.Method, t.To) {
				effect("ends", q.Method, "Ends")
			}
		}
	}
}

// refused reports whether a state to which a transition leads refuses a method.
func refused(m *idl.Method, to *idl.State) bool {
	return to != nil && slices.ContainsFunc(transitions(m), func(t *idl.Transition) bool { return t.Else[to] != nil })
}

// fullTest: the table of handles is full at some time, and has room again when one was closed.
func (mt *methodTests) fullTest() {
	s, m := mt.suite, mt.m
	h := m.Creates
	if h == nil || s.creator(h) != m || s.ender(h) == nil {
		return
	}
	end := s.ender(h)
	results := []jen.Code{jen.Id("handle")}
	for range m.Returns[1:] {
		results = append(results, jen.Id("_"))
	}
	create := func(first string) *jen.Statement {
		list := append([]jen.Code{jen.Id(first)}, results[1:]...)
		return jen.List(append(list, jen.Err())...)
	}
	call := s.invoke(m, testContext(), s.validArgs(m, nil))
	ready, ok := s.ready(m)
	if !ok {
		return
	}
	mt.add(errorsFile, "table_full", append(ready,
		jen.Var().Id("open").Index().Qual(s.core, h.GoName),
		jen.For().Block(
			create("handle").Op(":=").Add(call.Clone()),
			jen.If(jen.Err().Op("!=").Nil()).Block(
				jen.Id("t").Dot("Fails").Call(s.call(m), jen.Err(), s.errnoOr(h.Full, "EMFILE")),
				jen.Break(),
			),
			jen.If(jen.Id("open").Op("=").Append(jen.Id("open"), jen.Id("handle")), jen.Len(jen.Id("open")).Op(">").Add(conf("MostHandles"))).Block(
				jen.Id("t").Dot("NotApplicable").Call(jen.Lit("the device opened %d handles without an end"), jen.Len(jen.Id("open"))),
			),
		),
		jen.For(jen.List(jen.Id("_"), jen.Id("handle")).Op(":=").Range().Id("open")).Block(
			s.outcome(end, s.invoke(end, testContext(), s.validArgs(end, jen.Id("handle"))), "Succeeds")...),
		s.failure(m, ":=", call),
		jen.Id("t").Dot("Succeeds").Call(s.call(m), jen.Err()),
	)...)
}

// within is the deadline of calls that are meant to meet it.
const within = 50 * time.Millisecond
