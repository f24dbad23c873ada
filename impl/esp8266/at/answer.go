package at

import "bytes"

// line takes a line from the module.
func (r *reader) line(p []byte, cut bool) {
	d := (*Dialogue)(r)
	if cut {
		d.garbage(p)
		return
	}
	d.mu.Lock()
	p, whole := d.x.stripEcho(p)
	if d.step.probing && isProbe(p) {
		p, whole = nil, true
	}
	again := whole && d.step.echoOff && d.x.kind != kindRestart
	d.mu.Unlock()
	switch {
	case again:
		// Echo was off and is on: the module restarted and its "ready" was lost.
		d.restarted("echo is on again", true)
	case len(p) == 0:
	case string(p) == readyLine:
		d.restarted(readyLine, true)
	case isBootText(p):
		d.restarted(string(p), false)
	case isURC(p):
		r.urc(p)
	case bytes.HasPrefix(p, ipdPrefix):
		d.garbage(p)
		r.hole(AnyLink, 0)
	case d.answer(p):
	case isGarbled(p):
		d.garbage(p)
		r.urc(p)
	default:
		d.mu.Lock()
		d.miss() // it may have been a URC
		d.stats.GarbageLines++
		d.stats.GarbageBytes += uint64(len(p))
		d.poke()
		d.mu.Unlock()
		r.urc(p)
	}
}

func (r *reader) urc(p []byte) {
	if r.handler.URC != nil {
		r.handler.URC(p)
	}
}

// garbage notes a line that no firmware prints. While nothing is asked of it, the module is looked for: what looks like
// garbage at this baud rate may be the boot text at another.
func (d *Dialogue) garbage(p []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stats.GarbageLines++
	d.stats.GarbageBytes += uint64(len(p))
	d.miss()
	d.step.noisy = true
	if !d.x.active && d.step.met {
		d.step.dirty, d.step.unsure = true, true
		d.poke()
	}
}

// restarted notes a restart of the module, which shows itself in up to three ways; ready says that it is over.
func (d *Dialogue) restarted(reason string, ready bool) {
	d.mu.Lock()
	s := &d.step
	known := s.booting
	asked := d.x.active && d.x.kind == kindRestart
	fresh := !s.met
	s.booting, s.echoOff, s.dirty, s.hungry, s.missed = !ready, false, true, false, false
	s.seen |= seenBoot
	s.boots++
	d.peer.Store(false)
	tell := !known && !asked && !fresh
	if tell {
		d.resets++
		d.stats.Restarts++
		d.x.reset = d.x.active && d.x.kind != kindSync && !d.x.done
	}
	d.poke()
	d.mu.Unlock()
	if tell && d.handler.Reset != nil {
		d.handler.Reset(reason)
	}
}

// stripEcho takes the echo of the command out of a line. NonOS AT echoes byte by byte, so a URC may stand inside the
// echo, even in the middle of it: AT+CIPSEND=0,1,CONNECT and in the next line 98. whole reports that the line is the
// echo of the whole command.
func (x *exchange) stripEcho(p []byte) (rest []byte, whole bool) {
	if !x.active || len(x.echo) == 0 {
		return p, false
	}
	begun := 0
	if len(x.echo) == len(x.cmd.line) {
		begun = 2 // nothing of the echo has come: one letter is no sign of it
	}
	n := 0
	for n < len(p) && n < len(x.echo) && p[n] == x.echo[n] {
		n++
	}
	if n == len(p) && n >= begun {
		whole = begun > 0 && n == len(x.echo)
		x.echo = x.echo[n:]
		return nil, whole
	}
	for ; n >= begun; n-- {
		if isURC(p[n:]) {
			x.echo = x.echo[n:]
			return p[n:], false
		}
	}
	return p, false
}

// answer gives a line to the exchange under way. It reports false where none waits for a line.
func (d *Dialogue) answer(p []byte) bool {
	c := classify(p)
	d.mu.Lock()
	defer d.mu.Unlock()
	x, s := &d.x, &d.step
	if c != codeText {
		d.note(c)
	}
	if s.recovering {
		d.poke()
	}
	if !x.active || x.phase == phaseQueued || x.done || x.reset {
		booting := s.recovering || s.booting || x.active && x.kind == kindRestart
		if c >= codeOK && c <= codeFail && s.met && !booting && !x.reset {
			d.stray()
		}
		return c != codeText || booting // a late result, or the boot log
	}
	x.bare = false // a prompt is followed by silence
	if c != codeText {
		if x.take(c, p, d.lastRx) || x.kind == kindRestart {
			d.poke()
		}
		if x.done && x.kind != kindSend {
			s.hungry = false // what was no prompt has been answered
		}
		return true
	}
	if !s.booting && x.kind != kindRestart {
		d.takeText(p)
	}
	return true
}

// stray handles a result that nobody waits for: the module took a damaged line for two, or a reply was counted as lost
// before it came. The next could be taken for the next command's. The lock is held.
func (d *Dialogue) stray() {
	d.step.dirty, d.step.unsure = true, true
	d.miss()
	d.poke()
}

// note keeps account of a result code, whoever it is for. The lock is held.
func (d *Dialogue) note(c code) {
	x, s := &d.x, &d.step
	s.seen |= 1 << c
	s.lastCode = d.lastRx
	open := x.active && x.kind == kindSend && x.issued && x.taken < 0 // its payload is due
	switch c {
	case codeBusy:
		d.stats.Busy++
	case codeRecv:
		s.counts, s.tacit = true, false
		if open && !x.wrote {
			x.spoilt = true // it took what was written to bring it back, or the command line itself
		} else {
			s.hungry = false
		}
	case codeSendOK, codeSendFail:
		if !open || x.tacit {
			s.hungry = false
		}
	case codeCanceled:
		s.hungry, s.fed = false, false
	}
}

// takeText gives a line that is no result code to the exchange. The lock is held.
func (d *Dialogue) takeText(p []byte) {
	x := &d.x
	x.heard = d.lastRx
	switch {
	case x.kind == kindReceive && !x.got && mayBeRead(p):
		(*reader)(d).discard() // the head of the answer is damaged: data follows
		return
	case x.cmd.own(p):
		x.answered(d.lastRx)
		x.busy, x.owned = false, true
		d.poke()
	case isGarbled(p):
		d.stats.GarbageLines++
		d.stats.GarbageBytes += uint64(len(p))
		d.miss()
	}
	x.textLen = copy(d.text[:], bytes.TrimSpace(p))
	if x.onLine != nil {
		x.onLine(p)
	}
}
