package jsdriver

import (
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// A socket is one that is open at the driver.
type socket struct {
	domain   netdev.Domain
	protocol netdev.Protocol
	link     driver.Link
	fd       netdev.FD // the driver's number; guarded by the lock of sockets

	mu        sync.Mutex
	queue     queue
	bound     netip.AddrPort // what Bind was asked for
	local     netip.AddrPort
	remote    netip.AddrPort
	up        bool          // connected: that it was closed is told to the stub
	shut      bool          // shut down by its owner, which shutdown_cb tells of too
	freed     bool          // the driver has given its number back
	busy      bool          // the driver has a write that was given up
	ending    *time.Timer   // set by close_cb; the end is told when it fires
	renewing  chan struct{} // closed when it has another descriptor; nil where it does not get one
	connected chan struct{} // closed by connect_cb
	refused   chan struct{} // closed where close_cb comes before the connection is up
}

func newSocket(fd netdev.FD, domain netdev.Domain, protocol netdev.Protocol, limit int) *socket {
	return &socket{
		domain: domain, protocol: protocol, fd: fd,
		queue:     queue{limit: limit, datagrams: protocol == netdev.ProtocolDgram},
		connected: make(chan struct{}), refused: make(chan struct{}),
	}
}

// attempt begins a connect: what an earlier one that failed has told is forgotten.
func (s *socket) attempt() (connected, refused <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.connected, s.refused = make(chan struct{}), make(chan struct{})
	return s.connected, s.refused
}

// once closes a channel that may be closed already. The caller holds s.mu.
func once(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}

// know notes the addresses that the driver tells of, and for those that it does not tell what was asked for.
func (s *socket) know(snapshot netdev.Socket, local, remote netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.local = known(snapshot.LAddr, snapshot.LPort, local)
	s.remote = known(snapshot.RAddr, snapshot.RPort, remote)
}

func known(addr netip.Addr, port uint16, asked netip.AddrPort) netip.AddrPort {
	if !addr.IsValid() {
		addr = asked.Addr()
	}
	if port == 0 {
		port = asked.Port()
	}
	return netip.AddrPortFrom(addr, port)
}

func (s *socket) addrs() (local, remote netip.AddrPort) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.local, s.remote
}

// free notes that the driver has no socket of the number any more.
func (s *socket) free() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.freed = true
}

// stop keeps the end from being told.
func (s *socket) stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending != nil {
		s.ending.Stop()
	}
}

func (s *socket) isFree() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.freed
}
