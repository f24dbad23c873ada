package gonet

import (
	"context"
	"net"
	"net/netip"

	"drivergen/generated/netdev"
)

// defaultBacklog is how many connections may wait to be accepted. Devices hold fewer: the
// limit is theirs, as it is the system's under package net.
const defaultBacklog = 128

// A ListenConfig listens through a Stack and says how. Stack must be set. Its methods may be
// called from any goroutine.
type ListenConfig struct {
	// Stack is the network to listen in.
	Stack *Stack

	// Backlog is how many connections may wait to be accepted; 0 stands for as many as the
	// device holds. There are devices on which it bounds all connections of the listener,
	// accepted ones too (ESP8266: AT+CIPSERVERMAXCONN).
	Backlog int
}

// Listen listens for connections at a local address, [HOST]:PORT. Without HOST it is every
// address of the device, with port 0 the device chooses one: the listener's Addr tells it.
// An address that is not the device's is EADDRNOTAVAIL where the device has a choice of them;
// on one that has none, such as the ESP8266, every address stands for all, as a loopback
// address may.
// The network is tcp, tcp4 or tcp6; the listener is a *TCPListener. The context bounds this
// call, not the listener.
func (c *ListenConfig) Listen(ctx context.Context, network, address string) (net.Listener, error) {
	if c.Stack == nil {
		return nil, &net.OpError{Op: "listen", Net: network, Err: errNoStack}
	}
	backlog := c.Backlog
	if backlog == 0 {
		backlog = defaultBacklog
	}
	l := &TCPListener{h: handle{listens: true}}
	err := c.Stack.bind(ctx, &l.h, network, address, netdev.ProtocolStream, func(fd netdev.FD) error {
		return c.Stack.dev.Listen(ctx, fd, backlog)
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Listen is ListenContext with no deadline.
func (s *Stack) Listen(network, address string) (net.Listener, error) {
	return s.ListenContext(context.Background(), network, address)
}

// ListenContext listens for connections as a ListenConfig without settings does.
func (s *Stack) ListenContext(ctx context.Context, network, address string) (net.Listener, error) {
	return (&ListenConfig{Stack: s}).Listen(ctx, network, address)
}

// ListenPacket is ListenPacketContext with no deadline.
func (s *Stack) ListenPacket(network, address string) (net.PacketConn, error) {
	return s.ListenPacketContext(context.Background(), network, address)
}

// ListenPacketContext opens a datagram socket at a local address, [HOST]:PORT, as
// ListenConfig.Listen reads it. The network is udp, udp4 or udp6; the connection is a *UDPConn.
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
		return &net.OpError{Op: "listen", Net: network, Addr: kind.addr(local), Err: ended(ctx, err)}
	}
	fd, err := s.dev.Socket(ctx, kind.domainOf(local.Addr()), protocol)
	if err != nil {
		return fail(err)
	}
	if err = s.bindTo(ctx, fd, local); err == nil {
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
