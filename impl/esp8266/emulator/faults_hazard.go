package emulator

// hazards are the faults that are armed, with their generators. The emulator's lock guards them.
type hazards struct {
	Faults
	dice           [faultKinds]dice
	rebootReceived dice // FaultReboot for the bytes from the host; its dice is for those to it
	left           int  // bytes up to RebootAfter; 0: it is over
}

// The generators' streams: one for each kind, and others for the second direction of what befalls both.
const streamReceived = 1000

// arm has faults happen from now on.
func (e *Emulator) arm(f Faults) {
	h := hazards{Faults: f, left: f.RebootAfter}
	for _, k := range faultKeys {
		if k.chance != nil {
			h.dice[k.kind] = newDice(f.Seed, uint64(k.kind), *k.chance(&f))
		}
	}
	h.rebootReceived = newDice(f.Seed, streamReceived+uint64(FaultReboot), f.Reboot)
	e.hazards = h
	if e.host != nil {
		e.armLine(e.host)
	}
}

// armLine has the faults of the line happen to a host.
func (e *Emulator) armLine(h *host) {
	const perHost, perDirection = 100, 50
	h.down.arm(newDamage(&e.hazards.Faults, true, e.hosts*perHost))
	h.up.arm(newDamage(&e.hazards.Faults, false, e.hosts*perHost+perDirection))
}

func (w *wire) arm(d damage) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.arrive(w.now())
	w.damage = d
}

// crashAt gives the index of the byte among the next n at which the module restarts, or -1.
func (h *hazards) crashAt(d *dice, n int) int {
	at := d.next(n)
	if h.left == 0 {
		return at
	}
	if at >= 0 {
		n = at + 1
	}
	if h.left <= n {
		at, n = h.left-1, h.left
	}
	h.left -= n
	return at
}

// say puts a text and a payload on the line at a rate, unless the module has no more to say.
func (m *module) say(head, payload []byte, baud int) {
	e := m.e
	if m.dead || m.halted {
		return
	}
	crash := -1
	if !e.restarting && e.host != nil {
		crash = e.hazards.crashAt(&e.hazards.dice[FaultReboot], len(head)+len(payload))
	}
	if crash >= 0 {
		head, payload = head[:min(len(head), crash+1)], payload[:max(0, crash+1-len(head))]
	}
	e.trace.out(head, payload)
	e.faultLog.sent.Add(int64(len(head) + len(payload)))
	e.send(head, payload, baud)
	if crash >= 0 {
		m.crash("at a byte to the host")
	}
}

// receive gives the firmware what has arrived from the host.
func (m *module) receive(p []byte) {
	e := m.e
	p = m.noticed(p)
	crash := e.hazards.crashAt(&e.hazards.rebootReceived, len(p))
	if crash >= 0 {
		p = p[:crash+1]
	}
	e.trace.in(p)
	e.faultLog.received.Add(int64(len(p)))
	m.feed(p)
	if crash >= 0 {
		m.crash("at a byte from the host")
	}
}

// crash restarts the module before the lock is let go. Until then it says and hears nothing.
func (m *module) crash(where string) {
	e := m.e
	if m.dead || m.halted {
		return
	}
	m.halted = true
	e.fault(FaultReboot, "%s", where)
	e.mu.atEnd(func() {
		if m.dead || e.closed {
			return
		}
		e.restarting = true
		m.kill()
		e.powerUp(WatchdogReset)
		e.restarting = false
	})
}
