package at

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
	s := &d.step
	s.booting = s.seen&seenBoot == 0 || s.booting
	s.dirty, s.echoOff, s.hungry, s.missed = true, false, false, false
	d.x.phase = phaseQueued
	d.mu.Unlock()
	d.peer.Store(false)
	return d.recover()
}
