package emulator

var closeCommands = []command{
	{name: "CIPCLOSE", on17: plain, on22: plain, execute: closeOnly, set: closeSet},
	{name: "CIPCLOSEMODE", on17: plain, since: "1.7", set: closeModeSet},
}

// closeOnly is the form for a host with one link.
func closeOnly(c *call) result {
	if c.m.mux {
		return c.hint("MUX=1")
	}
	return c.close(0)
}

// closeSet is the form for a host with several: a link's id, or 5 for all.
func closeSet(c *call) result {
	m := c.m
	if !m.mux {
		return c.hint("MUX=0")
	}
	a := c.args()
	id := a.number(0, maxLinks)
	if a.bad(c) {
		return c.hint("ID ERROR")
	}
	if id < maxLinks {
		return c.close(id)
	}
	for id, l := range m.links {
		if l != nil {
			m.dropLink(l)
		}
		m.leftover[id] = nil
	}
	return done
}

// closeModeSet is AT 1.7's AT+CIPCLOSEMODE=id,1: have the AT+CIPCLOSE that follows close with a reset.
func closeModeSet(c *call) result {
	a := c.args()
	id := c.m.readID(a)
	abort := a.number(0, 1) == 1
	if a.bad(c) {
		return failed
	}
	l := c.m.links[id]
	if l == nil {
		return c.hint("UNLINK")
	}
	l.abortive = abort
	return done
}

func (c *call) close(id int) result {
	m := c.m
	l := m.links[id]
	if l == nil {
		return c.hint("UNLINK")
	}
	if l.abortive || m.set.tcp[id].linger == 0 {
		l.abort()
	}
	m.dropLink(l)
	return done
}
