package breaking

import (
	"fmt"
	"strconv"
	"strings"

	"drivergen/idl"
)

// The kinds of declarations, each with what a renamed one is recognised by.
var (
	errnoKind = kind[idl.Errno]{"errno", func(e *idl.Errno) *idl.Decl { return &e.Decl },
		func(_ *comparer, e *idl.Errno, _ bool) string { return strconv.Itoa(e.Value) }}
	errorKind = kind[idl.Sentinel]{"error", func(e *idl.Sentinel) *idl.Decl { return &e.Decl },
		func(_ *comparer, e *idl.Sentinel, _ bool) string { return e.Text }}
	constantKind = kind[idl.Constant]{"constant", func(k *idl.Constant) *idl.Decl { return &k.Decl },
		func(c *comparer, k *idl.Constant, old bool) string { return c.typeName(k.Type, old) + " " + k.Value }}
	enumKind = kind[idl.Enum]{"enum", func(e *idl.Enum) *idl.Decl { return &e.Decl },
		func(_ *comparer, e *idl.Enum, _ bool) string {
			shape := fmt.Sprint(e.Base, e.Flags)
			for _, v := range e.Values {
				shape += fmt.Sprintf(" %s=%d,%q", v.Name, v.Int, v.Str)
			}
			return shape
		}}
	structKind = kind[idl.Struct]{"struct", func(s *idl.Struct) *idl.Decl { return &s.Decl },
		func(c *comparer, s *idl.Struct, old bool) string { return c.paramsShape(s.Fields, old) }}
	paramKind = kind[idl.Param]{"parameter", func(p *idl.Param) *idl.Decl { return &p.Decl },
		func(c *comparer, p *idl.Param, old bool) string {
			return fmt.Sprint(c.typeName(p.Type, old), p.GoType, p.Out)
		}}
	handleKind = kind[idl.Handle]{"handle", func(h *idl.Handle) *idl.Decl { return &h.Decl },
		func(c *comparer, h *idl.Handle, old bool) string {
			shape := fmt.Sprint(h.Base, h.Properties != nil)
			if h.Properties != nil {
				for _, f := range h.Properties.Fields {
					shape += " " + f.Name
				}
			}
			for _, s := range h.States {
				shape += " " + s.Name
			}
			return shape
		}}
	stateKind = kind[idl.State]{"state", func(s *idl.State) *idl.Decl { return &s.Decl },
		func(_ *comparer, s *idl.State, _ bool) string { return strconv.Itoa(s.Value) }}
	queueSort = kind[idl.Queue]{"queue", func(q *idl.Queue) *idl.Decl { return &q.Decl },
		func(_ *comparer, q *idl.Queue, _ bool) string { return strconv.Itoa(int(q.Kind)) }}
	interfaceKind = kind[idl.Interface]{"interface", func(i *idl.Interface) *idl.Decl { return &i.Decl },
		func(_ *comparer, i *idl.Interface, _ bool) string {
			var names []string
			for _, m := range methodsOf(i) {
				names = append(names, m.Name)
			}
			return strings.Join(names, " ")
		}}
	capabilityKind = kind[idl.Capability]{"capability", func(p *idl.Capability) *idl.Decl { return &p.Decl },
		func(_ *comparer, p *idl.Capability, _ bool) string {
			var names []string
			for _, m := range p.Methods {
				names = append(names, m.Name)
			}
			for _, e := range p.Events {
				names = append(names, e.Name)
			}
			return strings.Join(names, " ")
		}}
	methodKind = kind[idl.Method]{"method", func(m *idl.Method) *idl.Decl { return &m.Decl },
		func(c *comparer, m *idl.Method, old bool) string {
			return fmt.Sprint(m.Property, m.NoError, c.paramsShape(m.Params, old), "→", c.paramsShape(m.Returns, old))
		}}
	eventKind = kind[idl.Event]{"event", func(e *idl.Event) *idl.Decl { return &e.Decl },
		func(c *comparer, e *idl.Event, old bool) string {
			return e.Trigger + ":" + c.paramsShape(e.Params, old)
		}}
	stimulusKind = kind[idl.Stimulus]{"stimulus", func(s *idl.Stimulus) *idl.Decl { return &s.Decl }, nil}
	scenarioKind = kind[idl.Scenario]{"scenario", func(s *idl.Scenario) *idl.Decl { return &s.Decl }, nil}
)

// nameOf returns what a version calls a declaration that something refers to.
func nameOf[T any](k kind[T], d *T) string {
	if d == nil {
		return "nothing"
	}
	return k.decl(d).Name
}

// paramsShape returns the names and types of parameters, results or fields.
func (c *comparer) paramsShape(params []*idl.Param, old bool) string {
	var parts []string
	for _, p := range params {
		parts = append(parts, p.Name+" "+c.typeName(p.Type, old))
	}
	return strings.Join(parts, ", ")
}

// methodsOf returns the properties and methods of all parts of an interface.
func methodsOf(i *idl.Interface) []*idl.Method {
	list := append(append([]*idl.Method{}, i.Properties...), i.Methods...)
	for _, p := range i.Capabilities {
		list = append(list, p.Methods...)
	}
	return list
}

// eventsOf returns the events of all parts of an interface.
func eventsOf(i *idl.Interface) []*idl.Event {
	list := append([]*idl.Event{}, i.Events...)
	for _, p := range i.Capabilities {
		list = append(list, p.Events...)
	}
	return list
}

// enumValueKind returns the kind of an enum's values, which are recognised by their
// numbers or, where they are not their names, by their texts.
func enumValueKind(e *idl.Enum) kind[idl.EnumValue] {
	return kind[idl.EnumValue]{"value", func(v *idl.EnumValue) *idl.Decl { return &v.Decl },
		func(_ *comparer, v *idl.EnumValue, _ bool) string {
			switch {
			case e.Base.Kind != idl.String || e.Flags:
				return strconv.FormatInt(v.Int, 10)
			case v.Str != v.Name:
				return strconv.Quote(v.Str)
			}
			return ""
		}}
}
