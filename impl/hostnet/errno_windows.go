package hostnet

import (
	"syscall"

	"drivergen/driver"
)

// winsockErrnos are Winsock's numbers (Windows Sockets Error Codes), which package syscall
// does not give the names that it has elsewhere.
var winsockErrnos = map[syscall.Errno]driver.Errno{
	10013: driver.EACCES,
	10022: driver.EINVAL,
	10024: driver.EMFILE,
	10040: driver.EMSGSIZE,
	10042: driver.ENOPROTOOPT,
	10043: driver.EPROTONOSUPPORT,
	10045: driver.EOPNOTSUPP,
	10047: driver.EAFNOSUPPORT,
	10048: driver.EADDRINUSE,
	10049: driver.EADDRNOTAVAIL,
	10050: driver.ENETDOWN,
	10051: driver.ENETUNREACH,
	10053: driver.ECONNABORTED,
	10054: driver.ECONNRESET,
	10055: driver.ENOBUFS,
	10056: driver.EISCONN,
	10057: driver.ENOTCONN,
	10058: driver.EPIPE,
	10060: driver.ETIMEDOUT,
	10061: driver.ECONNREFUSED,
	10064: driver.EHOSTDOWN,
	10065: driver.EHOSTUNREACH,
}

// systemErrno returns the number of the same meaning, EIO where there is none.
func systemErrno(system syscall.Errno) driver.Errno {
	if errno, ok := winsockErrnos[system]; ok {
		return errno
	}
	return driver.EIO
}
