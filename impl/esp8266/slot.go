package esp8266

import (
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// noLink is the id of a socket without a link.
const noLink = -1

// phase is where one of the module's links stands.
type phase uint8

const (
	phaseFree    phase = iota
	phaseOpening       // AT+CIPSTART is under way
	phaseArrived       // a peer connected, who is not known yet
	phaseOpen
	phaseClosing // the worker is to close it
)

// slot is one of the module's links. module.mu guards it.
type slot struct {
	phase   phase
	sock    *socket       // whose link it is; nil where nobody owns it any more
	seen    bool          // the module said CONNECT while opening
	unnamed bool          // and did not say to whom
	gone    bool          // the peer closed it, and the module still keeps data
	proof   bool          // that it does is not known: a fetch is to tell
	cause   error         // why it is gone, nil for an orderly end
	secure  bool          // it carries TLS
	busy    bool          // the worker is closing it
	unsent  bool          // a send on it failed: the module may be about to say that it is closed
	done    chan struct{} // closed when a closing slot is free; nil where nobody waits, and while AT+CIPCLOSE is on its way
}

// part takes the link from its socket. What came for a connection that nobody was told of is dropped.
func (s *slot) part() {
	if s.sock == nil {
		return
	}
	s.sock.id = noLink
	if s.sock.link.IsZero() {
		s.sock.received.clear()
	}
}

// free gives the link back.
func (s *slot) free() {
	s.part()
	if s.done != nil {
		close(s.done)
	}
	*s = slot{}
}

// leave takes the link from its socket and leaves it to the worker to close. It returns a channel that is closed when
// that is done.
func (s *slot) leave() <-chan struct{} {
	s.part()
	if s.done == nil {
		s.done = make(chan struct{})
	}
	s.sock, s.phase = nil, phaseClosing
	return s.done
}

// reserve takes a free link for a socket that opens it. The module gives its own connections the lowest free id, so the
// driver takes the highest. The lock is held.
func (m *module) reserve(s *socket) (int, bool) {
	for id := links - 1; id >= 0; id-- {
		if m.slots[id].phase == phaseFree {
			m.slots[id] = slot{phase: phaseOpening, sock: s, secure: s.secure()}
			s.id = id
			return id, true
		}
	}
	return noLink, false
}

// release gives back a link that did not open, unless it has passed to another connection meanwhile. The lock is held.
func (m *module) release(s *socket, id int) {
	if m.slots[id].sock == s {
		m.slots[id].free()
	}
}

// abandon leaves it to the worker to close a link whose opening was given up. The lock is held.
func (m *module) abandon(s *socket, id int) {
	if m.slots[id].sock == s {
		m.slots[id].leave()
		m.poke()
	}
}

// opened handles the module's word that a link is open. The lock is held.
func (m *module) opened(id int, e linkEvent) {
	sl := &m.slots[id]
	switch {
	case sl.phase == phaseOpening && !e.server:
		if !sl.sock.dialled(e.peer) {
			return // an earlier opening that was given up
		}
		sl.seen, sl.unnamed = true, !e.peer.IsValid()
		if e.local != 0 {
			sl.sock.local = netip.AddrPortFrom(m.ip, e.local)
		}
		return
	case sl.phase == phaseClosing:
		return // an opening that was given up; the worker closes it
	case sl.phase == phaseOpening:
		sl.sock.id = noLink // a peer was faster; its opening will fail
	case sl.proof:
		m.lose(id, sl.cause)
	case sl.sock != nil:
		m.lose(id, driver.Fail("", driver.ECONNRESET, errLostClose))
	}
	*sl = slot{phase: phaseArrived}
	stray := e.peer.IsValid() && !e.server // the module opened it itself, and nobody asked for it
	if m.listener == nil || stray {
		sl.leave()
		m.poke()
		return
	}
	sl.sock = m.newSocket(driver.Link{}, netdev.ProtocolStream)
	sl.sock.id = id
	if e.peer.IsValid() {
		m.announce(id, e.peer)
		return
	}
	m.poke() // the worker asks who it is
}

// announce gives a connection that arrived to the listener, or closes it where the listener takes no more. The lock is
// held: the socket must be known under its link before its owner can use it.
func (m *module) announce(id int, peer netip.AddrPort) {
	sl := &m.slots[id]
	if m.listener == nil {
		sl.leave()
		m.poke()
		return
	}
	s := sl.sock
	s.remote, s.local = peer, netip.AddrPortFrom(m.ip, m.listener.local.Port())
	link, ok := m.net.Accepted(m.listener.link, peer, s.local)
	if !ok {
		sl.leave()
		m.poke()
		return
	}
	s.link, sl.phase = link, phaseOpen
	m.sockets[link] = s
	if s.received.size > 0 || s.waiting > 0 {
		m.net.Readable(link)
	}
}

// closedByPeer handles the module's word that a link is closed. The lock is held.
func (m *module) closedByPeer(id int) {
	sl := &m.slots[id]
	switch sl.phase {
	case phaseOpening:
		// NonOS AT says CLOSED of a link that never opened; AT+CIPSTART itself tells what became of it.
		if sl.seen {
			m.lose(id, nil)
		}
	case phaseClosing:
		sl.free()
	case phaseArrived:
		m.announce(id, netip.AddrPort{})
		if sl.phase == phaseOpen {
			m.closedByPeer(id)
		}
	case phaseOpen:
		m.finish(id, nil)
	}
}

// keepsClosed reports whether the module may keep data of a link after it said CLOSED, as NonOS AT does, so that nothing
// but a fetch tells that all is read: the notice of the last data may have been lost. The lock is held.
func (m *module) keepsClosed(s *socket) bool {
	return m.dialect.passive && !m.dialect.espAT && s.stream() && !s.secure()
}

// finish ends a link that the module has closed; what the module still keeps of it the worker fetches first. The lock is
// held.
func (m *module) finish(id int, cause error) {
	sl := &m.slots[id]
	if s := sl.sock; s.waiting == 0 && !s.fetching && m.keepsClosed(s) {
		s.waiting, sl.proof = 1, true
	}
	if sl.sock.waiting > 0 || sl.sock.fetching {
		sl.gone, sl.cause = true, cause
		m.poke()
		return
	}
	m.lose(id, cause)
}

// lose frees a link that is gone and tells its socket. The lock is held.
func (m *module) lose(id int, cause error) {
	s := m.slots[id].sock
	m.slots[id].free()
	if s == nil {
		return
	}
	s.ended = true
	if s.fail == nil {
		s.fail = cause
	}
	if !s.link.IsZero() {
		m.net.Closed(s.link, s.fail)
	}
}

// breakOff ends a link because its stream has a hole: what follows would be taken for what is missing. The lock is held.
func (m *module) breakOff(id int, cause error) {
	s := m.slots[id].sock
	if s == nil || s.fail != nil {
		return
	}
	s.fail, s.ended = cause, true
	m.slots[id].leave()
	m.poke()
	if !s.link.IsZero() {
		m.net.Closed(s.link, cause)
	}
}

// breakSend is breakOff for a stream of which it is not certain what reached the peer. The lock is held.
func (m *module) breakSend(id int, cause error) {
	m.slots[id].unsent = true
	m.breakOff(id, cause)
}
