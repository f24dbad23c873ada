package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A machine is what has states in a stub: a handle that it gives out or, where handle is
// nil, the device itself.
type machine struct {
	handle      *idl.Handle
	states      []*idl.State
	enum        *idl.Enum
	transitions []*idl.Transition
}

func handleMachine(h *idl.Handle) *machine {
	return &machine{handle: h, states: h.States, enum: h.StateEnum, transitions: h.Transitions}
}

func deviceMachine(i *idl.Interface) *machine {
	return &machine{states: i.States, enum: i.StateEnum, transitions: i.Transitions}
}

// machineOf returns what a method works on, or nil where that has no state that the stub
// of its interface keeps.
func machineOf(m *idl.Method) *machine {
	switch {
	case m.Handle != nil && givesOut(m.Interface, m.Handle.Type.Handle):
		return handleMachine(m.Handle.Type.Handle)
	case m.Interface.StateEnum != nil && !m.Property:
		return deviceMachine(m.Interface)
	}
	return nil
}

// moverOf returns what an event that the hardware tells moves, or nil.
func moverOf(e *idl.Event) *machine {
	var mc *machine
	switch {
	case e.Remote:
	case e.Handle != nil && givesOut(e.Interface, e.Handle.Type.Handle):
		mc = handleMachine(e.Handle.Type.Handle)
	case e.Interface.StateEnum != nil:
		mc = deviceMachine(e.Interface)
	}
	if mc == nil || len(movesOn(mc, e)) == 0 {
		return nil
	}
	return mc
}

// movesOn returns the transitions on an event.
func movesOn(mc *machine, e *idl.Event) []*idl.Transition {
	var list []*idl.Transition
	for _, t := range mc.transitions {
		if t.Event == e {
			list = append(list, t)
		}
	}
	return list
}

// moved reports whether events that the hardware tells move it, other than its end.
func (mc *machine) moved() bool {
	return slices.ContainsFunc(mc.transitions, func(t *idl.Transition) bool { return t.Event != nil && !t.Event.Remote })
}

// initial returns the state at the start, nil without states.
func (mc *machine) initial() *idl.State {
	if len(mc.states) == 0 {
		return nil
	}
	return mc.states[0]
}

// state returns a state's Go constant.
func (p *pkg) state(mc *machine, state *idl.State) *jen.Statement {
	for n, v := range mc.enum.Values {
		if mc.states[n] == state {
			return jen.Qual(p.core, v.GoName)
		}
	}
	return jen.Lit(state.Value)
}

// transitions returns the transitions on a method, of the handle that it works on or of its device.
func transitions(m *idl.Method) []*idl.Transition {
	var list []*idl.Transition
	on := func(all []*idl.Transition) {
		for _, t := range all {
			if t.Method == m {
				list = append(list, t)
			}
		}
	}
	on(m.Interface.Transitions)
	if m.Handle != nil {
		on(m.Handle.Type.Handle.Transitions)
	}
	return list
}

// hasRule reports whether a method has a rule: states restrict it, a queue of its handle is
// behind it, or it leaves something behind.
func hasRule(m *idl.Method) bool {
	mc := machineOf(m)
	switch {
	case mc == nil:
		return false
	case len(transitions(m)) > 0 || barred(mc, m):
		return true
	}
	return mc.handle != nil && (m.Takes != nil || len(m.Emits) > 0 || setsBound(m))
}

// changes reports whether a method's success or failure changes the state.
func changes(m *idl.Method) bool {
	return slices.ContainsFunc(transitions(m), func(t *idl.Transition) bool { return t.To != nil || t.Failed != nil })
}

// leaves reports whether a method's success ends queues or bars methods.
func leaves(m *idl.Method) bool {
	return slices.ContainsFunc(transitions(m), func(t *idl.Transition) bool { return len(t.Ends) > 0 || len(t.Bars) > 0 })
}

// barred reports whether the success of some method bars a method.
func barred(mc *machine, m *idl.Method) bool {
	return slices.ContainsFunc(mc.transitions, func(t *idl.Transition) bool {
		return slices.ContainsFunc(t.Bars, func(b idl.Bar) bool { return b.Method == m })
	})
}

// setsBound reports whether an argument of a method sets the bound of a queue.
func setsBound(m *idl.Method) bool {
	return slices.ContainsFunc(m.Params, func(p *idl.Param) bool { return p.Bounds != nil })
}

// alone reports whether a call changes the state or tells events of a handle, so that no
// other such call may run beside it.
func alone(m *idl.Method) bool {
	return hasRule(m) && (changes(m) || leaves(m) || machineOf(m).handle != nil && len(m.Emits) > 0 || setsBound(m))
}
