package gonet

import (
	"context"
	"sync"
	"time"
)

// A deadline bounds the calls of one direction of a handle. They all get the same
// context, which is armed again when the deadline moves, so that no call makes one of
// its own. The zero value has no deadline.
type deadline struct {
	mu      sync.Mutex
	current *waitContext
	closed  bool
}

// context returns what a call that starts now waits with.
func (d *deadline) context() *waitContext {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.contextLocked()
}

func (d *deadline) contextLocked() *waitContext {
	if d.current == nil {
		d.current = newWaitContext()
		if d.closed {
			d.current.end(context.Canceled)
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
	if !d.contextLocked().arm(t) {
		d.current = newWaitContext()
		d.current.arm(t)
	}
}

// close ends the waiting calls and all later ones.
func (d *deadline) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed = true
	if d.current != nil && d.current.end(context.Canceled) {
		return
	}
	d.current = nil // ended by its deadline: later calls get one that is cancelled
}

// A waitContext is a context.Context whose deadline can be moved until it has passed.
// Once it has ended it stays so, as every context does.
type waitContext struct {
	done chan struct{}

	mu     sync.Mutex
	at     time.Time // zero: no deadline
	timer  *time.Timer
	err    error // not nil once done is closed
	after  map[uint64]func()
	serial uint64
}

func newWaitContext() *waitContext { return &waitContext{done: make(chan struct{})} }

// arm moves the deadline. It reports false if the context has ended already.
func (c *waitContext) arm(t time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	c.at = t
	if t.IsZero() {
		if c.timer != nil {
			c.timer.Stop()
		}
		return true
	}
	left := time.Until(t)
	switch {
	case left <= 0:
		c.endLocked(context.DeadlineExceeded)
	case c.timer == nil:
		c.timer = time.AfterFunc(left, c.expire)
	default:
		c.timer.Reset(left)
	}
	return true
}

// expire is the timer's. The deadline may have moved while the timer fired, and a wall
// clock that was set back may have moved away from it.
func (c *waitContext) expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil || c.at.IsZero() {
		return
	}
	if left := time.Until(c.at); left > 0 {
		c.timer.Reset(left)
		return
	}
	c.endLocked(context.DeadlineExceeded)
}

// end ends the context and reports whether it had not ended before.
func (c *waitContext) end(err error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	c.endLocked(err)
	return true
}

func (c *waitContext) endLocked(err error) {
	c.err = err
	if c.timer != nil {
		c.timer.Stop()
	}
	close(c.done)
	for _, f := range c.after {
		go f()
	}
	c.after = nil
}

// Deadline returns the deadline as it is now.
func (c *waitContext) Deadline() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at, !c.at.IsZero()
}

func (c *waitContext) Done() <-chan struct{} { return c.done }

func (c *waitContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

func (c *waitContext) Value(any) any { return nil }

// AfterFunc calls f in a goroutine of its own when the context has ended, unless stop
// was called before. Package context looks for it: a context that a driver derives from
// this one then needs no goroutine that watches.
func (c *waitContext) AfterFunc(f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		go f()
		return func() bool { return false }
	}
	if c.after == nil {
		c.after = make(map[uint64]func())
	}
	c.serial++
	key := c.serial
	c.after[key] = f
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		_, waits := c.after[key]
		delete(c.after, key)
		return waits
	}
}
