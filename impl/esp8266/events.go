package esp8266

import (
	"net/netip"

	"drivergen/driver"
	"drivergen/impl/esp8266/at"
)

// The functions below are the dialogue's handler. They run on its reading goroutine and never wait. The stub's
// functions may be called under the lock: they do not wait either, and do not call the driver.

// data takes a piece of what a peer sent.
func (m *module) data(id int, from netip.AddrPort, p []byte, rest int) {
	if id < 0 || id >= links {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.slots[id].sock
	if s == nil {
		return
	}
	s.waiting = max(0, s.waiting-len(p))
	if s.stream() {
		m.take(id, s, p)
		return
	}
	switch {
	case s.skip > 0:
		s.skip = rest
		return
	case !s.received.open() && !m.wanted(s, from, len(p)+rest):
		s.skip = rest
		m.dropped++
		return
	}
	s.received.more(p)
	if rest == 0 {
		m.net.Readable(s.link)
	}
}

// take adds a piece of a stream. The lock is held.
func (m *module) take(id int, s *socket, p []byte) {
	if !s.received.append(p) {
		m.breakOff(id, driver.Fail("", driver.EOVERFLOW, errOverflow))
		return
	}
	if !s.link.IsZero() {
		m.net.Readable(s.link)
	}
}

// wanted begins a datagram of n bytes, unless the socket is connected to another peer or full. The lock is held.
func (m *module) wanted(s *socket, from netip.AddrPort, n int) bool {
	if from.IsValid() && s.remote.IsValid() && from != s.remote {
		return false
	}
	if !from.IsValid() {
		from = s.remote // the module does not tell senders
	}
	return s.received.begin(n, from)
}

// notice takes the announcement of data that the module keeps.
func (m *module) notice(id, n int) {
	if id < 0 || id >= links {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if s := m.slots[id].sock; s != nil && s.stream() {
		s.waiting = n
		m.poke()
	}
}

// lost handles bytes that never came. Where it is not known whose they were, they may be those of any link to which the
// module sends data unasked.
func (m *module) lost(id, _ int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.slots {
		if s := m.slots[i].sock; s != nil && (i == id || id == at.AnyLink && (m.pushed(s) || s == m.fetches.refused)) {
			m.tear(i, s)
		}
	}
}

// pushed reports whether the module may send a socket's data unasked. The lock is held.
func (m *module) pushed(s *socket) bool {
	d := &m.dialect
	return !s.stream() || !d.passive || d.pushes || s.secure() && !d.espAT
}

// tear deals with a hole in what a socket received: it ends a stream, and costs a datagram. The lock is held.
func (m *module) tear(id int, s *socket) {
	if s.stream() {
		m.breakOff(id, driver.Fail("", driver.EIO, errHole))
		return
	}
	s.received.cancel()
	s.skip = 0
}

// urc takes a line that the module sent unasked.
func (m *module) urc(line []byte) {
	if m.radioSaid(line) {
		return
	}
	e, ok := parseLinkEvent(line)
	if !ok || e.id < 0 || e.id >= links {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if e.open {
		m.opened(e.id, e)
	} else {
		m.closedByPeer(e.id)
	}
}
