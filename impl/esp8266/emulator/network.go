package emulator

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

// Network is where the module's sockets come from and its names are resolved.
type Network interface {
	// Dial opens a TCP connection.
	Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error)
	// Listen listens for TCP connections to the module's port.
	Listen(port uint16) (net.Listener, error)
	// ListenPacket opens a UDP socket at the module's port, or at any port for 0. It is read and written with
	// *net.UDPAddr addresses.
	ListenPacket(port uint16) (net.PacketConn, error)
	// Resolve finds the IPv4 address of a name that no DNS option gives.
	Resolve(ctx context.Context, name string) (netip.Addr, error)
}

// Pinger is a Network that knows which addresses answer AT+PING. Without it every address does.
type Pinger interface {
	Ping(ctx context.Context, to netip.Addr) error
}

// dialPatience is for how long a peer may leave a connect unanswered. The firmware's limit, too, is tens of seconds.
const dialPatience = 20 * time.Second

// hostNetwork is this machine's sockets.
type hostNetwork struct {
	allow []netip.Prefix
	bind  string // the address that listeners are bound to
	wide  bool   // whether anything beyond loopback is allowed
}

func newHostNetwork(allow []netip.Prefix) *hostNetwork {
	loopback := netip.MustParsePrefix("127.0.0.0/8")
	if len(allow) == 0 {
		allow = []netip.Prefix{loopback}
	}
	n := &hostNetwork{allow: allow, bind: "127.0.0.1"}
	for _, p := range allow {
		if !p.Addr().IsLoopback() || p.Bits() < loopback.Bits() {
			n.bind, n.wide = "0.0.0.0", true
		}
	}
	return n
}

func (n *hostNetwork) check(addr netip.Addr) error {
	for _, p := range n.allow {
		if p.Contains(addr.Unmap()) {
			return nil
		}
	}
	return fmt.Errorf("emulator: %v is not an allowed destination: %w", addr, syscall.ECONNREFUSED)
}

func (n *hostNetwork) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if err := n.check(to.Addr()); err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: dialPatience}
	return d.DialContext(ctx, "tcp4", to.String())
}

// Listen binds the same port of this machine, or any port where that is reserved for the system or taken.
func (n *hostNetwork) Listen(port uint16) (net.Listener, error) {
	if port >= 1024 {
		if l, err := net.Listen("tcp4", net.JoinHostPort(n.bind, strconv.Itoa(int(port)))); err == nil {
			return l, nil
		}
	}
	return net.Listen("tcp4", net.JoinHostPort(n.bind, "0"))
}

func (n *hostNetwork) ListenPacket(port uint16) (net.PacketConn, error) {
	if port >= 1024 {
		if c, err := net.ListenPacket("udp4", net.JoinHostPort(n.bind, strconv.Itoa(int(port)))); err == nil {
			return &guardedPacketConn{c, n}, nil
		}
	}
	c, err := net.ListenPacket("udp4", net.JoinHostPort(n.bind, "0"))
	if err != nil {
		return nil, err
	}
	return &guardedPacketConn{c, n}, nil
}

// guardedPacketConn loses what is sent to a destination that is not allowed, as a network loses it.
type guardedPacketConn struct {
	net.PacketConn
	net *hostNetwork
}

func (c *guardedPacketConn) WriteTo(p []byte, to net.Addr) (int, error) {
	if udp, ok := to.(*net.UDPAddr); ok && c.net.check(udp.AddrPort().Addr()) != nil {
		return len(p), nil
	}
	return c.PacketConn.WriteTo(p, to)
}

// Resolve asks this machine's resolver, except that a network limited to loopback knows only localhost.
func (n *hostNetwork) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	if name == "localhost" {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
	}
	if !n.wide {
		return netip.Addr{}, fmt.Errorf("emulator: no DNS option names %s", name)
	}
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip4", name)
	if err != nil {
		return netip.Addr{}, err
	}
	return addrs[0].Unmap(), nil
}

func (n *hostNetwork) Ping(_ context.Context, to netip.Addr) error { return n.check(to) }
