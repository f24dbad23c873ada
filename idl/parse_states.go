package idl

import (
	"fmt"

	"drivergen/idl/grammar"
)

// parseStates parses the states of a handle or of a device, and makes the enum of them;
// both are nil where there are none.
func (l *loader) parseStates(o *object) ([]*State, *Enum) {
	var states []*State
	next := 0
	for _, f := range o.entries("states") {
		so, d := l.declare(f, grammar.State, GoName)
		s := &State{Decl: d, Value: next}
		if v := so.intIn("value"); v != nil {
			s.Value = *v
		}
		next = s.Value + 1
		l.objs[s] = so
		states = append(states, s)
	}
	if len(states) == 0 {
		return nil, nil
	}
	e := &Enum{Decl: Decl{Pos: l.src.pos(o.keyAt("states"))}, Base: &Type{Kind: Int}}
	for _, s := range states {
		e.Values = append(e.Values, &EnumValue{Decl: s.Decl, Int: int64(s.Value), Str: s.Name})
	}
	l.objs[e] = &object{l: l, node: o.at("states"), key: o.keyAt("states")}
	return states, e
}

// nameStates gives the type of states, and them, their Go names. What is in them leads the
// type's doc: a handle (FD).
func (l *loader) nameStates(states []*State, e *Enum, name, what string) {
	if e == nil {
		return
	}
	e.Name, e.GoName = name, name
	e.Doc = fmt.Sprintf("%s is the state that %s is in.", name, what)
	for i, s := range states {
		if l.objs[s].has("go") {
			continue
		}
		s.GoName = name + GoName(s.Name)
		e.Values[i].GoName = s.GoName
	}
}

// parseTransitions parses the transitions of a handle or of a device.
func (l *loader) parseTransitions(o *object, kind *grammar.Object) []*Transition {
	var list []*Transition
	for _, n := range o.items("transitions") {
		t := &Transition{Pos: l.src.pos(n)}
		l.objs[t] = l.object(n, "the transition", kind)
		list = append(list, t)
	}
	return list
}
