package mock

import (
	"context"
	"strconv"
)

// A Wait waits for calls of one method.
type Wait struct {
	ctx    context.Context
	method *method
}

// WaitFor returns a Wait for the method of that number. Generated code calls it.
func (c *Controller) WaitFor(ctx context.Context, number int) *Wait {
	return &Wait{ctx: ctx, method: &c.methods[number]}
}

// Times waits until the method has been called n times since the mock was made, and
// reports whether it was. Where the context ends first, the test fails. An unexpected
// call, which fails the test itself, ends the wait at once.
func (w *Wait) Times(n int) bool {
	c := w.method.ctl
	c.tb.Helper()
	for {
		c.mu.Lock()
		count, failed := w.method.count, c.failed
		changed := c.watch()
		c.mu.Unlock()
		if count >= n {
			return true
		}
		if failed {
			return false
		}
		select {
		case <-changed:
		case <-w.ctx.Done():
			c.report("waited for " + strconv.Itoa(n) + " calls of " + w.method.Name + ", got " +
				strconv.Itoa(count) + ": " + context.Cause(w.ctx).Error())
			return false
		}
	}
}

// Once waits as Times(1) does.
func (w *Wait) Once() bool {
	w.method.ctl.tb.Helper()
	return w.Times(1)
}

// Idle waits until every event that was fired before is handled, and reports whether
// they were. Where the context ends first, the test fails. Generated code calls it with
// the channel of the mock's events.
func (c *Controller) Idle(ctx context.Context, idle <-chan struct{}) bool {
	c.tb.Helper()
	select {
	case <-idle:
		return true
	case <-ctx.Done():
		c.report("waited for the events' handlers to return: " + context.Cause(ctx).Error())
		return false
	}
}
