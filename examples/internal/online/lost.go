package online

import (
	"errors"
	"io"
	"slices"

	"drivergen/driver"
)

// losses are the errors of a connection, or of the way to it, that was lost.
var losses = []error{
	io.EOF, io.ErrUnexpectedEOF,
	driver.ECONNRESET, driver.ECONNABORTED, driver.EPIPE, driver.ENOTCONN, driver.EOVERFLOW,
	driver.EIO, driver.ECOMM, driver.EPROTO, driver.ENETDOWN, driver.ENETRESET,
}

// Lost reports whether an error tells that a connection, or the way to it, was lost, so that another attempt may succeed: not that
// a peer is unknown or refuses, and not that time is over.
func Lost(err error) bool {
	return slices.ContainsFunc(losses, func(loss error) bool { return errors.Is(err, loss) })
}
