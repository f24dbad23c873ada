package main

import (
	"net"
	"net/netip"
	"strconv"
)

// ListenPacket opens a UDP socket at the module's port, or at another of this machine where that is taken.
func (h *home) ListenPacket(port uint16) (net.PacketConn, error) {
	conn, err := listenPacket(port)
	if err != nil {
		return nil, err
	}
	at := addrPort(conn.LocalAddr())
	if port == 0 {
		port = at.Port()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.packets[port] = at
	return &packetConn{conn, h, port, at}, nil
}

func listenPacket(port uint16) (net.PacketConn, error) {
	if port >= 1024 {
		if c, err := net.ListenPacket("udp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(int(port)))); err == nil {
			return c, nil
		}
	}
	return net.ListenPacket("udp4", "127.0.0.1:0")
}

// addrPort returns an address of a UDP socket.
func addrPort(addr net.Addr) netip.AddrPort {
	udp, ok := addr.(*net.UDPAddr)
	if !ok {
		return netip.AddrPort{}
	}
	at := udp.AddrPort()
	return netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
}

// packetConn is a UDP socket of the module, for which the module's own ports are at the module's address.
type packetConn struct {
	net.PacketConn
	home *home
	port uint16
	at   netip.AddrPort
}

// WriteTo sends a datagram to this machine, or to the module. One to anywhere else, or to a port that the module has not
// opened, is lost.
func (c *packetConn) WriteTo(p []byte, to net.Addr) (int, error) {
	target := addrPort(to)
	if target.Addr() == c.home.module {
		c.home.mu.Lock()
		target = c.home.packets[target.Port()]
		c.home.mu.Unlock()
	}
	if !target.Addr().IsLoopback() {
		return len(p), nil
	}
	return c.PacketConn.WriteTo(p, net.UDPAddrFromAddrPort(target))
}

// ReadFrom receives a datagram.
func (c *packetConn) ReadFrom(p []byte) (int, net.Addr, error) {
	n, from, err := c.PacketConn.ReadFrom(p)
	if err != nil {
		return n, from, err
	}
	c.home.mu.Lock()
	defer c.home.mu.Unlock()
	for port, at := range c.home.packets {
		if at == addrPort(from) {
			return n, net.UDPAddrFromAddrPort(netip.AddrPortFrom(c.home.module, port)), nil
		}
	}
	return n, from, nil
}

// Close closes the socket.
func (c *packetConn) Close() error {
	c.home.mu.Lock()
	if c.home.packets[c.port] == c.at {
		delete(c.home.packets, c.port)
	}
	c.home.mu.Unlock()
	return c.PacketConn.Close()
}
