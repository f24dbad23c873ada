package pcapng

import (
	"net/netip"
	"time"
)

// A stream is a TCP conversation: what its next frames say. It is touched only when
// frames are written, in their order.
type stream struct {
	dev    *device
	sock   *socket // for the local address, until the first frame
	local  netip.AddrPort
	remote netip.AddrPort
	name   string // the peer's, where the caller gave one
	note   string // goes with the first frame

	ours, theirs           uint32 // the next sequence number of each side
	acked                  uint32 // what the peer has acknowledged
	started                bool   // there was a frame
	oursEnded, theirsEnded bool   // a side has sent FIN
	dead                   bool   // nothing comes any more
}

// An ending is how a peer ended a connection.
type ending uint8

const (
	notEnded ending = iota
	finished        // in good order
	wasReset
	wasLost // without a word: the network or the device is gone
)

// Segments carry what fits into an Ethernet frame behind headers without options
// (RFC 9293, section 3.7.1).
const (
	mss4 = 1460
	mss6 = 1440
)

// unackedMax is how much is sent before it is acknowledged: less than the window.
const unackedMax = 32 << 10

func (s *stream) mss() int {
	if s.remote.Addr().Is6() {
		return mss6
	}
	return mss4
}

// start settles the addresses, which calls may have told until now.
func (s *stream) start(c *capture) {
	if s.started {
		return
	}
	s.started = true
	s.dev.settle(s)
	s.sock = nil
	isn := s.dev.t.nextISN()
	s.ours, s.theirs = isn, isn^0x55555555
	s.acked = s.ours
	c.name(s.remote.Addr(), s.name)
}

// segment writes a segment, of this side or of the peer, and counts what it carries.
func (s *stream) segment(c *capture, at time.Time, ours bool, f flags, data []byte, length int) {
	s.start(c)
	seg := segment{seq: s.ours, ack: s.theirs, flags: f}
	fr := frame{at: at, iface: s.dev.iface, src: s.dev.here(s.local), dst: s.dev.there(s.remote), data: data, length: length, note: s.note}
	s.note = ""
	next := &s.ours
	if !ours {
		fr.src, fr.dst = fr.dst, fr.src
		seg.seq, seg.ack = s.theirs, s.ours
		next = &s.theirs
	}
	if f&ack == 0 {
		seg.ack = 0
	} else if !ours {
		s.acked = s.ours
	}
	if f&syn != 0 {
		seg.mss = uint16(s.mss())
	}
	fr.segment = seg
	c.write(fr)
	*next += uint32(length)
	if f&(syn|fin) != 0 { // each counts as a byte (RFC 9293, section 3.4)
		*next++
	}
}

// bare writes a segment without payload.
func (s *stream) bare(c *capture, at time.Time, ours bool, f flags) {
	s.segment(c, at, ours, f, nil, 0)
}

// die ends the conversation: its addresses may be used again.
func (s *stream) die() {
	if !s.dead {
		s.dead = true
		s.dev.t.ports.release(s)
	}
}

// carry writes payload in segments, and how the other side acknowledges it.
func (s *stream) carry(c *capture, e *entry, ours bool) {
	if s.dead {
		return
	}
	data, left, unacked := e.data, e.length, 0
	for left > 0 {
		n := min(left, s.mss())
		if left -= n; left == 0 {
			s.segment(c, e.at, ours, ack|psh, data[:min(n, len(data))], n)
			return
		}
		s.segment(c, e.at, ours, ack, data[:min(n, len(data))], n)
		data = data[min(n, len(data)):]
		if unacked += n; unacked+s.mss() > unackedMax {
			s.bare(c, e.at, !ours, ack)
			unacked = 0
		}
	}
}

// What follows are the emit functions of entries.

// emitSYN begins a connection.
func emitSYN(c *capture, e *entry) {
	e.stream.start(c)
	if e.note != "" {
		e.stream.note = joinNotes(e.stream.note, e.note)
	}
	e.stream.bare(c, e.at, true, syn)
}

// emitAccepted is the rest of a handshake.
func emitAccepted(c *capture, e *entry) {
	e.stream.bare(c, e.at, false, syn|ack)
	e.stream.bare(c, e.at, true, ack)
}

// emitRefused is how a peer refuses a connection.
func emitRefused(c *capture, e *entry) {
	e.stream.bare(c, e.at, false, rst|ack)
	e.stream.die()
}

// emitUnanswered ends a connection that never was.
func emitUnanswered(_ *capture, e *entry) { e.stream.die() }

// emitCame is the handshake of a connection that a peer made.
func emitCame(c *capture, e *entry) {
	e.stream.bare(c, e.at, false, syn)
	e.stream.bare(c, e.at, true, syn|ack)
	e.stream.bare(c, e.at, false, ack)
}

// emitSent is what this side has sent.
func emitSent(c *capture, e *entry) { e.stream.carry(c, e, true) }

// emitTaken is the acknowledgement of what this side has sent, unless a segment of the peer
// was one.
func emitTaken(c *capture, e *entry) {
	if s := e.stream; !s.dead && s.acked != s.ours {
		s.bare(c, e.at, false, ack)
	}
}

// emitReceived is what the peer has sent, and its acknowledgement.
func emitReceived(c *capture, e *entry) {
	if s := e.stream; !s.dead {
		s.carry(c, e, false)
		s.bare(c, e.at, true, ack)
	}
}

// emitShut ends this side's direction.
func emitShut(c *capture, e *entry) {
	s := e.stream
	if s.dead || s.oursEnded {
		return
	}
	s.bare(c, e.at, true, fin|ack)
	s.bare(c, e.at, false, ack)
	s.oursEnded = true
	s.rest()
}

// emitFinished ends the peer's direction.
func emitFinished(c *capture, e *entry) {
	s := e.stream
	if s.dead || s.theirsEnded {
		return
	}
	s.bare(c, e.at, false, fin|ack)
	s.bare(c, e.at, true, ack)
	s.theirsEnded = true
	s.rest()
}

// rest ends the conversation when both directions have ended.
func (s *stream) rest() {
	if s.oursEnded && s.theirsEnded {
		s.die()
	}
}

// emitReset ends the connection as a peer does that resets it.
func emitReset(c *capture, e *entry) {
	if s := e.stream; !s.dead {
		s.bare(c, e.at, false, rst|ack)
		s.die()
	}
}

// emitLost ends the conversation without a frame.
func emitLost(_ *capture, e *entry) { e.stream.die() }

// emitClosed ends the connection as its owner does.
func emitClosed(c *capture, e *entry) {
	s := e.stream
	if s.dead {
		return
	}
	switch {
	case s.theirsEnded:
		emitShut(c, e)
	case s.oursEnded:
		emitFinished(c, e)
	default:
		s.bare(c, e.at, true, fin|ack)
		s.bare(c, e.at, false, fin|ack)
		s.bare(c, e.at, true, ack)
	}
	s.die()
}

func joinNotes(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
