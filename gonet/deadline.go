package gonet

import (
	"sync"
	"time"

	"drivergen/driver"
)

// A deadline bounds the calls of one direction of a handle. They all get the same
// context, which is armed again when the deadline moves, so that no call makes one of
// its own. The zero value has no deadline.
type deadline struct {
	mu      sync.Mutex
	current *driver.MovableContext
	closed  bool
}

// context returns what a call that starts now waits with.
func (d *deadline) context() *driver.MovableContext {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.contextLocked()
}

func (d *deadline) contextLocked() *driver.MovableContext {
	if d.current == nil {
		d.current = driver.NewMovableContext()
		if d.closed {
			d.current.Cancel()
		}
	}
	return d.current
}

// set moves the deadline, that of waiting calls too. The zero time is none.
func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return
	}
	if !d.contextLocked().Move(t) {
		d.current = driver.NewMovableContext()
		d.current.Move(t)
	}
}

// close ends the waiting calls and all later ones.
func (d *deadline) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	if d.current != nil && d.current.Cancel() {
		return
	}
	d.current = nil // ended by its deadline: later calls get one that is cancelled
}
