package pcapng

import (
	"net/netip"
	"time"

	"drivergen/driver"
)

// beginConnect returns the place of a connection's first segment, or nil for a socket that
// has no connections. Where all is known it may be written while the call lasts: a call
// that lasts so long is waiting for the peer.
func (d *device) beginConnect(m method, call *driver.Call, b begun) *entry {
	if b.sock != nil && !b.sock.streaming() {
		return nil
	}
	e := &entry{at: b.at}
	if to := m.target(call); to.literal() && b.sock != nil && b.sock.stream == nil {
		e.stream = d.newStream(b.sock, to)
		e.emit, e.early = emitSYN, true
	}
	return e
}

// newStream returns the conversation of a socket with a peer.
func (d *device) newStream(s *socket, to target) *stream {
	remote := to.addr
	if !remote.Addr().IsValid() && to.name != "" {
		if told := d.t.names.of(to.name); told.IsValid() {
			remote = netip.AddrPortFrom(told, remote.Port())
		}
	}
	return &stream{dev: d, sock: s, remote: remote, name: to.name}
}

func (d *device) connected(m method, call *driver.Call, b begun, now time.Time) {
	s := b.sock
	if s == nil && call.Err == nil {
		s = d.socketOr(m, call, b, unknown)
	}
	slot := b.place()
	to := m.target(call)
	switch {
	case s == nil:
	case s.protocol == datagrams:
		if call.Err == nil {
			s.remote, _ = d.peerOf(to, s)
			s.connected = true
		}
	case s.streaming():
		d.handshake(s, slot, call, to, now)
		return
	}
	slot.emit, slot.early = nil, false
	d.t.q.end(slot, now)
}

// handshake writes how a connection was tried, in its place.
func (d *device) handshake(s *socket, slot *entry, call *driver.Call, to target, now time.Time) {
	if slot.stream == nil {
		slot.stream = d.newStream(s, to)
	}
	slot.emit = emitSYN
	answer := entry{at: now, stream: slot.stream}
	switch became := outcomeOf(call); {
	case became == notTried && !slot.written:
		slot.emit = nil
		d.t.q.end(slot, now)
		return
	case became == established:
		if s.stream != nil && s.stream != slot.stream { // the device connects a socket again
			d.leave(s, now)
		}
		s.stream = slot.stream
		s.ending = notEnded
		answer.emit = emitAccepted
	case became == refused:
		answer.emit = emitRefused
	default:
		answer.emit = emitUnanswered
		slot.note = call.Method + " failed: " + call.Outcome()
	}
	if s.stream == slot.stream && d.role.snapshots && !s.bound() && !slot.written && !s.gone {
		// The slot stays pending, so that the answer is kept behind it.
		s.waits = slot
		slot.early = true
		if slot.out {
			d.t.q.begin(slot, now)
		}
		d.t.q.add(answer)
		return
	}
	d.t.q.end(slot, now)
	d.t.q.add(answer)
	if s.gone && s.stream == slot.stream { // close was faster to be told
		d.t.q.add(entry{at: now, stream: s.stream, emit: emitClosed})
	}
}

// leave ends the conversation of a socket that gets another one.
func (d *device) leave(s *socket, now time.Time) {
	d.endAsPeer(s, now)
	d.t.q.add(entry{at: now, stream: s.stream, emit: emitLost})
}

// An outcome is what became of the try to connect.
type outcome uint8

const (
	notTried outcome = iota // nothing was sent
	established
	refused
	unanswered
)

func outcomeOf(call *driver.Call) outcome {
	if call.Err == nil {
		return established
	}
	switch driver.ErrnoOf(call.Err) {
	case driver.ECONNREFUSED, driver.ECONNRESET:
		return refused
	case driver.ETIMEDOUT, driver.EHOSTUNREACH, driver.ECANCELED, driver.ECONNABORTED, driver.EIO:
		return unanswered
	}
	return notTried
}

func (d *device) accepted(m method, call *driver.Call, b begun, now time.Time) {
	if call.Err != nil {
		return
	}
	listener := d.socketOr(m, call, b, streams)
	if listener.local.Port() == 0 {
		listener.local = netip.AddrPortFrom(listener.local.Addr(), d.t.ports.invent())
	}
	peer := plain(find(call.Results, m.peer).AddrPort())
	if peer.Port() == 0 { // the device does not tell: no two are to be the same
		peer = netip.AddrPortFrom(peer.Addr(), d.t.ports.invent())
	}
	s := &socket{protocol: listener.protocol, six: listener.six, local: listener.local}
	s.stream = d.newStream(s, target{addr: peer})
	d.put(m.made(call), s)
	e := &entry{at: now, stream: s.stream, emit: emitCame}
	if d.role.snapshots && !s.bound() {
		e.early = true
		s.waits = e
		d.t.q.begin(e, now)
		return
	}
	d.t.q.add(*e)
}

func (d *device) shut(m method, call *driver.Call, b begun, now time.Time) {
	if call.Err != nil || b.sock == nil || b.sock.stream == nil {
		return
	}
	if how := find(call.Args, m.value).String(); how == "WR" || how == "RDWR" {
		d.t.q.add(entry{at: now, stream: b.sock.stream, emit: emitShut})
	}
}

func (d *device) closed(m method, call *driver.Call, b begun, now time.Time) {
	s, handle := b.sock, m.socketOf(call)
	if s == nil || s.gone {
		return
	}
	if call.Errno() == driver.EBADF {
		s.closing = false
		return
	}
	s.gone = true
	if d.sockets[handle] == s {
		delete(d.sockets, handle)
	}
	d.owe(handle, s)
	if s.stream == nil {
		return
	}
	d.endAsPeer(s, now)
	d.t.q.add(entry{at: now, stream: s.stream, emit: emitClosed})
}

// endAsPeer writes how the peer has ended a connection.
func (d *device) endAsPeer(s *socket, now time.Time) {
	e := entry{at: now, stream: s.stream}
	switch s.ending {
	case finished:
		e.emit = emitFinished
	case wasReset:
		e.emit = emitReset
	case wasLost:
		e.emit = emitLost
	default:
		return
	}
	d.t.q.add(e)
}

// put makes s the socket of a number. One that had it is closed: its close has not ended
// yet, or the trace has not seen it.
func (d *device) put(handle int64, s *socket) {
	switch old := d.sockets[handle]; {
	case old == nil:
	case old.closing:
		d.owe(handle, old)
	default:
		old.gone = true
		if old.stream != nil {
			d.t.q.add(entry{at: d.t.c.last, stream: old.stream, emit: emitLost})
		}
	}
	d.sockets[handle] = s
}
