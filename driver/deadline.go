package driver

import (
	"context"
	"time"
)

// UntilDeadline returns a context that ends at a deadline, and what frees it. The zero time is no deadline.
func UntilDeadline(deadline time.Time) (context.Context, context.CancelFunc) {
	if deadline.IsZero() {
		return context.Background(), func() {}
	}
	return context.WithDeadline(context.Background(), deadline)
}

// TimeoutAs returns timeout, the error that a description has for it, where err says that a
// deadline passed, else err.
func TimeoutAs(err, timeout error) error {
	if ErrnoOf(err) == ETIMEDOUT {
		return timeout
	}
	return err
}
