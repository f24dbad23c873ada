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
	resolver     HostResolver
}

// An Option sets something of a Stack.
type Option func(*Stack)

// CloseTimeout sets for how long closing a socket, shutting down a direction and setting
// an option wait for the device at the most. Without it they wait for five seconds.
func CloseTimeout(d time.Duration) Option { return func(s *Stack) { s.closeTimeout = d } }

// WithResolver sets who finds the addresses of hosts, such as a *net.Resolver. Without it,
// and for nil, that is the device, which has one address for a name.
func WithResolver(r HostResolver) Option { return func(s *Stack) { s.resolver = r } }

// New returns the network of a device. The device is the caller's to close, after what
// was opened through the Stack.
func New(dev netdev.NetDev, opts ...Option) *Stack {
	s := &Stack{dev: dev, closeTimeout: 5 * time.Second}
	for _, opt := range opts {
		opt(s)
	}
	if s.resolver == nil {
		s.resolver = NewResolver(dev)
	}
	return s
}

// Dial is DialContext with no deadline but the device's own.
func (s *Stack) Dial(network, address string) (net.Conn, error) {
	return s.DialContext(context.Background(), network, address)
}

// DialContext connects to an address as a Dialer without settings does.
func (s *Stack) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return (&Dialer{Stack: s}).DialContext(ctx, network, address)
}

// DialTLSContext opens a TLS connection that ends on the device, as a Dialer without settings does.
func (s *Stack) DialTLSContext(ctx context.Context, network, address string) (net.Conn, error) {
	return (&Dialer{Stack: s}).DialTLSContext(ctx, network, address)
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
	// A stream that does not listen has a peer, also where it has gone before it was known.
	if stream := socket.Protocol != netdev.ProtocolDgram; stream && !h.listens || peer.IsValid() || socket.State == netdev.StateConnected {
		h.remote = kind.addr(peer)
	}
	return nil
}

// discard closes a socket that comes to nothing. The caller waits for it until it gives up.
func (s *Stack) discard(ctx context.Context, fd netdev.FD) {
	closed := make(chan struct{})
	go func() {
		s.close(context.WithoutCancel(ctx), fd)
		close(closed)
	}()
	select {
	case <-closed:
	case <-ctx.Done():
	}
}

func (s *Stack) close(ctx context.Context, fd netdev.FD) error {
	ctx, cancel := context.WithTimeout(ctx, s.closeTimeout)
	defer cancel()
	return s.dev.Close(ctx, fd)
}
