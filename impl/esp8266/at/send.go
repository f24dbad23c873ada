package at

import (
	"context"
	"time"
)

// promptTries is how often a payload's command is sent where its prompt was lost.
const promptTries = 3

// Send sends a command that asks for a payload (AT+CIPSEND), and the payload once the module asks for it. It returns
// when the module reports SEND OK. An error that is no [ErrDoubt] says that nothing of the payload was sent, nor will be:
// the module refused, or its prompt was lost, after which the call may be repeated. SEND FAIL and the like are an *[Error]
// and an ErrDoubt. The payload is copied: a Send whose context ends after the command was written still delivers the
// whole payload, since half of it would spoil the stream; see [Cmd.After].
func (d *Dialogue) Send(ctx context.Context, c Cmd, payload []byte) error {
	if len(payload) == 0 || len(payload) > MaxPayload {
		return ErrPayload
	}
	_, err := d.do(ctx, exchange{kind: kindSend, cmd: c}, payload)
	return err
}

func (d *Dialogue) send() error {
	err := d.seekPrompt()
	if err == nil {
		err = d.commit()
	}
	if err == nil {
		err = d.deliver()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	x := &d.x
	if x.spoilt && err == nil {
		err = errSpoilt
	}
	if err != nil && (x.spoilt || x.wrote) {
		err = doubtful(err)
	}
	return err
}

// prompted reports whether the module asks for the payload, or took something else for it.
func prompted(x *exchange) bool { return x.prompt || x.bare || x.spoilt }

// seekPrompt sends the command until the module asks for the payload. A module whose prompt was lost waits for payload
// and would take another command for it: it is brought back first, unless it still works at this one.
func (d *Dialogue) seekPrompt() error {
	for try := 1; ; try++ {
		err := d.issue(prompted)
		for {
			if err == nil {
				err = d.confirmBare()
			}
			if err != errLimit {
				return err
			}
			if err = d.regain(); err != errWorking {
				break
			}
			err = d.keepWaiting()
		}
		if err != nil {
			return err
		}
		if try == promptTries || d.gone() {
			return d.sinceReset(ErrLost)
		}
	}
}

// keepWaiting goes on waiting for the prompt.
func (d *Dialogue) keepWaiting() error {
	d.mu.Lock()
	x := &d.x
	x.phase, x.busy, x.agreed, x.heard = phaseCommand, false, false, time.Now()
	d.mu.Unlock()
	return d.await(d.limits.Prompt, func() bool { return x.done || prompted(x) })
}

// confirmBare decides about a '>' that no OK announced. AT before 1.0 gives none; else it is garbage or the OK was lost.
// A prompt is followed by silence.
func (d *Dialogue) confirmBare() error {
	d.mu.Lock()
	x := &d.x
	if !x.bare || x.prompt || x.done {
		d.mu.Unlock()
		return nil
	}
	d.mu.Unlock()
	err := d.await(d.limits.Probe/2, func() bool { return x.done || !x.bare || x.spoilt })
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case err == errLimit:
		x.prompt, x.echo = true, nil
		return nil
	case err != nil || x.done || x.spoilt:
		return err
	}
	return errLimit
}

// regain takes a module that may wait for payload back to where it takes commands. Nothing is sent to the peer by that,
// unless the module does not react to +++. It fails with errWorking where the prompt is still to come.
func (d *Dialogue) regain() error {
	d.mu.Lock()
	x, s := &d.x, &d.step
	missed := s.missed
	x.phase, x.bare, x.prompt = phaseQueued, false, false
	s.dirty, s.unsure = true, true
	d.miss()
	d.mu.Unlock()
	err := d.recover()
	d.mu.Lock()
	defer d.mu.Unlock()
	if err == errWorking {
		s.dirty, s.missed = false, missed
		return err
	}
	d.stats.LostReplies++
	switch {
	case x.spoilt:
		return ErrLost
	case err == ErrSilent:
		return doubtful(err) // what brings it back later may be taken for payload
	}
	return err
}

// commit makes sure that the payload may still go out now that the module asks for it.
func (d *Dialogue) commit() error {
	d.mu.Lock()
	x := &d.x
	when := x.cmd.when
	switch {
	case x.spoilt:
		d.lose()
		d.mu.Unlock()
		return errSpoilt
	case x.done && x.prompt: // it refuses, and may wait for payload all the same
		d.step.dirty, d.step.unsure = true, true
		d.miss()
		d.mu.Unlock()
		return d.outcome()
	case x.done:
		d.mu.Unlock()
		return d.outcome()
	}
	d.mu.Unlock()
	if when != nil {
		if err := when(); err != nil {
			return d.callOff(err)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if x.reset {
		return ErrReset
	}
	x.phase, x.wrote = phasePayload, true
	return nil
}

// callOff takes back a command whose condition does not hold any more when the module asks for the payload: its link may
// have passed to another connection while the line was on its way.
func (d *Dialogue) callOff(why error) error {
	d.mu.Lock()
	d.x.phase, d.x.prompt = phaseQueued, false
	d.step.dirty, d.step.unsure = true, true
	d.mu.Unlock()
	switch err := d.recover(); err {
	case nil:
		return why
	case ErrSilent:
		return doubtful(err)
	default:
		return err
	}
}

// deliver writes the payload and waits until the module has confirmed it.
func (d *Dialogue) deliver() error {
	x := &d.x
	d.mu.Lock()
	size := x.size
	d.mu.Unlock()
	if err := d.writePayload(d.outgoing[:size]); err != nil {
		return err
	}
	limit := time.Duration(size)*d.limits.Byte + d.limits.Prompt
	err := d.await(limit, func() bool { return x.done || x.surplus })
	if err == errLimit && d.isTacit() {
		return nil
	}
	if err == nil || err == errLimit && d.hasTaken() {
		// NonOS AT reports SEND OK when the peer has acknowledged, which may take tens of seconds.
		err = d.reply(nothingElse)
	}
	d.mu.Lock()
	if err == errLimit {
		err = ErrLost
		d.lose()
	}
	surplus := x.surplus
	d.mu.Unlock()
	if err != nil {
		return err
	}
	if err = d.outcome(); err == nil && surplus {
		err = errSurplus
	}
	return err
}

// isTacit reports whether SEND OK came from a firmware that never said Recv so far. It does not from now on.
func (d *Dialogue) isTacit() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.step.tacit = d.x.unsaid && d.x.taken < 0 && !d.step.counts
	return d.step.tacit
}

// hasTaken reports whether the module said that it has the payload.
func (d *Dialogue) hasTaken() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.x.heard = time.Now()
	return d.x.taken >= 0
}

// writePayload writes a payload. Both firmwares take three plus signs that they read alone for the end of the payload
// mode, so plus signs at its end go out in pairs, with pauses.
func (d *Dialogue) writePayload(p []byte) error {
	plus := 0
	for plus < len(p) && plus < 6 && p[len(p)-1-plus] == '+' {
		plus++
	}
	if plus < 3 {
		return d.write(p)
	}
	if head := p[:len(p)-plus]; len(head) > 0 {
		if err := d.write(head); err != nil {
			return err
		}
	}
	for p = p[len(p)-plus:]; len(p) > 0; p = p[min(2, len(p)):] {
		if err := d.pause(guard); err != nil {
			return err
		}
		if err := d.write(p[:min(2, len(p))]); err != nil {
			return err
		}
	}
	return nil
}
