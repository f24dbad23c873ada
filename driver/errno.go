package driver

import (
	"context"
	"errors"
	"strconv"
)

// An Errno is an error number as Linux counts them. It is an error; errors.Is
// finds it in whatever a device returns, and finds the operating system's own
// number by name where there is one: a driver.ECONNREFUSED is
// syscall.ECONNREFUSED also on a system that counts differently.
//
// Numbers from FirstOwn on belong to descriptions that declare errors which
// Linux does not have.
type Errno int32

// FirstOwn is the lowest number that a description may give to an error of its own.
const FirstOwn Errno = 4096

// Error returns the error's text.
func (e Errno) Error() string {
	if row, ok := errnoTable[e]; ok {
		return row.text
	}
	return "errno " + strconv.Itoa(int(e))
}

// Name returns the error's name, such as "ECONNREFUSED", or "" for a number that has none.
func (e Errno) Name() string { return errnoTable[e].name }

// Timeout reports whether the error is a deadline that passed, as net.Error has it.
func (e Errno) Timeout() bool { return e == ETIMEDOUT || e == EAGAIN }

// Temporary reports whether the same call may succeed later, as net.Error has it.
func (e Errno) Temporary() bool {
	return e == EINTR || e == EMFILE || e == ENFILE || e == EBUSY || e.Timeout()
}

// Is makes errors.Is hold for errors that mean the same.
func (e Errno) Is(target error) bool {
	if target == context.DeadlineExceeded {
		return e == ETIMEDOUT
	}
	if target == context.Canceled {
		return e == ECANCELED
	}
	if target == errors.ErrUnsupported {
		return e == ENOSYS || e == EOPNOTSUPP || e == EPROTONOSUPPORT || e == EAFNOSUPPORT
	}
	return e.isOS(target)
}

// NameErrno gives a number of a description's own its name and its text. A generated
// package calls it while the program starts; it must not be called later.
func NameErrno(e Errno, name, text string) Errno {
	if e >= FirstOwn {
		errnoTable[e] = struct{ name, text string }{name, text}
	}
	return e
}
