package chrome

import "drivergen/driver"

// Kept returns how much is remembered of a device that Bind has returned: tracks of handles,
// handles that are open, calls that run.
func Kept(bound driver.Tracer) int {
	d := bound.(*device)
	d.t.mu.Lock()
	defer d.t.mu.Unlock()
	n := len(d.tracks) + len(d.lives) + len(d.running)
	if d.tracks[driver.NoHandle] != nil {
		n-- // the device's own
	}
	return n
}
