package idl

import (
	"slices"

	"gopkg.in/yaml.v3"
)

func (l *loader) resolveHandle(h *Handle) {
	o := l.objs[h]
	h.Invalid, h.Full, h.Gone = l.errno(o, "invalid"), l.errno(o, "full"), l.errno(o, "gone")
	h.Local, h.Remote = l.resolveAddress(h, "local"), l.resolveAddress(h, "remote")
	for _, q := range h.Queues {
		qo := l.objs[q]
		q.Method = named(l, qo, "method", CodeUnknownMethod, "method of "+h.Name, l.model.methodsOn(h))
		q.Event = named(l, qo, "event", CodeUnknownEvent, "event of "+h.Name, l.model.eventsOn(h))
		q.State = named(l, qo, "state", CodeUnknownState, "state", h.States)
		if q.State != nil && q.Kind != Backlog {
			l.report(CodeExclusive, qo.keyAt("state"), "state belongs to a backlog, and %s is a stream", q.Name)
		}
	}
}

// resolveAddress returns the two properties that keep an address and a port.
func (l *loader) resolveAddress(h *Handle, key string) []*Param {
	o := l.objs[h]
	if !o.has(key) {
		return nil
	}
	if h.Properties == nil {
		l.report(CodeAddress, o.keyAt(key), "the handle %s has no properties", h.Name)
		return nil
	}
	pair := namedAll(l, o, key, CodeUnknownProperty, "property", h.Properties.Fields)
	if len(pair) != len(o.names(key)) || hasInvalid(pair) {
		return nil
	}
	if len(pair) != 2 || pair[0].Type.Kind != IP || pair[1].Type.Kind != Uint16 {
		l.report(CodeAddress, o.keyAt(key), "%s must be two properties, an ip and a uint16", key).help("write %s: [addr, port]", key)
		return nil
	}
	return pair
}

func (l *loader) resolveTransition(h *Handle, t *Transition) {
	o := l.objs[t]
	o.require(o.node, "on")
	name := o.text("on")
	methods, events := l.model.methodsOn(h), l.model.eventsOn(h)
	t.Method = find(methods, name)
	if t.Method == nil {
		t.Event = find(events, name)
	}
	if t.Method == nil && t.Event == nil && name != "" {
		l.report(CodeUnknownMethod, o.at("on"), "%s has no method or event %s", h.Name, shorten(name)).
			didYouMean(name, slices.Concat(namesOf(methods), namesOf(events)))
	}
	t.Where = l.resolveWhere(t, o)
	t.From = namedAll(l, o, "from", CodeUnknownState, "state", h.States)
	t.To = named(l, o, "to", CodeUnknownState, "state", h.States)
	t.Ends = namedAll(l, o, "ends", CodeUnknownQueue, "queue", h.Queues)
	for _, f := range o.entries("else") {
		s := find(h.States, f.name())
		if s == nil {
			l.report(CodeUnknownState, f.key, "unknown state %s", shorten(f.name())).didYouMean(f.name(), namesOf(h.States))
			continue
		}
		if e := l.errno(&object{l: l, node: f.value, fields: []field{f}}, f.name()); e != nil {
			if t.Else == nil {
				t.Else = map[*State]*Errno{}
			}
			t.Else[s] = e
		}
	}
	for _, f := range o.entries("bars") {
		m := find(methods, f.name())
		if m == nil {
			l.report(CodeUnknownMethod, f.key, "%s has no method %s", h.Name, shorten(f.name())).didYouMean(f.name(), namesOf(methods))
			continue
		}
		if e := l.errno(&object{l: l, node: f.value, fields: []field{f}}, f.name()); e != nil {
			t.Bars = append(t.Bars, Bar{Method: m, Errno: e})
		}
	}
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
	if t.Method == nil {
		if t.Event != nil {
			l.report(CodeTransition, o.keyAt("where"), "where belongs to a method, and %s is an event", t.Event.Name)
		}
		return nil
	}
	f := entries[0]
	p := find(t.Method.Params, f.name())
	if p == nil {
		l.report(CodeUnknownParam, f.key, "%s has no parameter %s", t.Method.Name, shorten(f.name())).didYouMean(f.name(), namesOf(t.Method.Params))
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
