package emulator

import "strings"

var modeCommands = []command{
	{name: "CWMODE", on17: both, query: modeQuery, test: modeTest, set: modeSet},
	{name: "CWMODE", on22: plain, saved: true, query: modeQuery, set: modeSet},
	{name: "CWHOSTNAME", on17: plain, on22: plain, query: hostnameQuery, set: hostnameSet},
	{name: "CWCOUNTRY", on17: suffix, since: "1.7", on22: plain, query: countryQuery, set: countrySet},
}

// shown is what a query shows: the flash for AT 1.7's _DEF, else what the module runs on.
func (c *call) shown() *settings {
	if c.m.v17() && c.save {
		return &c.m.e.flash
	}
	return &c.m.set
}

// running is what a query shows of addresses and DHCP, which the SDK of AT 1.7 knows only as they are: the flash alone
// for _DEF.
func (c *call) running() *settings {
	if strings.HasSuffix(c.name, "_DEF") {
		return c.shown()
	}
	return &c.m.set
}

func modeQuery(c *call) result {
	c.answer("%d\r\n", c.shown().mode)
	return done
}

func modeTest(c *call) result {
	c.answer("(1-3)\r\n")
	return done
}

func modeSet(c *call) result {
	m := c.m
	a := c.args()
	var mode int
	join := false
	if m.v17() {
		mode = a.number(1, 3)
	} else {
		mode = a.number(0, 3)
		join = a.numberOr(1, 0, 1) == 1
	}
	if a.bad(c) {
		return failed
	}
	if join && mode&1 != 0 && m.set.mode&1 == 0 && m.set.autoConn {
		c.then(func() {
			m.sta.want = m.set.join
			m.rejoin()
		})
	}
	up := mode&^m.set.mode&2 != 0
	c.change(func(s *settings) { s.mode = mode })
	if up {
		c.then(m.accessPointUp)
	}
	if mode&1 == 0 {
		m.quit()
	}
	return done
}

func hostnameQuery(c *call) result {
	if c.m.set.mode&1 == 0 {
		return failed
	}
	c.answer("%s\r\n", c.m.hostname)
	return done
}

func hostnameSet(c *call) result {
	a := c.args()
	name := a.text(1, 32)
	if a.bad(c) || c.m.set.mode&1 == 0 {
		return failed
	}
	c.m.hostname = name
	return done
}

func countryQuery(c *call) result {
	k := c.shown().country
	c.answer("%d,\"%s\",%d,%d\r\n", k.policy, k.code, k.start, k.count)
	return done
}

func countrySet(c *call) result {
	a := c.args()
	k := countryConfig{a.number(0, 1), a.text(2, 3), a.number(1, 14), a.number(1, 14)}
	if a.bad(c) || k.start+k.count > 15 {
		return failed
	}
	c.change(func(s *settings) { s.country = k })
	return done
}
