package loopback

import (
	"errors"
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
	names map[string]netip.Addr // one that is not valid leaves who asks without an answer
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

// SetSilent makes the network's resolver leave who asks for a name without an answer.
func (n *Network) SetSilent(name string) { n.SetName(name, netip.Addr{}) }

// lookup returns the address of a name, one that is not valid where nobody answers.
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
	down    bool   // the host has lost its network
}

// A binding is a stream port that a socket holds. It listens where accept is set.
type binding struct {
	accept func(*end) bool // takes the connection or refuses it; called without the network's lock
	silent bool            // it neither takes nor refuses
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

// setDown says whether the host has lost its network.
func (h *host) setDown(down bool) {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	h.down = down
}

// up returns ENETDOWN where the host has lost its network.
func (h *host) up() error {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	if h.down {
		return driver.ENETDOWN
	}
	return nil
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

// silence makes who connects to a port that is held wait.
func (h *host) silence(b *binding) {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	b.silent = true
}

// errSilent is the error of dial where nobody answers.
var errSilent = errors.New("no answer")

// releaseStream gives a stream port back.
func (h *host) releaseStream(port uint16) {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	delete(h.streams, port)
}

// dial connects to a listening port and returns this side's end, without an owner yet.
// Port 0 stands for an ephemeral one. Where nobody answers the error is errSilent.
func (h *host) dial(port uint16, to netip.AddrPort) (*end, error) {
	n := h.network
	n.mu.Lock()
	b, err := h.reach(to)
	if err != nil {
		n.mu.Unlock()
		return nil, err
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

// reach returns what listens at an address. The caller holds the network's lock.
func (h *host) reach(to netip.AddrPort) (*binding, error) {
	other := h.network.hosts[to.Addr().Unmap()]
	switch {
	case h.down:
		return nil, driver.ENETDOWN
	case other == nil:
		return nil, driver.EHOSTUNREACH
	}
	b := other.streams[to.Port()]
	switch {
	case b != nil && b.silent:
		return nil, errSilent
	case b == nil || b.accept == nil:
		return nil, driver.ECONNREFUSED
	}
	return b, nil
}
