package skeleton

import (
	"context"
	"net/netip"
	"sync"

	"drivergen/driver"
	"drivergen/examples/skeleton/fakechip"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevstub"
	"drivergen/generated/tinygo"
)

// hardware does what netdevstub asks of the hardware.
type hardware struct {
	chip *fakechip.Chip
	mac  driver.MAC
	dev  *netdevstub.Device // to be told what the hardware tells on its own

	mu      sync.Mutex // guards the table, and is never held while the chip is called
	numbers map[driver.Link]int
	links   map[int]driver.Link
}

var _ netdevstub.Hardware = (*hardware)(nil)

// MAC returns the device's hardware address.
//
// It fails with EIO, ENODEV, ETIMEDOUT, ECANCELED.
func (h *hardware) MAC(ctx context.Context) (driver.MAC, error) {
	return h.mac, errno(h.chip.Check())
}

// IP returns the device's local address: the station's, or the access point's where only that is up.
//
// It fails with EIO, ENODEV, ENETDOWN, ETIMEDOUT, ECANCELED.
func (h *hardware) IP(ctx context.Context) (netip.Addr, error) {
	return h.chip.Addr(), errno(h.chip.Check())
}

// Open is behind Socket.
// Socket makes a socket and returns its descriptor.
//
// It fails with EMFILE, EAFNOSUPPORT, EPROTONOSUPPORT, ENODEV.
func (h *hardware) Open(ctx context.Context, link driver.Link, domain netdev.Domain, protocol netdev.Protocol) error {
	if domain != netdev.DomainINET {
		return netdev.EAFNOSUPPORT
	}
	if protocol != netdev.ProtocolStream && protocol != netdev.ProtocolDgram {
		return netdev.EPROTONOSUPPORT
	}
	number, err := h.chip.Open(protocol == netdev.ProtocolDgram)
	if err != nil {
		return errno(err)
	}
	h.keep(link, number)
	return nil
}

// Connect connects the socket to a peer. When it returns without an error the state is connected, the peer's address
// is known, and the event connect_cb is in the device's queue.
//
// It fails with EBADF, EINVAL, EISCONN, EOPNOTSUPP, EALREADY, ENOENT, ECONNREFUSED, ETIMEDOUT, ENETDOWN, EHOSTUNREACH, ENETUNREACH, EIO, ECANCELED, ECONNABORTED.
func (h *hardware) Connect(ctx context.Context, link driver.Link, host string, to netip.AddrPort) error {
	return errno(h.chip.Connect(h.number(link), to))
}

// Write sends all of data on the connection or fails. It keeps nothing of data after it returns.
// Write is behind SendTo.
// SendTo sends data as one datagram to a peer, whether or not the socket is connected. A socket that is not bound gets a port
// of the device's choice. On a stream it fails with EOPNOTSUPP.
//
// The address is the zero value where the link's own peer is meant.
//
// It fails with EBADF, EINVAL, EOPNOTSUPP, ENOENT, EPIPE, EMSGSIZE, ETIMEDOUT, EIO, ECANCELED.
func (h *hardware) Write(ctx context.Context, link driver.Link, data []byte, to netip.AddrPort) error {
	return errno(h.chip.Send(h.number(link), data, to))
}

// Read is behind Recv.
// Recv waits until something was received and copies it to buf. On a stream it returns what is there, at most len(buf)
// bytes, and io.EOF when the peer has closed and everything was taken. On datagrams it returns one, cut to len(buf).
// The context's deadline ends the wait with ETIMEDOUT. While read_cb is set, Recv fails with EBUSY.
//
// It takes what is there in one transaction and does not wait: driver.EAGAIN when nothing is there now, io.EOF at the end.
//
// It fails with EBADF, EBUSY, ENOTCONN, EOPNOTSUPP, ECONNABORTED, ECONNRESET, EOVERFLOW, ETIMEDOUT, EIO, ECANCELED.
func (h *hardware) Read(ctx context.Context, link driver.Link, buf []byte) (n int, from netip.AddrPort, err error) {
	n, from, err = h.chip.Receive(h.number(link), buf)
	return n, from, errno(err)
}

// Close closes the socket and frees its descriptor. Whoever waits on it gets ECONNABORTED. Closing a listening socket closes what
// nobody has accepted.
//
// It fails with EBADF, EIO, ETIMEDOUT.
func (h *hardware) Close(ctx context.Context, link driver.Link) error {
	number := h.number(link)
	h.forget(link, number)
	return errno(h.chip.Close(number))
}

// Shutdown ends one or both directions of a connection. Shutting the reading side is local. After shutting the writing
// side, writes fail with EPIPE; whether the peer sees an end of stream depends on the device (half_close).
//
// It fails with EBADF, EINVAL, ENOTCONN, EIO.
func (h *hardware) Shutdown(ctx context.Context, link driver.Link, how netdev.How) error {
	if how == netdev.ShutRD {
		return nil
	}
	return errno(h.chip.ShutWrite(h.number(link)))
}

// Bind gives the socket a local address and port. Port 0 lets the device choose.
//
// It fails with EBADF, EINVAL, EISCONN, EADDRINUSE, EADDRNOTAVAIL.
func (h *hardware) Bind(ctx context.Context, link driver.Link, to netip.AddrPort) error {
	return errno(h.chip.Bind(h.number(link), to.Port()))
}

// Listen starts taking connections on a bound socket.
//
// It fails with EBADF, EINVAL, EISCONN, EALREADY, EADDRINUSE, EOPNOTSUPP, EIO.
func (h *hardware) Listen(ctx context.Context, link driver.Link, backlog int) error {
	return errno(h.chip.Listen(h.number(link)))
}

// Resolve returns the address of a host. An address in dotted or colon form is returned as it is. An unknown host is
// ENOENT.
//
// It fails with ENOENT, EINVAL, ENETDOWN, ETIMEDOUT, EIO, ECANCELED.
func (h *hardware) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	if err := h.chip.Check(); err != nil {
		return netip.Addr{}, errno(err)
	}
	addr, ok := h.chip.Lookup(name)
	if !ok {
		return netip.Addr{}, driver.Fail("resolve", netdev.ENOENT, tinygo.ErrHostUnknown)
	}
	return addr, nil
}

// SetOption sets a socket option.
//
// It fails with EBADF, EINVAL, ENOPROTOOPT, EIO.
func (h *hardware) SetOption(ctx context.Context, link driver.Link, option netdev.Option, value int) error {
	return netdev.ENOPROTOOPT
}

// Addrs returns the local and the remote address of a link as far as they are known, without asking the hardware.
func (h *hardware) Addrs(link driver.Link) (local, remote netip.AddrPort) {
	return h.chip.Addrs(h.number(link))
}
