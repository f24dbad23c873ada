//go:build !tinygo && !plan9

package driver

import (
	"errors"
	"syscall"
)

// isSyscall compares with the operating system's number of the same name:
// numbers differ from system to system, names do not.
func (e Errno) isSyscall(target error) bool {
	number, ok := target.(syscall.Errno)
	if !ok {
		return false
	}
	same, ok := syscallErrnos[e]
	return ok && same == number
}

// osErrno finds the operating system's number in err's tree and sets errno to ours of the same name.
func osErrno(err error, errno *Errno) bool {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return false
	}
	found := false
	for ours, same := range syscallErrnos {
		if same == number && (!found || ours < *errno) { // a system may have one number of two names
			*errno, found = ours, true
		}
	}
	return found
}

// syscallErrnos holds the names that every system's syscall package has.
var syscallErrnos = map[Errno]syscall.Errno{
	EPERM: syscall.EPERM, ENOENT: syscall.ENOENT, EINTR: syscall.EINTR, EIO: syscall.EIO,
	ENXIO: syscall.ENXIO, EBADF: syscall.EBADF, EAGAIN: syscall.EAGAIN, ENOMEM: syscall.ENOMEM,
	EACCES: syscall.EACCES, EFAULT: syscall.EFAULT, EBUSY: syscall.EBUSY, EEXIST: syscall.EEXIST,
	ENODEV: syscall.ENODEV, EINVAL: syscall.EINVAL, ENFILE: syscall.ENFILE, EMFILE: syscall.EMFILE,
	EFBIG: syscall.EFBIG, ENOSPC: syscall.ENOSPC, EROFS: syscall.EROFS, EPIPE: syscall.EPIPE,
	EDOM: syscall.EDOM, ERANGE: syscall.ERANGE, EDEADLK: syscall.EDEADLK,
	ENAMETOOLONG: syscall.ENAMETOOLONG, ENOSYS: syscall.ENOSYS, EPROTO: syscall.EPROTO,
	EOVERFLOW: syscall.EOVERFLOW, EILSEQ: syscall.EILSEQ, ENOTSOCK: syscall.ENOTSOCK,
	EDESTADDRREQ: syscall.EDESTADDRREQ, EMSGSIZE: syscall.EMSGSIZE, EPROTOTYPE: syscall.EPROTOTYPE,
	ENOPROTOOPT: syscall.ENOPROTOOPT, EPROTONOSUPPORT: syscall.EPROTONOSUPPORT,
	EOPNOTSUPP:   syscall.EOPNOTSUPP,
	EAFNOSUPPORT: syscall.EAFNOSUPPORT,
	EADDRINUSE:   syscall.EADDRINUSE, EADDRNOTAVAIL: syscall.EADDRNOTAVAIL,
	ENETDOWN: syscall.ENETDOWN, ENETUNREACH: syscall.ENETUNREACH, ENETRESET: syscall.ENETRESET,
	ECONNABORTED: syscall.ECONNABORTED, ECONNRESET: syscall.ECONNRESET, ENOBUFS: syscall.ENOBUFS,
	EISCONN: syscall.EISCONN, ENOTCONN: syscall.ENOTCONN,
	ETIMEDOUT: syscall.ETIMEDOUT, ECONNREFUSED: syscall.ECONNREFUSED,
	EHOSTUNREACH: syscall.EHOSTUNREACH, EALREADY: syscall.EALREADY,
	EINPROGRESS: syscall.EINPROGRESS, ECANCELED: syscall.ECANCELED,
	ESRCH: syscall.ESRCH, E2BIG: syscall.E2BIG, ENOEXEC: syscall.ENOEXEC, ECHILD: syscall.ECHILD,
	EXDEV: syscall.EXDEV, ENOTDIR: syscall.ENOTDIR, EISDIR: syscall.EISDIR, ENOTTY: syscall.ENOTTY,
	ESPIPE: syscall.ESPIPE, EMLINK: syscall.EMLINK, ENOLCK: syscall.ENOLCK, ENOTEMPTY: syscall.ENOTEMPTY,
	ELOOP: syscall.ELOOP, ENOMSG: syscall.ENOMSG, EIDRM: syscall.EIDRM, ESTALE: syscall.ESTALE,
	EDQUOT: syscall.EDQUOT, EBADMSG: syscall.EBADMSG,
}
