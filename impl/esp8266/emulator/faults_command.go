package emulator

import (
	"slices"
	"time"
)

// hit reports whether a fault of a kind happens at this opportunity.
func (h *hazards) hit(kind FaultKind) bool { return h.dice[kind].hit() }

// meet has a command meet its faults, and calls carryOut, now or later, unless they prevent it.
func (m *module) meet(c *call, line string, carryOut func()) {
	h, knobs := &m.e.hazards, &m.e.faults
	busy, stray, late := h.hit(FaultBusy), h.hit(FaultStrayBusy), h.hit(FaultLateReply)
	mute, wifi := h.hit(FaultLoseReply), h.hit(FaultLoseWiFi)
	line = cut([]byte("AT"+line), 40)
	if on := m.sta.ap; wifi && on != nil {
		m.e.fault(FaultLoseWiFi, "%q is off the air for %v", on.SSID, h.WiFiBack)
		m.e.outage(on.SSID, h.WiFiBack)
	}
	m.mayClose("at a command")
	if busy {
		m.e.fault(FaultBusy, "%s finds the module busy for %v", line, h.BusyFor)
	}
	if busy || take(&knobs.busy) {
		m.print(m.busyText("\r\nbusy p...\r\n"))
		if busy {
			m.pause(h.BusyFor, func() {})
		}
		return
	}
	if c.mute = take(&knobs.swallow) || mute; mute {
		m.e.fault(FaultLoseReply, "the answer to %s", line)
	}
	if stray {
		m.e.fault(FaultStrayBusy, "to %s", line)
		m.print(m.busyText("\r\nbusy p...\r\n"))
	}
	if late {
		m.e.fault(FaultLateReply, "%s is carried out %v later", line, h.LateFor)
		m.pause(h.LateFor, carryOut)
		return
	}
	carryOut()
}

// pause has the module busy for a time, and then calls f.
func (m *module) pause(d time.Duration, f func()) {
	if d <= 0 {
		f()
		return
	}
	m.phase = process
	m.later(d, func() {
		if m.phase == process { // no restart was ordered
			m.phase = idle
			f()
		}
	})
}

// mayClose is an opportunity for the peer of a random link to close it. That happens before the lock is let go.
func (m *module) mayClose(where string) {
	h := &m.e.hazards
	if !h.hit(FaultCloseLink) {
		return
	}
	var open []*link
	for _, l := range m.links {
		if l != nil && !l.finished {
			open = append(open, l)
		}
	}
	if len(open) == 0 {
		return
	}
	l := open[h.dice[FaultCloseLink].pick(len(open))]
	m.e.fault(FaultCloseLink, "link %d, %s", l.id, where)
	m.e.mu.atEnd(func() {
		if !m.dead && m.links[l.id] == l && !l.finished {
			m.peerClosed(l)
		}
	})
}

// losesURC is an opportunity for an unsolicited message to be lost, and reports whether it is.
func (m *module) losesURC(text string) bool {
	lost := m.e.hazards.hit(FaultLoseURC)
	if lost {
		m.e.fault(FaultLoseURC, "%q", text)
	}
	return lost
}

// losesPrompt is an opportunity for a prompt to be lost, and reports whether it is.
func (m *module) losesPrompt() bool {
	lost := m.e.hazards.hit(FaultNoPrompt)
	if lost {
		m.e.fault(FaultNoPrompt, "the module waits for %d bytes", m.send.want)
	}
	return lost
}

// meetSend has a send meet its faults. It gives whether its data is lost, and what prints the send's progress.
func (m *module) meetSend() (refused bool, say func(string)) {
	h := &m.e.hazards
	fail, mute := h.hit(FaultSendFail), h.hit(FaultLoseSendOK)
	if fail {
		m.e.fault(FaultSendFail, "%d bytes of link %d", len(m.send.data), m.send.link.id)
	}
	refused = take(&m.e.faults.sendFail) || fail
	if mute {
		m.e.fault(FaultLoseSendOK, "of %d bytes of link %d", len(m.send.data), m.send.link.id)
		return refused, func(string) {}
	}
	return refused, m.print
}

// harm is one byte of an answer that is lost or comes twice.
type harm struct {
	at     int // bytes of the answer before it
	double bool
}

// harmRead is an opportunity for an answer of n bytes to AT+CIPRECVDATA to come with a byte less or more.
func (c *call) harmRead(n int) {
	h := &c.m.e.hazards
	drop, double := h.hit(FaultReadDrop), h.hit(FaultReadDouble)
	switch {
	case c.mute:
	case drop:
		c.harm = &harm{at: h.dice[FaultReadDrop].pick(n)}
		c.m.e.fault(FaultReadDrop, "byte %d of an answer of %d", c.harm.at, n)
	case double:
		c.harm = &harm{at: h.dice[FaultReadDouble].pick(n), double: true}
		c.m.e.fault(FaultReadDouble, "byte %d of an answer of %d", c.harm.at, n)
	}
}

// harmed does the harm to the next bytes of the answer, if it is theirs.
func (c *call) harmed(p []byte) []byte {
	h := c.harm
	switch {
	case h == nil:
		return p
	case h.at >= len(p):
		h.at -= len(p)
		return p
	}
	c.harm = nil
	before, after := p[:h.at], p[h.at+1:]
	if h.double {
		before, after = p[:h.at+1], p[h.at:]
	}
	return slices.Concat(before, after)
}
