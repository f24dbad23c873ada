package idl

import (
	"maps"
	"slices"
)

// decl lets every declaration be found by its name.
func (d *Decl) decl() *Decl { return d }

type declaration interface{ decl() *Decl }

// find returns the declaration called name, or nil.
func find[T declaration](list []T, name string) T {
	for _, d := range list {
		if d.decl().Name == name {
			return d
		}
	}
	var none T
	return none
}

func namesOf[T declaration](list []T) []string {
	names := make([]string, len(list))
	for i, d := range list {
		names[i] = d.decl().Name
	}
	return names
}

// A scope holds the types that a file may name.
type scope struct {
	types   map[string]*Type            // without a package
	foreign map[*Model]map[string]*Type // of those imported descriptions of which one was named
}

// of returns the types that an imported description declares.
func (s *scope) of(m *Model) map[string]*Type {
	if types := s.foreign[m]; types != nil {
		return types
	}
	types := declaredTypes(m)
	for _, t := range types {
		t.From = m
	}
	if s.foreign == nil {
		s.foreign = map[*Model]map[string]*Type{}
	}
	s.foreign[m] = types
	return types
}

func (s scope) typeNames() []string { return sortedKeys(s.types) }

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// declaredTypes returns the types that a description declares.
func declaredTypes(m *Model) map[string]*Type {
	types := map[string]*Type{}
	eachType(m, func(d *Decl, t *Type) { types[d.Name] = t })
	return types
}

// eachType calls f for each type that a description declares.
func eachType(m *Model, f func(*Decl, *Type)) {
	for _, e := range m.Enums {
		f(&e.Decl, &Type{Kind: EnumType, Enum: e})
	}
	for _, s := range m.Structs {
		f(&s.Decl, &Type{Kind: StructType, Struct: s})
	}
	for _, h := range m.Handles {
		f(&h.Decl, &Type{Kind: HandleType, Handle: h})
		if h.Properties != nil {
			f(&h.Properties.Decl, &Type{Kind: StructType, Struct: h.Properties})
		}
		if h.StateEnum != nil {
			f(&h.StateEnum.Decl, &Type{Kind: EnumType, Enum: h.StateEnum})
		}
	}
	for _, i := range m.Interfaces {
		if i.StateEnum != nil {
			f(&i.StateEnum.Decl, &Type{Kind: EnumType, Enum: i.StateEnum})
		}
	}
}

// value returns the value called name, or nil.
func (e *Enum) value(name string) *EnumValue { return find(e.Values, name) }

// allMethods returns an interface's properties and methods, those of its capabilities too.
func (i *Interface) allMethods() []*Method {
	all := slices.Concat(i.Properties, i.Methods)
	for _, c := range i.Capabilities {
		all = append(all, c.Methods...)
	}
	return all
}

// allEvents returns an interface's events, those of its capabilities too.
func (i *Interface) allEvents() []*Event {
	all := slices.Clone(i.Events)
	for _, c := range i.Capabilities {
		all = append(all, c.Events...)
	}
	return all
}

// methodsOn returns the methods that work on a handle.
func (m *Model) methodsOn(h *Handle) []*Method {
	var on []*Method
	for _, i := range m.Interfaces {
		for _, method := range i.allMethods() {
			if method.Handle != nil && method.Handle.Type.Handle == h {
				on = append(on, method)
			}
		}
	}
	return on
}

// eventsOn returns the events that belong to a handle.
func (m *Model) eventsOn(h *Handle) []*Event {
	var on []*Event
	for _, i := range m.Interfaces {
		for _, e := range i.allEvents() {
			if e.Handle != nil && e.Handle.Type.Handle == h {
				on = append(on, e)
			}
		}
	}
	return on
}
