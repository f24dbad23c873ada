package at

import "time"

// seen is a set of the result codes that came since the last probe, one bit a code.
type seen uint16

const (
	seenOK       seen = 1 << codeOK
	seenError    seen = 1<<codeError | 1<<codeFail
	seenBusy     seen = 1 << codeBusy
	seenCanceled seen = 1 << codeCanceled
	seenResult        = seenOK | seenError | seenBusy | seenCanceled | 1<<codeRecv | 1<<codeSendOK | 1<<codeSendFail
	seenPrompt   seen = 1 << 14 // by which a module that may wait for a payload says that it does
	seenBoot     seen = 1 << 15
)

// What a module is looked for with. No firmware knows the mark, so that all refuse it: unlike an OK, its ERROR is no late
// answer to one of the others.
var (
	bareAT   = []byte("AT\r\n")
	freshAT  = []byte("\r\nAT\r\n")
	echoOff  = []byte("ATE0\r\n")
	mark     = []byte("AT+INSTEP\r\n")
	escapeIt = []byte("+++")
)

// isProbe reports whether a line is the echo of one of these.
func isProbe(line []byte) bool {
	switch string(line) {
	case "AT", "ATE0", "AT+INSTEP", "+++AT":
		return true
	}
	return false
}

// ask writes something and returns what came back: as soon as one of wanted did, or after limit.
func (d *Dialogue) ask(line []byte, limit time.Duration, wanted seen) (seen, error) {
	d.clear()
	if err := d.write(line); err != nil {
		return 0, err
	}
	if err := d.wait(limit, func() bool { return d.step.seen&wanted != 0 }); err != nil && err != errLimit {
		return 0, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.step.seen, nil
}

// clear forgets earlier results. A payload whose bytes stopped coming is given up, or it would take the replies for
// its own.
func (d *Dialogue) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.step.seen = 0
	if time.Since(d.lastRx) >= d.limits.Probe {
		d.step.giveUp = true
	}
}

// probe sends AT until it is answered OK, or until the module was silent some times. An error means that there was
// junk in the line buffer, which that line cleared away; busy, that the module will answer later. It fails with errWorking
// where what the module works at is the command of a Send, and its prompt is to come.
func (d *Dialogue) probe(silences int) (bool, error) {
	for silent, refused, line := 0, 0, bareAT; silent < silences && refused < 8; {
		s, err := d.ask(line, d.limits.Probe, seenResult|seenPrompt)
		switch {
		case err != nil:
			return false, err
		case s&(seenOK|seenPrompt) != 0:
			if err := d.settle(); err != nil || !d.asksPayload() {
				return err == nil, err
			}
			if err := d.cancel(d.limits.Probe); err != nil {
				return false, err
			}
		case s&seenBusy != 0:
			d.doubt()
			if d.seeksPrompt() {
				return false, errWorking
			}
			if err := d.waitBusy(); err != nil {
				return false, err
			}
		case s&seenResult != 0:
			d.doubt()
			// The ERROR may be for the empty line alone.
			err := d.wait(d.limits.Quiet, func() bool { return d.step.seen&seenOK != 0 })
			if err == nil {
				return true, d.settle()
			}
			if err != errLimit {
				return false, err
			}
			refused++
		default:
			d.doubt()
			d.mu.Lock()
			d.step.fed = d.step.fed || d.step.hungry
			d.mu.Unlock()
			silent++
			line = freshAT
		}
	}
	return false, nil
}

// asksPayload reports whether a prompt came since the last probe.
func (d *Dialogue) asksPayload() bool { return d.holds(d.prompts) }

// seeksPrompt reports whether the module is looked for on behalf of a Send that waits for its prompt.
func (d *Dialogue) seeksPrompt() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := &d.x
	return d.step.hungry && !d.step.fed && x.active && x.kind == kindSend && x.issued && !x.wrote && !x.reset
}

// waitBusy lets a busy module work.
func (d *Dialogue) waitBusy() error {
	if err := d.wait(d.limits.BusyMax/2, d.prompts); err != nil && err != errLimit {
		return err
	}
	return nil
}

// prompts is asksPayload under the lock.
func (d *Dialogue) prompts() bool { return d.step.seen&seenPrompt != 0 }

// doubt notes that a reply may still be under way.
func (d *Dialogue) doubt() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.step.unsure = true
}

// align makes sure that the next reply is the next command's, and turns the echo off.
func (d *Dialogue) align() error {
	for range 5 {
		if err := d.flush(); err != nil {
			return err
		}
		d.mu.Lock()
		d.step.aligned = d.step.boots
		d.mu.Unlock()
		s, err := d.ask(echoOff, 2*d.limits.Probe, seenResult)
		switch {
		case err != nil:
			return err
		case s&seenResult == seenOK:
			return nil
		case s&seenBusy != 0:
			err = d.pause(d.limits.BusyMax / 2)
		default:
			err = d.settle()
		}
		if err != nil {
			return err
		}
		d.doubt()
	}
	return ErrSilent
}

// flush waits for replies that may still be under way: they come before that to the mark.
func (d *Dialogue) flush() error {
	for range 4 {
		if !d.isUnsure() {
			return nil
		}
		s, err := d.ask(mark, 2*d.limits.Probe, seenError|seenBusy)
		switch {
		case err != nil:
			return err
		case s&seenBusy != 0:
			err = d.pause(d.limits.BusyMax / 2)
		case s&seenError != 0:
			d.mu.Lock()
			d.step.unsure = false
			d.mu.Unlock()
			err = d.settle()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// catchUp is flush for a module that is in step but for that.
func (d *Dialogue) catchUp() error {
	if !d.isUnsure() {
		return nil
	}
	d.look(true)
	defer d.look(false)
	return d.flush()
}

// look notes whether the module is being looked for: results then belong to no command.
func (d *Dialogue) look(on bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.step.recovering, d.step.probing = on, on
}

// isUnsure reports whether a reply may still be under way.
func (d *Dialogue) isUnsure() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.step.unsure
}

// settle waits until no result has come for a while: late ones must not be taken for the next command's.
func (d *Dialogue) settle() error {
	for {
		d.mu.Lock()
		rest := d.limits.Quiet - time.Since(d.step.lastCode)
		d.mu.Unlock()
		if rest <= 0 {
			return nil
		}
		if err := d.pause(rest); err != nil {
			return err
		}
	}
}
