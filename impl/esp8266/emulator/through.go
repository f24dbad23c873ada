package emulator

import (
	"bytes"
	"time"
)

const throughMax = 64 << 10 // bytes on their way to the peer above which the host waits

var throughCommands = []command{
	{name: "CIPMODE", on17: plain, on22: plain, query: passQuery, set: passSet},
}

// throughState is passthrough: the line is the link, until +++ stands alone.
type throughState struct {
	buf   []byte    // from the host, gathered
	last  time.Time // when its last byte came
	alone bool      // there was silence before buf
	count int       // counts what is gathered, so that a stale timer does nothing
	queue []byte    // on its way to the peer
}

func (t *throughState) full() bool { return len(t.queue) > throughMax }

func passQuery(c *call) result {
	c.answer("%d\r\n", bit(c.m.passthrough))
	return done
}

func passSet(c *call) result {
	m := c.m
	a := c.args()
	on := a.number(0, 1) == 1
	if a.bad(c) || (on && (m.mux || m.server != nil || m.passive)) {
		return failed
	}
	m.passthrough = on
	return done
}

// passCommand is AT+CIPSEND alone: it enters passthrough.
func passCommand(c *call) result {
	m := c.m
	if !m.passthrough {
		return failed
	}
	l := m.links[0]
	if l == nil {
		return c.hint("link is not valid")
	}
	if l.kind == "UDP" && l.mode != 0 {
		return failed
	}
	c.say("\r\nOK\r\n")
	if !c.mute {
		m.print("\r\n>")
	}
	m.phase = passing
	m.through = throughState{}
	m.spawn(m.pump)
	return answered
}

// feedThrough gathers what goes to the peer until there is a segment's worth or the host pauses.
func (m *module) feedThrough(p []byte) []byte {
	most := 1460
	if m.v17() {
		most = 2920
	}
	t := &m.through
	now := time.Now()
	if len(t.buf) == 0 {
		t.alone = now.Sub(t.last) >= quiet
		t.count++
		count := t.count
		m.later(quiet, func() {
			if m.phase == passing && m.through.count == count {
				m.forward()
			}
		})
	}
	t.last = now
	n := min(len(p), most-len(t.buf))
	if t.buf = append(t.buf, p[:n]...); len(t.buf) == most {
		m.forward()
	}
	return p[n:]
}

// forward hands on what was gathered, or ends passthrough where that is a +++ alone.
func (m *module) forward() {
	t := &m.through
	buf := t.buf
	t.buf = nil
	t.count++
	if t.alone && string(buf) == "+++" {
		m.phase = idle
		switch {
		case m.set.sysmsg&1 == 0:
		case m.v17():
			m.print("+QUITT\r\n")
		default:
			m.print("\r\n+QUITT\r\n")
		}
	} else {
		t.queue = append(t.queue, buf...)
	}
	m.e.change.Broadcast()
}

// pump writes to the peer until passthrough ends. What comes while the link is down is lost.
func (m *module) pump() {
	e := m.e
	for {
		e.mu.Lock()
		for !m.dead && m.phase == passing && len(m.through.queue) == 0 {
			e.change.Wait()
		}
		data := bytes.Clone(m.through.queue)
		m.through.queue = nil
		e.change.Broadcast()
		l, over := m.links[0], m.dead || len(data) == 0
		e.mu.Unlock()
		if over {
			return
		}
		if l != nil {
			m.write(l, l.remote, data)
		}
	}
}

// reconnect brings a passthrough link back for as long as passthrough lasts.
func (m *module) reconnect(was *link) {
	m.hadLink = true
	m.linkNotice(was.id, "CLOSED")
	every := m.reconnectEvery()
	s := start{id: was.id, kind: was.kind, host: was.remote.Addr().String(), port: was.remote.Port(), local: was.local}
	if s.kind != "UDP" {
		s.local = 0
	}
	m.spawn(func() {
		for m.passes() && sleep(m.ctx, every) == nil {
			if l, _ := m.dial(m.ctx, s); l != nil && m.resume(l) {
				return
			}
		}
	})
}

// passes reports whether passthrough still waits for its link.
func (m *module) passes() (yes bool) {
	m.locked(func() { yes = m.phase == passing && m.links[0] == nil })
	return yes
}

// resume puts a new connection in the place of one that was lost.
func (m *module) resume(l *link) (ok bool) {
	m.locked(func() {
		if ok = m.phase == passing && m.links[0] == nil; ok {
			m.open(l)
			m.watch(l)
		}
	})
	if !ok {
		l.discard()
	}
	return ok
}
