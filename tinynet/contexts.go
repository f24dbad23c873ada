package tinynet

import (
	"context"
	"sync"
	"time"

	"drivergen/driver"
)

// idleContexts is how many contexts wait for their next call at the most.
const idleContexts = 8

// contexts gives each call a context with the call's deadline. A deadline comes by value
// with each call, so that two calls on one socket may have two; a context is therefore a
// call's own while it runs, and then the next call's, on whichever socket. The
// zero value is ready to use.
type contexts struct {
	mu   sync.Mutex
	idle []*driver.MovableContext
}

// until returns a context that ends at a deadline; the zero time is never. It goes to done
// when the call has returned.
func (c *contexts) until(deadline time.Time) context.Context {
	if deadline.IsZero() {
		return context.Background()
	}
	ctx := c.take()
	ctx.Move(deadline)
	return ctx
}

// within is until for a call that may take so long; 0 is no bound.
func (c *contexts) within(d time.Duration) context.Context {
	if d == 0 {
		return context.Background()
	}
	return c.until(time.Now().Add(d))
}

func (c *contexts) take() *driver.MovableContext {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := len(c.idle) - 1
	if last < 0 {
		return driver.NewMovableContext()
	}
	ctx := c.idle[last]
	c.idle[last] = nil
	c.idle = c.idle[:last]
	return ctx
}

// done takes a context back. One whose deadline passed has had its use.
func (c *contexts) done(ctx context.Context) {
	movable, ok := ctx.(*driver.MovableContext)
	if !ok || !movable.Move(time.Time{}) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.idle) < idleContexts {
		c.idle = append(c.idle, movable)
	}
}
