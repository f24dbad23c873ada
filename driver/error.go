package driver

import (
	"context"
	"errors"
	"io"
)

// An Error is what a call on a device returns when it fails: the call, the error
// number, and the cause where there is one. errors.Is finds the number and the
// cause, errors.As finds the Error.
type Error struct {
	Op    string // the method as the description names it: connect
	Errno Errno
	Err   error // the cause, or nil
}

// Error returns the call, the number's text and the cause: "connect: connection refused: AT+CIPSTART answered ERROR".
// A cause that says what the number says is not repeated.
func (e *Error) Error() string {
	text := e.Op + ": " + e.Errno.Error()
	if e.Err == nil {
		return text
	}
	if cause := e.Err.Error(); cause != e.Errno.Error() {
		text += ": " + cause
	}
	return text
}

// Unwrap returns the number and the cause.
func (e *Error) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Errno}
	}
	return []error{e.Errno, e.Err}
}

// Timeout reports whether a deadline passed.
func (e *Error) Timeout() bool { return e.Errno.Timeout() }

// Temporary reports whether the same call may succeed later.
func (e *Error) Temporary() bool { return e.Errno.Temporary() }

// Fail returns an Error of op with a number and a cause, which may be nil.
func Fail(op string, errno Errno, cause error) error {
	return &Error{Op: op, Errno: errno, Err: cause}
}

// Wrap returns err as an Error of op. What is an Error of op already stays as it
// is; an error without a number gets the number that ErrnoOf finds. A nil err gives nil,
// and io.EOF, which is the end of a stream and no failure, stays io.EOF.
func Wrap(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	switch e := err.(type) {
	case *Error:
		if e.Op == op {
			return e
		}
		return &Error{Op: op, Errno: e.Errno, Err: e.Err}
	case Errno:
		return &Error{Op: op, Errno: e}
	}
	return &Error{Op: op, Errno: ErrnoOf(err), Err: err}
}

// ErrnoOf returns the number that err carries: that of an Errno or Error in its tree,
// that of the operating system's error with the same name, ETIMEDOUT for a deadline
// that passed (an error whose Timeout reports true), ECANCELED for a cancelled context,
// EOPNOTSUPP for errors.ErrUnsupported, 0 for nil, and EIO for all others.
func ErrnoOf(err error) Errno {
	var errno Errno
	var timeout interface{ Timeout() bool }
	switch {
	case err == nil:
		return 0
	case errors.As(err, &errno):
		return errno
	case osErrno(err, &errno):
		return errno
	case errors.As(err, &timeout) && timeout.Timeout():
		return ETIMEDOUT
	case errors.Is(err, context.Canceled):
		return ECANCELED
	case errors.Is(err, errors.ErrUnsupported):
		return EOPNOTSUPP
	}
	return EIO
}

// FromContext returns the error of op for a context that has ended: ETIMEDOUT where
// its deadline passed, else ECANCELED. It wraps the context's cause.
func FromContext(op string, ctx context.Context) error {
	errno := ECANCELED
	if ctx.Err() == context.DeadlineExceeded {
		errno = ETIMEDOUT
	}
	return &Error{Op: op, Errno: errno, Err: context.Cause(ctx)}
}
