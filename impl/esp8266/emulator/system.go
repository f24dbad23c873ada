package emulator

import "time"

var systemCommands = []command{
	{name: "SYSRAM", on17: plain, since: "1.7", on22: plain, query: ramQuery},
	{name: "SYSMSG", on17: suffix, since: "1.7", on22: plain, saved: true, query: sysMsgQuery, set: sysMsgSet},
	{name: "SYSSTORE", on22: plain, query: sysStoreQuery, set: sysStoreSet},
	{name: "SYSLOG", on22: plain, query: sysLogQuery, set: sysLogSet},
	{name: "SYSTIMESTAMP", on22: plain, query: clockQuery, set: clockSet},
}

func ramQuery(c *call) result {
	if c.m.v17() {
		c.answer("%d\r\n", 38536)
	} else {
		c.answer("%d,%d", 31844, 29680)
	}
	return done
}

func sysMsgQuery(c *call) result {
	msg := c.m.set.sysmsg
	if c.save && c.m.v17() {
		msg = c.m.e.flash.sysmsg
	}
	if c.m.v17() {
		c.answer("0x%x\r\n", msg)
	} else {
		c.answer("%d", msg)
	}
	return done
}

func sysMsgSet(c *call) result {
	most := 7
	if c.m.v17() {
		most = 3
	}
	a := c.args()
	msg := a.hexNumber(0, most)
	if a.bad(c) {
		return failed
	}
	c.change(func(s *settings) { s.sysmsg = msg })
	return done
}

func sysStoreQuery(c *call) result {
	c.answer("%d\r\n", bit(c.m.sysStore))
	return done
}

func sysStoreSet(c *call) result { return c.setSwitch(&c.m.sysStore) }

func sysLogQuery(c *call) result {
	c.answer("%d\r\n", bit(c.m.sysLog))
	return done
}

func sysLogSet(c *call) result { return c.setSwitch(&c.m.sysLog) }

// setSwitch reads a lone 0 or 1 into a switch.
func (c *call) setSwitch(on *bool) result {
	a := c.args()
	v := a.number(0, 1)
	if a.bad(c) {
		return failed
	}
	*on = v == 1
	return done
}

func bit(on bool) int {
	if on {
		return 1
	}
	return 0
}

func clockQuery(c *call) result {
	c.answer("%d", time.Now().Add(c.m.clock).Unix())
	return done
}

func clockSet(c *call) result {
	a := c.args()
	seconds := a.number(0, 1<<31-1)
	if a.bad(c) {
		return failed
	}
	c.m.clock = time.Until(time.Unix(int64(seconds), 0))
	return done
}
