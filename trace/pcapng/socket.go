package pcapng

import "net/netip"

// A protocol is what a socket speaks.
type protocol uint8

const (
	unknown protocol = iota // it was open before the trace began
	streams
	tlsStreams // streams of what TLS carries
	datagrams
	others // nothing that this package knows
)

// A socket is what the calls have told of one.
type socket struct {
	protocol  protocol
	six       bool           // IPv6, for a peer whose address is not known
	local     netip.AddrPort // as far as it is known
	remote    netip.AddrPort // of datagrams: whom it is connected to, or has sent to last
	stream    *stream        // the connection
	connected bool           // of datagrams: remote is fixed
	used      bool           // of datagrams: local is in a frame

	// A handshake waits for the next call, which may tell the addresses.
	waits *entry

	closing bool // close has begun
	gone    bool // it was closed
	told    bool // an event has told that it is closed, or is counted as owed
	ending  ending
}

// streaming tells whether the socket's traffic is a TCP conversation. Of a socket that was
// open before, that is the guess.
func (s *socket) streaming() bool {
	return s.protocol == streams || s.protocol == tlsStreams || s.protocol == unknown
}

// bind notes what is told of the local address. What is not told stays.
func (s *socket) bind(a netip.AddrPort) {
	a = plain(a)
	addr, port := s.local.Addr(), s.local.Port()
	if a.Addr().IsValid() && !a.Addr().IsUnspecified() {
		addr = a.Addr()
	}
	if a.Port() != 0 {
		port = a.Port()
	}
	s.local = netip.AddrPortFrom(addr, port)
}

// bound tells whether the whole local address is known.
func (s *socket) bound() bool { return s.local.Addr().IsValid() && s.local.Port() != 0 }
