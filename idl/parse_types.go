package idl

import (
	"fmt"
)

func (l *loader) parseEnums(o *object) {
	for _, f := range o.entries("enums") {
		eo, d := l.declare(f, "enum", goTypeName, "base", "flexible", "untyped", "values")
		l.parseEnum(f, eo, &Enum{Decl: d, Flexible: eo.boolean("flexible"), Untyped: eo.boolean("untyped")})
	}
	for _, f := range o.entries("flags") {
		eo, d := l.declare(f, "flags", goTypeName, "base", "flexible", "empty", "values")
		l.parseEnum(f, eo, &Enum{Decl: d, Flags: true, Flexible: eo.boolean("flexible"), Empty: eo.text("empty")})
	}
}

func (l *loader) parseEnum(f field, o *object, e *Enum) {
	l.objs[e] = o
	l.model.Enums = append(l.model.Enums, e)
	o.require(f.key, "values")
	e.Base = l.parseBase(o, e.Flags)
	next := int64(0)
	for _, vf := range o.entries("values") {
		vo := l.member(vf, "the value "+shorten(vf.name()), keysOf("value")...)
		v := &EnumValue{Decl: vo.decl(vf, func(name string) string {
			if e.GoName == "" {
				return ""
			}
			return e.GoName + GoName(name)
		}), Str: vf.name()}
		switch {
		case e.Base.Kind == String && !e.Flags:
			if vo.has("value") {
				v.Str = vo.text("value")
			}
		case e.Base.Kind == Invalid:
		case !vo.has("value") && e.Flags:
			vo.require(vf.key, "value")
		case !vo.has("value"):
			v.Int = next
		default:
			v.Int, _ = vo.integer("value")
		}
		next = v.Int + 1
		l.objs[v] = vo
		e.Values = append(e.Values, v)
	}
}

// parseBase returns the type behind an enum or handle: an integer, or for an
// enum a string too, as flags are written by their names.
func (l *loader) parseBase(o *object, flags bool) *Type {
	name := o.text("base")
	if name == "" && !o.has("base") {
		if flags {
			return &Type{Kind: Uint}
		}
		return &Type{Kind: String}
	}
	k := kindNamed(name)
	if k.IsInteger() || k == String {
		return &Type{Kind: k}
	}
	if name != "" {
		l.report(CodeBase, o.at("base"), "%s cannot be the base of %s", shorten(name), o.what).help("use string or an integer type such as int or uint8")
	}
	return &Type{Kind: Invalid}
}

// kindNamed returns the kind of a type that has no other types in it, or Invalid.
func kindNamed(name string) Kind {
	for k := Bool; k <= Any; k++ {
		if kindNames[k] == name {
			return k
		}
	}
	if name == kindNames[ErrorType] {
		return ErrorType
	}
	return Invalid
}

func (l *loader) parseStructs(o *object) {
	for _, f := range o.entries("structs") {
		so, d := l.declare(f, "struct", goTypeName, "fields")
		s := &Struct{Decl: d}
		so.require(f.key, "fields")
		s.Fields = l.parseParams(so, "fields", fieldParam)
		l.objs[s] = so
		l.model.Structs = append(l.model.Structs, s)
	}
}

func (l *loader) parseHandles(o *object) {
	for _, f := range o.entries("handles") {
		ho, d := l.declare(f, "handle", goTypeName, "base", "invalid", "full", "gone", "properties", "local", "remote", "states", "queues", "transitions")
		h := &Handle{Decl: d, Base: &Type{Kind: Int}}
		if ho.has("base") {
			if h.Base = l.parseBase(ho, false); h.Base.Kind == String {
				l.report(CodeBase, ho.at("base"), "string cannot be the base of %s", ho.what).help("use an integer type such as int")
			}
		}
		l.objs[h] = ho
		l.model.Handles = append(l.model.Handles, h)
		l.parseProperties(h, ho)
		l.parseStates(h, ho)
		l.parseQueues(h, ho)
		for _, n := range ho.items("transitions") {
			t := &Transition{Pos: l.src.pos(n)}
			l.objs[t] = l.object(n, "the transition", "on", "where", "from", "to", "else", "ends", "bars")
			h.Transitions = append(h.Transitions, t)
		}
	}
	if len(l.model.Handles) == 1 {
		return
	}
	for _, h := range l.model.Handles { // State alone names the states of an only handle
		if h.StateEnum != nil {
			l.nameStates(h, h.GoName+"State")
		}
	}
}

func (l *loader) parseProperties(h *Handle, ho *object) {
	f := ho.field("properties")
	if f.value == nil {
		return
	}
	o := l.member(f, "the properties of "+h.Name, keysOf("fields")...)
	s := &Struct{Decl: o.decl(f, func(string) string { return h.GoName + "Properties" })}
	s.Name = s.GoName
	o.require(f.key, "fields")
	s.Fields = l.parseParams(o, "fields", fieldParam)
	l.objs[s] = o
	h.Properties = s
}

func (l *loader) parseStates(h *Handle, ho *object) {
	next := 0
	for _, f := range ho.entries("states") {
		o, d := l.declare(f, "state", GoName, "value")
		s := &State{Decl: d, Value: next}
		if v := o.intIn("value", 0); v != nil {
			s.Value = *v
		}
		next = s.Value + 1
		l.objs[s] = o
		h.States = append(h.States, s)
	}
	if len(h.States) == 0 {
		return
	}
	h.StateEnum = &Enum{
		Decl: Decl{Pos: l.src.pos(ho.keyAt("states"))},
		Base: &Type{Kind: Int},
	}
	for _, s := range h.States {
		h.StateEnum.Values = append(h.StateEnum.Values, &EnumValue{Decl: s.Decl, Int: int64(s.Value), Str: s.Name})
	}
	l.objs[h.StateEnum] = &object{l: l, node: ho.at("states"), key: ho.keyAt("states")}
	l.nameStates(h, "State")
}

// nameStates gives the type of a handle's states, and them, their Go names.
func (l *loader) nameStates(h *Handle, name string) {
	e := h.StateEnum
	e.Name, e.GoName = name, name
	e.Doc = fmt.Sprintf("%s is the state that a handle (%s) is in.", name, h.Name)
	for i, s := range h.States {
		if l.objs[s].has("go") {
			continue
		}
		s.GoName = name + GoName(s.Name)
		e.Values[i].GoName = s.GoName
	}
}

func (l *loader) parseQueues(h *Handle, ho *object) {
	for _, f := range ho.entries("queues") {
		o, d := l.declare(f, "queue", GoName, "kind", "bound", "state", "method", "event")
		q := &Queue{Decl: d}
		o.require(f.key, "kind", "bound")
		if o.word("kind", "stream", "backlog") == "backlog" {
			q.Kind = Backlog
		}
		if o.has("bound") {
			if b := o.intIn("bound", 1); b != nil {
				q.Bound = *b
			}
		}
		l.objs[q] = o
		h.Queues = append(h.Queues, q)
	}
}
