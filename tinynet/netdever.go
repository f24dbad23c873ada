package tinynet

import (
	"context"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
)

// afINET6 is the domain of IPv6 sockets as TinyGo's net package has it (Linux: AF_INET6).
const afINET6 = 0xa

// A Netdever is a network device as TinyGo's net package sees it. Its methods may be
// called from any goroutine. It is made by NewNetdever.
type Netdever struct {
	dev      netdev.NetDev
	config   config
	contexts contexts
	options  keepAlives
}

var _ tinygo.Netdever = (*Netdever)(nil)

// NewNetdever returns dev as a Netdever.
func NewNetdever(dev netdev.NetDev, opts ...Option) *Netdever {
	return &Netdever{dev: dev, config: configure(opts)}
}

// bounded runs a call that has no deadline of its own.
func (n *Netdever) bounded(call func(context.Context) error) error {
	ctx := n.contexts.within(n.config.callTimeout)
	defer n.contexts.done(ctx)
	return call(ctx)
}

// GetHostByName returns the address of a host, or the address that name is in text. The errors are
// ErrHostUnknown, ErrMalAddr for a name that is empty or longer than 253 bytes, and ErrTimeout.
func (n *Netdever) GetHostByName(name string) (addr netip.Addr, err error) {
	err = n.bounded(func(ctx context.Context) (err error) {
		addr, err = n.dev.Resolve(ctx, name)
		return err
	})
	return addr, n.config.errors.of(lookupError(err))
}

// Addr returns the device's own address.
func (n *Netdever) Addr() (addr netip.Addr, err error) {
	err = n.bounded(func(ctx context.Context) (err error) {
		addr, err = n.dev.IP(ctx)
		return err
	})
	return addr, n.config.errors.of(socketError(err))
}

// Socket makes a socket and returns its descriptor, or -1 with ErrFamilyNotSupported,
// ErrProtocolNotSupported or ErrNoMoreSockets. A protocol of 0 is the type's own.
func (n *Netdever) Socket(domain, stype, protocol int) (int, error) {
	family, ok := domainOf(domain)
	if !ok {
		return -1, n.config.errors.of(tinygo.ErrFamilyNotSupported)
	}
	kind, ok := protocolOf(stype, protocol)
	if !ok {
		return -1, n.config.errors.of(tinygo.ErrProtocolNotSupported)
	}
	fd := netdev.FD(-1)
	err := n.bounded(func(ctx context.Context) (err error) {
		fd, err = n.dev.Socket(ctx, family, kind)
		return err
	})
	if err != nil {
		return -1, n.config.errors.of(socketError(err))
	}
	n.options.drop(fd)
	return int(fd), nil
}

func domainOf(domain int) (netdev.Domain, bool) {
	switch domain {
	case tinygo.AF_INET:
		return netdev.DomainINET, true
	case afINET6:
		return netdev.DomainINET6, true
	}
	return "", false
}

func protocolOf(stype, protocol int) (netdev.Protocol, bool) {
	switch {
	case stype == tinygo.SOCK_STREAM && (protocol == tinygo.IPPROTO_TCP || protocol == 0):
		return netdev.ProtocolStream, true
	case stype == tinygo.SOCK_STREAM && protocol == tinygo.IPPROTO_TLS:
		return netdev.ProtocolTLS, true
	case stype == tinygo.SOCK_DGRAM && (protocol == tinygo.IPPROTO_UDP || protocol == 0):
		return netdev.ProtocolDgram, true
	}
	return "", false
}

// Bind gives the socket a local address and port. The zero address stands for all of the
// device's; port 0 lets the device choose.
func (n *Netdever) Bind(sockfd int, ip netip.AddrPort) error {
	err := n.bounded(func(ctx context.Context) error {
		return n.dev.Bind(ctx, netdev.FD(sockfd), hostOf(ip.Addr()), ip.Port())
	})
	return n.config.errors.of(socketError(err))
}

// hostOf returns an address as text, and "" for one that names no host.
func hostOf(addr netip.Addr) string {
	addr = addr.Unmap() // an IP of package net may have an IPv4 address in 16 bytes
	if !addr.IsValid() || addr.IsUnspecified() {
		return ""
	}
	return addr.String()
}

// Connect connects the socket to a peer, which host names or ip has the address of. Where
// both are given, a TLS socket is given the name, since that is what its certificate
// is for, and any other the address.
func (n *Netdever) Connect(sockfd int, host string, ip netip.AddrPort) error {
	err := n.bounded(func(ctx context.Context) error {
		peer, err := n.peer(ctx, netdev.FD(sockfd), host, hostOf(ip.Addr()))
		if err != nil {
			return err
		}
		return n.dev.Connect(ctx, netdev.FD(sockfd), peer, ip.Port())
	})
	return n.config.errors.of(socketError(err))
}

func (n *Netdever) peer(ctx context.Context, fd netdev.FD, name, address string) (string, error) {
	switch {
	case name == "" && address != "":
		return address, nil
	case name != "" && address == "":
		return name, nil
	}
	socket, err := n.dev.Get(ctx, fd)
	switch {
	case err != nil:
		return "", err
	case name == "":
		return "", driver.Fail("connect", driver.EINVAL, driver.Sentinel("neither a host nor an address is given"))
	case socket.Protocol == netdev.ProtocolTLS:
		return name, nil
	}
	return address, nil
}

// Listen starts taking connections on a bound socket, of which backlog may wait to be accepted.
func (n *Netdever) Listen(sockfd, backlog int) error {
	err := n.bounded(func(ctx context.Context) error {
		return n.dev.Listen(ctx, netdev.FD(sockfd), backlog)
	})
	return n.config.errors.of(socketError(err))
}

// Close closes the socket and wakes whoever waits on it: their calls fail with ECONNABORTED. A
// descriptor that is not open is ErrInvalidSocketFd, a close that the device refuses ErrClosingSocket.
func (n *Netdever) Close(sockfd int) error {
	n.options.drop(netdev.FD(sockfd)) // before the device gives the number to another socket
	err := n.bounded(func(ctx context.Context) error {
		return n.dev.Close(ctx, netdev.FD(sockfd))
	})
	return n.config.errors.of(closeError(err))
}
