package emulator

import "time"

var savedLinkCommands = []command{
	{name: "SAVETRANSLINK", on17: plain, on22: plain, set: saveLinkSet},
}

// saveLinkSet keeps a link in flash, always, that every boot from now on opens in passthrough.
func saveLinkSet(c *call) result {
	m := c.m
	a := c.args()
	if a.number(0, 1) == 0 {
		if a.bad(c) {
			return failed
		}
		m.e.flash.through = nil
		return done
	}
	s := start{kind: "TCP", host: a.text(1, 128), port: uint16(a.number(1, 65535))}
	if !a.omitted() {
		s.kind = a.text(3, 3)
	}
	switch {
	case s.kind == "UDP":
		s.local = uint16(a.numberOr(0, 0, 65535))
	case s.kind == "TCP", s.kind == "SSL" && !m.v17():
		a.numberOr(0, 0, 7200) // keep-alive
	default:
		return failed
	}
	if a.bad(c) {
		return failed
	}
	m.e.flash.through = &s
	return done
}

// enterSaved is a boot with a saved link: it begins in passthrough, and the prompt says that the link is up.
func (m *module) enterSaved(s start) {
	m.passthrough = true
	m.phase = passing
	m.through = throughState{}
	m.spawn(m.pump)
	m.spawn(func() {
		every := m.reconnectEvery()
		for m.awaitNetwork() {
			if l, _ := m.dial(m.ctx, s); l != nil && m.resume(l) {
				m.locked(func() { m.print("\r\n>") })
				return
			}
			if sleep(m.ctx, every) != nil {
				return
			}
		}
	})
}

// awaitNetwork waits until the module can reach somebody, and reports whether passthrough still waits for its link. It
// is called without the lock.
func (m *module) awaitNetwork() bool {
	e := m.e
	e.mu.Lock()
	defer e.mu.Unlock()
	for !m.dead && m.phase == passing && m.offline() {
		e.change.Wait()
	}
	return !m.dead && m.phase == passing && m.links[0] == nil
}

// reconnectEvery is how far apart the firmware tries to bring a passthrough link back.
func (m *module) reconnectEvery() time.Duration {
	if m.v17() {
		return time.Second
	}
	return time.Duration(m.set.linkReconn) * 100 * time.Millisecond
}
