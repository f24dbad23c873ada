package pcapng

import (
	"errors"
	"io"
	"net/netip"
	"time"

	"drivergen/driver"
)

// sent writes what a call has sent, in the place that it has since it began.
func (d *device) sent(m method, call *driver.Call, b begun, now time.Time) {
	slot := b.place()
	if call.Err != nil {
		if b.sock != nil && driver.ErrnoOf(call.Err) == driver.ECONNRESET {
			b.sock.ending = wasReset
		}
		d.t.q.end(slot, now)
		return
	}
	guess := streams
	if m.host != "" {
		guess = datagrams
	}
	s := d.socketOr(m, call, b, guess)
	payload := find(call.Args, m.value)
	slot.data, slot.length = call.Payload(payload), payload.Len()
	if m.count != "" {
		slot.length = min(slot.length, max(0, int(number(find(call.Results, m.count)))))
		slot.data = slot.data[:min(len(slot.data), slot.length)]
	}
	switch {
	case s.protocol == datagrams:
		d.sentDatagram(m, call, s, slot)
	case s.streaming() && slot.length > 0:
		slot.stream, slot.emit = d.streamOf(s), emitSent
	}
	d.t.q.end(slot, now)
	if slot.stream != nil {
		d.t.q.add(entry{at: now, stream: slot.stream, emit: emitTaken})
	}
}

// sentDatagram makes an entry that of a datagram. One without an address goes to the peer
// that the socket is connected to; an empty one is then nothing (netdev's write).
func (d *device) sentDatagram(m method, call *driver.Call, s *socket, e *entry) {
	to := s.remote
	if m.host != "" {
		to, e.note = d.peerOf(m.target(call), s)
		if !s.connected {
			s.remote = to
		}
	} else if e.length == 0 {
		return
	}
	local, peer := d.endsOf(s, to)
	e.emit, e.dev, e.ends, e.ours = emitDatagram, d, pair{local, peer}, true
}

// received writes what a call has received, and the end of the connection that it has told.
func (d *device) received(m method, call *driver.Call, b begun, now time.Time) {
	from := plain(find(call.Results, m.peer).AddrPort())
	payload := find(call.Results, m.value)
	e := entry{at: now, data: call.Payload(payload), length: payload.Len()}
	if call.Err == nil {
		s := d.socketOr(m, call, b, streams)
		b.sock = s
		switch {
		case s.protocol == datagrams:
			d.receivedDatagram(s, from, e)
		case s.streaming() && e.length > 0:
			if s.stream == nil && !s.remote.IsValid() {
				s.remote = from
			}
			e.stream, e.emit = d.streamOf(s), emitReceived
			d.t.q.add(e)
		}
		return
	}
	s := b.sock
	if s == nil || s.stream == nil || s.gone {
		return
	}
	switch {
	case errors.Is(call.Err, io.EOF):
		s.ending = finished
	case driver.ErrnoOf(call.Err) == driver.ECONNRESET:
		s.ending = wasReset
	default:
		return
	}
	d.endAsPeer(s, now)
}

// receivedDatagram writes a datagram. Where the device does not tell its sender, that is
// whom the socket is connected to or has sent to last.
func (d *device) receivedDatagram(s *socket, from netip.AddrPort, e entry) {
	if !from.Addr().IsValid() {
		from = s.remote
	}
	local, peer := d.endsOf(s, from)
	e.emit, e.dev, e.ends = emitDatagram, d, pair{local, peer}
	d.t.q.add(e)
}

// streamOf returns the conversation of a socket. One that was connected before the trace began
// has none yet.
func (d *device) streamOf(s *socket) *stream {
	if s.stream == nil {
		s.stream = d.newStream(s, target{addr: s.remote})
		s.stream.note = "the connection was there before the trace began"
	}
	return s.stream
}

// peerOf returns the address of whom a datagram goes to, and a comment where it is made up.
func (d *device) peerOf(to target, s *socket) (netip.AddrPort, string) {
	if to.literal() {
		return to.addr, ""
	}
	addr, note := d.t.names.of(to.name), ""
	if !addr.IsValid() {
		addr = d.t.names.invent(to.name, s.six)
		note = madeUp(to.name, addr)
	}
	d.t.c.name(addr, to.name)
	return netip.AddrPortFrom(addr, to.addr.Port()), note
}

// endsOf returns the ends of a datagram, with what is not known made up.
func (d *device) endsOf(s *socket, peer netip.AddrPort) (here, there netip.AddrPort) {
	if !peer.Addr().IsValid() {
		peer = netip.AddrPortFrom(d.t.names.invent("", s.six), peer.Port())
	}
	if peer.Port() == 0 {
		peer = netip.AddrPortFrom(peer.Addr(), unknownPort(s.protocol))
	}
	if s.local.Port() == 0 {
		s.local = netip.AddrPortFrom(s.local.Addr(), d.t.ports.invent())
	}
	s.used = true
	return netip.AddrPortFrom(d.localFor(s.local.Addr(), peer.Addr()), s.local.Port()), peer
}

// How much a datagram carries at the most: what is left of 65535 bytes behind the headers of
// IPv4 and UDP, and of UDP where that of IPv6 does not count.
const (
	datagramMax4 = 65507
	datagramMax6 = 65527
)

// emitDatagram writes a datagram.
func emitDatagram(c *capture, e *entry) {
	f := frame{at: e.at, iface: e.dev.iface, src: e.dev.here(e.ends.one), dst: e.dev.there(e.ends.other), data: e.data, length: e.length, note: e.note}
	if !e.ours {
		f.src, f.dst = f.dst, f.src
	}
	limit := datagramMax4
	if e.ends.one.Addr().Is6() {
		limit = datagramMax6
	}
	if f.length > limit {
		f.length, f.data = limit, f.data[:min(len(f.data), limit)]
		f.note = joinNotes(f.note, "the payload is longer than a datagram can be and was cut")
	}
	c.write(f)
}
