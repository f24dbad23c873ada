// Package fakechip is a network chip in memory, with the manner of real ones: a table of
// a few links, commands that answer at once and never wait for a peer, and an
// interrupt that tells which link something happened to. It stands in for the hardware in
// the example around it, and for the peers in its tests.
package fakechip

import (
	"net/netip"
	"sync"
)

// A Network is what chips are connected by. Its zero value is ready to use.
type Network struct {
	mu    sync.Mutex // guards the network, its chips and all of their links
	chips map[netip.Addr]*Chip
	names map[string]netip.Addr
}

// Name makes a name known to the network's resolver.
func (n *Network) Name(name string, addr netip.Addr) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.names == nil {
		n.names = map[string]netip.Addr{}
	}
	n.names[name] = addr
}

// Attach returns a new chip with an address and a table of that many links.
func (n *Network) Attach(addr netip.Addr, links int) *Chip {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.chips == nil {
		n.chips = map[netip.Addr]*Chip{}
	}
	c := &Chip{network: n, addr: addr, links: make([]*link, links), nextPort: firstPort}
	n.chips[addr] = c
	return c
}

// find returns the link that an address leads to, of those that want accepts.
func (n *Network) find(to netip.AddrPort, want func(*link) bool) *link {
	c := n.chips[to.Addr()]
	if c == nil {
		return nil
	}
	for _, l := range c.links {
		if l != nil && l.local.Port() == to.Port() && want(l) {
			return l
		}
	}
	return nil
}
