package idl

import (
	"slices"

	"drivergen/idl/grammar"
)

func (l *loader) resolveMethod(m *Method) {
	o := l.objs[m]
	if !m.Interface.Form.Sentinels { // else that there are errnos is reported, and which does not matter
		m.Errnos = l.errnos(o, "errnos")
	}
	m.Errors = l.sentinels(o, "errors")
	m.Emits = namedAll(l, o, "emits", CodeUnknownEvent, "event", m.Interface.allEvents())
	m.First = named(l, o, "first", CodeUnknownMethod, "method", m.Interface.Methods)
	m.Creates = named(l, o, "creates", CodeUnknownHandle, "handle", l.model.Handles)
	if m.Creates == nil && o.has("creates") {
		l.lose("creates")
	}
	if m.Creates != nil && (len(m.Returns) == 0 || m.Returns[0].Type.Kind != Invalid && m.Returns[0].Type.Handle != m.Creates) {
		l.report(CodeCreates, o.at("creates"), "the first result of %s is not of type %s", m.Name, m.Creates.Name).help("write returns: {%s: %s}", varName(m.Creates.GoName), m.Creates.Name)
	}
	if h := named(l, o, "ends", CodeUnknownHandle, "handle", l.model.Handles); h != nil {
		m.Ends = true
		l.needHandle(m, o, "ends", h)
	}
	l.resolveTakes(m, o)
	l.resolveEndpoint(m, o)
	for _, p := range m.Params {
		l.resolveSets(m, p)
		l.resolveBounds(m, p)
	}
	l.resolveDeadline(m)
	if m.returnsState() && (m.Property || m.Snapshot) {
		m.Snapshot, m.Hardware = true, "" // known without the hardware
	} else if m.Snapshot {
		m.Hardware = ""
		if m.Handle == nil && m.Interface.StateEnum != nil && !hasInvalid(m.Params) && !hasInvalid(m.Returns) {
			l.report(CodeSnapshot, o.keyAt("snapshot"), "%s returns neither the state of the device nor the properties of a handle", m.Name).
				help("write returns: %s, or add a parameter that is a handle", m.Interface.StateEnum.Name)
			return
		}
		h := l.needHandle(m, o, "snapshot", nil)
		if h != nil && (h.Properties == nil || len(m.Returns) != 1 || m.Returns[0].Type.Kind != Invalid && m.Returns[0].Type.Struct != h.Properties) {
			l.report(CodeSnapshot, o.keyAt("snapshot"), "%s does not return the properties of %s", m.Name, h.Name).help("declare properties in the handle, and return them")
		}
	}
}

// returnsState reports whether a method works on no handle and returns the state of its device.
func (m *Method) returnsState() bool {
	return m.Interface.StateEnum != nil && m.Handle == nil && len(m.Params) == 0 && len(m.Returns) == 1 &&
		m.Returns[0].Type.Enum == m.Interface.StateEnum && m.Returns[0].GoType == "" && !m.Returns[0].Pointer
}

// resolveDeadline finds the parameter that is the time at which the method gives up.
func (l *loader) resolveDeadline(m *Method) {
	for _, p := range m.Params {
		o := l.objs[p]
		switch {
		case !p.Deadline || p.Type.Kind == Invalid:
		case p.Type.Kind != Time || p.GoType != "" || p.Pointer:
			l.report(CodeDeadline, o.keyAt("deadline"), "a deadline is a time, and %s is %s", p.Name, p.Type).help("write {type: time, deadline: true}")
		case !m.Interface.Form.NoContext:
			l.report(CodeDeadline, o.keyAt("deadline"), "the methods of %s take a context, whose deadline is the deadline", m.Interface.Name).
				help("remove the parameter, or write form: {context: false}")
		case m.Deadline != nil:
			l.report(CodeDeadline, o.keyAt("deadline"), "%s has a deadline already", m.Name).help("leave one of them").note(m.Deadline.Pos, "the other is declared here")
		case m.NoError || m.Snapshot:
			l.report(CodeDeadline, o.keyAt("deadline"), "%s cannot give up", m.Name).help("remove deadline: true")
		default:
			m.Deadline = p
		}
	}
}

// needHandle returns the handle that a method works on. It reports a method that
// works on none, or on another than want.
func (l *loader) needHandle(m *Method, o *object, key string, want *Handle) *Handle {
	for _, p := range m.Params {
		if p.Type.Kind == Invalid && m.Handle == nil {
			return nil // it may have been meant to be the handle
		}
	}
	switch {
	case m.Handle == nil:
		l.needHandleHelp(l.report(CodeNoHandle, o.keyAt(key), "%s has no parameter that is a handle, which %s needs", m.Name, key), want)
		return nil
	case want != nil && m.Handle.Type.Handle != want:
		l.report(CodeNoHandle, o.at(key), "%s works on %s, not on %s", m.Name, m.Handle.Type, want.Name)
		return nil
	}
	return m.Handle.Type.Handle
}

// needHandleHelp says how to add the parameter that is a handle: of a kind, or of the only one that there is.
func (l *loader) needHandleHelp(d *Diagnostic, h *Handle) {
	if h == nil && len(l.model.Handles) == 1 {
		h = l.model.Handles[0]
	}
	if h == nil || h.GoName == "" {
		d.help("add one: params: {fd: FD}")
		return
	}
	d.help("add one: params: {%s: %s}", varName(h.GoName), h.Name)
}

// resolveTakes ties a method and the queue that it takes from, whichever names the other.
func (l *loader) resolveTakes(m *Method, o *object) {
	if !o.has("takes") {
		if m.Handle == nil {
			return
		}
		for _, q := range m.Handle.Type.Handle.Queues {
			if q.Method == m {
				m.Takes = q
			}
		}
	} else if h := l.needHandle(m, o, "takes", nil); h != nil {
		m.Takes = named(l, o, "takes", CodeUnknownQueue, "queue", h.Queues)
	}
	q := m.Takes
	if q == nil {
		return
	}
	if q.Method == nil {
		q.Method = m
	}
	if q.Method != m {
		l.report(CodeQueueTie, o.at("takes"), "the queue %s is emptied by %s", q.Name, q.Method.Name).note(q.Pos, "declared here")
		return
	}
	if q.Kind == Backlog {
		m.Hardware = "" // the hardware announces what waits there
		if !hasInvalid(m.Returns) && (len(m.Returns) == 0 || m.Returns[0].Type.Handle != m.Handle.Type.Handle) {
			l.reportDecl(CodeTakes, m, "the first result of %s is not the %s that it takes from %s", m.Name, m.Handle.Type, q.Name)
		}
	} else if !slices.ContainsFunc(m.Params, func(p *Param) bool { return p.Out }) {
		l.reportDecl(CodeTakes, m, "%s has no out parameter for what it takes from %s", m.Name, q.Name).help("add one: buf: {type: bytes, out: true}")
	}
}

func (l *loader) resolveEndpoint(m *Method, o *object) {
	f := o.field("endpoint")
	if f.value == nil {
		return
	}
	e := l.object(f.value, "the endpoint", grammar.Endpoint)
	e.require(e.node)
	host := named(l, e, "host", CodeUnknownParam, "parameter", m.Params)
	port := named(l, e, "port", CodeUnknownParam, "parameter", m.Params)
	m.Endpoint = &Endpoint{Host: host, Port: port, Name: e.boolean("name")}
	if host != nil && host.Type.Kind != Invalid && host.Type.Kind != String {
		l.report(CodeEndpoint, e.at("host"), "the host %s must be a string, not %s", host.Name, host.Type)
	}
	if port != nil && port.Type.Kind != Invalid && port.Type.Kind != Uint16 {
		l.report(CodeEndpoint, e.at("port"), "the port %s must be a uint16, not %s", port.Name, port.Type)
	}
}

func (l *loader) resolveSets(m *Method, p *Param) {
	o := l.objs[p]
	if !o.has("sets") {
		return
	}
	h := m.Creates
	if h == nil && m.Handle != nil {
		h = m.Handle.Type.Handle
	}
	if h == nil {
		if !l.objs[m].has("creates") && !hasInvalid(m.Params) {
			l.report(CodeSets, o.keyAt("sets"), "%s neither creates a handle nor works on one", m.Name)
		}
		return
	}
	if h.Properties == nil {
		l.report(CodeSets, o.at("sets"), "the handle %s has no properties", h.Name)
		return
	}
	p.Sets = named(l, o, "sets", CodeUnknownProperty, "property", h.Properties.Fields)
	if s := p.Sets; s != nil && s.Type.Kind != Invalid && p.Type.Kind != Invalid && !s.Type.same(p.Type) {
		l.report(CodeSets, o.at("sets"), "the property %s is of type %s, not %s", s.Name, s.Type, p.Type).note(s.Pos, "declared here")
	}
}

func (l *loader) resolveBounds(m *Method, p *Param) {
	o := l.objs[p]
	if !o.has("bounds") {
		return
	}
	h := l.needHandle(m, o, "bounds", nil)
	if h == nil {
		return
	}
	p.Bounds = named(l, o, "bounds", CodeUnknownQueue, "queue", h.Queues)
	if p.Bounds != nil && p.Type.Kind != Invalid && !p.Type.Kind.IsInteger() {
		l.report(CodeBound, o.keyAt("bounds"), "%s is %s, and a bound is a whole number", p.Name, p.Type)
	}
}

func (l *loader) resolveEvent(e *Event) {
	o := l.objs[e]
	if o.has("queue") {
		switch {
		case e.Handle != nil:
			e.Queue = named(l, o, "queue", CodeUnknownQueue, "queue", e.Handle.Type.Handle.Queues)
		case !hasInvalid(e.Params):
			l.needHandleHelp(l.report(CodeNoHandle, o.keyAt("queue"), "%s has no parameter that is a handle, which queue needs", e.Name), nil)
		}
	} else if e.Handle != nil {
		for _, q := range e.Handle.Type.Handle.Queues {
			if q.Event == e {
				e.Queue = q
			}
		}
	}
	if q := e.Queue; q != nil {
		if q.Event == nil {
			q.Event = e
		}
		if q.Event != e {
			l.report(CodeQueueTie, o.at("queue"), "the queue %s is announced by %s", q.Name, q.Event.Name).note(q.Pos, "declared here")
		}
	}
}

func hasInvalid(params []*Param) bool {
	for _, p := range params {
		if p.Type.Kind == Invalid {
			return true
		}
	}
	return false
}

func (l *loader) resolveResolver(i *Interface) {
	o := l.objs[i]
	i.Resolver = named(l, o, "resolver", CodeUnknownMethod, "method", i.Methods)
	m := i.Resolver
	if m == nil || hasInvalid(m.Params) || hasInvalid(m.Returns) {
		return
	}
	params := slices.DeleteFunc(slices.Clone(m.Params), func(p *Param) bool { return p == m.Deadline })
	if len(params) != 1 || params[0].Type.Kind != String || len(m.Returns) != 1 || m.Returns[0].Type.Kind != IP {
		l.report(CodeResolver, o.at("resolver"), "%s does not take one string and return one ip", m.Name).note(m.Pos, "declared here")
	}
	if m.NoError {
		l.report(CodeResolver, o.at("resolver"), "%s cannot tell that there is no such name", m.Name).help("remove no_error from it").note(m.Pos, "declared here")
	}
	if i.Form.NoContext && m.Deadline == nil {
		l.report(CodeForm, o.keyAt("resolver"), "a resolver waits for an answer, and %s has no context that ends the wait", m.Name).
			help("add a parameter that does: deadline: {type: time, deadline: true}").note(m.Pos, "declared here")
	}
}
