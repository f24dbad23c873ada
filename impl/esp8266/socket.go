package esp8266

import (
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
)

// socket is what stands behind a handle. module.mu guards its fields.
type socket struct {
	link   driver.Link
	stream bool
	id     int // of its link, or noLink
	local  netip.AddrPort
	remote netip.AddrPort

	received queue
	waiting  int  // bytes that the module keeps for it, as far as known
	fetching bool // some of them are on their way
	skip     int  // bytes of a datagram under way that has no room
	ended    bool
	fail     error // why it ended, nil for an orderly end

	keepAlive int // seconds, 0 for none
	noDelay   bool
	linger    int // seconds, -1 for none
	tuned     bool

	writing chan struct{} // held by who writes: a payload longer than the module takes goes in pieces
}

var (
	errLostClose = errors.New("the module gave its link to another connection")
	errOverflow  = errors.New("the receive buffer is full")
	errHole      = errors.New("bytes were lost between the module and the host")
	errStale     = errors.New("the link is closed")
)

func (m *module) newSocket(link driver.Link, stream bool) *socket {
	return &socket{
		link: link, stream: stream, id: noLink, linger: -1,
		received: queue{limit: m.receive, stream: stream},
		writing:  make(chan struct{}, 1),
	}
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
