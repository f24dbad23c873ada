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
	seenBoot     seen = 1 << 15
)

// Pauses around "+++" in passthrough mode (AT instruction set): 20 ms before and after it, and 1 s until the next
// command.
const (
	guard     = 25 * time.Millisecond
	leaveTime = 1050 * time.Millisecond
)

// fillChunk is how many filler bytes go out at once to a module that waits for the rest of a payload.
const fillChunk = 128

// restart resets the module and finds it again. Old firmware loses its "ready"; then the module is looked for all the
// same.
func (d *Dialogue) restart() error {
	d.clear()
	if err := d.sendLine(); err != nil {
		return err
	}
	// A module that says busy restarts nevertheless.
	err := d.await(d.limits.Probe*2, func() bool { return d.x.done || d.x.busy })
	if err != nil && err != errLimit {
		return err
	}
	if err := d.outcome(); err != nil {
		return err
	}
	d.mu.Lock()
	d.resets++ // what waits in the queue counts on settings that are gone
	d.dirty, d.booting, d.echoOff = true, d.seen&seenBoot == 0 || d.booting, false
	d.x.phase = phaseQueued
	d.mu.Unlock()
	d.peer.Store(false)
	return d.recover()
}

// recover brings the dialogue and the module into step, from any state of either, and turns the echo off.
func (d *Dialogue) recover() error {
	d.mu.Lock()
	d.recovering = true
	d.mu.Unlock()
	err := d.findModule()
	if err == nil {
		err = d.echoless()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.recovering = false
	if err == nil {
		d.dirty, d.booting, d.echoOff, d.met = false, false, true, true
	}
	return err
}

// findModule makes the module answer AT. What keeps it from that is tried from the likely to the rare.
func (d *Dialogue) findModule() error {
	if err := d.await(d.limits.Boot, func() bool { return !d.booting || d.x.abandoned }); err != nil && err != errLimit {
		return err
	}
	for _, help := range []func() error{
		func() error { return nil },
		d.escape, // it is in passthrough mode, or waits for a payload
		d.pad,    // it waits for a payload, and took +++ for a part of it
	} {
		if err := help(); err != nil {
			return err
		}
		if alive, err := d.probe(); alive || err != nil {
			return err
		}
	}
	return ErrSilent
}

// probe sends AT until it is answered OK, or until the module was silent three times. An error means that there was
// junk in the line buffer, which that line cleared away; busy, that the module will answer later.
func (d *Dialogue) probe() (bool, error) {
	for silent, refused, line := 0, 0, "AT\r\n"; silent < 3 && refused < 8; {
		s, err := d.ask(line, d.limits.Probe)
		switch {
		case err != nil:
			return false, err
		case s&seenOK != 0:
			return true, d.settle()
		case s&seenBusy != 0:
			if err := d.pause(d.limits.BusyMax / 2); err != nil {
				return false, err
			}
		case s&seenResult != 0:
			// The ERROR may be for the empty line alone.
			err := d.await(d.limits.Quiet, func() bool { return d.seen&seenOK != 0 || d.x.abandoned })
			if err == nil {
				return true, d.settle()
			}
			if err != errLimit {
				return false, err
			}
			refused++
		default:
			silent++
			line = "\r\nAT\r\n"
		}
	}
	return false, nil
}

// echoless turns the echo off.
func (d *Dialogue) echoless() error {
	for try := range 5 {
		s, err := d.ask("ATE0\r\n", 2*d.limits.Probe)
		switch {
		case err != nil:
			return err
		case s&seenOK != 0 && try == 0:
			return nil
		case s&seenOK != 0:
			return d.settle()
		case s&seenBusy != 0:
			err = d.pause(d.limits.BusyMax / 2)
		default:
			err = d.settle()
		}
		if err != nil {
			return err
		}
	}
	return ErrSilent
}

// escape leaves passthrough mode, and cancels a payload that the module waits for.
func (d *Dialogue) escape() error {
	if err := d.pause(guard); err != nil {
		return err
	}
	s, err := d.ask("+++", leaveTime)
	if err == nil && s&seenCanceled != 0 {
		err = d.pause(guard)
	}
	return err
}

// pad sends filler until the module that waits for a payload has it.
func (d *Dialogue) pad() error {
	var filler [fillChunk]byte
	for i := range filler {
		filler[i] = ' '
	}
	for range MaxPayload/fillChunk + 1 {
		s, err := d.ask(string(filler[:]), d.limits.Quiet)
		if err != nil {
			return err
		}
		if s&seenResult != 0 {
			return d.settle()
		}
	}
	return nil
}

// ask writes something and returns what came back: as soon as anything did, or after limit.
func (d *Dialogue) ask(line string, limit time.Duration) (seen, error) {
	d.clear()
	if err := d.write([]byte(line)); err != nil {
		return 0, err
	}
	err := d.await(limit, func() bool { return d.seen&seenResult != 0 || d.x.abandoned })
	if err != nil && err != errLimit {
		return 0, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.x.abandoned {
		return 0, errAbandoned
	}
	return d.seen, nil
}

// clear forgets earlier results. A payload whose bytes stopped coming is given up, or it would take the replies for
// its own.
func (d *Dialogue) clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = 0
	if time.Since(d.lastRx) >= d.limits.Probe {
		d.giveUp = true
	}
}

// settle waits until no result has come for a while: late ones must not be taken for the next command's.
func (d *Dialogue) settle() error {
	for {
		d.mu.Lock()
		rest := d.limits.Quiet - time.Since(d.lastCode)
		d.mu.Unlock()
		if rest <= 0 {
			return nil
		}
		if err := d.pause(rest); err != nil {
			return err
		}
	}
}

// pause lets time pass.
func (d *Dialogue) pause(t time.Duration) error {
	err := d.await(t, func() bool { return d.x.abandoned })
	if err == nil {
		return errAbandoned
	}
	if err == errLimit {
		return nil
	}
	return err
}
