package emulator

var dhcpCommands = []command{
	{name: "CWDHCP", on17: both, on22: plain, saved: true, query: dhcpQuery, set: dhcpSet},
	{name: "CWDHCPS", on17: suffix, on22: plain, saved: true, query: leaseQuery, set: leaseSet},
}

// dhcpQuery shows bits: on AT 1.7 bit 0 is the access point, on ESP-AT the station.
func dhcpQuery(c *call) result {
	s := c.running()
	bits := bit(s.staDHCP) | bit(s.apDHCP)<<1
	if c.m.v17() {
		bits = bit(s.apDHCP) | bit(s.staDHCP)<<1
	}
	c.answer("%d", bits)
	return done
}

// dhcpSet reads who and then whether on AT 1.7, whether and then who on ESP-AT.
func dhcpSet(c *call) result {
	a := c.args()
	var on, sta, ap bool
	if c.m.v17() {
		who := a.number(0, 2)
		sta, ap = who != 0, who != 1
		on = a.number(0, 1) == 1
	} else {
		on = a.number(0, 1) == 1
		who := a.number(1, 3)
		sta, ap = who&1 != 0, who&2 != 0
	}
	if a.bad(c) {
		return failed
	}
	m := c.m
	if sta && on && !m.set.staDHCP && m.sta.ap != nil {
		c.then(func() {
			m.lease()
			m.notice("WIFI GOT IP\r\n")
		})
	}
	c.change(func(s *settings) {
		if sta {
			s.staDHCP = on
		}
		if ap {
			s.apDHCP = on
		}
	})
	return done
}

func leaseQuery(c *call) result {
	l := c.shown().lease
	c.answer("%d,%v,%v", l.minutes, l.from, l.to)
	return done
}

func leaseSet(c *call) result {
	m := c.m
	a := c.args()
	l := leaseRange(m.set.apAddr)
	if a.number(0, 1) == 1 {
		l = leases{a.number(1, 2880), a.addr(), a.addr()}
	}
	if a.bad(c) || m.set.mode&2 == 0 || l.to.Less(l.from) {
		return failed
	}
	c.change(func(s *settings) { s.lease = l })
	return done
}
