package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// mockStates writes what a mock needs to know of states: the table that package driver/mock
// reads, and the methods with which a test puts something into a state and asks for it.
type mockStates struct {
	*stubbed // whose rules the table has
	w        *mockWriter
	machines []*machine
	variable string
}

// newMockStates returns the states of a mock, or nil where nothing has any.
func newMockStates(w *mockWriter) *mockStates {
	s := &mockStates{w: w, variable: unexport(w.p.prefixed(w.i, "States"))}
	s.stubbed = &stubbed{pkg: w.p, i: w.i, handles: interfaceHandles(w.i), events: w.events}
	for _, h := range s.handles {
		s.machines = append(s.machines, handleMachine(h))
	}
	if w.i.StateEnum != nil {
		s.machines = append(s.machines, deviceMachine(w.i))
	}
	if len(s.machines) == 0 && !slices.ContainsFunc(w.firedEvents(), func(e *idl.Event) bool { return eventBefore(e, w.firedEvents()) != nil }) {
		return nil
	}
	return s
}

// number returns the number of a handle's machine from 1, that of the device's where h is nil, 0 for none.
func (s *mockStates) machineNumber(h *idl.Handle) int {
	return slices.IndexFunc(s.machines, func(mc *machine) bool { return mc.handle == h }) + 1
}

// write writes the table and the methods.
func (s *mockStates) write(f *jen.File) {
	for n, mc := range s.machines {
		if mc.enum != nil {
			s.accessors(f, n+1, mc)
		}
	}
	f.Comment(s.variable + " says what the description says of states.")
	f.Var().Id(s.variable).Op("=").Qual(mockPath, "StateTable").ValuesFunc(func(g *jen.Group) {
		if len(s.machines) > 0 {
			g.Line().Id("Machines").Op(":").Index().Qual(mockPath, "Machine").Add(rows(s.machineRows()))
		}
		if methods := s.methodRows(); len(methods) > 0 {
			g.Line().Id("Methods").Op(":").Index().Qual(mockPath, "MethodStates").Add(rows(methods))
		}
		if events := s.eventRows(); len(events) > 0 {
			g.Line().Id("Events").Op(":").Index().Qual(mockPath, "EventStates").Add(rows(events))
		}
		g.Line()
	})
	f.Line()
}

// rows returns a composite literal's elements, a line each.
func rows(list []jen.Code) *jen.Statement {
	return jen.ValuesFunc(func(g *jen.Group) {
		for _, row := range list {
			g.Line().Add(row)
		}
		g.Line()
	})
}

// accessors writes the methods that set and tell the state of a handle or of the device.
func (s *mockStates) accessors(f *jen.File, number int, mc *machine) {
	enum := jen.Qual(s.core, mc.enum.GoName)
	set, current := s.w.free("Set"+mc.enum.GoName, "Now"), s.w.free("Current"+mc.enum.GoName, "Now")
	ctl := jen.Id("m").Dot("ctl")
	if mc.handle == nil {
		f.Add(comment(set + " puts the device into a state. The mock was made with mock.WithStates."))
		f.Func().Params(s.w.recv()).Id(set).Params(jen.Id("state").Add(enum)).Block(
			jen.Id("m").Dot("t").Dot("Helper").Call(),
			ctl.Clone().Dot("SetState").Call(jen.Lit(number), jen.Lit(0), jen.Int().Call(jen.Id("state"))))
		f.Line()
		f.Add(comment(current + " returns the state that the device is in. The mock was made with mock.WithStates."))
		f.Func().Params(s.w.recv()).Id(current).Params().Add(enum).Block(
			jen.List(jen.Id("state"), jen.Id("_")).Op(":=").Add(ctl).Dot("StateOf").Call(jen.Lit(number), jen.Lit(0)),
			jen.Return(enum.Clone().Call(jen.Id("state"))))
		f.Line()
		return
	}
	handle := jen.Id("handle").Qual(s.core, mc.handle.GoName)
	f.Add(comment(set + " puts a handle into a state, and opens it where it is not open. The mock was made with mock.WithStates."))
	f.Func().Params(s.w.recv()).Id(set).Params(handle, jen.Id("state").Add(enum)).Block(
		jen.Id("m").Dot("t").Dot("Helper").Call(),
		ctl.Clone().Dot("SetState").Call(jen.Lit(number), jen.Int().Call(jen.Id("handle")), jen.Int().Call(jen.Id("state"))))
	f.Line()
	f.Add(comment(current + " returns the state that a handle is in, and whether it is open. The mock was made with mock.WithStates."))
	f.Func().Params(s.w.recv()).Id(current).Params(handle.Clone()).Params(enum, jen.Bool()).Block(
		jen.List(jen.Id("state"), jen.Id("open")).Op(":=").Add(ctl).Dot("StateOf").Call(jen.Lit(number), jen.Int().Call(jen.Id("handle"))),
		jen.Return(enum.Clone().Call(jen.Id("state")), jen.Id("open")))
	f.Line()
}

// free returns a name for a method of the mock that no method of the interface has, and
// no switch of a capability.
func (w *mockWriter) free(name, suffix string) string {
	for slices.ContainsFunc(allMethods(w.i), func(m *idl.Method) bool { return m.GoName == name }) ||
		slices.ContainsFunc(w.i.Capabilities, func(c *idl.Capability) bool { return w.setter(c) == name }) {
		name += suffix
	}
	return name
}

// machineRows returns what is said of each machine.
func (s *mockStates) machineRows() []jen.Code {
	var list []jen.Code
	for _, mc := range s.machines {
		list = append(list, jen.ValuesFunc(func(g *jen.Group) {
			if h := mc.handle; h != nil {
				g.Id("Name").Op(":").Lit(h.GoName)
				g.Id("Invalid").Op(":").Add(s.invalid(h))
				g.Id("Full").Op(":").Add(s.errnoOr(h.Full, "EMFILE"))
				g.Id("Gone").Op(":").Add(s.errnoOr(h.Gone, "EPIPE"))
			}
			if len(mc.states) > 0 {
				g.Id("States").Op(":").Index().Qual(mockPath, "State").ValuesFunc(func(g *jen.Group) {
					for _, state := range mc.states {
						g.Values(jen.Id("Value").Op(":").Int().Call(s.state(mc, state)), jen.Id("Name").Op(":").Lit(state.Name))
					}
				})
			}
		}))
	}
	return list
}

// errnoOr returns an errno, or that of the name where the description has none.
func (s *mockStates) errnoOr(e *idl.Errno, name string) *jen.Statement {
	if e == nil {
		return jen.Qual(driverPath, name)
	}
	return s.errno(e)
}
