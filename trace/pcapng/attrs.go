package pcapng

import (
	"net/netip"

	"drivergen/driver"
)

// find returns the attribute of a name, or a NilKind one.
func find(attrs []driver.Attr, name string) driver.Attr {
	if name != "" {
		for _, a := range attrs {
			if a.Name == name {
				return a
			}
		}
	}
	return driver.Attr{}
}

// number returns an integer of either kind.
func number(a driver.Attr) int64 {
	if a.Kind() == driver.UintKind {
		return int64(a.Uint())
	}
	return a.Int()
}

// socketOf returns the number of the socket that a call works on.
func (m method) socketOf(call *driver.Call) int64 {
	if m.handle != "" && call.Handle == driver.NoHandle {
		return number(find(call.Args, m.handle))
	}
	return call.Handle
}

// made returns the number of the socket that a call has made.
func (m method) made(call *driver.Call) int64 {
	if a := find(call.Results, m.value); a.Kind() == driver.IntKind || a.Kind() == driver.UintKind {
		return number(a)
	}
	return call.Creates
}

// A target is whom a call names: an address, or a name with a port.
type target struct {
	name string // as the caller wrote it; empty where it is the address itself
	addr netip.AddrPort
}

// literal tells whether the address is known without asking for the name's.
func (t target) literal() bool { return t.addr.Addr().IsValid() }

// target returns whom the arguments of a call name.
func (m method) target(call *driver.Call) target {
	var t target
	if m.peer != "" {
		t.addr = plain(find(call.Args, m.peer).AddrPort())
	} else {
		t.addr = netip.AddrPortFrom(netip.Addr{}, uint16(number(find(call.Args, m.port))))
	}
	if host := find(call.Args, m.host); host.Kind() == driver.StringKind {
		if addr, err := netip.ParseAddr(host.String()); err == nil {
			t.addr = plain(netip.AddrPortFrom(addr, t.addr.Port()))
		} else {
			t.name = host.String()
		}
	}
	if t.addr.Addr().IsUnspecified() {
		t.addr = netip.AddrPortFrom(netip.Addr{}, t.addr.Port())
	}
	return t
}

// plain returns an address as it stands in an IP header: without a zone, an IPv4 address
// in four bytes.
func plain(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap().WithZone(""), a.Port())
}

// protocolOf returns a new socket's protocol. It is a word in netdev and a number, TinyGo's, in tinygo.
func protocolOf(call *driver.Call) protocol {
	a := find(call.Args, "protocol")
	if a.Kind() == driver.StringKind {
		return protocolNamed(a.String())
	}
	switch number(a) {
	case 0: // the type's own protocol
		switch number(find(call.Args, "stype")) {
		case 1: // SOCK_STREAM
			return streams
		case 2: // SOCK_DGRAM
			return datagrams
		}
	case 6: // IPPROTO_TCP
		return streams
	case 0xFE: // IPPROTO_TLS
		return tlsStreams
	case 17: // IPPROTO_UDP
		return datagrams
	}
	return others
}

// protocolNamed returns the protocol that netdev calls so.
func protocolNamed(name string) protocol {
	switch name {
	case "STREAM":
		return streams
	case "TLS":
		return tlsStreams
	case "DGRAM":
		return datagrams
	}
	return others
}
