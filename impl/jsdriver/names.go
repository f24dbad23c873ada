package jsdriver

import (
	"encoding/binary"
	"net/netip"
	"sync"

	"drivergen/driver"
)

// names gives host names addresses that stand for them, for a driver that can connect to a name and cannot resolve one: Kaluma's
// interface has no such method. The addresses are of a block that is on no network (198.18.0.0/15, RFC 2544).
type names struct {
	mu    sync.Mutex
	addrs map[string]netip.Addr
	names map[netip.Addr]string
}

// The first address of the block and how many there are.
const (
	firstStandIn = 198<<24 | 18<<16
	standIns     = 1 << 17
)

// standIn returns the address of a name, always the same. It fails with ENOMEM where there were too many names.
func (n *names) standIn(name string) (netip.Addr, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if addr, ok := n.addrs[name]; ok {
		return addr, nil
	}
	number := len(n.addrs) + 1 // the block's first address names the block
	if number >= standIns {
		return netip.Addr{}, driver.ENOMEM
	}
	var raw [4]byte
	binary.BigEndian.PutUint32(raw[:], firstStandIn+uint32(number))
	addr := netip.AddrFrom4(raw)
	if n.addrs == nil {
		n.addrs, n.names = map[string]netip.Addr{}, map[netip.Addr]string{}
	}
	n.addrs[name], n.names[addr] = addr, name
	return addr, nil
}

// host returns what the driver is to be told for an address: the name that it stands for, or the address.
func (n *names) host(addr netip.Addr) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if name, ok := n.names[addr]; ok {
		return name
	}
	return addr.String()
}
