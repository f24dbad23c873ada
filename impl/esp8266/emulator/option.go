package emulator

var optionCommands = []command{
	{name: "CIPMUX", on17: plain, on22: plain, query: muxQuery, set: muxSet},
	{name: "CIPDINFO", on17: plain, on22: plain, query: infoQuery, set: infoSet},
	{name: "CIPALIVE", on17: plain, since: "1.7", query: keepAliveQuery, set: keepAliveSet},
	{name: "CIPTCPOPT", on22: plain, saved: true, query: tcpQuery, set: tcpSet},
	{name: "CIPRECONNINTV", on22: plain, saved: true, query: linkReconnectQuery, set: linkReconnectSet},
}

func muxQuery(c *call) result {
	c.answer("%d\r\n", bit(c.m.mux))
	return done
}

func muxSet(c *call) result {
	m := c.m
	a := c.args()
	on := a.number(0, 1) == 1
	if a.bad(c) {
		return failed
	}
	if on == m.mux {
		return done
	}
	for _, l := range m.links {
		if l != nil && (m.v17() || l.kind != "UDP") {
			return c.hint("link is builded")
		}
	}
	switch {
	case on && m.passthrough:
		return c.hint("IPMODE must be 0")
	case !on && m.server != nil:
		return c.hint("CIPSERVER must be 0")
	}
	m.mux = on
	return done
}

func infoQuery(c *call) result {
	word := map[bool]string{false: "false", true: "true"}
	if c.m.v17() {
		word = map[bool]string{false: "FALSE", true: "TRUE"}
	}
	c.answer("%s", word[c.m.dinfo])
	return done
}

func infoSet(c *call) result { return c.setSwitch(&c.m.dinfo) }

func tcpQuery(c *call) result {
	for id, o := range c.m.set.tcp {
		c.answer("%d,%d,%d,%d\r\n", id, o.linger, o.noDelay, o.sendTimeout)
	}
	return done
}

func tcpSet(c *call) result {
	a := c.args()
	id := c.m.readID(a)
	o := tcpOptions{a.numberOr(-1, -1, 10), a.numberOr(0, 0, 1), a.numberOr(0, 0, 600000)}
	if a.bad(c) {
		return failed
	}
	c.change(func(s *settings) { s.tcp[id] = o })
	return done
}

func linkReconnectQuery(c *call) result {
	c.answer("%d\r\n", c.m.set.linkReconn)
	return done
}

func linkReconnectSet(c *call) result {
	a := c.args()
	n := a.number(1, 36000)
	if a.bad(c) {
		return failed
	}
	c.change(func(s *settings) { s.linkReconn = n })
	return done
}

func keepAliveQuery(c *call) result {
	c.answer("%d\r\n", c.m.keepAlive)
	return done
}

// keepAliveSet takes after how many seconds of silence TCP asks whether the peer is there; 0 never. A socket of this
// machine asks by itself.
func keepAliveSet(c *call) result {
	a := c.args()
	seconds := a.number(0, 7200)
	if a.bad(c) {
		return failed
	}
	c.m.keepAlive = seconds
	return done
}
