package gonet

import (
	"context"
	"net"
	"net/netip"
	"time"

	"drivergen/generated/netdev"
)

// A Stack is the network that a device gives. Its methods may be called from any goroutine.
type Stack struct {
	dev          netdev.NetDev
	closeTimeout time.Duration
}

// An Option sets something of a Stack.
type Option func(*Stack)

// CloseTimeout sets for how long closing a socket, shutting down a direction and setting
// an option wait for the device at the most. Without it they wait for five seconds.
func CloseTimeout(d time.Duration) Option { return func(s *Stack) { s.closeTimeout = d } }

// New returns the network of a device. The device is the caller's to close, after what
// was opened through the Stack.
func New(dev netdev.NetDev, opts ...Option) *Stack {
	s := &Stack{dev: dev, closeTimeout: 5 * time.Second}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

// Dial is DialContext with no deadline but the device's own.
func (s *Stack) Dial(network, address string) (net.Conn, error) {
	return s.DialContext(context.Background(), network, address)
}

// DialContext connects to an address: HOST:PORT, where HOST is a name or an IP address.
// The network is tcp, tcp4, tcp6, udp, udp4 or udp6; the connection is a *TCPConn or a
// *UDPConn. Where a name has several addresses they are tried in turn. The context
// bounds the dialling, not the connection.
func (s *Stack) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	kind, peers, err := s.endpoint(ctx, network, address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	var first error
	for _, peer := range peers {
		conn, err := s.dial(ctx, kind, peer)
		if err == nil {
			return conn, nil
		}
		if first == nil {
			first = &net.OpError{Op: "dial", Net: network, Addr: kind.addr(peer), Err: err}
		}
		if ctx.Err() != nil {
			break
		}
	}
	return nil, first
}

func (s *Stack) dial(ctx context.Context, kind kind, peer netip.AddrPort) (net.Conn, error) {
	fd, err := s.dev.Socket(ctx, domainOf(peer.Addr()), kind.protocol)
	if err != nil {
		return nil, err
	}
	if err := s.dev.Connect(ctx, fd, peer.Addr().String(), peer.Port()); err != nil {
		s.discard(ctx, fd)
		return nil, err
	}
	if kind.protocol == netdev.ProtocolDgram {
		conn := &UDPConn{}
		if err := s.adopt(ctx, &conn.handle, fd, kind.network, peer); err != nil {
			return nil, err
		}
		return conn, nil
	}
	conn := &TCPConn{}
	if err := s.adopt(ctx, &conn.handle, fd, kind.network, peer); err != nil {
		return nil, err
	}
	return conn, nil
}

// backlog is how many connections may wait to be accepted. Devices hold fewer: the limit is
// theirs, as it is the system's under package net.
const backlog = 128

// Listen is ListenContext with no deadline.
func (s *Stack) Listen(network, address string) (net.Listener, error) {
	return s.ListenContext(context.Background(), network, address)
}

// ListenContext listens for connections at a local address, [HOST]:PORT. Without HOST it
// is every address of the device, with port 0 the device chooses one: the listener's Addr
// tells it. The network is tcp, tcp4 or tcp6; the listener is a *TCPListener.
func (s *Stack) ListenContext(ctx context.Context, network, address string) (net.Listener, error) {
	l := &TCPListener{}
	err := s.bind(ctx, &l.h, network, address, netdev.ProtocolStream, func(fd netdev.FD) error {
		return s.dev.Listen(ctx, fd, backlog)
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// ListenPacket is ListenPacketContext with no deadline.
func (s *Stack) ListenPacket(network, address string) (net.PacketConn, error) {
	return s.ListenPacketContext(context.Background(), network, address)
}

// ListenPacketContext opens a datagram socket at a local address, [HOST]:PORT, as
// ListenContext reads it. The network is udp, udp4 or udp6; the connection is a *UDPConn.
func (s *Stack) ListenPacketContext(ctx context.Context, network, address string) (net.PacketConn, error) {
	c := &UDPConn{}
	ready := func(netdev.FD) error { return nil }
	if err := s.bind(ctx, &c.handle, network, address, netdev.ProtocolDgram, ready); err != nil {
		return nil, err
	}
	return c, nil
}

// bind makes a socket with a local address of the caller's choice and lets ready finish it.
func (s *Stack) bind(ctx context.Context, h *handle, network, address string, protocol netdev.Protocol, ready func(netdev.FD) error) error {
	kind, local, err := s.localEndpoint(ctx, network, address, protocol)
	if err != nil {
		return &net.OpError{Op: "listen", Net: network, Err: err}
	}
	fail := func(err error) error {
		return &net.OpError{Op: "listen", Net: network, Addr: kind.addr(local), Err: err}
	}
	domain, host := kind.domain, ""
	if local.Addr().IsValid() {
		domain, host = domainOf(local.Addr()), local.Addr().String()
	}
	fd, err := s.dev.Socket(ctx, domain, protocol)
	if err != nil {
		return fail(err)
	}
	if err = s.dev.Bind(ctx, fd, host, local.Port()); err == nil {
		err = ready(fd)
	}
	if err != nil {
		s.discard(ctx, fd)
		return fail(err)
	}
	if err := s.adopt(ctx, h, fd, kind.network, netip.AddrPort{}); err != nil {
		return fail(err)
	}
	return nil
}

// adopt makes h the handle of an open socket, or closes the socket. The peer is what the
// caller knows of it, for a device that does not tell.
func (s *Stack) adopt(ctx context.Context, h *handle, fd netdev.FD, network string, peer netip.AddrPort) error {
	socket, err := s.dev.Get(ctx, fd)
	if err != nil {
		s.discard(ctx, fd)
		return err
	}
	if socket.RAddr.IsValid() {
		peer = netip.AddrPortFrom(socket.RAddr, socket.RPort)
	}
	kind := kind{protocol: socket.Protocol}
	h.stack, h.fd, h.network = s, fd, network
	h.local = kind.addr(netip.AddrPortFrom(socket.LAddr, socket.LPort))
	if socket.State == netdev.StateConnected || peer.IsValid() {
		h.remote = kind.addr(peer)
	}
	return nil
}

// discard closes a socket that comes to nothing. A caller who gave up does not wait for it.
func (s *Stack) discard(ctx context.Context, fd netdev.FD) {
	if ctx.Err() != nil {
		go s.close(context.WithoutCancel(ctx), fd)
		return
	}
	s.close(context.WithoutCancel(ctx), fd)
}

func (s *Stack) close(ctx context.Context, fd netdev.FD) error {
	ctx, cancel := context.WithTimeout(ctx, s.closeTimeout)
	defer cancel()
	return s.dev.Close(ctx, fd)
}
