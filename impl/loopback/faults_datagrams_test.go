package loopback_test

import (
	"context"
	"net/netip"
	"sync"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// isDatagrams reports whether a socket is one of datagrams.
func (d *faulty) isDatagrams(fd netdev.FD) bool {
	sock, err := d.NetDev.Get(context.Background(), fd)
	return err == nil && sock.Protocol == netdev.ProtocolDgram
}

var datagramFaults = []fault[*faulty]{
	{what: "the rest of a datagram comes with the next call", spoil: func(d *faulty) {
		var mu sync.Mutex
		var rest []byte
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			if !d.isDatagrams(fd) {
				return d.NetDev.Recv(ctx, fd, buf)
			}
			mu.Lock()
			defer mu.Unlock()
			if len(rest) > 0 {
				n := copy(buf, rest)
				rest = rest[n:]
				return n, netip.AddrPort{}, nil
			}
			all := make([]byte, 4096)
			n, from, err := d.NetDev.Recv(ctx, fd, all)
			fit := copy(buf, all[:n])
			rest = all[fit:n]
			return fit, from, err
		}
	}, tests: []string{"scenario/datagrams"}, says: "recv: n: want 4, got 6"},

	{what: "a datagram's sender is somebody else", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if from.IsValid() {
				from = netip.AddrPortFrom(from.Addr(), from.Port()+1)
			}
			return n, from, err
		}
	}, tests: []string{"scenario/datagrams", "scenario/unbound_datagrams"}, says: "recv: from.port: want"},

	{what: "a datagram to another goes to the connected peer", spoil: func(d *faulty) {
		d.sendTo = func(ctx context.Context, fd netdev.FD, data []byte, addr string, port uint16) error {
			if sock, err := d.NetDev.Get(ctx, fd); err == nil && sock.State == netdev.StateConnected {
				return d.NetDev.Write(ctx, fd, data)
			}
			return d.NetDev.SendTo(ctx, fd, data, addr, port)
		}
	}, tests: []string{"scenario/datagrams_to_others"}, says: "datagram_arrives"},

	{what: "a socket that is not bound cannot send a datagram", spoil: func(d *faulty) {
		d.sendTo = func(ctx context.Context, fd netdev.FD, data []byte, addr string, port uint16) error {
			if sock, err := d.NetDev.Get(ctx, fd); err == nil && sock.State == netdev.StateClosed && d.isDatagrams(fd) {
				return driver.Fail("send_to", driver.EINVAL, nil)
			}
			return d.NetDev.SendTo(ctx, fd, data, addr, port)
		}
	}, tests: []string{"scenario/unbound_datagrams"}, says: "send_to: want success, got EINVAL"},

	{what: "a datagram is sent on a stream", spoil: func(d *faulty) {
		d.sendTo = func(ctx context.Context, fd netdev.FD, data []byte, addr string, port uint16) error {
			err := d.NetDev.SendTo(ctx, fd, data, addr, port)
			if driver.ErrnoOf(err) == driver.EOPNOTSUPP {
				return nil
			}
			return err
		}
	}, tests: []string{"scenario/datagram_to_stream", "send_to/when_listening"}, says: "send_to: want EOPNOTSUPP, got success"},
}
