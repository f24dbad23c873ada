package esp8266

import (
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// socket is what stands behind a handle. module.mu guards its fields, except where they say otherwise.
type socket struct {
	m        *module
	link     driver.Link
	protocol netdev.Protocol
	id       int // of its link, or noLink
	local    netip.AddrPort
	remote   netip.AddrPort

	received queue
	waiting  int   // bytes that the module keeps for it, as far as known
	fetching bool  // some of them are on their way
	asked    bool  // the module was asked for them
	skip     int   // bytes of a datagram under way that has no room
	ended    bool  // its link is gone
	fail     error // why it ended, nil for an orderly end

	keepAlive int // seconds, 0 for none
	noDelay   bool
	linger    int // seconds, -1 for none
	tuned     bool

	writing chan struct{} // held by who writes: a payload longer than the module takes goes in pieces
	line    [64]byte      // the command of who holds writing

	// The functions that commands about this socket carry, made once.
	live, asks func() error
	after      func(error)
}

// socketState is what the module keeps of its sockets beside the links. module.mu guards it, except where it says
// otherwise.
type socketState struct {
	memory   pool
	fetches  fetcher // the worker's, but for last
	dropped  uint64  // datagrams
	doubtful bool    // the links are to be compared with the module's
	crossed  uint64  // how many bytes had crossed the line at the last turn of the watch
	turns    int     // of the watch since the links were compared

	receiving chan struct{} // held by who changes the way of receiving
}

var (
	errLostClose = errors.New("the module gave its link to another connection")
	errOverflow  = errors.New("the receive buffer is full, and the module held nothing back")
	errHole      = errors.New("bytes were lost between the module and the host")
	errStale     = errors.New("the link is closed")
)

func (m *module) newSocket(link driver.Link, protocol netdev.Protocol) *socket {
	s := &socket{
		m: m, link: link, protocol: protocol, id: noLink, linger: -1,
		received: queue{pool: &m.memory, limit: m.receive / blockSize, stream: protocol != netdev.ProtocolDgram},
		writing:  make(chan struct{}, 1),
	}
	s.live, s.asks = s.isLive, s.ask
	if s.stream() {
		s.after = s.sentLate
	}
	return s
}

// stream reports whether the socket carries a stream: TCP or TLS.
func (s *socket) stream() bool { return s.protocol != netdev.ProtocolDgram }

// secure reports whether the module speaks TLS on the socket.
func (s *socket) secure() bool { return s.protocol == netdev.ProtocolTLS }

// isLive is the condition of a command about the socket's link: that it still has one when the command's turn has come.
// A socket has one link in its life, except while it connects.
func (s *socket) isLive() error {
	s.m.mu.Lock()
	defer s.m.mu.Unlock()
	if s.id == noLink {
		return errStale
	}
	return nil
}

// dialled reports whether a connection that the module has opened can be the socket's: the module was asked for it, and its
// peer is the socket's as far as the module tells. module.mu is held.
func (s *socket) dialled(peer netip.AddrPort) bool {
	return !s.stream() || s.asked && (!peer.IsValid() || peer == s.remote)
}

// find returns the socket of a link.
func (m *module) find(link driver.Link) (*socket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch s := m.sockets[link]; {
	case m.closed:
		return nil, driver.ENODEV
	case s != nil:
		return s, nil
	}
	return nil, driver.EBADF
}

// enter waits until the module is configured. It fails where the socket was lost meanwhile: a restart of the module
// ends every socket, also one that was about to connect.
func (m *module) enter(ctx context.Context, s *socket) error {
	if err := m.await(ctx); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return s.fail
}

// linkOf returns the id of a socket's link, or why it has none.
func (m *module) linkOf(s *socket) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case s.fail != nil:
		return noLink, s.fail
	case s.ended:
		return noLink, driver.EPIPE
	case s.id == noLink:
		return noLink, driver.ENOTCONN
	case m.slots[s.id].gone:
		return noLink, driver.EPIPE
	}
	return s.id, nil
}

// owns returns a condition for a command about a socket's link: that it still is that socket's when the command's
// turn has come.
func (m *module) owns(s *socket, id int) func() error {
	return func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if s.id != id {
			return errStale
		}
		return nil
	}
}
