package jsdriver

import (
	"context"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// Connect connects a socket. Drivers call back before connect_cb, after it, or know no connect_cb: it returns when the driver
// called back and the socket is connected.
func (s *sockets) Connect(ctx context.Context, link driver.Link, host string, to netip.AddrPort) error {
	if _, err := netip.ParseAddr(host); err == nil {
		host = s.names.host(to.Addr())
	}
	return s.on(ctx, link, func(ctx context.Context, sock *socket, fd netdev.FD) error {
		connected, refused := sock.attempt()
		err := s.driver.Connect(ctx, fd, host, to.Port())
		if err == nil {
			err = s.settled(ctx, fd, connected, refused)
		}
		if err != nil {
			if ctx.Err() != nil {
				s.renew(sock)
			}
			return err
		}
		snapshot, _ := s.driver.Get(ctx, fd) // of a driver that cannot tell, what is known is what was asked for
		sock.know(snapshot, netip.AddrPort{}, to)
		sock.mu.Lock()
		defer sock.mu.Unlock()
		sock.up = true
		return nil
	})
}

// renew gives a socket another descriptor of the driver's, without waiting for it: what it has is about to connect, which was
// given up and cannot be taken back.
func (s *sockets) renew(sock *socket) {
	done := make(chan struct{})
	sock.mu.Lock()
	sock.renewing = done
	sock.mu.Unlock()
	s.background(func() {
		defer close(done)
		err := s.do(context.Background(), func(ctx context.Context) error { return s.replace(ctx, sock) })
		sock.mu.Lock()
		defer sock.mu.Unlock()
		sock.renewing = nil
		sock.freed = err != nil
	})
}

// replace closes the driver's socket of one of this device's and opens another in its place.
func (s *sockets) replace(ctx context.Context, sock *socket) error {
	s.mu.Lock()
	old := sock.fd
	if s.byFD[old] == sock {
		delete(s.byFD, old)
	}
	s.mu.Unlock()
	if err := s.driver.Close(ctx, old); err != nil && driver.ErrnoOf(err) != driver.EBADF {
		return err
	}
	fd, err := s.driver.Socket(ctx, sock.domain, sock.protocol)
	if err != nil {
		return err
	}
	s.mu.Lock()
	sock.fd = fd
	if s.byLink[sock.link] == sock {
		s.add(sock, sock.link)
	}
	s.mu.Unlock()
	if !sock.bound.IsValid() {
		return nil
	}
	return s.driver.Bind(ctx, fd, sock.bound.Addr().String(), sock.bound.Port())
}

// settled waits until a socket is connected whose driver has called back.
func (s *sockets) settled(ctx context.Context, fd netdev.FD, connected, refused <-chan struct{}) error {
	select {
	case <-connected:
		return nil
	default:
	}
	snapshot, err := s.driver.Get(ctx, fd)
	if err == nil && snapshot.State == netdev.StateConnected || err != nil && driver.ErrnoOf(err) != driver.EBADF && ctx.Err() == nil {
		return nil // it cannot tell more than that it called back
	}
	select {
	case <-connected:
		return nil
	case <-refused:
		return driver.ECONNREFUSED
	case <-ctx.Done():
		return driver.FromContext("connect", ctx)
	}
}

// Bind gives a socket its local address. The zero address stands for all.
func (s *sockets) Bind(ctx context.Context, link driver.Link, to netip.AddrPort) error {
	addr := to.Addr()
	if !addr.IsValid() {
		addr = netip.IPv4Unspecified()
	}
	return s.on(ctx, link, func(ctx context.Context, sock *socket, fd netdev.FD) error {
		if err := s.driver.Bind(ctx, fd, addr.String(), to.Port()); err != nil {
			return err
		}
		snapshot, _ := s.driver.Get(ctx, fd) // see Connect
		sock.know(snapshot, to, netip.AddrPort{})
		sock.mu.Lock()
		defer sock.mu.Unlock()
		sock.bound = netip.AddrPortFrom(addr, to.Port())
		sock.up = sock.queue.datagrams
		return nil
	})
}

// Listen takes connections.
func (s *sockets) Listen(ctx context.Context, link driver.Link, _ int) error {
	return s.on(ctx, link, func(ctx context.Context, sock *socket, fd netdev.FD) error {
		if err := s.driver.Listen(ctx, fd); err != nil {
			return err
		}
		sock.mu.Lock()
		defer sock.mu.Unlock()
		sock.up = true
		return nil
	})
}
