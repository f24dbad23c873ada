package emulator

var protocolCommands = []command{
	{name: "CWSTAPROTO", on22: plain, saved: true, query: staProtocolQuery, set: staProtocolSet},
	{name: "CWAPPROTO", on22: plain, saved: true, query: apProtocolQuery, set: apProtocolSet},
	{name: "CIPV6", on22: plain, saved: true, query: ipv6Query, set: ipv6Set},
}

// The protocols that the radio may speak are bits: IEEE 802.11b, g and n. Each goes with those before it.
const (
	bgn    = 7
	onlyBG = 3
)

func (c *call) readProtocol() (bits int, ok bool) {
	a := c.args()
	bits = a.number(1, bgn)
	return bits, !a.bad(c) && bits&(bits+1) == 0
}

func staProtocolQuery(c *call) result {
	c.answer("%d", c.m.set.staProtocol)
	return done
}

func staProtocolSet(c *call) result {
	bits, ok := c.readProtocol()
	if !ok || c.m.set.mode&1 == 0 {
		return failed
	}
	c.change(func(s *settings) { s.staProtocol = bits })
	return done
}

func apProtocolQuery(c *call) result {
	c.answer("%d", c.m.set.apProtocol)
	return done
}

func apProtocolSet(c *call) result {
	bits, ok := c.readProtocol()
	if !ok || c.m.set.mode&2 == 0 {
		return failed
	}
	c.change(func(s *settings) { s.apProtocol = bits })
	return done
}

func ipv6Query(c *call) result {
	c.answer("%d\r\n", bit(c.m.set.ipv6))
	return done
}

// ipv6Set is for the next time that an access point is joined.
func ipv6Set(c *call) result {
	on := c.m.set.ipv6
	if r := c.setSwitch(&on); r != done {
		return r
	}
	c.change(func(s *settings) { s.ipv6 = on })
	return done
}
