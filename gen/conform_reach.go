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

// initial returns the state after creation, nil for a handle without states.
func initial(h *idl.Handle) *idl.State {
	if len(h.States) == 0 {
		return nil
	}
	return h.States[0]
}

// stepsTo returns the shortest way of method transitions to a state, and whether there is one.
func stepsTo(h *idl.Handle, goal *idl.State) ([]*idl.Transition, bool) {
	ways := map[*idl.State][]*idl.Transition{initial(h): nil}
	queue := []*idl.State{initial(h)}
	for len(queue) > 0 {
		state := queue[0]
		queue = queue[1:]
		if state == goal {
			return ways[state], true
		}
		for _, t := range h.Transitions {
			if t.Method == nil || t.To == nil || t.Where != nil || len(t.From) > 0 && !slices.Contains(t.From, state) {
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

// inState returns the call of the helper that makes a handle in a state, and whether the
// description's transitions lead there.
func (s *suite) inState(h *idl.Handle, state *idl.State) (*jen.Statement, bool) {
	way, ok := stepsTo(h, state)
	if !ok {
		return nil, false
	}
	s.need(h, initial(h))
	for _, t := range way {
		s.need(h, t.To)
	}
	return jen.Id("f").Dot(reachName(h, state)).Call(jen.Id("t")), true
}

// need notes that the helper which makes a handle in a state is called.
func (s *suite) need(h *idl.Handle, state *idl.State) {
	if s.reached[reachName(h, state)] {
		return
	}
	s.reached[reachName(h, state)] = true
	way, _ := stepsTo(h, state)
	if len(way) == 0 {
		s.call(s.creator(h))
		return
	}
	s.call(way[len(way)-1].Method)
}

func reachName(h *idl.Handle, state *idl.State) string {
	if state == nil {
		return "new" + h.GoName
	}
	return unexport(h.GoName) + camel(state.Name)
}

// reachHelpers writes the helpers that make handles in states.
func (s *suite) reachHelpers(f *jen.File) {
	for _, h := range s.handles() {
		states := h.States
		if len(states) == 0 {
			states = []*idl.State{nil}
		}
		for _, state := range states {
			if s.reached[reachName(h, state)] {
				s.reachHelper(f, h, state)
			}
		}
	}
}

func (s *suite) reachHelper(f *jen.File, h *idl.Handle, state *idl.State) {
	way, _ := stepsTo(h, state)
	text := " returns a new " + h.GoName
	if state != nil {
		text += " in the state " + state.Name
	}
	f.Comment(reachName(h, state) + text + ".")
	f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id(reachName(h, state)).Params(jen.Id("t").Op("*").Add(conf("T"))).
		Qual(s.core, h.GoName).BlockFunc(func(g *jen.Group) {
		handle := jen.Id("handle")
		if len(way) == 0 {
			m := s.creator(h)
			results := []jen.Code{handle}
			for range m.Returns[1:] {
				results = append(results, jen.Id("_"))
			}
			g.List(append(results, jen.Err())...).Op(":=").Add(s.invoke(m, testContext(), s.validArgs(m, nil)))
			g.Id("t").Dot("Succeeds").Call(s.callRef(m), jen.Err())
			g.Return(handle)
			return
		}
		before := initial(h)
		if len(way) > 1 {
			before = way[len(way)-2].To
		}
		m := way[len(way)-1].Method
		g.Add(handle).Op(":=").Id("f").Dot(reachName(h, before)).Call(jen.Id("t"))
		prepared, arguments := s.worldArgs(m, handle)
		for _, code := range prepared {
			g.Add(code)
		}
		if prepared != nil && len(m.Returns) == 0 {
			g.Err().Op("=").Add(s.invoke(m, testContext(), arguments))
			g.Id("t").Dot("Succeeds").Call(s.callRef(m), jen.Err())
		} else {
			for _, code := range s.outcome(m, s.invoke(m, testContext(), arguments), "Succeeds") {
				g.Add(code)
			}
		}
		g.Return(handle)
	})
	f.Line()
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
