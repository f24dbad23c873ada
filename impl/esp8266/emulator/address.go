package emulator

import (
	"net/netip"
	"strings"
)

var addressCommands = []command{
	{name: "CIPSTA", on17: both, on22: plain, saved: true, query: staQuery, set: staSet},
	{name: "CIPAP", on17: both, on22: plain, saved: true, query: apAddressQuery, set: apAddressSet},
	{name: "CIPSTAMAC", on17: both, on22: plain, saved: true, query: staMACQuery, set: staMACSet},
	{name: "CIPAPMAC", on17: both, on22: plain, saved: true, query: apMACQuery, set: apMACSet},
	{name: "CIFSR", on17: plain, on22: plain, execute: addresses},
}

func staQuery(c *call) result {
	if c.m.set.mode&1 == 0 {
		return failed
	}
	c.sayAddress(c.m.stationAddress())
	if c.m.set.ipv6 && c.m.sta.ap != nil {
		c.answer("ip6ll:\"%s\"\r\n", linkLocal(c.m.set.staMAC))
	}
	return done
}

// linkLocal is the IPv6 address that a station makes itself of its hardware address (RFC 4291, appendix A), written as
// lwIP writes it.
func linkLocal(mac MAC) string {
	ip := netip.AddrFrom16([16]byte{0: 0xfe, 1: 0x80, 8: mac[0] ^ 2, 9: mac[1], 10: mac[2], 11: 0xff, 12: 0xfe, 13: mac[3], 14: mac[4], 15: mac[5]})
	return strings.ToUpper(ip.String())
}

func (c *call) sayAddress(a Address) result {
	c.answer("ip:\"%v\"\r\n", a.IP)
	c.answer("gateway:\"%v\"\r\n", a.Gateway)
	c.answer("netmask:\"%v\"\r\n", a.Netmask)
	return done
}

// readAddress reads "ip"[,"gateway","netmask"].
func (c *call) readAddress() (Address, bool) {
	a := c.args()
	addr := Address{IP: a.addr()}
	if a.left() {
		addr.Gateway, addr.Netmask = a.addrOr(), a.addrOr()
	}
	if a.bad(c) || addr.IP.IsUnspecified() {
		return addr, false
	}
	addr, err := addr.withDefaults("")
	return addr, err == nil
}

// staSet turns the station's DHCP off.
func staSet(c *call) result {
	m := c.m
	addr, ok := c.readAddress()
	if !ok || m.set.mode&1 == 0 {
		return failed
	}
	c.change(func(s *settings) { s.staAddr, s.staDHCP = addr, false })
	if m.sta.ap != nil {
		m.sta.ip = addr.IP
		m.notice("WIFI GOT IP\r\n")
	}
	return done
}

func apAddressQuery(c *call) result {
	if c.m.set.mode&2 == 0 {
		return failed
	}
	return c.sayAddress(c.running().apAddr)
}

func apAddressSet(c *call) result {
	addr, ok := c.readAddress()
	if !ok || c.m.set.mode&2 == 0 {
		return failed
	}
	c.change(func(s *settings) { s.apAddr, s.lease = addr, leaseRange(addr) })
	return done
}

func staMACQuery(c *call) result {
	c.answer("\"%v\"\r\n", c.running().staMAC)
	return done
}

func staMACSet(c *call) result {
	mac, ok := c.readMAC()
	if !ok || c.m.set.mode&1 == 0 {
		return failed
	}
	c.change(func(s *settings) { s.staMAC = mac })
	return done
}

func apMACQuery(c *call) result {
	c.answer("\"%v\"\r\n", c.running().apMAC)
	return done
}

func apMACSet(c *call) result {
	mac, ok := c.readMAC()
	if !ok || c.m.set.mode&2 == 0 {
		return failed
	}
	c.change(func(s *settings) { s.apMAC = mac })
	return done
}

// readMAC reads an address that a station may have: not a group's, not all zero.
func (c *call) readMAC() (MAC, bool) {
	a := c.args()
	mac := a.mac()
	return mac, !a.bad(c) && mac[0]&1 == 0 && mac != MAC{}
}

func addresses(c *call) result {
	m := c.m
	if m.set.mode == 0 {
		return failed
	}
	if m.set.mode&2 != 0 {
		c.answer("APIP,\"%v\"\r\n", m.set.apAddr.IP)
		c.answer("APMAC,\"%v\"\r\n", m.set.apMAC)
	}
	if m.set.mode&1 != 0 {
		ip := m.sta.ip
		if !ip.IsValid() {
			ip = netip.IPv4Unspecified()
		}
		c.answer("STAIP,\"%v\"\r\n", ip)
		c.answer("STAMAC,\"%v\"\r\n", m.set.staMAC)
	}
	return done
}
