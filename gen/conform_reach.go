package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// creator returns the method that makes a handle of a kind out of nothing, or nil.
func (s *suite) creator(h *idl.Handle) *idl.Method {
	for _, m := range s.i.Methods {
		if m.Creates == h && m.Handle == nil {
			return m
		}
	}
	return nil
}

// ender returns the method that ends a handle of a kind, or nil.
func (s *suite) ender(h *idl.Handle) *idl.Method {
	for _, m := range s.i.Methods {
		if m.Ends && m.Handle != nil && m.Handle.Type.Handle == h {
			return m
		}
	}
	return nil
}

// handles returns the kinds of handles that the tests can make.
func (s *suite) handles() []*idl.Handle {
	return slices.DeleteFunc(interfaceHandles(s.i), func(h *idl.Handle) bool { return s.creator(h) == nil })
}

// handleOf returns the kind of handle that a method works on, where the tests can make one, else nil.
func (s *suite) handleOf(m *idl.Method) *idl.Handle {
	if m.Handle == nil || !slices.Contains(s.handles(), m.Handle.Type.Handle) {
		return nil
	}
	return m.Handle.Type.Handle
}

// machineOf returns what has the states on which a method depends: a handle that the tests can
// make, with states or without, or the device. It is nil where there is none.
func (s *suite) machineOf(m *idl.Method) *machine {
	mc := machineOf(m)
	if mc != nil && mc.handle != nil && s.handleOf(m) == nil {
		return nil
	}
	return mc
}

// stepsTo returns the shortest way of method transitions to a state, and whether there is one.
func stepsTo(mc *machine, goal *idl.State) ([]*idl.Transition, bool) {
	ways := map[*idl.State][]*idl.Transition{mc.initial(): nil}
	queue := []*idl.State{mc.initial()}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		if state == goal {
			return ways[state], true
		}
		for _, t := range mc.transitions {
			if t.Method == nil || t.To == nil || len(t.From) > 0 && !slices.Contains(t.From, state) {
				continue
			}
			if _, seen := ways[t.To]; !seen {
				ways[t.To] = append(slices.Clone(ways[state]), t)
				queue = append(queue, t.To)
			}
		}
	}
	return nil, false
}

// inState returns the statement that brings what a method works on into a state, with a new
// handle in the variable handle where it is one, and whether the description's transitions lead
// there. There is nothing to do for a device in its first state.
func (s *suite) inState(mc *machine, state *idl.State) ([]jen.Code, bool) {
	way, ok := stepsTo(mc, state)
	if !ok {
		return nil, false
	}
	s.need(mc, mc.initial())
	for _, t := range way {
		s.need(mc, t.To)
	}
	call := jen.Id("f").Dot(reachName(mc, state)).Call(jen.Id("t"))
	switch {
	case mc.handle != nil:
		return []jen.Code{jen.Id("handle").Op(":=").Add(call)}, true
	case len(way) == 0:
		return nil, true
	}
	return []jen.Code{call}, true
}

// ready returns the statements that bring what a method works on into a state that allows
// it, and whether that is possible.
func (s *suite) ready(m *idl.Method) ([]jen.Code, bool) {
	mc := s.machineOf(m)
	if mc == nil {
		return nil, true
	}
	return s.inState(mc, s.allowed(m))
}

// subject returns the variable of a method's handle, where ready makes one, else nil.
func (s *suite) subject(m *idl.Method) jen.Code {
	if s.handleOf(m) == nil {
		return nil
	}
	return jen.Id("handle")
}

// need notes that the helper which leads to a state is called.
func (s *suite) need(mc *machine, state *idl.State) {
	if s.reached[reachName(mc, state)] {
		return
	}
	way, _ := stepsTo(mc, state)
	switch {
	case len(way) > 0:
		if m := way[len(way)-1].Method; !m.NoError {
			s.call(m)
		}
	case mc.handle == nil:
		return // a device is in its first state
	default:
		s.call(s.creator(mc.handle))
		s.ready(s.creator(mc.handle))
	}
	s.reached[reachName(mc, state)] = true
}

func reachName(mc *machine, state *idl.State) string {
	switch {
	case mc.handle == nil:
		return "bring" + camel(state.Name)
	case state == nil:
		return "new" + mc.handle.GoName
	}
	return unexport(mc.handle.GoName) + camel(state.Name)
}

// reachHelpers writes the helpers that lead to states.
func (s *suite) reachHelpers(f *jen.File) {
	for _, state := range s.i.States {
		if mc := deviceMachine(s.i); s.reached[reachName(mc, state)] {
			s.bringHelper(f, mc, state)
		}
	}
	for _, h := range s.handles() {
		states := h.States
		if len(states) == 0 {
			states = []*idl.State{nil}
		}
		for _, state := range states {
			if mc := handleMachine(h); s.reached[reachName(mc, state)] {
				s.reachHelper(f, mc, state)
			}
		}
	}
}

// bringHelper writes the helper that brings the device into a state.
func (s *suite) bringHelper(f *jen.File, mc *machine, state *idl.State) {
	way, _ := stepsTo(mc, state)
	name := reachName(mc, state)
	f.Comment(name + " brings the device into the state " + state.Name + ".")
	f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id(name).Params(jen.Id("t").Op("*").Add(conf("T"))).BlockFunc(func(g *jen.Group) {
		if len(way) > 1 {
			g.Id("f").Dot(reachName(mc, way[len(way)-2].To)).Call(jen.Id("t"))
		}
		s.succeed(g, way[len(way)-1], nil)
	})
	f.Line()
}

// reachHelper writes the helper that makes a handle in a state.
func (s *suite) reachHelper(f *jen.File, mc *machine, state *idl.State) {
	h := mc.handle
	way, _ := stepsTo(mc, state)
	text := " returns a new " + h.GoName
	if state != nil {
		text += " in the state " + state.Name
	}
	f.Comment(reachName(mc, state) + text + ".")
	f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id(reachName(mc, state)).Params(jen.Id("t").Op("*").Add(conf("T"))).
		Qual(s.core, h.GoName).BlockFunc(func(g *jen.Group) {
		handle := jen.Id("handle")
		if len(way) == 0 {
			m := s.creator(h)
			ready, _ := s.ready(m)
			for _, code := range ready {
				g.Add(code)
			}
			results := []jen.Code{handle}
			for range m.Returns[1:] {
				results = append(results, jen.Id("_"))
			}
			g.List(append(results, jen.Err())...).Op(":=").Add(s.invoke(m, testContext(), s.validArgs(m, nil)))
			g.Id("t").Dot("Succeeds").Call(s.callRef(m), jen.Err())
			g.Return(handle)
			return
		}
		before := mc.initial()
		if len(way) > 1 {
			before = way[len(way)-2].To
		}
		g.Add(handle).Op(":=").Id("f").Dot(reachName(mc, before)).Call(jen.Id("t"))
		s.succeed(g, way[len(way)-1], handle)
		g.Return(handle)
	})
	f.Line()
}

// succeed writes the call that makes a transition, with what the world gives for it, and the check that it succeeds.
func (s *suite) succeed(g *jen.Group, t *idl.Transition, handle jen.Code) {
	for _, code := range s.succeeding(t, handle) {
		g.Add(code)
	}
}

// succeeding returns the statements of succeed.
func (s *suite) succeeding(t *idl.Transition, handle jen.Code) []jen.Code {
	m := t.Method
	body, arguments := s.worldArgs(m, handle)
	s.choose(t, arguments)
	call := s.invoke(m, testContext(), arguments)
	if body != nil && !m.NoError {
		return append(body, s.failure(m, "=", call), jen.Id("t").Dot("Succeeds").Call(s.call(m), jen.Err()))
	}
	return append(body, s.outcome(m, call, "Succeeds")...)
}

// validArgs returns made-up arguments of a method, without the context; handle stands for its handle.
func (s *suite) validArgs(m *idl.Method, handle jen.Code) []jen.Code {
	var list []jen.Code
	for _, param := range m.Params {
		if param == m.Handle && handle != nil {
			list = append(list, handle)
			continue
		}
		list = append(list, s.validValue(m, param))
	}
	return list
}

// worldArgs returns arguments with which a method succeeds: those that cannot be left
// out, and that a stimulus gives under the same name, come from the first such stimulus.
func (s *suite) worldArgs(m *idl.Method, handle jen.Code) (prepared, arguments []jen.Code) {
	st := s.giver(m)
	if st == nil {
		return nil, s.validArgs(m, handle)
	}
	given := map[string]string{}
	for _, param := range m.Params {
		if param != m.Handle && !zeroAllowed(param) {
			given[param.Name] = paramName(param)
		}
	}
	var results []jen.Code
	for _, r := range st.Returns {
		if _, ok := given[r.Name]; ok {
			results = append(results, jen.Id(given[r.Name]))
		} else {
			results = append(results, jen.Id("_"))
		}
	}
	prepared = []jen.Code{
		jen.List(append(results, jen.Err())...).Op(":=").Id("f").Dot("world").Dot(st.GoName).CallFunc(func(g *jen.Group) {
			g.Add(testContext())
			for _, param := range st.Params {
				g.Add(s.zero(param))
			}
		}),
		jen.Id("t").Dot("Did").Call(jen.Lit(st.Name), jen.Err()),
	}
	for i, code := range s.validArgs(m, handle) {
		if name, ok := given[m.Params[i].Name]; ok {
			code = jen.Id(name)
		}
		arguments = append(arguments, code)
	}
	return prepared, arguments
}

// giver returns the first stimulus whose results have the names of all parameters of a
// method that cannot be left out, or nil where there is none or all can.
func (s *suite) giver(m *idl.Method) *idl.Stimulus {
	var names []string
	for _, param := range m.Params {
		if param != m.Handle && !zeroAllowed(param) {
			names = append(names, param.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	for _, st := range s.i.Stimuli {
		if !slices.ContainsFunc(names, func(name string) bool {
			return !slices.ContainsFunc(st.Returns, func(r *idl.Param) bool { return r.Name == name })
		}) {
			return st
		}
	}
	return nil
}
