package emulator

import (
	"fmt"
	"net/netip"
	"slices"
	"time"
)

var apCommands = []command{
	{name: "CWSAP", on17: both, on22: plain, saved: true, query: apQuery, set: apSet},
	{name: "CWLIF", on17: plain, on22: plain, execute: clientList},
	{name: "CWQIF", on22: plain, execute: kickAll, set: kickOne},
}

// client is a station joined to the module's own access point.
type client struct {
	mac MAC
	ip  netip.Addr
}

func apQuery(c *call) result {
	if c.m.set.mode&2 == 0 {
		return failed
	}
	ap := c.shown().ap
	c.answer("\"%s\",\"%s\",%d,%d,%d,%d\r\n", ap.ssid, ap.password, ap.channel, ap.ecn, ap.max, ap.hidden)
	return done
}

func apSet(c *call) result {
	const most = 8
	a := c.args()
	ap := apConfig{ssid: a.text(1, 32), password: a.text(0, 64), channel: a.number(1, 14), ecn: a.number(0, 4)}
	ap.max, ap.hidden = a.numberOr(c.m.set.ap.max, 1, most), a.numberOr(0, 0, 1)
	if a.bad(c) || c.m.set.mode&2 == 0 || ap.ecn == 1 || (ap.ecn != 0 && len(ap.password) < 8) {
		return failed
	}
	c.change(func(s *settings) { s.ap = ap })
	return done
}

// clientList prints bare lines on AT 1.7.
func clientList(c *call) result {
	if c.m.set.mode&2 == 0 {
		return failed
	}
	for _, k := range c.m.e.clients {
		if c.m.v17() {
			c.say("%v,%v\r\n", k.ip, k.mac)
		} else {
			c.answer("%v,%v\r\n", k.ip, k.mac)
		}
	}
	return done
}

func kickAll(c *call) result {
	if c.m.set.mode&2 == 0 {
		return failed
	}
	c.then(func() {
		for len(c.m.e.clients) > 0 {
			c.m.e.expel(c.m.e.clients[0].mac)
		}
	})
	return done
}

func kickOne(c *call) result {
	a := c.args()
	mac := a.mac()
	if a.bad(c) || c.m.set.mode&2 == 0 {
		return failed
	}
	c.then(func() { c.m.e.expel(mac) })
	return done
}

// admit gives a station a place at the module's access point, if there is one, and the lowest free address of its range,
// if there is one.
func (e *Emulator) admit(mac MAC) (client, bool) {
	s := &e.flash
	if e.m != nil {
		s = &e.m.set
	}
	for _, k := range e.clients {
		if k.mac == mac {
			return k, true
		}
	}
	if len(e.clients) >= s.ap.max {
		return client{}, false
	}
	k := client{mac: mac, ip: netip.IPv4Unspecified()}
	for ip := s.lease.from; s.apDHCP && ip.IsValid() && !s.lease.to.Less(ip); ip = ip.Next() {
		if !slices.ContainsFunc(e.clients, func(k client) bool { return k.ip == ip }) {
			k.ip = ip
			break
		}
	}
	e.clients = append(e.clients, k)
	return k, true
}

// accessPointUp is the module's access point coming on the air. Where Timing gives its stations time, they come then,
// one after the other and heard; else they are there.
func (m *module) accessPointUp() {
	every := m.e.timing().Stations
	if every <= 0 {
		return
	}
	m.e.clients = nil
	m.ups++
	up := m.ups
	for i, mac := range m.e.cfg.Stations {
		m.later(every*time.Duration(i+1), func() {
			if m.ups == up && m.set.mode&2 != 0 {
				m.e.join(mac)
			}
		})
	}
}

// expel takes a station off the module's access point.
func (e *Emulator) expel(mac MAC) {
	for i, k := range e.clients {
		if k.mac == mac {
			e.clients = append(e.clients[:i:i], e.clients[i+1:]...)
			if e.m.set.mode&2 != 0 {
				e.m.notice(fmt.Sprintf("+STA_DISCONNECTED:\"%v\"\r\n", mac))
			}
			return
		}
	}
}

// JoinStation has a station join the module's own access point, and reports whether that has room for it. It is heard
// only while the access point is on.
func (e *Emulator) JoinStation(mac MAC) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.join(mac)
}

// join is JoinStation with the lock held.
func (e *Emulator) join(mac MAC) bool {
	k, ok := e.admit(mac)
	if !ok || e.m.set.mode&2 == 0 {
		return ok
	}
	e.m.notice(fmt.Sprintf("+STA_CONNECTED:\"%v\"\r\n", mac))
	if !k.ip.IsUnspecified() {
		e.m.notice(fmt.Sprintf("+DIST_STA_IP:\"%v\",\"%v\"\r\n", mac, k.ip))
	}
	return true
}

// LeaveStation has a station leave the module's own access point.
func (e *Emulator) LeaveStation(mac MAC) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.expel(mac)
}
