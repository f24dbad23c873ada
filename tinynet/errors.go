package tinynet

import (
	"io"

	"drivergen/driver"
	"drivergen/generated/tinygo"
)

// socketErrors are TinyGo's errors of a Netdever's calls, by the errno that means the same.
var socketErrors = map[driver.Errno]error{
	driver.ETIMEDOUT:       tinygo.ErrTimeout,
	driver.ENOENT:          tinygo.ErrHostUnknown,
	driver.EBADF:           tinygo.ErrInvalidSocketFd,
	driver.ENOTSOCK:        tinygo.ErrInvalidSocketFd,
	driver.EMFILE:          tinygo.ErrNoMoreSockets,
	driver.EAFNOSUPPORT:    tinygo.ErrFamilyNotSupported,
	driver.EPFNOSUPPORT:    tinygo.ErrFamilyNotSupported,
	driver.EPROTONOSUPPORT: tinygo.ErrProtocolNotSupported,
	driver.EPROTOTYPE:      tinygo.ErrProtocolNotSupported,
	driver.ESOCKTNOSUPPORT: tinygo.ErrProtocolNotSupported,
	driver.EOPNOTSUPP:      tinygo.ErrNotSupported,
	driver.ENOSYS:          tinygo.ErrNotSupported,
	driver.ENOPROTOOPT:     tinygo.ErrNotSupported,
}

// An errorValues is another package's error for one of TinyGo's; nil stands for TinyGo's own.
type errorValues func(error) error

// of returns an error in the place of TinyGo's.
func (v errorValues) of(err error) error {
	if v == nil || err == nil || err == io.EOF {
		return err
	}
	return v(err)
}

// socketError returns TinyGo's error with the meaning of err, or err itself where there
// is none. The end of a stream is io.EOF and nothing that has it as a cause.
func socketError(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	if same, ok := socketErrors[driver.ErrnoOf(err)]; ok {
		return same
	}
	return err
}

// lookupError is socketError for a name: one that cannot be a name is malformed.
func lookupError(err error) error {
	if driver.ErrnoOf(err) == driver.EINVAL {
		return tinygo.ErrMalAddr
	}
	return socketError(err)
}

// closeError is socketError for a close: what the device refuses has one error.
func closeError(err error) error {
	if same := socketError(err); same == nil || same == tinygo.ErrInvalidSocketFd {
		return same
	}
	return tinygo.ErrClosingSocket
}
