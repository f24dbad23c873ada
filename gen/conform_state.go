package gen

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// stateTests: each state from which the method is not allowed. It stays the state.
func (mt *methodTests) stateTests() {
	s, m, mc := mt.suite, mt.m, mt.machineOf(mt.m)
	if mc == nil {
		return
	}
	for _, t := range transitions(m) {
		for _, state := range mc.states {
			errno := t.Else[state]
			if errno == nil || leadsOut(m.First, state) {
				continue
			}
			body, ok := s.inState(mc, state)
			if !ok {
				continue
			}
			body = append(body, block(s.outcome(m, s.invoke(m, testContext(), s.whereArgs(t, s.subject(m))), "Fails", s.errno(errno)))...)
			body = append(body, s.isIn(mc, s.movesOnFrom(mc, state)...)...)
			mt.add(statesFile, where(t)+"when_"+state.Name, body...)
		}
	}
}

// moveTests: each transition, from each state that it allows and that the tests can reach. The state is then the one to
// which it leads, and the events that it emits came once each, in order.
func (mt *methodTests) moveTests() {
	s, m, mc := mt.suite, mt.m, mt.machineOf(mt.m)
	if mc == nil || m.Takes != nil {
		return
	}
	for _, t := range transitions(m) {
		if t.To == nil && len(t.Ends)+len(t.Bars) == 0 {
			continue
		}
		for _, state := range statesOf(t, mc) {
			to := state
			if t.To != nil {
				to = t.To
			}
			var needs []string
			if state != statesOf(t, mc)[0] { // hardware may know the method in some of its states alone
				needs = []string{m.Name + "_from_" + state.Name}
			}
			mt.moveTest(t, mc, state, where(t)+"from_"+state.Name, needs, s.isIn(mc, s.movesOnFrom(mc, to)...))
		}
	}
	if m.Ends {
		for _, state := range mc.states {
			mt.moveTest(&idl.Transition{Method: m}, mc, state, "from_"+state.Name, nil, nil)
		}
	}
}

func (mt *methodTests) moveTest(t *idl.Transition, mc *machine, state *idl.State, name string, needs []string, then []jen.Code) {
	s, m := mt.suite, mt.m
	body, ok := s.inState(mc, state)
	if !ok {
		return
	}
	body = append(body, s.success(t, s.subject(m))...)
	body = append(body, then...)
	body = append(body, s.emitted(m)...)
	mt.add(transitionsFile, name, body...)
	mt.group.tests[len(mt.group.tests)-1].needs = needs
}

// success returns the statements that make a transition with what the world gives for it.
func (s *suite) success(t *idl.Transition, handle jen.Code) []jen.Code {
	return block(s.succeeding(t, handle))
}

// emitted returns the statements that wait for what a method's success emits, in order, and
// check that it came once.
func (s *suite) emitted(m *idl.Method) []jen.Code {
	if !s.events || len(m.Emits) == 0 {
		return nil
	}
	var body []jen.Code
	for _, e := range m.Emits {
		var handle jen.Code
		if e.Handle != nil {
			handle = s.subject(m)
		}
		body = append(body, jen.Id("f").Dot("events").Dot("Wait").Call(jen.Id("t"), s.expected(e, handle)))
	}
	return append(body, jen.Id("f").Dot("events").Dot("Done").Call(jen.Id("t")))
}

// statesOf returns the states from which a transition is allowed.
func statesOf(t *idl.Transition, mc *machine) []*idl.State {
	if len(t.From) == 0 {
		return mc.states
	}
	return t.From
}

// movesOnFrom returns a state and those to which events that the hardware tells may have led from it
// by the time that somebody looks.
func (s *suite) movesOnFrom(mc *machine, state *idl.State) []*idl.State {
	all := []*idl.State{state}
	for n := 0; n < len(all); n++ {
		for _, t := range mc.transitions {
			if t.Event == nil || t.Event.Remote || t.To == nil || slices.Contains(all, t.To) || !slices.Contains(statesOf(t, mc), all[n]) {
				continue
			}
			all = append(all, t.To)
		}
	}
	return all
}

// An observer is the method that tells a state: its one result, or a field of it.
type observer struct {
	m     *idl.Method
	field *idl.Param
}

// observer returns the method that tells the state of a handle or of the device, nil where there is none.
func (s *suite) observer(mc *machine) *observer {
	for _, m := range allMethods(s.i) {
		switch {
		case m.NoError && len(m.Returns) != 1 || len(m.Params) > 1 || mc.enum == nil:
		case mc.handle == nil && len(m.Params) == 0 && len(m.Returns) == 1 && m.Returns[0].Type.Enum == mc.enum:
			return &observer{m: m}
		case mc.handle != nil && m.Snapshot && m.Handle != nil && m.Handle.Type.Handle == mc.handle && stateField(mc.handle) != nil:
			return &observer{m, stateField(mc.handle)}
		}
	}
	return nil
}

// isIn returns the statement that checks the state, where something tells it.
func (s *suite) isIn(mc *machine, allowed ...*idl.State) []jen.Code {
	o := s.observer(mc)
	if o == nil {
		return nil
	}
	if !o.m.NoError {
		s.call(o.m)
	}
	s.reached[isName(mc)] = true
	return []jen.Code{jen.Id("f").Dot(isName(mc)).CallFunc(func(g *jen.Group) {
		g.Id("t")
		if mc.handle != nil {
			g.Id("handle")
		}
		for _, state := range allowed {
			g.Add(s.state(mc, state))
		}
	})}
}

func isName(mc *machine) string {
	if mc.handle == nil {
		return "isIn"
	}
	return unexport(mc.handle.GoName) + "IsIn"
}

// stateHelpers writes the helpers that check states.
func (s *suite) stateHelpers(f *jen.File) {
	if len(s.i.States) > 0 {
		s.stateHelper(f, deviceMachine(s.i), "the device")
	}
	for _, h := range s.handles() {
		s.stateHelper(f, handleMachine(h), "the "+h.GoName)
	}
}

func (s *suite) stateHelper(f *jen.File, mc *machine, what string) {
	if !s.reached[isName(mc)] {
		return
	}
	o := s.observer(mc)
	typ := jen.Qual(s.core, mc.enum.GoName)
	params := []jen.Code{jen.Id("t").Op("*").Add(conf("T"))}
	if mc.handle != nil {
		params = append(params, jen.Id("handle").Qual(s.core, mc.handle.GoName))
	}
	name := isName(mc)
	f.Comment(name + " checks that " + what + " tells one of the states.")
	f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id(name).Params(append(params, jen.Id("allowed").Op("...").Add(typ))...).BlockFunc(func(g *jen.Group) {
		call := s.invoke(o.m, testContext(), s.validArgs(o.m, jen.Id("handle")))
		if o.m.NoError {
			g.Id("got").Op(":=").Add(call)
		} else {
			g.List(jen.Id("got"), jen.Err()).Op(":=").Add(call)
			g.Id("t").Dot("Succeeds").Call(s.callRef(o.m), jen.Err())
		}
		got := jen.Id("got")
		if o.field != nil {
			got.Dot(o.field.GoName)
		}
		g.Add(conf("OneOf")).Call(jen.Id("t"), jen.Lit(o.m.Name+": state"), got, jen.Id("allowed").Op("..."))
	})
	f.Line()
}

// leadsOut reports whether first is a method that is called before another one on a
// handle in a state, so that the other is not refused there.
func leadsOut(first *idl.Method, state *idl.State) bool {
	if first == nil {
		return false
	}
	return slices.ContainsFunc(transitions(first), func(t *idl.Transition) bool {
		return len(t.From) == 0 || slices.Contains(t.From, state)
	})
}

// where returns the prefix of the tests of a transition that an argument's value chooses.
func where(t *idl.Transition) string {
	if t.Where == nil {
		return ""
	}
	return strings.ToLower(t.Where.Value.Name) + "_"
}

// whereArgs returns made-up arguments with the value that chooses the transition.
func (s *suite) whereArgs(t *idl.Transition, handle jen.Code) []jen.Code {
	arguments := s.validArgs(t.Method, handle)
	s.choose(t, arguments)
	return arguments
}

// choose puts the value that chooses a transition among arguments.
func (s *suite) choose(t *idl.Transition, arguments []jen.Code) {
	if t.Where != nil {
		arguments[slices.Index(t.Method.Params, t.Where.Param)] = s.enumValue(t.Where.Param.Type, t.Where.Value)
	}
}
