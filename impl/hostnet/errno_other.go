//go:build !windows

package hostnet

import (
	"errors"
	"syscall"

	"drivergen/driver"
)

// systemErrnos are the numbers that calls on sockets fail with (ip(7), tcp(7), udp(7)).
var systemErrnos = []driver.Errno{
	driver.ECONNREFUSED, driver.ECONNRESET, driver.EPIPE, driver.EADDRINUSE, driver.EADDRNOTAVAIL,
	driver.EHOSTUNREACH, driver.ENETUNREACH, driver.ETIMEDOUT, driver.EACCES, driver.EPERM,
	driver.EAFNOSUPPORT, driver.EPROTONOSUPPORT, driver.EMSGSIZE, driver.ENOTCONN, driver.EISCONN,
	driver.EINVAL, driver.EMFILE, driver.ENFILE, driver.ENOBUFS, driver.ENOMEM, driver.ENETDOWN,
	driver.EHOSTDOWN, driver.ECONNABORTED, driver.ENOPROTOOPT, driver.EOPNOTSUPP, driver.EDESTADDRREQ,
}

// systemErrno returns the number of the same name, EIO where there is none.
func systemErrno(system syscall.Errno) driver.Errno {
	for _, errno := range systemErrnos {
		if errors.Is(errno, system) {
			return errno
		}
	}
	return driver.EIO
}
