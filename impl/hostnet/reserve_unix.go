//go:build unix

package hostnet

import (
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
)

// A reservation is a stream socket that is bound and does not listen. Package net has no
// such thing: it binds and listens in one.
type reservation struct {
	fd   int
	addr netip.AddrPort
}

func reserve(family string, addr netip.AddrPort) (*reservation, error) {
	domain, to := sockaddr(family, addr)
	syscall.ForkLock.RLock()
	fd, err := syscall.Socket(domain, syscall.SOCK_STREAM, 0)
	if err == nil {
		syscall.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	r := &reservation{fd: fd}
	if err := r.bind(domain, to); err != nil {
		r.release()
		return nil, err
	}
	return r, nil
}

func (r *reservation) bind(domain int, to syscall.Sockaddr) error {
	if err := syscall.SetsockoptInt(r.fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1); err != nil {
		return os.NewSyscallError("setsockopt", err)
	}
	if domain == syscall.AF_INET6 {
		if err := syscall.SetsockoptInt(r.fd, syscall.IPPROTO_IPV6, syscall.IPV6_V6ONLY, 1); err != nil {
			return os.NewSyscallError("setsockopt", err)
		}
	}
	if err := syscall.Bind(r.fd, to); err != nil {
		return os.NewSyscallError("bind", err)
	}
	name, err := syscall.Getsockname(r.fd)
	if err != nil {
		return os.NewSyscallError("getsockname", err)
	}
	switch name := name.(type) {
	case *syscall.SockaddrInet4:
		r.addr = netip.AddrPortFrom(netip.AddrFrom4(name.Addr), uint16(name.Port))
	case *syscall.SockaddrInet6:
		r.addr = netip.AddrPortFrom(netip.AddrFrom16(name.Addr), uint16(name.Port))
	}
	return nil
}

// listen makes the reservation a listener. The reservation is used up, also by a failure.
func (r *reservation) listen(backlog int) (*net.TCPListener, error) {
	defer r.release()
	if err := syscall.Listen(r.fd, backlog); err != nil {
		return nil, os.NewSyscallError("listen", err)
	}
	file := os.NewFile(uintptr(r.fd), "listener")
	r.fd = -1 // the file's now
	defer file.Close()
	l, err := net.FileListener(file) // has a descriptor of its own
	if err != nil {
		return nil, err
	}
	return l.(*net.TCPListener), nil
}

func (r *reservation) release() {
	if r.fd >= 0 {
		syscall.Close(r.fd)
		r.fd = -1
	}
}

func sockaddr(family string, a netip.AddrPort) (domain int, to syscall.Sockaddr) {
	if family == "4" {
		return syscall.AF_INET, &syscall.SockaddrInet4{Port: int(a.Port()), Addr: a.Addr().Unmap().As4()}
	}
	return syscall.AF_INET6, &syscall.SockaddrInet6{
		Port: int(a.Port()), ZoneId: zoneID(a.Addr().Zone()), Addr: a.Addr().As16(),
	}
}

// zoneID returns the index of an IPv6 zone's interface, 0 where there is none.
func zoneID(zone string) uint32 {
	if i, err := net.InterfaceByName(zone); err == nil {
		return uint32(i.Index)
	}
	n, _ := strconv.ParseUint(zone, 10, 32)
	return uint32(n)
}
