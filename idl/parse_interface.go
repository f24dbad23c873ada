package idl

import (
	"go/token"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

func (l *loader) parseInterfaces(o *object) {
	for _, f := range o.entries("interfaces") {
		io, d := l.declare(f, grammar.Interface, goTypeName)
		i := &Interface{Decl: d, Callback: io.text("callback")}
		l.objs[i] = io
		l.model.Interfaces = append(l.model.Interfaces, i)
		l.parseForm(i, io)
		i.States, i.StateEnum = l.parseStates(io)
		l.nameStates(i.States, i.StateEnum, d.GoName+"State", "a device ("+i.Name+")")
		i.Transitions = l.parseTransitions(io, grammar.DeviceTransition)
		for _, pf := range io.entries("properties") {
			i.Properties = append(i.Properties, l.parseProperty(i, pf))
		}
		i.Methods = l.parseMethods(i, nil, io)
		i.Events = l.parseEvents(i, nil, io)
		for _, cf := range io.entries("capabilities") {
			co, d := l.declare(cf, grammar.Capability, goTypeName)
			c := &Capability{Decl: d, Interface: i}
			l.objs[c] = co
			c.Methods = l.parseMethods(i, c, co)
			c.Events = l.parseEvents(i, c, co)
			i.Capabilities = append(i.Capabilities, c)
		}
		for _, sf := range io.entries("stimuli") {
			so, d := l.declare(sf, grammar.Stimulus, GoName)
			s := &Stimulus{Decl: d, Params: l.parseParams(so, "params", grammar.StimulusParam), Returns: l.parseReturns(so)}
			l.objs[s] = so
			i.Stimuli = append(i.Stimuli, s)
		}
		l.parseScenarios(i, io)
	}
}

func (l *loader) parseForm(i *Interface, io *object) {
	f := io.field("form")
	if f.value == nil {
		return
	}
	o := l.object(f.value, "the form", grammar.Form)
	if context, ok := o.optionalBool("context"); ok {
		i.Form.NoContext = !context
	}
	i.Form.Exact = o.boolean("exact")
	i.Form.Sentinels = o.word("errors") == "sentinel"
}

func (l *loader) parseProperty(i *Interface, f field) *Method {
	o, d := l.declare(f, grammar.Property, GoName)
	o.require(f.key)
	p := l.newParam(f, o)
	p.Decl = d
	m := &Method{Decl: d, Returns: []*Param{p}, NoError: o.boolean("no_error"), Hardware: d.GoName, Sync: true, Property: true, Interface: i}
	l.objs[m] = o
	return m
}

func (l *loader) parseMethods(i *Interface, c *Capability, o *object) []*Method {
	var methods []*Method
	for _, f := range o.entries("methods") {
		mo, d := l.declare(f, grammar.Method, GoName)
		m := &Method{
			Decl:       d,
			Params:     l.parseParams(mo, "params", grammar.Param),
			Returns:    l.parseReturns(mo),
			NoError:    mo.boolean("no_error"),
			Snapshot:   mo.boolean("snapshot"),
			Hardware:   d.GoName,
			Sync:       mo.word("callback") == "sync",
			Failure:    mo.failure(),
			Interface:  i,
			Capability: c,
		}
		if mo.has("hardware") {
			m.Hardware = mo.text("hardware")
			if m.Hardware != "" && !(isIdentifier(m.Hardware) && token.IsExported(m.Hardware)) {
				l.report(CodeBadGoName, mo.at("hardware"), "%q cannot be an exported Go name", shorten(m.Hardware)).help("name the hardware call as Go does: Open")
			}
		}
		l.objs[m] = mo
		methods = append(methods, m)
	}
	return methods
}

// failure returns what the callback form answers for a failure; null is a word like another here.
func (o *object) failure() string {
	f := o.field("failure")
	if f.value != nil && isNull(f.value) && f.value.Value == "null" {
		return "null"
	}
	return o.text("failure")
}

// parseReturns parses results: a type alone, or named ones.
func (l *loader) parseReturns(o *object) []*Param {
	f := o.field("returns")
	if f.value == nil || f.value.Kind != yaml.ScalarNode || isNull(f.value) {
		return l.parseParams(o, "returns", grammar.Result)
	}
	p := l.newParam(f, l.shorthand(f, "the result"))
	p.Name, p.GoName = "result", "Result"
	return []*Param{p}
}

func (l *loader) parseEvents(i *Interface, c *Capability, o *object) []*Event {
	var events []*Event
	for _, f := range o.entries("events") {
		eo, d := l.declare(f, grammar.Event, GoName)
		e := &Event{
			Decl:       d,
			Params:     l.parseParams(eo, "params", grammar.EventParam),
			Trigger:    eo.prose("trigger"),
			Callback:   d.Name,
			Remote:     eo.boolean("remote"),
			Interface:  i,
			Capability: c,
		}
		if n := eo.intIn("order"); n != nil {
			e.Order = *n
		}
		if n := eo.intIn("bound"); n != nil {
			e.Bound = *n
		}
		if eo.word("delivery") == "latest" {
			e.Delivery = Latest
		}
		e.Newest = eo.word("drops") == "newest"
		if eo.has("callback") {
			e.Callback = eo.text("callback")
		}
		l.objs[e] = eo
		events = append(events, e)
	}
	return events
}
