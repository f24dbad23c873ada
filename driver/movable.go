package driver

import (
	"context"
	"sync"
	"time"
)

// A MovableContext is a context.Context whose deadline can be moved until it has passed,
// so that many calls, one after another, need one context. Once it has ended it stays so,
// as every context does. It is made by NewMovableContext.
type MovableContext struct {
	done chan struct{}

	mu     sync.Mutex
	at     time.Time // zero: no deadline
	timer  *time.Timer
	err    error // not nil once done is closed
	after  map[uint64]func()
	serial uint64
}

var _ context.Context = (*MovableContext)(nil)

// NewMovableContext returns a context without a deadline.
func NewMovableContext() *MovableContext { return &MovableContext{done: make(chan struct{})} }

// Move moves the deadline; the zero time is none. It reports false if the context has
// ended already, and then changes nothing.
func (c *MovableContext) Move(t time.Time) bool {
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
		c.end(context.DeadlineExceeded)
	case c.timer == nil:
		c.timer = time.AfterFunc(left, c.expire)
	default:
		c.timer.Reset(left)
	}
	return true
}

// expire is the timer's. The deadline may have moved while the timer fired, and a wall
// clock that was set back may have moved away from it.
func (c *MovableContext) expire() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil || c.at.IsZero() {
		return
	}
	if left := time.Until(c.at); left > 0 {
		c.timer.Reset(left)
		return
	}
	c.end(context.DeadlineExceeded)
}

// Cancel ends the context and reports whether it had not ended before.
func (c *MovableContext) Cancel() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return false
	}
	c.end(context.Canceled)
	return true
}

// end ends the context. The caller holds c.mu.
func (c *MovableContext) end(err error) {
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
func (c *MovableContext) Deadline() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at, !c.at.IsZero()
}

// Done returns a channel that is closed when the deadline has passed or Cancel was called.
func (c *MovableContext) Done() <-chan struct{} { return c.done }

// Err returns nil until the context has ended, then context.DeadlineExceeded or
// context.Canceled.
func (c *MovableContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// Value returns nil: the context carries no values.
func (c *MovableContext) Value(any) any { return nil }

// AfterFunc calls f in a goroutine of its own when the context has ended, unless stop
// was called before. Package context looks for it: a context that a driver derives from
// this one then needs no goroutine that watches.
func (c *MovableContext) AfterFunc(f func()) (stop func() bool) {
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
