package emulator

import (
	"context"
	"time"
)

var joinCommands = []command{
	{name: "CWJAP", on17: both, query: joinQuery, set: joinSet},
	{name: "CWJAP", on22: plain, saved: true, query: joinQuery, set: joinSet, execute: joinAgain},
	{name: "CWJAPTO", on17: plain, since: "1.7", query: joinTimeoutQuery, set: joinTimeoutSet},
	{name: "CWQAP", on17: plain, on22: plain, execute: quit},
	{name: "CWSTATE", on22: plain, query: stationQuery},
	{name: "CWRECONNCFG", on22: plain, saved: true, query: reconnectQuery, set: reconnectSet},
	{name: "CWAUTOCONN", on17: plain, on22: plain, query: autoConnectQuery, set: autoConnectSet},
}

func joinQuery(c *call) result {
	m := c.m
	if m.set.mode&1 == 0 {
		return failed
	}
	ap, t := m.sta.ap, m.sta.want
	switch {
	case ap == nil && m.v17():
		c.say("No AP\r\n")
	case ap == nil:
	case m.e.cfg.Firmware == Firmware13:
		c.answer("\"%s\",\"%s\",%d,%d\r\n", ap.SSID, ap.BSSID, ap.Channel, m.e.rssi(ap))
	case m.v17():
		c.answer("\"%s\",\"%s\",%d,%d,%d\r\n", ap.SSID, ap.BSSID, ap.Channel, m.e.rssi(ap), t.pci)
	default:
		c.answer("\"%s\",\"%s\",%d,%d,%d,%d,%d,%d,%d\r\n",
			ap.SSID, ap.BSSID, ap.Channel, m.e.rssi(ap), t.pci, t.reconn, t.listen, t.scan, t.pmf)
	}
	return done
}

func joinSet(c *call) result {
	m := c.m
	a := c.args()
	last := m.sta.want
	t := target{reconn: 1, listen: 3, pmf: 1}
	patience := 0
	if m.v17() {
		t.ssid, t.password = a.text(1, 32), a.text(0, 64)
	} else {
		t.ssid, t.password = a.textOr(last.ssid, 1, 32), a.textOr(last.password, 0, 64)
	}
	if !a.omitted() {
		t.bssid = a.mac()
	}
	t.pci = a.numberOr(0, 0, 1)
	if !m.v17() {
		t.reconn = a.numberOr(1, 0, 7200)
		t.listen = a.numberOr(3, 1, 100)
		t.scan = a.numberOr(0, 0, 1)
		patience = a.numberOr(0, 3, 600)
		t.pmf = a.numberOr(1, 0, 3)
	}
	if a.bad(c) || m.set.mode&1 == 0 || t.ssid == "" {
		return failed
	}
	c.change(func(s *settings) { s.join = t })
	m.set.reconnInterval = t.reconn
	if m.v17() {
		patience = m.set.joinTO
	}
	return c.join(t, patience)
}

// joinAgain is ESP-AT's AT+CWJAP: join the last access point.
func joinAgain(c *call) result {
	t := c.m.sta.want
	if t.ssid == "" {
		t = c.m.set.join
	}
	if c.m.set.mode&1 == 0 || t.ssid == "" {
		return failed
	}
	return c.join(t, 0)
}

// join drops what the station is on and joins a target. The command is over when that has failed for as many seconds as
// the host said, 0 for the firmware's own, or the station has its address.
func (c *call) join(t target, seconds int) result {
	m := c.m
	if m.sta.ap != nil {
		m.leave()
		m.dropClients()
	}
	m.sta.epoch++
	m.sta.want, m.sta.tried, m.sta.joining = t, true, true
	epoch, timing := m.sta.epoch, m.e.timing()
	return c.background(func(ctx context.Context) func() result {
		limit := timing.JoinFail
		if limit > 0 && seconds > 0 { // with JoinFail 0 nothing takes time
			limit = time.Duration(seconds) * time.Second
		}
		patience, cancel := context.WithTimeout(ctx, limit)
		code := m.join(ctx, epoch, patience.Done())
		cancel()
		if code == joined {
			sleep(ctx, timing.JoinOK)
		}
		return func() result {
			m.sta.joining = false
			if code == joined {
				return done
			}
			m.sta.want = target{}
			if t.eap != nil {
				c.answer("Timeout\r\n")
				return failed
			}
			c.answer("%d\r\n", code)
			return fail
		}
	})
}

func joinTimeoutQuery(c *call) result {
	seconds := c.m.set.joinTO
	if seconds == 0 {
		seconds = 15
	}
	c.answer("%d\r\n", seconds)
	return done
}

func joinTimeoutSet(c *call) result {
	a := c.args()
	seconds := a.number(3, 600)
	if a.bad(c) {
		return failed
	}
	c.change(func(s *settings) { s.joinTO = seconds })
	return done
}

// quit answers first: the radio's message comes from another task.
func quit(c *call) result {
	m := c.m
	if m.set.mode&1 == 0 {
		return failed
	}
	c.then(m.quit)
	return done
}

// quit has the station want no access point: it leaves the one that it is on, and joins none.
func (m *module) quit() {
	m.sta.want = target{}
	on := m.sta.ap != nil
	m.leave()
	if on {
		m.dropClients()
	}
}

func stationQuery(c *call) result {
	s := &c.m.sta
	state, ssid := 0, s.want.ssid
	switch {
	case s.ip.IsValid():
		state, ssid = 2, s.ap.SSID
	case s.ap != nil:
		state, ssid = 1, s.ap.SSID
	case s.joining:
		state = 3
	case s.tried:
		state = 4
	}
	c.answer("%d,\"%s\"\r\n", state, ssid)
	return done
}

func reconnectQuery(c *call) result {
	c.answer("%d,%d\r\n", c.m.set.reconnInterval, c.m.set.reconnCount)
	return done
}

func reconnectSet(c *call) result {
	a := c.args()
	interval, count := a.number(0, 7200), a.number(0, 1000)
	if a.bad(c) || c.m.set.mode&1 == 0 {
		return failed
	}
	c.change(func(s *settings) { s.reconnInterval, s.reconnCount = interval, count })
	return done
}

func autoConnectQuery(c *call) result {
	c.answer("%d", bit(c.m.e.flash.autoConn))
	return done
}

// autoConnectSet is always saved.
func autoConnectSet(c *call) result {
	r := c.setSwitch(&c.m.set.autoConn)
	c.m.e.flash.autoConn = c.m.set.autoConn
	return r
}
