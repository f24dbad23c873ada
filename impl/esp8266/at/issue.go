package at

import "time"

// nothingElse is for a command that only its result code answers.
func nothingElse(*exchange) bool { return false }

// issue sends the command line and waits for its result, or for what answered tells of; a busy module is asked again.
// answered is called under the lock.
func (d *Dialogue) issue(answered func(*exchange) bool) error {
	for pause := d.limits.BusyMin; ; pause = min(2*pause, d.limits.BusyMax) {
		if err := d.sendLine(); err != nil {
			return err
		}
		for again := false; !again; {
			if err := d.reply(answered); err != nil || !d.isBusy(answered) {
				return err
			}
			// The module may carry the command out all the same, and says so before the pause is over.
			err := d.await(pause, func() bool { return answered(&d.x) || d.x.done || !d.x.busy })
			if err != nil && err != errLimit {
				return err
			}
			again = err == errLimit
		}
		if d.gone() {
			return errBusy
		}
	}
}

// isBusy reports whether the module did nothing but say busy.
func (d *Dialogue) isBusy(answered func(*exchange) bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.x.busy && !d.x.done && !answered(&d.x)
}

func (d *Dialogue) gone() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.x.abandoned
}

// sendLine writes the command line in one piece, since ESP-AT takes the parts of a split line for several.
func (d *Dialogue) sendLine() error {
	d.mu.Lock()
	when, err := d.x.cmd.when, d.x.moot()
	d.mu.Unlock()
	if err == nil && when != nil {
		err = when()
	}
	if err != nil {
		return err
	}
	d.mu.Lock()
	x := &d.x
	if err := x.moot(); err != nil {
		d.mu.Unlock()
		return err
	}
	if x.repeated = x.issued; x.repeated {
		d.stats.Repeated++
	} else {
		d.stats.Commands++
	}
	x.issued, x.phase, x.sent, x.sign = true, phaseCommand, time.Now(), time.Time{}
	x.heard = x.sent
	x.busy, x.agreed, x.bare, x.textLen, x.echo = false, false, false, 0, x.cmd.line
	d.step.hungry = d.step.hungry || x.kind == kindSend
	line := d.written[:len(x.cmd.line)+2]
	d.mu.Unlock()
	return d.write(line)
}

// moot returns why a command need not be sent any more. The lock is held.
func (x *exchange) moot() error {
	switch {
	case x.abandoned:
		return errAbandoned
	case x.reset:
		return ErrReset
	}
	return nil
}

// reply waits for the result, for what answered tells of, or for a busy module's word. Where the module is silent for too
// long it fails with errLimit if the reply is due at once, else it asks what has become of the command.
func (d *Dialogue) reply(answered func(*exchange) bool) error {
	for {
		err := d.listen(answered)
		if err != errLimit || d.isPrompt() {
			return err
		}
		if err := d.inquire(); err != nil {
			return err
		}
	}
}

// isPrompt reports whether the exchange waits for something during which AT must not be sent: the module may wait for a
// payload, or be at another baud rate, or its answer is stuck in the middle.
func (d *Dialogue) isPrompt() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := &d.x
	return x.kind == kindSend && x.phase == phaseCommand || x.kind == kindBaud || x.kind == kindReceive && x.got
}

// listen waits as long as the exchange makes progress.
func (d *Dialogue) listen(answered func(*exchange) bool) error {
	cond := func() bool { return d.x.done || d.x.busy || answered(&d.x) }
	for {
		d.mu.Lock()
		limit := d.limits.Silence
		if d.x.kind == kindReceive || d.x.kind == kindBaud || d.x.kind == kindSend && d.x.phase == phaseCommand {
			limit = d.limits.Prompt
		}
		rest := limit - time.Since(d.x.heard)
		ok := cond()
		d.mu.Unlock()
		if rest <= 0 && !ok {
			return errLimit
		}
		if err := d.await(max(rest, 1), cond); err != errLimit {
			return err
		}
	}
}

// inquire asks a silent module with AT whether it still works at the command. It returns nil if so, or if its result has
// come meanwhile. Where the module has nothing to do, the reply was lost.
func (d *Dialogue) inquire() error {
	d.mu.Lock()
	d.x.asked, d.x.early, d.step.probing = true, codeText, true
	d.mu.Unlock()
	d.clear()
	err := d.write(bareAT)
	if err == nil {
		err = d.await(d.limits.Probe, func() bool { return d.x.done || !d.x.asked })
	}
	d.mu.Lock()
	x := &d.x
	early := x.early
	x.asked, x.heard, d.step.probing = false, time.Now(), false
	switch {
	case err != errLimit:
	case early == codeText: // not a word
		d.lose()
		x.phase = phaseQueued
		d.mu.Unlock()
		if err := d.recover(); err != nil {
			return err
		}
		return d.sinceReset(ErrLost)
	case early == codeOK: // the one to AT
		d.lose()
		err = ErrLost
	default: // the command's; that to AT did not come
		x.end(x.resultOf(early))
		d.step.dirty, d.step.unsure = true, true
		err = nil
	}
	d.mu.Unlock()
	return err
}

// sinceReset returns err, or ErrReset where the module has restarted during the exchange.
func (d *Dialogue) sinceReset(err error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.x.reset {
		return ErrReset
	}
	return err
}

// lose notes that a reply was lost. The lock is held.
func (d *Dialogue) lose() {
	d.stats.LostReplies++
	d.step.dirty, d.step.unsure = true, true
	d.miss()
}

// miss notes that messages may have been missed. The lock is held.
func (d *Dialogue) miss() {
	if !d.step.missed {
		d.step.missedAt = time.Now()
	}
	d.step.missed = true
	d.poke()
}
