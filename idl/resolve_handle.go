package idl

func (l *loader) resolveHandle(h *Handle) {
	o := l.objs[h]
	h.Invalid, h.Full, h.Gone = l.errno(o, "invalid"), l.errno(o, "full"), l.errno(o, "gone")
	h.Local, h.Remote = l.resolveAddress(h, "local"), l.resolveAddress(h, "remote")
	for _, q := range h.Queues {
		qo := l.objs[q]
		q.Method = named(l, qo, "method", CodeUnknownMethod, "method on "+h.Name+" named", l.model.methodsOn(h))
		q.Event = named(l, qo, "event", CodeUnknownEvent, "event of "+h.Name+" named", l.model.eventsOn(h))
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
