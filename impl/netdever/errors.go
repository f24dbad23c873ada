package netdever

import (
	"io"

	"drivergen/driver"
	"drivergen/generated/tinygo"
)

// byText finds the errno of an error by its text: each of TinyGo's packages has values of
// its own, which differ in nothing else.
type byText map[string]driver.Errno

func texts(errs map[error]driver.Errno) byText {
	t := make(byText, len(errs))
	for err, errno := range errs {
		t[err.Error()] = errno
	}
	return t
}

// errOlderDHCPClient is ErrStartingDHCPClient as tinygo.org/x/drivers v0.27.0 spells it.
var errOlderDHCPClient = driver.Sentinel("Error starting DHPC client")

// socketErrnos are those of a Netdever's errors.
var socketErrnos = texts(map[error]driver.Errno{
	tinygo.ErrHostUnknown:          driver.ENOENT,
	tinygo.ErrMalAddr:              driver.EINVAL,
	tinygo.ErrFamilyNotSupported:   driver.EAFNOSUPPORT,
	tinygo.ErrProtocolNotSupported: driver.EPROTONOSUPPORT,
	tinygo.ErrStartingDHCPClient:   driver.ENETDOWN,
	tinygo.ErrStartingDHCPServer:   driver.ENETDOWN,
	errOlderDHCPClient:             driver.ENETDOWN,
	tinygo.ErrNoMoreSockets:        driver.EMFILE,
	tinygo.ErrClosingSocket:        driver.EIO,
	tinygo.ErrNotSupported:         driver.EOPNOTSUPP,
	tinygo.ErrInvalidSocketFd:      driver.EBADF,
	tinygo.ErrTimeout:              driver.ETIMEDOUT,
	tinygo.ErrConnectFailed:        driver.ECONNREFUSED,
	tinygo.ErrConnectTimeout:       driver.ETIMEDOUT,
})

// linkErrnos are those of a Netlinker's errors. ErrConnectFailed says no more than that:
// the network may be unknown, refuse, or be lost.
var linkErrnos = texts(map[error]driver.Errno{
	tinygo.ErrConnected:          driver.EBUSY,
	tinygo.ErrConnectFailed:      driver.EIO,
	tinygo.ErrConnectTimeout:     driver.ETIMEDOUT,
	tinygo.ErrMissingSSID:        driver.EINVAL,
	tinygo.ErrShortPassphrase:    driver.EINVAL,
	tinygo.ErrAuthFailure:        driver.EACCES,
	tinygo.ErrAuthTypeNoGood:     driver.EOPNOTSUPP,
	tinygo.ErrConnectModeNoGood:  driver.EOPNOTSUPP,
	tinygo.ErrNotSupported:       driver.EOPNOTSUPP,
	tinygo.ErrStartingDHCPClient: driver.EIO,
	tinygo.ErrStartingDHCPServer: driver.EIO,
	tinygo.ErrTimeout:            driver.ETIMEDOUT,
})

// errno returns err with the number that it has by its text or else by what it carries.
// The cause stays wrapped. The end of a stream, which recv alone meets, stays io.EOF.
func (t byText) errno(op string, err error) error {
	if err == nil || err == io.EOF && op == "recv" {
		return err
	}
	for cause := err; cause != nil; cause = unwrap(cause) {
		if errno, ok := t[cause.Error()]; ok {
			return driver.Fail(op, errno, err)
		}
	}
	return driver.Fail(op, driver.ErrnoOf(err), err)
}

// unwrap returns the one cause of an error, or nil.
func unwrap(err error) error {
	if u, ok := err.(interface{ Unwrap() error }); ok {
		return u.Unwrap()
	}
	return nil
}

// fail returns an error of this package's own, with what is to be known about it.
func fail(op string, errno driver.Errno, text string) error {
	return driver.Fail(op, errno, driver.Sentinel(text))
}
