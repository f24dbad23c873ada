//go:build !unix

package hostnet

import (
	"net"
	"net/netip"
)

// A reservation is a local address that was free a moment ago: without the sockets of a
// Unix there is no socket that is bound and does not listen.
type reservation struct {
	network string
	addr    netip.AddrPort
}

func reserve(family string, addr netip.AddrPort) (*reservation, error) {
	network := "tcp" + family
	l, err := net.Listen(network, addr.String())
	if err != nil {
		return nil, err
	}
	defer l.Close()
	return &reservation{network, addrPort(l.Addr())}, nil
}

// listen makes the reservation a listener. The backlog is the system's.
func (r *reservation) listen(int) (*net.TCPListener, error) {
	return net.ListenTCP(r.network, net.TCPAddrFromAddrPort(r.addr))
}

func (r *reservation) release() {}
