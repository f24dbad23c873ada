package at

import (
	"bytes"
	"time"
)

// readSize is how much is read from the port at once.
const readSize = 512

// reader is the dialogue as its reading goroutine and the tokenizer see it.
type reader Dialogue

func (r *reader) loop() {
	d := (*Dialogue)(r)
	buf := make([]byte, readSize)
	for {
		n, err := d.port.Read(buf)
		if n > 0 {
			if d.arrived() {
				r.lose()
			}
			d.tok.feed(buf[:n])
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

// arrived notes when bytes came and reports whether the payload under way is to be given up.
func (d *Dialogue) arrived() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lastRx = time.Now()
	giveUp := d.giveUp
	d.giveUp = false
	return giveUp
}

// lose gives up a payload whose end was lost on the wire.
func (r *reader) lose() {
	h, n := r.tok.abort()
	if n > 0 && !h.read && r.handler.Lost != nil {
		r.handler.Lost(h.link, n)
	}
}

func (r *reader) prompt() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	x := &r.x
	if !x.active || x.kind != kindSend || x.phase != phaseCommand || x.prompt {
		return false
	}
	x.prompt, x.busy, x.echo = true, false, nil
	(*Dialogue)(r).poke()
	return true
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
	if !x.active || x.kind != kindReceive {
		return // a late answer: its caller has gone
	}
	x.busy, x.owned, x.echo = false, true, nil
	n := copy(x.dst[min(x.answer.n, len(x.dst)):], p)
	x.answer.n += n
	x.answer.from = h.from
	x.answer.over = x.answer.over || n < len(p)
	(*Dialogue)(r).poke()
}

func (r *reader) line(p []byte, cut bool) {
	d := (*Dialogue)(r)
	if cut {
		d.garbage.Add(1)
		return
	}
	d.mu.Lock()
	p, again := d.x.stripEcho(p)
	again = again && d.echoOff && d.x.kind != kindRestart
	d.mu.Unlock()
	switch {
	case again:
		// Echo was off and is on: the module restarted and its "ready" was lost.
		d.restarted("echo is on again", true)
		return
	case len(p) == 0:
		return
	case string(p) == string(readyLine):
		d.restarted("ready", true)
		return
	case isBootText(p):
		d.restarted(string(p), false)
		return
	case !isURC(p) && d.answer(p):
		return
	}
	if d.handler.URC != nil {
		d.handler.URC(p)
	}
}

// restarted notes a restart of the module, which shows itself in up to three ways; ready says that it is over.
func (d *Dialogue) restarted(reason string, ready bool) {
	d.mu.Lock()
	known := d.booting
	d.booting = !ready
	asked := d.x.active && d.x.kind == kindRestart
	fresh := !d.met
	d.echoOff, d.dirty = false, true
	d.seen |= seenBoot
	d.peer.Store(false)
	if !known && !asked && !fresh {
		d.resets++
		d.x.reset = d.x.active && d.x.kind != kindSync
	}
	d.poke()
	d.mu.Unlock()
	if !known && !asked && !fresh && d.handler.Reset != nil {
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
	x := &d.x
	if c != codeText {
		d.seen |= 1 << c
		d.lastCode = time.Now()
	}
	if x.active {
		d.poke()
	}
	booting := d.recovering || d.booting || x.active && x.kind == kindRestart // text is the boot log
	if !x.active || x.phase == phaseQueued || x.done || x.reset {
		return c != codeText || booting // a late result
	}
	x.take(c, p)
	if c == codeText && !booting {
		if x.cmd.own(p) {
			x.busy, x.owned = false, true
		}
		x.textLen = copy(d.text[:], bytes.TrimSpace(p))
		if x.onLine != nil {
			x.onLine(p)
		}
	}
	return true
}

// take advances the exchange by a result code.
func (x *exchange) take(c code, p []byte) {
	payload := x.kind == kindSend && x.phase == phasePayload
	switch c {
	case codeOK:
		// After busy a bare OK belongs to an earlier command; before a prompt it only announces it.
		if !x.busy && x.kind != kindSend || x.kind == kindRestart {
			x.end(0)
		}
	case codeError:
		if !x.busy {
			x.end(ResultError)
		}
	case codeFail:
		if !x.busy {
			x.end(ResultFail)
		}
	case codeBusy:
		if !payload && !x.done && !x.prompt && !x.owned {
			x.busy = true
		}
	case codeRecv:
		if payload {
			x.taken, _ = parseRecv(p)
		}
	case codeSendOK:
		// Before Recv it belongs to an earlier payload.
		if payload && x.taken >= 0 {
			x.end(0)
			if x.taken != x.size {
				x.result = ResultShort
			}
		}
	case codeSendFail:
		if payload && x.taken >= 0 {
			x.end(ResultSendFail)
		}
	case codeCanceled:
		if payload {
			x.end(ResultCanceled)
		}
	}
}

func (x *exchange) end(r Result) {
	if !x.done {
		x.done, x.result, x.echo = true, r, nil
	}
}
