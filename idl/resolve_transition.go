package idl

import (
	"slices"

	"gopkg.in/yaml.v3"
)

func (l *loader) resolveTransition(s *stateful, t *Transition) {
	o := l.objs[t]
	o.require(o.node)
	name := o.text("on")
	t.Method = find(s.methods, name)
	if t.Method == nil {
		t.Event = find(s.events, name)
	}
	if t.Method == nil && t.Event == nil && name != "" {
		l.unknownMover(s, o, name)
	}
	t.Where = l.resolveWhere(t, o)
	if l.lacksStates(s, o) {
		return
	}
	t.From = namedAll(l, o, "from", CodeUnknownState, "state", s.states)
	t.To = named(l, o, "to", CodeUnknownState, "state", s.states)
	t.Failed = named(l, o, "failed", CodeUnknownState, "state", s.states)
	t.Ends = namedAll(l, o, "ends", CodeUnknownQueue, "queue", s.queues)
	for _, f := range o.entries("else") {
		state := find(s.states, f.name())
		if state == nil {
			l.report(CodeUnknownState, f.key, "unknown state %s", shorten(f.name())).didYouMean(f.name(), namesOf(s.states))
			continue
		}
		if e := l.errno(&object{l: l, node: f.value, fields: []field{f}}, f.name()); e != nil {
			if t.Else == nil {
				t.Else = map[*State]*Errno{}
			}
			t.Else[state] = e
		}
	}
	for _, f := range o.entries("bars") {
		m := find(s.methods, f.name())
		if m == nil {
			l.report(CodeUnknownMethod, f.key, "%s has no method %s", s.name, shorten(f.name())).didYouMean(f.name(), namesOf(s.methods))
			continue
		}
		if e := l.errno(&object{l: l, node: f.value, fields: []field{f}}, f.name()); e != nil {
			t.Bars = append(t.Bars, Bar{Method: m, Errno: e})
		}
	}
}

// lacksStates reports a transition that names a state of what has none.
func (l *loader) lacksStates(s *stateful, o *object) bool {
	if len(s.states) > 0 {
		return false
	}
	for _, key := range []string{"from", "to", "failed", "else"} {
		if o.has(key) {
			l.report(CodeUnknownState, o.keyAt(key), "%s has no states", s.name).help("declare them: states: {idle: {doc: …}, running: {doc: …}}")
			return true
		}
	}
	return false
}

// unknownMover reports a transition on what does not move s. A method or event of that name
// that works on something else is named.
func (l *loader) unknownMover(s *stateful, o *object, name string) {
	d := l.report(CodeUnknownMethod, o.at("on"), "%s has no method or event %s", s.name, shorten(name))
	for _, i := range l.model.Interfaces {
		what, pos := "", Pos{}
		if m := find(i.allMethods(), name); m != nil {
			if m.Property && s.device == i {
				d.help("%s is a property, which is read in every state", name).note(m.Pos, "declared here")
				return
			}
			what, pos = worksOn(m.Handle), m.Pos
		} else if e := find(i.allEvents(), name); e != nil {
			what, pos = worksOn(e.Handle), e.Pos
		}
		if what != "" && (s.device == nil || s.device == i) {
			d.help("%s belongs to %s: let that have the state", name, what).note(pos, "declared here")
			return
		}
	}
	d.didYouMean(name, slices.Concat(namesOf(s.methods), namesOf(s.events)))
}

// worksOn says in words what a method or event with that handle, or with none, moves.
func worksOn(handle *Param) string {
	if handle == nil {
		return "the device"
	}
	return "a " + handle.Type.Handle.Name
}

// resolveWhere returns the argument's value that a transition depends on.
func (l *loader) resolveWhere(t *Transition, o *object) *Condition {
	entries := o.entries("where")
	if !o.has("where") || o.field("where").value.Kind != yaml.MappingNode {
		return nil
	}
	if len(entries) != 1 {
		l.report(CodeWrongKind, o.keyAt("where"), "where must name one parameter and its value").help("write where: {how: RD}")
		return nil
	}
	var of string
	var params []*Param
	switch {
	case t.Method != nil:
		of, params = t.Method.Name, t.Method.Params
	case t.Event != nil:
		of, params = t.Event.Name, t.Event.Params
	default:
		return nil // reported
	}
	f := entries[0]
	p := find(params, f.name())
	if p == nil {
		l.report(CodeUnknownParam, f.key, "%s has no parameter %s", of, shorten(f.name())).didYouMean(f.name(), namesOf(params))
		return nil
	}
	if p.Type.Kind == Invalid {
		return nil
	}
	if p.Type.Kind != EnumType {
		l.report(CodeTransition, f.key, "%s is %s, and where needs an enum", p.Name, p.Type)
		return nil
	}
	name := (&object{l: l, node: f.value, fields: []field{f}}).text(f.name())
	v := p.Type.Enum.value(name)
	if v == nil {
		if name != "" {
			l.report(CodeUnknownValue, f.value, "%s has no value %s", p.Type, shorten(name)).didYouMean(name, namesOf(p.Type.Enum.Values))
		}
		return nil
	}
	return &Condition{Param: p, Value: v}
}
