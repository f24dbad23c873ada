package mock

import (
	"context"
	"strings"
)

// Wait waits until every condition holds, and reports whether they all did. Where the
// context ends first, the test fails, as it does after a minute, or nine tenths of the time
// that the test has left, where the context has no deadline; an unexpected call, which fails
// the test itself, and the test's end end the wait at once. Mock is the mock that waits.
func (c *Controller) Wait(ctx context.Context, mock any, conditions ...Condition) bool {
	c.tb.Helper()
	goals := make([]goal, len(conditions))
	for i, condition := range conditions {
		goals[i] = condition.goal(c, mock)
	}
	ctx, cancel := c.limited(ctx)
	defer cancel()
	for _, g := range goals { // one after another, since what has come stays
		if !c.await(ctx, g) {
			c.giveUpWaiting(ctx, goals)
			return false
		}
	}
	return true
}

// await waits for a goal, and reports whether it came.
func (c *Controller) await(ctx context.Context, g goal) bool {
	for {
		g.ctl.mu.Lock()
		met, changed := g.met(), g.ctl.watch()
		g.ctl.mu.Unlock()
		if met {
			return true
		}
		select {
		case <-changed:
		case <-g.ctl.alive.Done():
			return false
		case <-c.alive.Done():
			return false
		case <-ctx.Done():
			return false
		}
	}
}

// giveUpWaiting reports which goals have not come, unless a mock has failed, which was reported.
func (c *Controller) giveUpWaiting(ctx context.Context, goals []goal) {
	c.tb.Helper()
	var missing []string
	for _, g := range goals {
		if g.ctl.alive.Err() != nil {
			return
		}
		g.ctl.mu.Lock()
		met := g.met()
		g.ctl.mu.Unlock()
		if !met {
			missing = append(missing, g.text())
		}
	}
	if c.alive.Err() == nil && len(missing) > 0 {
		c.report("waited for " + strings.Join(missing, "; ") + ": " + context.Cause(ctx).Error())
	}
}

// Handled counts an event whose handlers have returned. Generated code calls it.
func (c *Controller) Handled(event int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.handled[event]++
	c.wake()
}

// Idle waits until every event that was fired before is handled, and reports whether
// they were. It ends as Wait does. Generated code calls it with the channel of the mock's
// events.
func (c *Controller) Idle(ctx context.Context, idle <-chan struct{}) bool {
	c.tb.Helper()
	ctx, cancel := c.limited(ctx)
	defer cancel()
	select {
	case <-idle:
		return true
	case <-c.alive.Done():
	case <-ctx.Done():
		c.report("waited for the events' handlers to return: " + context.Cause(ctx).Error())
	}
	return false
}

// A Wait waits for calls of one method.
type Wait[M any] struct {
	ctl    *Controller
	ctx    context.Context
	mock   M
	method MethodOf[M]
}

// WaitFor returns a Wait for calls of a method of mock. Generated code calls it.
func WaitFor[M any](ctx context.Context, c *Controller, mock M, method MethodOf[M]) Wait[M] {
	return Wait[M]{c, ctx, mock, method}
}

// Times waits until the method has been called n times, since the mock was made or its
// calls were reset, and reports whether it was. It ends as the mock's Wait does.
func (w Wait[M]) Times(n int) bool {
	w.ctl.tb.Helper()
	return w.ctl.Wait(w.ctx, w.mock, w.method.Times(n))
}

// Once waits as Times(1) does.
func (w Wait[M]) Once() bool {
	w.ctl.tb.Helper()
	return w.Times(1)
}
