package pcapng

import "drivergen/driver"

// SetISN sets the initial sequence number that the next connection has.
func (t *Tracer) SetISN(isn uint32) { t.isn = isn - isnStep }

// Kept returns how much is remembered of a device that Bind has returned: sockets, calls,
// conversations, events that have not come, entries that wait.
func Kept(bound driver.Tracer) int {
	d := bound.(*device)
	d.t.mu.Lock()
	defer d.t.mu.Unlock()
	return len(d.sockets) + len(d.calls) + len(d.owed) + len(d.t.ports.live) + len(d.t.q.entries) + d.t.q.bytes
}
