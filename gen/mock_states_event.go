package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// eventRows returns what is said of each event that has to do with states.
func (s *mockStates) eventRows() []jen.Code {
	var list []jen.Code
	for _, e := range s.w.firedEvents() {
		if e.Handle != nil && !givesOut(s.i, e.Handle.Type.Handle) {
			continue
		}
		row := s.eventRow(e)
		first := slices.ContainsFunc(s.alike(e), func(next *idl.Event) bool { return eventBefore(next, s.alike(e)) == e })
		if len(row) == 0 && !first {
			continue
		}
		row = append([]jen.Code{jen.Id("Name").Op(":").Lit(e.GoName)}, row...)
		list = append(list, jen.Qual(s.core, kindConst(s.i, e)).Op(":").Values(row...))
	}
	return list
}

// eventRow returns what is said of an event.
func (s *mockStates) eventRow(e *idl.Event) []jen.Code {
	var row []jen.Code
	set := func(field string, value jen.Code) { row = append(row, jen.Id(field).Op(":").Add(value)) }
	kind := func(of *idl.Event) *jen.Statement { return jen.Int().Call(jen.Qual(s.core, kindConst(s.i, of))) }

	mc := s.machineOfEvent(e)
	if e.Handle != nil {
		set("On", jen.Lit(s.machineNumber(e.Handle.Type.Handle)))
		set("Handle", jen.Lit(e.Handle.GoName))
	}
	if mc != nil {
		if in := s.canHappen(mc, e); len(in) > 0 {
			set("In", s.bits(mc, in))
		}
		s.eventRules(set, mc, e)
	}
	if e.Queue != nil {
		set("Queue", jen.True())
	}
	if e.Remote {
		set("Remote", jen.True())
		for _, param := range e.Params {
			if param.Type.Kind == idl.ErrorType {
				set("Cause", jen.Lit(param.GoName))
			}
		}
	}
	if slices.ContainsFunc(s.w.methods, func(m *mockMethod) bool { return m.m.Ends && slices.Contains(m.m.Emits, e) }) {
		set("Ending", jen.True())
	}
	before, last := eventBefore(e, s.alike(e)), s.lastOf(e)
	if before != nil || last != nil {
		set("Trigger", jen.Lit(oneLine(e.Trigger)))
	}
	if before != nil {
		set("Before", kind(before))
	}
	if last != nil {
		set("Last", kind(last))
	}
	return row
}

// machineOfEvent returns what an event is of, or nil where that has no states.
func (s *mockStates) machineOfEvent(e *idl.Event) *machine {
	switch {
	case e.Handle != nil:
		return handleMachine(e.Handle.Type.Handle)
	case s.i.StateEnum != nil:
		return deviceMachine(s.i)
	}
	return nil
}

// alike returns the events that are of what e is of.
func (s *mockStates) alike(e *idl.Event) []*idl.Event {
	var list []*idl.Event
	for _, other := range s.w.firedEvents() {
		if ofHandle(e) == ofHandle(other) {
			list = append(list, other)
		}
	}
	return list
}

func ofHandle(e *idl.Event) *idl.Handle {
	if e.Handle == nil {
		return nil
	}
	return e.Handle.Type.Handle
}

// lastOf returns the event that ends a handle from the other side, of those of e's trigger, or nil.
func (s *mockStates) lastOf(e *idl.Event) *idl.Event {
	if e.Handle == nil || !slices.Contains(s.endEvents(e.Handle.Type.Handle), e) {
		return nil
	}
	return s.remoteEvent(e.Handle.Type.Handle)
}

// canHappen returns the states in which an event can happen, nothing where it can in all:
// one that announces a queue where that may be emptied, one that methods tell in the states in which
// their success leaves what they work on.
func (s *mockStates) canHappen(mc *machine, e *idl.Event) []*idl.State {
	if e.Queue != nil {
		return s.ruledMethod(e.Queue.Method).choice().other.From
	}
	if e.Remote || s.lastOf(e) != nil {
		return nil
	}
	var in []*idl.State
	for _, m := range s.w.methods {
		if !slices.Contains(m.m.Emits, e) {
			continue
		}
		on := machineOf(m.m)
		if on == nil || on.handle != mc.handle || m.m.Creates != nil || m.m.Ends || !hasRule(m.m) {
			return nil
		}
		for _, t := range transitions(m.m) {
			switch {
			case t.To != nil:
				in = append(in, t.To)
			case len(t.From) > 0:
				in = append(in, t.From...)
			default:
				return nil
			}
		}
		if len(transitions(m.m)) == 0 {
			return nil
		}
	}
	return in
}

// bits returns the bits of states.
func (s *mockStates) bits(mc *machine, in []*idl.State) *jen.Statement {
	return jen.Qual(driverPath, "States").CallFunc(func(g *jen.Group) {
		for _, state := range mc.states {
			if slices.Contains(in, state) {
				g.Int().Call(s.state(mc, state))
			}
		}
	})
}

// eventRules says where an event leads.
func (s *mockStates) eventRules(set func(string, jen.Code), mc *machine, e *idl.Event) {
	if !e.Remote && !s.toldAlone(e) || len(movesOn(mc, e)) == 0 {
		return
	}
	r := ruled{machine: mc, op: e.Name, transitions: movesOn(mc, e)}
	c := r.choice()
	if c.other.To != nil || c.by == nil {
		set("Rule", jen.Op("&").Add(s.ruleValue(r, c.other)))
	}
	if c.by == nil {
		return
	}
	set("By", jen.Lit(c.by.GoName))
	set("Where", jen.Index().Qual(mockPath, "EventCase").ValuesFunc(func(g *jen.Group) {
		for _, t := range c.rules {
			g.Line().Values(jen.Id("Is").Op(":").Lit(caseText(t.Where)), jen.Id("Rule").Op(":").Add(s.ruleValue(r, t)))
		}
		g.Line()
	}))
}
