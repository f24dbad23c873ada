package mock

import (
	"context"
	"errors"
	"time"
)

// How long is waited with a context that has no deadline, such as that of a *testing.T: on
// the real clock, and at most on the clock of a synctest bubble, which costs no time where
// nothing happens.
const (
	mostWait       = time.Minute
	mostBubbleWait = 24 * time.Hour
)

// bubbleEra is a time that is past on any real clock, and to come on that of a synctest
// bubble, which starts at midnight UTC 2000-01-01 (package testing/synctest).
var bubbleEra = time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)

// limited returns a context with a deadline: ctx's own where it has one, else one that
// ends before the test binary's time does, so that a failure still says what is missing.
func (c *Controller) limited(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	limit := c.limit()
	return context.WithTimeoutCause(ctx, limit,
		errors.New("it did not come within "+limit.Round(time.Millisecond).String()+"; give a context with a deadline to wait for longer"))
}

// limit returns how long is waited now. The test's deadline must not be asked for in a bubble.
func (c *Controller) limit() time.Duration {
	if time.Now().Before(bubbleEra) {
		return mostBubbleWait
	}
	if test, ok := c.tb.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, ok := test.Deadline(); ok {
			return max(0, min(mostWait, time.Until(deadline)*9/10))
		}
	}
	return mostWait
}
