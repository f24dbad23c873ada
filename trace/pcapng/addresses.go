package pcapng

import (
	"net/netip"
	"strconv"

	"drivergen/driver"
)

// here and there return the stations of the device and of its peers.
func (d *device) here(a netip.AddrPort) station  { return station{d.mac, a} }
func (d *device) there(a netip.AddrPort) station { return station{d.gateway, a} }

// localFor returns the device's address for a peer.
func (d *device) localFor(known, peer netip.Addr) netip.Addr {
	switch {
	case known.IsValid() && known.Is4() == peer.Is4():
		return known
	case peer.IsLoopback():
		return peer
	case peer.Is4():
		return d.addr4
	}
	return d.addr6
}

// learn notes an address of the device.
func (d *device) learn(a netip.Addr) {
	switch a = a.Unmap().WithZone(""); {
	case !a.IsValid() || a.IsUnspecified():
	case a.Is4():
		d.addr4 = a
	default:
		d.addr6 = a
	}
}

// settle decides on the ends of a conversation, whose first frame is to be written.
func (d *device) settle(s *stream) {
	sock := s.sock
	if !s.remote.Addr().IsValid() {
		s.remote = netip.AddrPortFrom(d.t.names.invent(s.name, sock.six), s.remote.Port())
		if s.name != "" {
			s.note = joinNotes(s.note, madeUp(s.name, s.remote.Addr()))
		}
	}
	if s.remote.Port() == 0 {
		s.remote = netip.AddrPortFrom(s.remote.Addr(), unknownPort(sock.protocol))
	}
	if sock.protocol == tlsStreams {
		s.note = joinNotes(s.note, "the payload is the plaintext of a TLS connection")
	}
	addr := d.localFor(sock.local.Addr(), s.remote.Addr())
	s.local = netip.AddrPortFrom(addr, sock.local.Port())
	if !d.t.ports.claim(s) {
		s.note = joinNotes(s.note, "the local port is "+strconv.Itoa(int(sock.local.Port()))+"; the conversation with it is the other end's")
	}
}

// madeUp returns the comment on an address that stands for a name.
func madeUp(name string, addr netip.Addr) string {
	return "the address of " + name + " is not in the trace; " + addr.String() + " stands for it"
}

// unknownPort returns the port of a peer whose port is not known: that of HTTPS, else the
// discard service's (RFC 863).
func unknownPort(p protocol) uint16 {
	if p == tlsStreams {
		return 443
	}
	return 9
}

// names are the addresses of names, as the trace has told them or as they were made up.
type names struct {
	told    map[string]netip.Addr
	made    map[string]netip.Addr
	counter uint8
}

// tell notes the address that a name has.
func (n *names) tell(name string, addr netip.Addr) {
	if len(n.told) == namesKept {
		clear(n.told)
	}
	n.told[name] = addr.Unmap().WithZone("")
}

// of returns a name's address, or the zero Addr where it was not told.
func (n *names) of(name string) netip.Addr { return n.told[name] }

// inventedMax is how many addresses are made up before the first is used again.
const inventedMax = 250

// invent returns the address that stands for a name whose own is not known.
func (n *names) invent(name string, six bool) netip.Addr {
	key := name
	if six {
		key += " 6"
	}
	addr, ok := n.made[key]
	if !ok {
		if len(n.made) == inventedMax {
			clear(n.made)
			n.counter = 0
		}
		n.counter++
		if six {
			addr = netip.AddrFrom16([16]byte{0x20, 0x01, 0x0d, 0xb8, 0, 1, 15: n.counter}) // RFC 3849
		} else {
			addr = netip.AddrFrom4([4]byte{192, 0, 2, n.counter}) // RFC 5737
		}
		n.made[key] = addr
	}
	return addr
}

// ports are the conversations that are open, so that no two have the same ends, and the
// local ports that are made up.
type ports struct {
	live map[pair]*stream
	next uint16
}

// A pair is the two ends of a conversation.
type pair struct{ one, other netip.AddrPort }

// pairOf returns the same pair for both directions.
func pairOf(a, b netip.AddrPort) pair {
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return pair{a, b}
}

// The dynamic ports (RFC 6335, section 6).
const (
	firstDynamic = 49152
	dynamicPorts = 65536 - firstDynamic
)

// invent returns a local port.
func (p *ports) invent() uint16 {
	port := firstDynamic + p.next%dynamicPorts
	p.next++
	return port
}

// claim makes the stream the conversation between its ends. It gives it a local port where
// it has none. Where it has one and that conversation is there already it gives it
// another one and reports false.
func (p *ports) claim(s *stream) bool {
	own := true
	if s.local.Port() != 0 {
		if own = p.take(s); own {
			return true
		}
	}
	for range dynamicPorts {
		s.local = netip.AddrPortFrom(s.local.Addr(), p.invent())
		if p.take(s) {
			break
		}
	}
	return own
}

// take notes the conversation, unless there is one between the same ends.
func (p *ports) take(s *stream) bool {
	key := pairOf(s.local, s.remote)
	if s.local == s.remote || p.live[key] != nil {
		return false
	}
	p.live[key] = s
	return true
}

// release gives the ends of a conversation back.
func (p *ports) release(s *stream) {
	if key := pairOf(s.local, s.remote); p.live[key] == s {
		delete(p.live, key)
	}
}

// deviceMAC and gatewayMAC return locally administered hardware addresses (IEEE 802: the bit
// 0x02 of the first byte) for a device and for what its peers are behind.
func deviceMAC(iface int) driver.MAC { return driver.MAC{0x02, 0, 0, 0, byte(iface >> 8), byte(iface)} }
func gatewayMAC(iface int) driver.MAC {
	return driver.MAC{0x02, 1, 0, 0, byte(iface >> 8), byte(iface)}
}
