package at

import (
	"bytes"
	"time"
)

// Pauses around "+++" in passthrough mode (AT instruction set): 20 ms before and after it, and 1 s until the next
// command.
const (
	guard     = 25 * time.Millisecond
	leaveTime = 1050 * time.Millisecond
)

// fillChunk is how many filler bytes go out at once to a module that waits for the rest of a payload.
const fillChunk = 128

// recover brings the dialogue and the module into step, from any state of either, and turns the echo off. It goes on also
// where the caller whose command needs it has gone: else callers with little time would never get there.
func (d *Dialogue) recover() error {
	d.look(true)
	err := d.find()
	if err == nil {
		err = d.align()
	}
	d.mu.Lock()
	s := &d.step
	s.recovering, s.probing = false, false
	missed := false
	s.silent = err == ErrSilent
	if err == nil && s.boots == s.aligned { // else it restarted again, and is to be looked for again
		if x := &d.x; s.fed && x.active && x.kind == kindSend && x.issued && !x.wrote {
			x.spoilt = true // it may have had the rest of its payload while the host was at another baud rate
		}
		missed = s.missed && s.met
		if missed {
			d.stats.Resyncs++
		}
		s.dirty, s.booting, s.hungry, s.fed, s.noisy, s.missed, s.unsure = false, false, false, false, false, false, false
		s.echoOff, s.met = true, true
	}
	d.mu.Unlock()
	switch {
	case missed && d.handler.Resynced != nil:
		d.handler.Resynced()
	case err == ErrSilent && d.handler.Silent != nil:
		d.handler.Silent()
	}
	return err
}

// find makes the module answer AT. What keeps it from that is tried from the likely to the rare.
func (d *Dialogue) find() error {
	if err := d.wait(d.limits.Boot, func() bool { return !d.step.booting }); err != nil && err != errLimit {
		return err
	}
	if err := d.drain(); err != nil {
		return err
	}
	// While it may wait for a payload AT would be taken for that: each is preceded by what ends it.
	patience := d.limits.Silence
	for try := 0; try < 3 && d.isHungry(); try++ {
		if err := d.cancel(patience); err != nil {
			return err
		}
		if alive, err := d.probe(1); alive || err != nil {
			return err
		}
		patience = d.limits.Probe
	}
	if alive, err := d.probe(3); alive || err != nil {
		return err
	}
	if err := d.escape(); err != nil {
		return err
	}
	if alive, err := d.probe(3); alive || err != nil {
		return err
	}
	if alive, err := d.retune(); alive || err != nil {
		return err
	}
	if err := d.pad(); err != nil { // it waits for a payload, and took +++ for a part of it
		return err
	}
	alive, err := d.probe(3)
	if err == nil && !alive {
		err = ErrSilent
	}
	return err
}

// drain lets damaged data and garbage pass by.
func (d *Dialogue) drain() error {
	d.mu.Lock()
	s := &d.step
	deaf, end := s.deaf, time.Now().Add(d.limits.Boot)
	passing := deaf || s.noisy
	d.mu.Unlock()
	for passing {
		d.mu.Lock()
		rest := min(2*d.limits.Quiet-time.Since(d.lastRx), time.Until(end))
		d.mu.Unlock()
		if rest <= 0 {
			break
		}
		if err := d.pause(rest); err != nil {
			return err
		}
	}
	if deaf {
		d.mu.Lock()
		s.deaf, s.giveUp = false, true
		d.mu.Unlock()
	}
	return nil
}

// retune looks for the module at other baud rates, where the driver can set them.
func (d *Dialogue) retune() (bool, error) {
	if d.handler.Retune == nil {
		return false, nil
	}
	for try := 0; d.handler.Retune(try); try++ {
		if alive, err := d.probe(2); alive || err != nil {
			return alive, err
		}
	}
	return false, nil
}

func (d *Dialogue) isHungry() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.step.hungry
}

// cancel ends the payload that the module may wait for. Where the module reads the plus signs while it still works at the
// command, it drops them, and its prompt comes after them.
func (d *Dialogue) cancel(patience time.Duration) error {
	for range 3 {
		if err := d.pause(guard); err != nil {
			return err
		}
		d.doubt()
		s, err := d.ask(escapeIt, patience, seenResult|seenPrompt)
		if err != nil {
			return err
		}
		if s&seenCanceled != 0 {
			return d.pause(guard)
		}
		if err := d.settle(); err != nil {
			return err
		}
		if s&seenOK == 0 && !d.asksPayload() { // that OK goes before a prompt
			if s&seenBusy != 0 && d.seeksPrompt() {
				return errWorking
			}
			return nil
		}
	}
	return nil
}

// escape leaves passthrough mode.
func (d *Dialogue) escape() error {
	if err := d.pause(guard); err != nil {
		return err
	}
	d.doubt()
	s, err := d.ask(escapeIt, leaveTime, seenResult)
	if err == nil && s&seenCanceled != 0 {
		err = d.pause(guard)
	}
	return err
}

// pad sends filler until the module that waits for a payload has it.
func (d *Dialogue) pad() error {
	filler := bytes.Repeat([]byte{' '}, fillChunk)
	for range MaxPayload/fillChunk + 1 {
		d.mu.Lock()
		d.step.fed = d.step.fed || d.step.hungry
		d.mu.Unlock()
		s, err := d.ask(filler, d.limits.Quiet, seenResult)
		if err != nil {
			return err
		}
		if s&seenResult != 0 {
			return d.settle()
		}
	}
	return nil
}
