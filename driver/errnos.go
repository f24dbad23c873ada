package driver

// The error numbers of Linux (errno(3), include/uapi/asm-generic/errno.h) that a
// device may answer with. A generated package names those that its description
// declares: netdev.ECONNREFUSED is driver.ECONNREFUSED.
const (
	EPERM           Errno = 1   // operation not permitted
	ENOENT          Errno = 2   // no such file, host or network
	EINTR           Errno = 4   // interrupted system call
	EIO             Errno = 5   // input/output error
	ENXIO           Errno = 6   // no such device or address
	EBADF           Errno = 9   // bad file descriptor
	EAGAIN          Errno = 11  // resource temporarily unavailable
	ENOMEM          Errno = 12  // cannot allocate memory
	EACCES          Errno = 13  // permission denied
	EFAULT          Errno = 14  // bad address
	EBUSY           Errno = 16  // device or resource busy
	EEXIST          Errno = 17  // already exists
	ENODEV          Errno = 19  // no such device
	EINVAL          Errno = 22  // invalid argument
	ENFILE          Errno = 23  // too many open files in system
	EMFILE          Errno = 24  // too many open files
	EFBIG           Errno = 27  // too large
	ENOSPC          Errno = 28  // no space left on device
	EROFS           Errno = 30  // read-only
	EPIPE           Errno = 32  // broken pipe
	EDOM            Errno = 33  // argument out of domain
	ERANGE          Errno = 34  // result out of range
	EDEADLK         Errno = 35  // resource deadlock avoided
	ENAMETOOLONG    Errno = 36  // name too long
	ENOSYS          Errno = 38  // function not implemented
	ENODATA         Errno = 61  // no data available
	ETIME           Errno = 62  // timer expired
	ENONET          Errno = 64  // machine is not on the network
	ENOLINK         Errno = 67  // link has been severed
	ECOMM           Errno = 70  // communication error on send
	EPROTO          Errno = 71  // protocol error
	EBADMSG         Errno = 74  // bad message
	EOVERFLOW       Errno = 75  // value too large or data lost
	EILSEQ          Errno = 84  // invalid byte sequence
	ENOTSOCK        Errno = 88  // socket operation on non-socket
	EDESTADDRREQ    Errno = 89  // destination address required
	EMSGSIZE        Errno = 90  // message too long
	EPROTOTYPE      Errno = 91  // protocol wrong type for socket
	ENOPROTOOPT     Errno = 92  // protocol not available
	EPROTONOSUPPORT Errno = 93  // protocol not supported
	ESOCKTNOSUPPORT Errno = 94  // socket type not supported
	EOPNOTSUPP      Errno = 95  // operation not supported
	EPFNOSUPPORT    Errno = 96  // protocol family not supported
	EAFNOSUPPORT    Errno = 97  // address family not supported
	EADDRINUSE      Errno = 98  // address already in use
	EADDRNOTAVAIL   Errno = 99  // cannot assign requested address
	ENETDOWN        Errno = 100 // network is down
	ENETUNREACH     Errno = 101 // network is unreachable
	ENETRESET       Errno = 102 // network dropped connection on reset
	ECONNABORTED    Errno = 103 // connection aborted
	ECONNRESET      Errno = 104 // connection reset by peer
	ENOBUFS         Errno = 105 // no buffer space available
	EISCONN         Errno = 106 // already connected
	ENOTCONN        Errno = 107 // not connected
	ESHUTDOWN       Errno = 108 // cannot send after shutdown
	ETIMEDOUT       Errno = 110 // connection timed out
	ECONNREFUSED    Errno = 111 // connection refused
	EHOSTDOWN       Errno = 112 // host is down
	EHOSTUNREACH    Errno = 113 // no route to host
	EALREADY        Errno = 114 // operation already in progress
	EINPROGRESS     Errno = 115 // operation now in progress
	EREMOTEIO       Errno = 121 // remote input/output error
	ECANCELED       Errno = 125 // operation canceled
)

// errnoTable holds each number's name and text.
var errnoTable = map[Errno]struct{ name, text string }{
	EPERM:           {"EPERM", "operation not permitted"},
	ENOENT:          {"ENOENT", "no such file, host or network"},
	EINTR:           {"EINTR", "interrupted system call"},
	EIO:             {"EIO", "input/output error"},
	ENXIO:           {"ENXIO", "no such device or address"},
	EBADF:           {"EBADF", "bad file descriptor"},
	EAGAIN:          {"EAGAIN", "resource temporarily unavailable"},
	ENOMEM:          {"ENOMEM", "cannot allocate memory"},
	EACCES:          {"EACCES", "permission denied"},
	EFAULT:          {"EFAULT", "bad address"},
	EBUSY:           {"EBUSY", "device or resource busy"},
	EEXIST:          {"EEXIST", "already exists"},
	ENODEV:          {"ENODEV", "no such device"},
	EINVAL:          {"EINVAL", "invalid argument"},
	ENFILE:          {"ENFILE", "too many open files in system"},
	EMFILE:          {"EMFILE", "too many open files"},
	EFBIG:           {"EFBIG", "too large"},
	ENOSPC:          {"ENOSPC", "no space left on device"},
	EROFS:           {"EROFS", "read-only"},
	EPIPE:           {"EPIPE", "broken pipe"},
	EDOM:            {"EDOM", "argument out of domain"},
	ERANGE:          {"ERANGE", "result out of range"},
	EDEADLK:         {"EDEADLK", "resource deadlock avoided"},
	ENAMETOOLONG:    {"ENAMETOOLONG", "name too long"},
	ENOSYS:          {"ENOSYS", "function not implemented"},
	ENODATA:         {"ENODATA", "no data available"},
	ETIME:           {"ETIME", "timer expired"},
	ENONET:          {"ENONET", "machine is not on the network"},
	ENOLINK:         {"ENOLINK", "link has been severed"},
	ECOMM:           {"ECOMM", "communication error on send"},
	EPROTO:          {"EPROTO", "protocol error"},
	EBADMSG:         {"EBADMSG", "bad message"},
	EOVERFLOW:       {"EOVERFLOW", "value too large or data lost"},
	EILSEQ:          {"EILSEQ", "invalid byte sequence"},
	ENOTSOCK:        {"ENOTSOCK", "socket operation on non-socket"},
	EDESTADDRREQ:    {"EDESTADDRREQ", "destination address required"},
	EMSGSIZE:        {"EMSGSIZE", "message too long"},
	EPROTOTYPE:      {"EPROTOTYPE", "protocol wrong type for socket"},
	ENOPROTOOPT:     {"ENOPROTOOPT", "protocol not available"},
	EPROTONOSUPPORT: {"EPROTONOSUPPORT", "protocol not supported"},
	ESOCKTNOSUPPORT: {"ESOCKTNOSUPPORT", "socket type not supported"},
	EOPNOTSUPP:      {"EOPNOTSUPP", "operation not supported"},
	EPFNOSUPPORT:    {"EPFNOSUPPORT", "protocol family not supported"},
	EAFNOSUPPORT:    {"EAFNOSUPPORT", "address family not supported"},
	EADDRINUSE:      {"EADDRINUSE", "address already in use"},
	EADDRNOTAVAIL:   {"EADDRNOTAVAIL", "cannot assign requested address"},
	ENETDOWN:        {"ENETDOWN", "network is down"},
	ENETUNREACH:     {"ENETUNREACH", "network is unreachable"},
	ENETRESET:       {"ENETRESET", "network dropped connection on reset"},
	ECONNABORTED:    {"ECONNABORTED", "connection aborted"},
	ECONNRESET:      {"ECONNRESET", "connection reset by peer"},
	ENOBUFS:         {"ENOBUFS", "no buffer space available"},
	EISCONN:         {"EISCONN", "already connected"},
	ENOTCONN:        {"ENOTCONN", "not connected"},
	ESHUTDOWN:       {"ESHUTDOWN", "cannot send after shutdown"},
	ETIMEDOUT:       {"ETIMEDOUT", "connection timed out"},
	ECONNREFUSED:    {"ECONNREFUSED", "connection refused"},
	EHOSTDOWN:       {"EHOSTDOWN", "host is down"},
	EHOSTUNREACH:    {"EHOSTUNREACH", "no route to host"},
	EALREADY:        {"EALREADY", "operation already in progress"},
	EINPROGRESS:     {"EINPROGRESS", "operation now in progress"},
	EREMOTEIO:       {"EREMOTEIO", "remote input/output error"},
	ECANCELED:       {"ECANCELED", "operation canceled"},
}
