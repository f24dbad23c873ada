package gonet

import (
	"context"

	"drivergen/driver"
)

// An endedError is what a call fails with whose context has ended: the words are those of
// package net, the device's error stays the cause.
type endedError struct {
	text    string
	timeout bool
	cause   error
}

// ended makes an endedError of a device's error that comes of the end of ctx. Other errors
// it returns as they are: ETIMEDOUT can also be what the device itself has to tell.
func ended(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	switch errno := driver.ErrnoOf(err); {
	case errno == driver.ETIMEDOUT && ctx.Err() == context.DeadlineExceeded:
		return &endedError{"i/o timeout", true, err}
	case errno == driver.ECANCELED && ctx.Err() == context.Canceled:
		return &endedError{"operation was canceled", false, err}
	}
	return err
}

// endedBefore is the error of a call of the device that is not made since ctx has ended.
func endedBefore(ctx context.Context, op string) error {
	return ended(ctx, driver.FromContext(op, ctx))
}

func (e *endedError) Error() string { return e.text }

func (e *endedError) Unwrap() error { return e.cause }

// Timeout reports whether a deadline passed, as net.Error has it.
func (e *endedError) Timeout() bool { return e.timeout }

// Temporary reports whether the same call may succeed later, as net.Error has it.
func (e *endedError) Temporary() bool { return e.timeout }
