package gonet

import (
	"strings"

	"drivergen/driver"
)

// systemCalls are the calls of package net that stand for methods of the device.
var systemCalls = map[string]string{
	"recv":       "read",
	"send_to":    "sendto",
	"set_option": "setsockopt",
}

// A callError is a device's error that names the call as package net does.
type callError struct {
	call  string
	cause *driver.Error
}

// inWords makes a callError of an error that is a device's of one of systemCalls. Other
// errors it returns as they are.
func inWords(err error) error {
	if failed, ok := err.(*driver.Error); ok && systemCalls[failed.Op] != "" {
		return &callError{systemCalls[failed.Op], failed}
	}
	return err
}

func (e *callError) Error() string { return e.call + strings.TrimPrefix(e.cause.Error(), e.cause.Op) }

func (e *callError) Unwrap() error { return e.cause }

// Timeout reports whether a deadline passed, as net.Error has it.
func (e *callError) Timeout() bool { return e.cause.Timeout() }

// Temporary reports whether the same call may succeed later, as net.Error has it.
func (e *callError) Temporary() bool { return e.cause.Temporary() }
