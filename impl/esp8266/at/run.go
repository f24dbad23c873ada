package at

import (
	"errors"
	"time"
)

// Why a wait ended without what was waited for.
var (
	errLimit     = errors.New("at: time limit passed")
	errAbandoned = errors.New("at: caller has gone")
)

// run carries out exchanges, one at a time, until the dialogue ends.
func (d *Dialogue) run() {
	for {
		select {
		case <-d.start:
			d.finish(d.perform())
		case <-d.ended:
			d.timer.Stop()
			return
		}
	}
}

func (d *Dialogue) perform() error {
	d.mu.Lock()
	k, dirty := d.x.kind, d.dirty
	d.mu.Unlock()
	if dirty || k == kindSync {
		if err := d.recover(); err != nil {
			return err
		}
	}
	var err error
	switch k {
	case kindSync:
		return nil
	case kindRestart:
		return d.restart()
	case kindSend:
		err = d.send()
	default:
		if err = d.issue(func() bool { return d.x.done }); err == nil {
			err = d.outcome()
		}
	}
	if err == errAbandoned {
		d.leave()
	}
	return err
}

// issue sends the command line and waits until answered holds; a busy module is asked again. answered is called
// under the lock.
func (d *Dialogue) issue(answered func() bool) error {
	pause := d.limits.BusyMin
	for {
		if err := d.sendLine(); err != nil {
			return err
		}
		if err := d.await(0, func() bool { return answered() || d.x.done || d.x.busy }); err != nil {
			return err
		}
		if !d.isBusy() {
			return nil
		}
		// The module may carry the command out all the same, and says so before the pause is over.
		err := d.await(pause, func() bool { return answered() || d.x.done || !d.x.busy || d.x.abandoned })
		switch {
		case err == nil:
			return d.await(0, func() bool { return answered() || d.x.done })
		case err != errLimit:
			return err
		}
		pause = min(2*pause, d.limits.BusyMax)
	}
}

// sendLine writes the command line in one piece, since ESP-AT takes the parts of a split line for several.
func (d *Dialogue) sendLine() error {
	d.mu.Lock()
	line, when, err := d.x.cmd.line, d.x.cmd.when, d.x.moot()
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
	x.phase, x.busy, x.textLen, x.echo = phaseCommand, false, 0, line
	d.mu.Unlock()
	n := copy(d.out[:], line)
	n += copy(d.out[n:], "\r\n")
	return d.write(d.out[:n])
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

// outcome turns the result code into the command's error.
func (d *Dialogue) outcome() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.x.result == 0 {
		return nil
	}
	return &Error{Command: d.x.cmd.Name(), Result: d.x.result, Text: string(d.text[:d.x.textLen])}
}

func (d *Dialogue) isBusy() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.x.busy && !d.x.done
}

// leave gives up an exchange whose reply did not come in time.
func (d *Dialogue) leave() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.x.phase != phaseQueued {
		d.dirty = true
	}
}

func (d *Dialogue) write(p []byte) error {
	if _, err := d.port.Write(p); err != nil {
		d.fail(err)
		return d.reason()
	}
	return nil
}

// await waits until cond, which is called under the lock, holds. It gives up with errLimit when limit has passed (0 is
// no limit), with errAbandoned when the caller has been gone for Limits.Abandon, with ErrReset when the module restarts
// in the middle of a command, and with ErrClosed.
func (d *Dialogue) await(limit time.Duration, cond func() bool) error {
	var end, abandon time.Time
	if limit > 0 {
		end = time.Now().Add(limit)
	}
	for {
		d.mu.Lock()
		ok, abandoned, reset := cond(), d.x.abandoned, d.x.reset
		d.mu.Unlock()
		now := time.Now()
		if abandoned && abandon.IsZero() {
			abandon = now.Add(d.limits.Abandon)
		}
		switch {
		case ok:
			return nil
		case reset:
			return ErrReset
		case !end.IsZero() && !now.Before(end):
			return errLimit
		case abandoned && !now.Before(abandon):
			return errAbandoned
		}
		next := end
		if next.IsZero() || abandoned && abandon.Before(next) {
			next = abandon
		}
		if err := d.sleep(now, next); err != nil {
			return err
		}
	}
}

// sleep waits for a poke, until next where that is set, or for the end of the dialogue.
func (d *Dialogue) sleep(now, next time.Time) error {
	var expired <-chan time.Time
	if !next.IsZero() {
		d.timer.Reset(next.Sub(now))
		expired = d.timer.C
		defer d.timer.Stop()
	}
	select {
	case <-d.wake:
	case <-expired:
	case <-d.ended:
		return d.reason()
	}
	return nil
}
