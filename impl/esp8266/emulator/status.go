package emulator

var statusCommands = []command{
	{name: "CIPSTATUS", on17: plain, on22: plain, execute: statusCommand},
	{name: "CIPSTATE", on22: plain, since: "2.2.2", query: linkStates},
}

func statusCommand(c *call) result {
	c.say("STATUS:%d\r\n", c.m.status())
	c.sayLinks()
	return done
}

func linkStates(c *call) result {
	c.sayLinks()
	return done
}

func (c *call) sayLinks() {
	for _, l := range c.m.links {
		if l != nil {
			c.answer("%d,\"%s\",\"%v\",%d,%d,%d\r\n", l.id, l.kind, l.remote.Addr(), l.remote.Port(), l.local, bit(l.server))
		}
	}
}

// status is the number that AT+CIPSTATUS starts with. ESP-AT counts TCP and SSL links only.
func (m *module) status() int {
	for _, l := range m.links {
		if l != nil && (m.v17() || l.kind != "UDP") {
			return 3
		}
	}
	switch {
	case m.set.mode == 0:
		return 0
	case m.set.mode&1 != 0 && m.sta.tried && !m.sta.ip.IsValid():
		return 5
	case m.hadLink:
		return 4
	case m.sta.ip.IsValid():
		return 2
	case !m.v17() && !m.sta.tried:
		return 1
	}
	return 5
}
