package at

import (
	"errors"
	"time"
)

// Why a wait ended without what was waited for.
var (
	errLimit     = errors.New("at: time limit passed")
	errAbandoned = errors.New("at: not sent, since its caller had gone")
	errWorking   = errors.New("at: the module still works at the command")
)

// missedPause is how long the line must be free of further garbage until Resynced tells of it.
const missedPause = 200 * time.Millisecond

// run carries out exchanges, one at a time, until the dialogue ends. Between them it finds a module that is out of step.
func (d *Dialogue) run() {
	defer d.timer.Stop()
	for {
		d.tell()
		select {
		case <-d.start:
			d.finish(d.perform())
			continue
		default:
		}
		d.mend()
		var due <-chan time.Time
		if rest, missed := d.missed(); missed {
			d.timer.Reset(rest)
			due = d.timer.C
		}
		select {
		case <-d.start:
			d.finish(d.perform())
		case <-d.wake:
		case <-due:
		case <-d.ended:
			return
		}
		d.timer.Stop()
	}
}

// tell tells of messages that may have been missed.
func (d *Dialogue) tell() {
	d.mu.Lock()
	s := &d.step
	due := s.missed && s.met && !s.dirty && time.Since(s.missedAt) >= missedPause
	if due {
		s.missed = false
	}
	d.mu.Unlock()
	if due && d.handler.Resynced != nil {
		d.handler.Resynced()
	}
}

// mend finds a module that is out of step, unless that was tried in vain and nothing has changed since.
func (d *Dialogue) mend() {
	d.mu.Lock()
	dirty := d.step.dirty && d.step.met && !d.step.silent
	d.mu.Unlock()
	if dirty {
		_ = d.recover() // the next command will tell, where it fails again
	}
}

// missed returns in what time Resynced is to tell that messages may have been missed.
func (d *Dialogue) missed() (time.Duration, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	s := &d.step
	if !s.missed || s.dirty || !s.met {
		return 0, false
	}
	return max(0, missedPause-time.Since(s.missedAt)), true
}

func (d *Dialogue) perform() error {
	d.mu.Lock()
	k, dirty := d.x.kind, d.step.dirty
	d.mu.Unlock()
	if !dirty && k != kindSync {
		if err := d.catchUp(); err != nil {
			return err
		}
		dirty = d.isUnsure()
	}
	if dirty || k == kindSync {
		if err := d.recover(); err != nil {
			return err
		}
	}
	switch k {
	case kindSync:
		return nil
	case kindRestart:
		return d.restart()
	case kindBaud:
		return d.changeBaud()
	case kindSend:
		return d.send()
	case kindReceive:
		return d.receive()
	}
	return d.command()
}

// command carries out an exchange without payload.
func (d *Dialogue) command() error {
	switch err := d.issue(nothingElse); err {
	case nil:
		d.countReplies()
		return d.outcome()
	case ErrLost:
		return doubtful(err)
	default:
		return err
	}
}

// countReplies notes that another reply may come to a command that was written more than once. A busy module may have
// carried it out all the same, and its answer have crossed with the second line: then it came sooner than any could have
// come to that line.
func (d *Dialogue) countReplies() {
	d.mu.Lock()
	defer d.mu.Unlock()
	x := &d.x
	took := x.sign.Sub(x.sent)
	switch {
	case x.sign.IsZero():
	case x.repeated && took < d.fastest:
		d.step.unsure = true
	case !x.repeated && (took < d.fastest || d.fastest == 0):
		d.fastest = took
	}
}

// outcome turns the result code into the command's error.
func (d *Dialogue) outcome() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.x.result == 0 {
		return nil
	}
	return &Error{Command: d.x.cmd.Name(), Result: d.x.result, Text: string(d.text[:d.x.textLen])}
}

func (d *Dialogue) write(p []byte) error {
	n, err := d.port.Write(p)
	d.mu.Lock()
	d.stats.BytesOut += uint64(max(n, 0))
	d.mu.Unlock()
	if err != nil {
		d.fail(err)
		return d.reason()
	}
	return nil
}

// await waits until cond, which is called under the lock, holds. It gives up with errLimit when limit has passed (0 is
// no limit), with ErrReset when the module restarts in the middle of the exchange, and with ErrClosed.
func (d *Dialogue) await(limit time.Duration, cond func() bool) error {
	err := d.wait(limit, func() bool { return d.x.reset || cond() })
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.x.reset {
		return ErrReset
	}
	return nil
}

// wait is await that does not look at the exchange.
func (d *Dialogue) wait(limit time.Duration, cond func() bool) error {
	if d.holds(cond) {
		return nil
	}
	var expired <-chan time.Time
	if limit > 0 {
		d.timer.Reset(limit)
		defer d.timer.Stop()
		expired = d.timer.C
	}
	for {
		select {
		case <-d.wake:
			if d.holds(cond) {
				return nil
			}
		case <-expired:
			if d.holds(cond) {
				return nil
			}
			return errLimit
		case <-d.ended:
			return d.reason()
		}
	}
}

func (d *Dialogue) holds(cond func() bool) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return cond()
}

// pause lets time pass.
func (d *Dialogue) pause(t time.Duration) error {
	if err := d.wait(t, func() bool { return false }); err != errLimit {
		return err
	}
	return nil
}
