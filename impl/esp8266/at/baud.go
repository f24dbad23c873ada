package at

import (
	"context"
	"time"
)

const (
	// switchTime is how long the module takes from its OK to the new baud rate (NonOS AT: about 10 ms).
	switchTime = 30 * time.Millisecond
	// baudChecks is how often the module must answer in a row at a new baud rate.
	baudChecks = 4
)

// SetBaud changes the baud rate. c is the command for it, such as AT+UART_CUR=460800,8,1,0,0, which the module answers at
// the old rate; apply then sets the port to the new rate, and the module is looked for. Where it does not answer well,
// revert sets the port back and it is looked for at the old rate. A nil error says that the new rate holds; an *[Error] or
// [ErrBaud], that the old one does; [ErrSilent], that the module answers at neither, and the port has the old one. apply
// and revert run on the dialogue's running goroutine. Where the context ends meanwhile the change is brought to an end
// nevertheless; see [Cmd.After].
func (d *Dialogue) SetBaud(ctx context.Context, c Cmd, apply, revert func() error) error {
	_, err := d.do(ctx, exchange{kind: kindBaud, cmd: c, apply: apply, revert: revert}, nil)
	return err
}

func (d *Dialogue) changeBaud() error {
	d.mu.Lock()
	apply, revert := d.x.apply, d.x.revert
	d.mu.Unlock()
	err := d.issue(nothingElse)
	if err == nil {
		err = d.outcome()
	}
	if err != nil && err != errLimit { // where the OK was lost, the module has changed all the same
		return err
	}
	d.mu.Lock()
	d.x.phase = phaseQueued
	d.step.dirty, d.step.unsure = true, true
	d.mu.Unlock()
	if err := d.pause(switchTime); err != nil {
		return err
	}
	if err = apply(); err == nil {
		if err = d.pause(switchTime); err == nil {
			err = d.checkRate()
		}
	}
	if err == nil || d.reason() != nil {
		return err
	}
	if back := revert(); back != nil {
		return back
	}
	d.mu.Lock()
	d.step.dirty, d.step.unsure = true, true
	d.mu.Unlock()
	if found := d.recover(); found != nil {
		return found
	}
	return &baudError{err}
}

// checkRate finds the module at a new rate, and makes sure that it answers every time.
func (d *Dialogue) checkRate() error {
	d.look(true)
	err := d.tryRate()
	d.look(false)
	d.mu.Lock()
	if err == nil {
		d.step.dirty, d.step.unsure, d.step.noisy = false, false, false
	}
	d.mu.Unlock()
	return err
}

func (d *Dialogue) tryRate() error {
	alive, err := d.probe(3)
	if err != nil {
		return err
	}
	if !alive {
		return ErrSilent
	}
	if err := d.align(); err != nil {
		return err
	}
	for range baudChecks {
		switch s, err := d.ask(bareAT, d.limits.Probe, seenResult); {
		case err != nil:
			return err
		case s&seenResult != seenOK:
			return ErrLost
		}
	}
	return nil
}
