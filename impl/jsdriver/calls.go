package jsdriver

import (
	"context"
	"fmt"
	"time"

	"drivergen/driver"
)

// calls are what the calls on one object of the driver have in common.
type calls struct {
	patience time.Duration
	life     context.Context // ends with the device
	end      context.CancelFunc
}

func newCalls(patience time.Duration) calls {
	life, end := context.WithCancel(context.Background())
	return calls{patience, life, end}
}

// gone returns ENODEV where the device is closed.
func (c *calls) gone() error {
	if c.life.Err() != nil {
		return driver.ENODEV
	}
	return nil
}

// silent is the cause of the end of a call that the driver has not answered.
type silent time.Duration

func (s silent) Error() string {
	return fmt.Sprintf("the JavaScript driver did not call back within %v", time.Duration(s))
}

// do makes a call on the driver. It ends with its context, with the device, and where the context has no deadline with the
// device's patience.
func (c *calls) do(ctx context.Context, call func(ctx context.Context) error) error {
	if err := c.gone(); err != nil {
		return err
	}
	bounded, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(c.life, func() { cancel(nil) })()
	if _, limited := ctx.Deadline(); !limited {
		defer time.AfterFunc(c.patience, func() { cancel(silent(c.patience)) }).Stop()
	}
	err := call(bounded)
	switch {
	case err == nil:
		return nil
	case c.life.Err() != nil:
		return driver.ENODEV
	case ctx.Err() == nil && bounded.Err() != nil:
		return &driver.Error{Errno: driver.ETIMEDOUT, Err: context.Cause(bounded)}
	}
	return err
}
