package at

import "time"

// readSize is how much is read from the port at once.
const readSize = 2048

// reader is the dialogue as its reading goroutine and the tokenizer see it.
type reader Dialogue

func (r *reader) loop() {
	d := (*Dialogue)(r)
	buf := make([]byte, readSize)
	for {
		n, err := d.port.Read(buf)
		if n > 0 {
			if d.arrived(n) {
				r.giveUp()
			}
			d.tok.feed(buf[:n])
			if d.torn {
				d.torn = false
				r.hole(AnyLink, 0)
			}
		}
		if err != nil {
			d.fail(err)
			r.down()
			return
		}
		if n == 0 {
			// A port with a read time-out, or one that never blocks: leave the processor to others.
			time.Sleep(time.Millisecond)
		}
		select {
		case <-d.ended:
			r.down()
			return
		default:
		}
	}
}

// down tells the handler that the port failed, unless the dialogue was closed by its owner.
func (r *reader) down() {
	if e, ok := (*Dialogue)(r).reason().(*portError); ok && r.handler.Down != nil {
		r.handler.Down(e.cause)
	}
}

// arrived notes that n bytes came, and reports whether what is under way is to be given up.
func (d *Dialogue) arrived(n int) bool {
	now := time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	giveUp := d.step.giveUp || d.tok.rest > 0 && now.Sub(d.lastRx) >= d.limits.Stall
	d.step.giveUp, d.step.silent = false, false
	d.stats.BytesIn += uint64(n)
	d.lastRx = now
	return giveUp
}

// giveUp gives up a payload whose end was lost on the wire, and what else is under way.
func (r *reader) giveUp() {
	switch h, n := r.tok.reset(); {
	case n == 0:
	case h.read: // it may have swallowed others' data
		r.hole(AnyLink, 0)
	default:
		r.hole(h.link, n)
	}
}

// hole tells that n bytes of a link's stream never came.
func (r *reader) hole(link, n int) {
	r.mu.Lock()
	(*Dialogue)(r).miss()
	r.mu.Unlock()
	if r.handler.Lost != nil {
		r.handler.Lost(link, n)
	}
}

func (r *reader) prompt() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	x, s := &r.x, &r.step
	if s.recovering && s.hungry {
		s.seen |= seenPrompt
		(*Dialogue)(r).poke()
		return true
	}
	if !x.active || x.kind != kindSend || x.phase != phaseCommand || x.prompt || x.done {
		return false
	}
	switch {
	case x.agreed:
		x.prompt, x.busy, x.echo = true, false, nil
		s.agrees = true
	case s.agrees:
		return false
	default:
		x.bare = true
	}
	(*Dialogue)(r).poke()
	return true
}

func (r *reader) reading() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := &r.x
	return x.active && x.kind == kindReceive && x.phase == phaseCommand && !x.got && !x.done && !x.reset
}

func (r *reader) peerInfo() bool { return r.peer.Load() }

func (r *reader) notice(h header) {
	if r.handler.Notice != nil {
		r.handler.Notice(h.link, h.size)
	}
}

func (r *reader) payload(h header, p []byte, rest int) {
	if !h.read {
		if r.handler.Data != nil {
			r.handler.Data(h.link, h.from, p, rest)
		}
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	x := &r.x
	if !x.active || x.kind != kindReceive || x.done || x.phase != phaseCommand {
		return
	}
	x.answered(r.lastRx)
	x.busy, x.owned, x.got, x.echo = false, true, true, nil
	x.heard = r.lastRx
	if h.size > x.size {
		// More than was asked for: the count is damaged, and how much is to be thrown away is not known.
		r.discard()
		return
	}
	copy(x.dst[min(x.answer.n, len(x.dst)):], p)
	x.answer.n += len(p)
	x.answer.from = h.from
}

func (r *reader) damaged() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.discard()
}

// discard ends a Receive whose answer is damaged and throws away what comes until the dialogue is in step again. The
// lock is held.
func (r *reader) discard() {
	d := (*Dialogue)(r)
	d.torn = true
	d.tok.deaf, d.tok.rest, d.tok.n, d.tok.tail = true, 0, 0, false
	d.step.deaf, d.step.dirty, d.step.unsure = true, true, true
	d.miss()
	if x := &d.x; x.active && x.kind == kindReceive && x.phase == phaseCommand && !x.done {
		x.damaged = true
		x.end(0)
	}
	d.poke()
}

func (r *reader) rubbish(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stats.GarbageBytes += uint64(n)
}
