package gonet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var errNoStack = errors.New("gonet: no Stack is set")

// A Dialer connects through a Stack and says how. It is to a device what net.Dialer is to
// this machine. Stack must be set; the zero value of every other field is good. Its methods
// may be called from any goroutine.
type Dialer struct {
	// Stack is the network to connect through.
	Stack *Stack

	// Timeout bounds a dial, resolving the name and trying all of its addresses included.
	// 0 stands for the device's own limits.
	Timeout time.Duration

	// Deadline is when a dial fails; the zero time is never. The earlier of Timeout,
	// Deadline and the context's deadline counts.
	Deadline time.Time

	// LocalAddr is the local address to connect from: a *net.TCPAddr for tcp networks, a
	// *net.UDPAddr for udp ones, nil for the device's choice. A device may be unable to
	// let a port be chosen (EOPNOTSUPP on the ESP8266).
	LocalAddr net.Addr

	// FallbackDelay is how long an attempt to connect goes on before the name's next
	// address is tried beside it. 0 stands for 300 ms; below 0 no two attempts run at once,
	// and each has its share of the time. A device that connects one socket after the other,
	// as AT firmware does, begins the next attempt only when the one before it has ended. An
	// ESP8266 tries an address that does not answer for about 20 s, also when the dial has
	// ended meanwhile: the next dial waits for the rest. For a name's next address to have its
	// turn there, Timeout must be longer than 20 s for each silent address before it.
	FallbackDelay time.Duration

	// KeepAlive is the time between keep-alive probes on tcp networks, rounded up to
	// seconds. 0 leaves it as the device has it, below 0 turns them off. A device that has
	// no such option ignores it.
	KeepAlive time.Duration

	// Resolver finds the addresses of names; nil stands for the Stack's. A TLS connection
	// that ends on the device is given the name: the device asks its own resolver.
	Resolver HostResolver

	// HostTLS makes TLS of a connection where the device cannot: DialTLSContext then dials
	// without TLS and calls it with the connection, which it closes if HostTLS fails, and the
	// host of the address. nil has DialTLSContext fail with EPROTONOSUPPORT. The function
	// HostTLS returns one that uses crypto/tls.
	HostTLS func(ctx context.Context, conn net.Conn, host string) (net.Conn, error)
}

// Dial is DialContext without a context.
func (d *Dialer) Dial(network, address string) (net.Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext connects to an address: HOST:PORT, where HOST is a name or an IP address.
// The network is tcp, tcp4, tcp6, udp, udp4 or udp6; the connection is a *TCPConn or a
// *UDPConn.
//
// Where a name has several addresses the next one is tried as soon as an attempt has
// failed, or has taken longer than FallbackDelay and goes on meanwhile (RFC 8305). The
// first that connects is returned, the others are closed. An attempt for which the device
// has no socket left (EMFILE) is made again when another one has ended. If none connects the
// error is that of the first address, also where the time is over before the device came to
// another one.
//
// The context bounds the dialling, not the connection.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, cancel := d.bound(ctx)
	defer cancel()
	t, err := d.target(ctx, network, address)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Source: d.LocalAddr, Err: err}
	}
	addrs, err := d.peers(ctx, t)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Source: d.LocalAddr, Err: err}
	}
	switch {
	case len(addrs) == 1:
		return d.attempt(ctx, t, addrs[0])
	case d.FallbackDelay < 0 || t.protocol == netdev.ProtocolDgram:
		return d.inTurn(ctx, t, addrs)
	}
	return d.race(ctx, t, addrs)
}

// A target is what a dial is to reach.
type target struct {
	kind
	host  string
	port  uint16
	local netip.AddrPort // not valid where the device chooses it
}

// bound returns a context that ends when the dial is to fail.
func (d *Dialer) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline := d.Deadline
	if d.Timeout != 0 {
		if by := time.Now().Add(d.Timeout); deadline.IsZero() || by.Before(deadline) {
			deadline = by
		}
	}
	if deadline.IsZero() {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, deadline)
}

func (d *Dialer) target(ctx context.Context, network, address string) (t target, err error) {
	if d.Stack == nil {
		return t, errNoStack
	}
	if t.kind, t.host, t.port, err = parse(ctx, network, address); err != nil {
		return t, err
	}
	if t.host == "" {
		return t, &net.AddrError{Err: "missing host", Addr: address}
	}
	t.local, err = localAddr(d.LocalAddr, t.protocol)
	return t, err
}

// localAddr reads the address that a dialled connection is to have on this side.
func localAddr(a net.Addr, protocol netdev.Protocol) (netip.AddrPort, error) {
	var local netip.AddrPort
	fits := false
	switch a := a.(type) {
	case nil:
		return local, nil
	case *net.TCPAddr:
		local, fits = a.AddrPort(), protocol != netdev.ProtocolDgram
	case *net.UDPAddr:
		local, fits = a.AddrPort(), protocol == netdev.ProtocolDgram
	}
	if !fits {
		return netip.AddrPort{}, &net.AddrError{Err: "mismatched local address type", Addr: a.String()}
	}
	return netip.AddrPortFrom(local.Addr().Unmap(), local.Port()), nil
}

// peers resolves a target's name. Its addresses are in the order in which to try them, and
// of the local address's family where there is one.
func (d *Dialer) peers(ctx context.Context, t target) ([]netip.Addr, error) {
	resolver := d.Resolver
	if resolver == nil {
		resolver = d.Stack.resolver
	}
	family := t.family
	if from := t.local.Addr(); family == "ip" && from.IsValid() && !from.IsUnspecified() {
		family = "ip6"
		if from.Is4() {
			family = "ip4"
		}
	}
	addrs, err := lookup(ctx, resolver, family, t.host)
	if err != nil {
		return nil, err
	}
	return interleave(addrs), nil
}

// attempt connects to one address.
func (d *Dialer) attempt(ctx context.Context, t target, addr netip.Addr) (net.Conn, error) {
	peer := netip.AddrPortFrom(addr, t.port)
	conn, err := d.connect(ctx, t, t.protocol, addr.String(), peer)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: t.network, Source: d.LocalAddr, Addr: t.addr(peer), Err: inWords(ended(ctx, err))}
	}
	return conn, nil
}

// connect makes a socket of a protocol that is connected to a host. The peer's address may
// be unknown.
func (d *Dialer) connect(ctx context.Context, t target, protocol netdev.Protocol, host string, peer netip.AddrPort) (net.Conn, error) {
	dev := d.Stack.dev
	fd, err := dev.Socket(ctx, t.domainOf(peer.Addr()), protocol)
	if err != nil {
		return nil, err
	}
	if err = d.prepare(ctx, fd, t); err == nil {
		err = dev.Connect(ctx, fd, host, t.port)
	}
	if err != nil {
		d.Stack.discard(ctx, fd)
		return nil, err
	}
	if protocol == netdev.ProtocolDgram {
		conn := &UDPConn{}
		if err := d.Stack.adopt(ctx, &conn.handle, fd, t.network, peer); err != nil {
			return nil, err
		}
		return conn, nil
	}
	conn := &TCPConn{}
	if err := d.Stack.adopt(ctx, &conn.handle, fd, t.network, peer); err != nil {
		return nil, err
	}
	conn.keepAlive.remember(d.KeepAlive)
	return conn, nil
}

// prepare gives a socket what it must have before it connects.
func (d *Dialer) prepare(ctx context.Context, fd netdev.FD, t target) error {
	if t.local.Addr().IsValid() || t.local.Port() != 0 {
		if err := d.Stack.bindTo(ctx, fd, t.local); err != nil {
			return err
		}
	}
	if d.KeepAlive == 0 || t.protocol == netdev.ProtocolDgram {
		return nil
	}
	seconds := wholeSeconds(max(d.KeepAlive, 0))
	err := d.Stack.dev.SetOption(ctx, fd, netdev.OptionKeepalive, seconds)
	if errors.Is(err, driver.ENOPROTOOPT) {
		return nil
	}
	return err
}
