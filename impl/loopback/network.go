package loopback

import (
	"net/netip"
	"sync"

	"drivergen/driver"
)

// A Network carries streams and datagrams between hosts of one process. Its lock guards
// everything on it and is never held while an owner of a socket is told something.
type Network struct {
	mu    sync.Mutex
	hosts map[netip.Addr]*host
	last  netip.Addr
	names map[string]netip.Addr
}

// NewNetwork returns a network without hosts. Hosts get addresses from 10.0.0.1 on.
func NewNetwork() *Network {
	return &Network{
		hosts: map[netip.Addr]*host{},
		last:  netip.AddrFrom4([4]byte{10, 0, 0, 0}),
		names: map[string]netip.Addr{},
	}
}

// SetName makes the network's resolver answer name with addr.
func (n *Network) SetName(name string, addr netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.names[name] = addr
}

// lookup returns the address of a name.
func (n *Network) lookup(name string) (netip.Addr, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	addr, ok := n.names[name]
	return addr, ok
}

// A host is an address on a network with its ports.
type host struct {
	network *Network
	addr    netip.Addr

	// Under network.mu:
	streams map[uint16]*binding
	packets map[uint16]*packets
	port    uint16 // the last ephemeral port given out
}

// A binding is a stream port that a socket holds. It listens where accept is set.
type binding struct {
	accept func(*end) bool // takes the connection or refuses it; called without the network's lock
}

// The ephemeral ports of RFC 6335.
const firstEphemeral, lastEphemeral = 49152, 65535

// newHost adds a host to the network.
func (n *Network) newHost() *host {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.last = n.last.Next()
	h := &host{
		network: n, addr: n.last, port: lastEphemeral,
		streams: map[uint16]*binding{}, packets: map[uint16]*packets{},
	}
	n.hosts[h.addr] = h
	return h
}

// leave takes the host off the network.
func (h *host) leave() {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	delete(h.network.hosts, h.addr)
}

// ephemeral returns the next port of the ephemeral range for which taken is false, or 0
// where there is none. The caller holds the network's lock.
func (h *host) ephemeral(taken func(port uint16) bool) uint16 {
	for range lastEphemeral - firstEphemeral + 1 {
		if h.port == lastEphemeral {
			h.port = firstEphemeral
		} else {
			h.port++
		}
		if !taken(h.port) {
			return h.port
		}
	}
	return 0
}

// bindStream holds a stream port; 0 stands for one of the host's choice.
func (h *host) bindStream(port uint16) (uint16, *binding, error) {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	taken := func(p uint16) bool { return h.streams[p] != nil }
	if port == 0 {
		port = h.ephemeral(taken)
	}
	if port == 0 || taken(port) {
		return 0, nil, driver.EADDRINUSE
	}
	b := &binding{}
	h.streams[port] = b
	return port, b, nil
}

// listen takes connections to a port that is held.
func (h *host) listen(b *binding, accept func(*end) bool) {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	b.accept = accept
}

// releaseStream gives a stream port back.
func (h *host) releaseStream(port uint16) {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	delete(h.streams, port)
}

// dial connects to a listening port and returns this side's end, without an owner yet.
// Port 0 stands for an ephemeral one.
func (h *host) dial(port uint16, to netip.AddrPort) (*end, error) {
	n := h.network
	n.mu.Lock()
	other := n.hosts[to.Addr().Unmap()]
	if other == nil {
		n.mu.Unlock()
		return nil, driver.EHOSTUNREACH
	}
	b := other.streams[to.Port()]
	if b == nil || b.accept == nil {
		n.mu.Unlock()
		return nil, driver.ECONNREFUSED
	}
	if port == 0 {
		port = h.ephemeral(func(p uint16) bool { return h.streams[p] != nil })
	}
	near, far := newPair(n, netip.AddrPortFrom(h.addr, port), to)
	accept := b.accept
	n.mu.Unlock()
	if !accept(far) {
		return nil, driver.ECONNREFUSED
	}
	return near, nil
}
