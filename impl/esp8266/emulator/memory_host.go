package emulator

import (
	"context"
	"net"
	"net/netip"
	"syscall"
)

// firstDynamicPort is the first of the ports that a host chooses from (RFC 6335).
const firstDynamicPort = 49152

// MemoryHost is one host of a Memory. It, too, is a Network, so that several modules may share one Memory.
type MemoryHost struct {
	net  *Memory
	addr netip.Addr

	// The network's lock guards what follows.
	silent    bool
	port      uint16 // the last one chosen
	listeners map[uint16]*memoryListener
	packets   map[uint16]*memoryPacketConn
}

var _ Network = (*MemoryHost)(nil)

// Addr is the host's address.
func (h *MemoryHost) Addr() netip.Addr { return h.addr }

// SetSilent makes the host answer no connect and take no datagram, as behind a firewall. Connections that are open stay.
func (h *MemoryHost) SetSilent(on bool) {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	h.silent = on
}

// Resolve knows the names that Memory.Name was told.
func (h *MemoryHost) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	return h.net.Resolve(ctx, name)
}

// Ping fails at once where nobody has the address or its host is silent.
func (h *MemoryHost) Ping(ctx context.Context, to netip.Addr) error { return h.net.Ping(ctx, to) }

// Dial connects to a port, as a *MemoryConn. It fails with ECONNREFUSED where nobody listens there, and with ETIMEDOUT
// where for 20 seconds nobody answers: an address without a host, a silent host, or a listener that does not accept.
func (h *MemoryHost) Dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	to = netip.AddrPortFrom(to.Addr().Unmap(), to.Port())
	limited, cancel := context.WithTimeout(ctx, dialPatience)
	defer cancel()
	conn, err := h.connect(limited, to)
	switch {
	case err == nil:
		return conn, nil
	case ctx.Err() != nil:
		err = ctx.Err()
	case limited.Err() != nil:
		err = syscall.ETIMEDOUT
	}
	return nil, &net.OpError{Op: "dial", Net: "tcp4", Addr: net.TCPAddrFromAddrPort(to), Err: err}
}

func (h *MemoryHost) connect(ctx context.Context, to netip.AddrPort) (*MemoryConn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	peer, ok := h.net.reach(to.Addr())
	if !ok {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	h.net.mu.Lock()
	l := peer.listeners[to.Port()]
	from := netip.AddrPortFrom(h.addr, h.choosePort(func(p uint16) bool { return h.listeners[p] != nil }))
	buffer := h.net.buffer
	h.net.mu.Unlock()
	if l == nil {
		return nil, syscall.ECONNREFUSED
	}
	near, far := newMemoryConns(from, to, buffer)
	return near, l.queue(ctx, far)
}

// Listen listens for connections to a port, or to one that the host chooses for 0. Each is a *MemoryConn. It fails with
// EADDRINUSE where the port is listened at.
func (h *MemoryHost) Listen(port uint16) (net.Listener, error) {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	if port == 0 {
		port = h.choosePort(func(p uint16) bool { return h.listeners[p] != nil })
	}
	at := netip.AddrPortFrom(h.addr, port)
	if h.listeners[port] != nil {
		return nil, &net.OpError{Op: "listen", Net: "tcp4", Addr: net.TCPAddrFromAddrPort(at), Err: syscall.EADDRINUSE}
	}
	l := newMemoryListener(h, at)
	h.listeners[port] = l
	return l, nil
}

// ListenPacket opens a UDP socket at a port, or at one that the host chooses for 0. It fails with EADDRINUSE where the
// port is taken.
func (h *MemoryHost) ListenPacket(port uint16) (net.PacketConn, error) {
	h.net.mu.Lock()
	defer h.net.mu.Unlock()
	if port == 0 {
		port = h.choosePort(func(p uint16) bool { return h.packets[p] != nil })
	}
	at := netip.AddrPortFrom(h.addr, port)
	if h.packets[port] != nil {
		return nil, &net.OpError{Op: "listen", Net: "udp4", Addr: net.UDPAddrFromAddrPort(at), Err: syscall.EADDRINUSE}
	}
	c := newMemoryPacketConn(h, at)
	h.packets[port] = c
	return c, nil
}

// choosePort gives a dynamic port that is not taken. The network's lock is held.
func (h *MemoryHost) choosePort(taken func(uint16) bool) uint16 {
	for {
		h.port++
		if h.port < firstDynamicPort {
			h.port = firstDynamicPort
		}
		if !taken(h.port) {
			return h.port
		}
	}
}
