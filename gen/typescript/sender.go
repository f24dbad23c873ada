package typescript

import "drivergen/idl"

// tellsSender reports whether who listens to a queue is told the sender.
func tellsSender(q *idl.Queue) bool {
	return q.Kind == idl.Stream && len(q.Method.Returns) > 1
}

// sender writes what tells the sender of a datagram, where a listener gets that.
func (e *emitter) sender() {
	told := false
	for _, i := range e.model.Interfaces {
		for _, event := range eventsOf(i) {
			told = told || event.Queue != nil && tellsSender(event.Queue) && hasCallbacks(i)
		}
	}
	if !told {
		return
	}
	e.declaration(&doc{text: []string{"Who sent a datagram."}})
	e.out.block("export interface "+e.names.sender+" {", func() {
		for _, field := range []struct{ name, typ, text string }{
			{"address", "string", "The sender's address."},
			{"port", "number", "The sender's port."},
			{"family", `"IPv4" | "IPv6"`, "The family of the address."},
			{"size", "number", "How many bytes the datagram has."},
		} {
			e.out.doc(&doc{text: []string{field.text}})
			e.field("readonly "+field.name, field.typ)
		}
	})
}
