package typescript

import (
	"slices"

	"drivergen/idl"
)

// memberNames are the names that an interface has given to its members.
type memberNames map[string]bool

// name returns a name that no other member has: an event that is called like a method is
// told through NAME_cb. Methods and properties keep their names.
func (m memberNames) name(wanted string) string {
	for m[wanted] {
		wanted += "_cb"
	}
	m[wanted] = true
	return wanted
}

// iface writes an interface: in the callback form where the description asks for it, else with
// calls that return what they found and throw where they fail.
func (e *emitter) iface(i *idl.Interface) {
	if i.StateEnum != nil {
		e.enum(i.StateEnum)
	}
	e.declaration(docOf(i.Decl))
	e.out.block("export interface "+e.names.types[i]+" {", func() {
		m := memberNames{}
		for _, method := range methodsOf(i) {
			m[method.Name] = true
		}
		if hasCallbacks(i) && !m["errno"] {
			e.out.doc(&doc{text: []string{"Why the last call that failed did so: an errno, 0 where none has failed yet."}})
			e.field("readonly "+m.name("errno"), "number")
		}
		for _, p := range i.Properties {
			e.property(p)
		}
		for _, event := range i.Events {
			if !e.ofObject(event) {
				e.event(event, m)
			}
		}
		for _, method := range i.Methods {
			e.method(method)
		}
		for _, c := range i.Capabilities {
			for _, event := range c.Events {
				if !e.ofObject(event) {
					e.event(event, m)
				}
			}
			for _, method := range c.Methods {
				e.method(method)
			}
		}
	})
}

// hasCallbacks reports whether an interface has the callback form.
func hasCallbacks(i *idl.Interface) bool { return i.Callback != "" && !i.Form.Exact }

// eventsOf returns the events of an interface and of its capabilities.
func eventsOf(i *idl.Interface) []*idl.Event {
	events := slices.Clone(i.Events)
	for _, c := range i.Capabilities {
		events = append(events, c.Events...)
	}
	return events
}

// methodsOf returns the properties and the methods of an interface, with those of its capabilities.
func methodsOf(i *idl.Interface) []*idl.Method {
	methods := slices.Concat(i.Properties, i.Methods)
	for _, c := range i.Capabilities {
		methods = append(methods, c.Methods...)
	}
	return methods
}

// ofObject reports whether an event is told through the object of its handle.
func (e *emitter) ofObject(event *idl.Event) bool {
	return hasCallbacks(event.Interface) && event.Handle != nil && event.Handle.Type.Handle.Properties != nil &&
		event.Handle.Type.From == nil
}

func (e *emitter) property(p *idl.Method) {
	d := docOf(p.Decl)
	result := p.Returns[0]
	d.paragraph(traits(result, nil))
	if hasCallbacks(p.Interface) && !p.NoError {
		d.paragraph("Where it cannot be read it is empty, and errno tells why.")
	}
	e.out.doc(d)
	e.field("readonly "+member(p.Name), e.valueType(result))
}

// event writes the property that an event's listener is assigned to.
func (e *emitter) event(event *idl.Event, m memberNames) {
	d := docOf(event.Decl)
	d.optional(event.Capability, event.Since)
	var params []*idl.Param
	for _, p := range event.Params {
		if !(p == event.Handle && e.ofObject(event)) && !(p.CoreOnly && hasCallbacks(event.Interface)) {
			params = append(params, p)
		}
	}
	args := arguments{}
	var listener string
	if q := event.Queue; q != nil && hasCallbacks(event.Interface) {
		listener = "(" + e.queueParam(q, d, args) + ") => void"
	} else {
		listener = e.listener(params, d, args)
	}
	e.out.doc(d)
	e.field(member(m.name(event.Callback))+"?", or(listener, "null"))
}

// queueParam returns the parameter of the listener that empties a queue.
func (e *emitter) queueParam(q *idl.Queue, d *doc, args arguments) string {
	if q.Kind == idl.Stream {
		d.param(args.name("data"), "What was received.")
		data := "data: Uint8Array"
		if tellsSender(q) {
			from := args.name("from")
			d.param(from, "Who sent it, where the device tells: the sender of a datagram.")
			data += ", " + from + "?: " + e.names.sender
		}
		return data
	}
	r := q.Method.Returns[0]
	name := args.name(r.Name)
	d.param(name, paramWords(r, nil))
	return name + ": " + e.valueType(r)
}

func (e *emitter) listener(params []*idl.Param, d *doc, args arguments) string {
	s := "("
	for i, p := range params {
		if i > 0 {
			s += ", "
		}
		name := args.name(p.Name)
		d.param(name, paramWords(p, nil))
		s += name + ": " + e.valueType(p)
	}
	return s + ") => void"
}
