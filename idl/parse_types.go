package idl

import "drivergen/idl/grammar"

func (l *loader) parseEnums(o *object) {
	for _, f := range o.entries("enums") {
		eo, d := l.declare(f, grammar.Enum, goTypeName)
		l.parseEnum(f, eo, &Enum{Decl: d, Flexible: eo.boolean("flexible"), Untyped: eo.boolean("untyped")})
	}
	for _, f := range o.entries("flags") {
		eo, d := l.declare(f, grammar.Flags, goTypeName)
		l.parseEnum(f, eo, &Enum{Decl: d, Flags: true, Flexible: eo.boolean("flexible"), Empty: eo.text("empty")})
	}
}

func (l *loader) parseEnum(f field, o *object, e *Enum) {
	l.objs[e] = o
	l.model.Enums = append(l.model.Enums, e)
	o.require(f.key)
	e.Base = l.parseBase(o, e.Flags)
	kind, next := grammar.EnumValue, int64(0)
	if e.Flags {
		kind = grammar.FlagValue
	}
	for _, vf := range o.entries("values") {
		vo := l.member(vf, "the value "+shorten(vf.name()), kind)
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
			vo.require(vf.key)
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
			return plainTypes[Uint]
		}
		return plainTypes[String]
	}
	k := kindNamed(name)
	if k.IsInteger() || k == String {
		return plainTypes[k]
	}
	if l.lose("base"); name != "" {
		l.report(CodeBase, o.at("base"), "%s cannot be the base of %s", shorten(name), o.what).help("use string or an integer type such as int or uint8")
	}
	return &Type{Kind: Invalid}
}

// plainTypes are the types that have no other types in them. All of one kind are one: a
// description may have hundreds of thousands of parameters.
var plainTypes = func() (types [len(kindNames)]*Type) {
	for k := range types {
		types[k] = &Type{Kind: Kind(k)}
	}
	return types
}()

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
		so, d := l.declare(f, grammar.Struct, goTypeName)
		s := &Struct{Decl: d}
		so.require(f.key)
		s.Fields = l.parseParams(so, "fields", grammar.Field)
		l.objs[s] = so
		l.model.Structs = append(l.model.Structs, s)
	}
}

func (l *loader) parseHandles(o *object) {
	for _, f := range o.entries("handles") {
		ho, d := l.declare(f, grammar.Handle, goTypeName)
		h := &Handle{Decl: d, Base: &Type{Kind: Int}}
		if ho.has("base") {
			if h.Base = l.parseBase(ho, false); h.Base.Kind == String {
				l.report(CodeBase, ho.at("base"), "string cannot be the base of %s", ho.what).help("use an integer type such as int")
			}
		}
		l.objs[h] = ho
		l.model.Handles = append(l.model.Handles, h)
		l.parseProperties(h, ho)
		h.States, h.StateEnum = l.parseStates(ho)
		l.parseQueues(h, ho)
		h.Transitions = l.parseTransitions(ho, grammar.Transition)
	}
	for _, h := range l.model.Handles {
		name := "State" // alone it names the states of an only handle
		if len(l.model.Handles) > 1 {
			name = h.GoName + name
		}
		l.nameStates(h.States, h.StateEnum, name, "a handle ("+h.Name+")")
	}
}

func (l *loader) parseProperties(h *Handle, ho *object) {
	f := ho.field("properties")
	if f.value == nil {
		return
	}
	o := l.member(f, "the properties of "+h.Name, grammar.Properties)
	s := &Struct{Decl: o.decl(f, func(string) string { return h.GoName + "Properties" })}
	s.Name = s.GoName
	o.require(f.key)
	s.Fields = l.parseParams(o, "fields", grammar.Field)
	l.objs[s] = o
	h.Properties = s
}

func (l *loader) parseQueues(h *Handle, ho *object) {
	for _, f := range ho.entries("queues") {
		o, d := l.declare(f, grammar.Queue, GoName)
		q := &Queue{Decl: d}
		o.require(f.key)
		if o.word("kind") == "backlog" {
			q.Kind = Backlog
		}
		if o.has("bound") {
			if b := o.intIn("bound"); b != nil {
				q.Bound = *b
			}
		}
		l.objs[q] = o
		h.Queues = append(h.Queues, q)
	}
}
