package netdever

import (
	"context"
	"net/netip"

	"drivergen/driver"
)

// The ports that nobody is assigned (RFC 6335, section 6). A Netdever does not tell which
// port it chose, so that port 0 is chosen here, as TinyGo's net package does.
const (
	firstPort = 49152
	lastPort  = 65535
)

// bindTries is how many ports are tried for port 0.
const bindTries = 64

// ephemeral returns the next port to try for port 0.
func (h *hardware) ephemeral() uint16 {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.port == lastPort {
		h.port = firstPort
	} else {
		h.port++
	}
	return h.port
}

// bind takes a local address.
func (s *socket) bind(ctx context.Context, to netip.AddrPort) error {
	if to.Port() != 0 {
		return s.bindTo(ctx, to)
	}
	var err error
	for range bindTries {
		err = s.bindTo(ctx, netip.AddrPortFrom(to.Addr(), s.hw.ephemeral()))
		if driver.ErrnoOf(err) != driver.EADDRINUSE {
			break
		}
	}
	return err
}

// bindFirst gives a datagram socket a port before it is connected, as TinyGo's net package does: some Netdevers
// connect no other.
func (s *socket) bindFirst(ctx context.Context) error {
	s.mu.Lock()
	bound := s.bound.Port() != 0
	s.mu.Unlock()
	if bound {
		return nil
	}
	err := s.bind(ctx, netip.AddrPort{})
	if driver.ErrnoOf(err) == driver.EOPNOTSUPP {
		return nil // nor is it asked for by a Netdever that has no Bind
	}
	return err
}

func (s *socket) bindTo(ctx context.Context, to netip.AddrPort) error {
	err := s.do(ctx, "bind", func(fd int) error { return s.hw.dev.Bind(fd, to) })
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.bound = to
	s.mu.Unlock()
	s.located(ctx)
	return nil
}
