package gonet

import (
	"net"
	"net/netip"

	"drivergen/driver"
)

// UDPConn is a datagram socket of a device. It is a net.Conn where it has a peer, and a
// net.PacketConn; its methods may be called from any goroutine.
type UDPConn struct{ handle }

// PacketConn is UDPConn: what carries datagrams on a device is UDP.
type PacketConn = UDPConn

var (
	_ net.Conn       = (*UDPConn)(nil)
	_ net.PacketConn = (*UDPConn)(nil)
)

// Read reads one datagram, cut to len(b).
func (c *UDPConn) Read(b []byte) (int, error) {
	n, _, err := c.recv(b)
	return n, c.fail("read", err)
}

// Write sends b to the peer as one datagram.
func (c *UDPConn) Write(b []byte) (int, error) {
	n, err := c.writeAll(b, len(b))
	return n, c.fail("write", err)
}

// ReadFrom reads one datagram, cut to len(b), and returns its sender, a *net.UDPAddr.
func (c *UDPConn) ReadFrom(b []byte) (int, net.Addr, error) {
	n, from, err := c.ReadFromUDPAddrPort(b)
	if err != nil {
		return n, nil, err
	}
	return n, net.UDPAddrFromAddrPort(from), nil
}

// ReadFromUDPAddrPort is ReadFrom without allocating an address.
func (c *UDPConn) ReadFromUDPAddrPort(b []byte) (int, netip.AddrPort, error) {
	n, from, err := c.recv(b)
	if peer, ok := c.remote.(*net.UDPAddr); ok && !from.IsValid() {
		from = peer.AddrPort() // the only one that it can be from
	}
	return n, from, c.fail("read", err)
}

// WriteTo sends b as one datagram to addr, a *net.UDPAddr. With a peer it fails with
// net.ErrWriteToConnected.
func (c *UDPConn) WriteTo(b []byte, addr net.Addr) (int, error) {
	to, ok := addr.(*net.UDPAddr)
	if !ok || to == nil {
		return 0, &net.OpError{Op: "write", Net: c.network, Source: c.local, Addr: addr, Err: driver.EINVAL}
	}
	return c.WriteToUDPAddrPort(b, to.AddrPort())
}

// WriteToUDPAddrPort is WriteTo with another type of address.
func (c *UDPConn) WriteToUDPAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if err := c.sendTo(b, to); err != nil {
		if c.isClosed() {
			err = net.ErrClosed
		}
		return 0, &net.OpError{
			Op: "write", Net: c.network, Source: c.local, Addr: net.UDPAddrFromAddrPort(to), Err: inWords(err),
		}
	}
	return len(b), nil
}

func (c *UDPConn) sendTo(b []byte, to netip.AddrPort) error {
	switch {
	case c.remote != nil:
		return net.ErrWriteToConnected
	case !to.IsValid():
		return driver.EINVAL
	case !c.enter():
		return net.ErrClosed
	}
	defer c.leave()
	c.writing.Lock()
	defer c.writing.Unlock()
	ctx := c.transmit.context()
	if ctx.Err() != nil {
		return endedBefore(ctx, "send_to")
	}
	return ended(ctx, c.stack.dev.SendTo(ctx, c.fd, b, to.Addr().Unmap().String(), to.Port()))
}
