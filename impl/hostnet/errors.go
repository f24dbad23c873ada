package hostnet

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"drivergen/driver"
	"drivergen/generated/tinygo"
)

// asErrno gives an error of package net the number that the device answers with. The
// system's error stays its cause.
func asErrno(op string, err error) error {
	if err == nil {
		return nil
	}
	return convert(op, err)
}

func convert(op string, err error) error {
	var failed *driver.Error
	var errno driver.Errno
	var system syscall.Errno
	var dns *net.DNSError
	switch {
	case errors.As(err, &failed) || errors.As(err, &errno):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		return driver.Fail(op, driver.ETIMEDOUT, err)
	case errors.Is(err, context.Canceled):
		return driver.Fail(op, driver.ECANCELED, err)
	case errors.Is(err, net.ErrClosed):
		return driver.Fail(op, driver.ECONNABORTED, err)
	case errors.As(err, &dns):
		return dnsError(op, dns)
	case errors.As(err, &system):
		return driver.Fail(op, systemErrno(system), systemError{system, err})
	}
	return driver.Fail(op, driver.EIO, err)
}

// A systemError is an error of package net that has a number of the system. Its text is the
// number's alone: the call and the addresses are for whoever made the call to tell.
type systemError struct {
	number syscall.Errno
	err    error
}

func (e systemError) Error() string { return e.number.Error() }

// Unwrap returns package net's error.
func (e systemError) Unwrap() error { return e.err }

func dnsError(op string, err *net.DNSError) error {
	switch {
	case err.IsNotFound:
		return driver.Fail(op, driver.ENOENT, fmt.Errorf("%w: %w", tinygo.ErrHostUnknown, err))
	case err.IsTimeout:
		return driver.Fail(op, driver.ETIMEDOUT, err)
	}
	return driver.Fail(op, driver.EIO, err)
}
