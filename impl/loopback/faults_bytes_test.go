package loopback_test

import (
	"bytes"
	"context"
	"io"
	"net/netip"
	"slices"
	"sync"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var byteFaults = []fault[*faulty]{
	{what: "the first byte that was received is lost", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if n > 1 {
				n = copy(buf, buf[1:n])
			}
			return n, from, err
		}
	}, tests: []string{"scenario/receive_waits", "scenario/peer_closes"}, says: "recv: want success, got"},

	{what: "half of a write is lost", spoil: func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			return d.NetDev.Write(ctx, fd, data[:(len(data)+1)/2])
		}
	}, tests: []string{"scenario/write"}, says: "peer_receives: data: want"},

	{what: "a write is sent twice", spoil: func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			return d.NetDev.Write(ctx, fd, slices.Concat(data, data))
		}
	}, tests: []string{"scenario/write"}, says: "peer_receives: data: want"},

	{what: "what does not fit the buffer is lost", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			all := make([]byte, 4096)
			n, from, err := d.NetDev.Recv(ctx, fd, all)
			return copy(buf, all[:n]), from, err
		}
	}, tests: []string{"scenario/receive"}, says: "recv: want success, got ETIMEDOUT"},

	{what: "pieces of a stream come in the wrong order", spoil: func(d *faulty) {
		var mu sync.Mutex
		var kept []byte
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			mu.Lock()
			defer mu.Unlock()
			if len(kept) == 0 {
				all := make([]byte, 4096)
				n, from, err := d.NetDev.Recv(ctx, fd, all)
				if err != nil {
					return 0, from, err
				}
				kept = all[:n]
			}
			n := copy(buf, kept[max(0, len(kept)-len(buf)):])
			kept = kept[:len(kept)-n]
			return n, netip.AddrPort{}, nil
		}
	}, tests: []string{"scenario/receive"}, says: `recv: buf: want "hello", got "rld\r\n"`},

	{what: "a socket receives what was sent to another", spoil: func(d *faulty) {
		var mu sync.Mutex
		var conns []netdev.FD
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			conn, peer, err := d.NetDev.Accept(ctx, fd)
			if err == nil {
				mu.Lock()
				conns = append(conns, conn)
				mu.Unlock()
			}
			return conn, peer, err
		}
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			mu.Lock()
			if len(conns) == 2 && slices.Contains(conns, fd) {
				fd = conns[0] + conns[1] - fd
			}
			mu.Unlock()
			return d.NetDev.Recv(ctx, fd, buf)
		}
	}, tests: []string{"scenario/several_clients"}, says: `recv: buf: want "from one", got "from two"`},

	{what: "line ends are translated", spoil: func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			return d.NetDev.Write(ctx, fd, bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")))
		}
	}, tests: []string{"scenario/write"}, says: `got "first line\r\r`},

	{what: "received text ends at a zero byte", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if zero := bytes.IndexByte(buf[:n], 0); zero >= 0 {
				n = zero
			}
			return n, from, err
		}
	}, tests: []string{"scenario/receive"}, says: "recv: want success, got ETIMEDOUT"},

	{what: "an empty write sends a byte", spoil: func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			if len(data) == 0 {
				data = []byte{0}
			}
			return d.NetDev.Write(ctx, fd, data)
		}
	}, tests: []string{"scenario/write"}, says: "peer_receives: data: want"},

	{what: "Recv tells more bytes than the buffer holds", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if n == len(buf) {
				n++
			}
			return n, from, err
		}
	}, tests: []string{"scenario/receive", "scenario/datagrams"}, says: "bytes into a buffer of"},

	{what: "the end of the stream is lost", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if err == io.EOF {
				<-ctx.Done()
				return 0, from, driver.FromContext("recv", ctx)
			}
			return n, from, err
		}
	}, tests: []string{"scenario/peer_closes", "scenario/peer_closes_while_receiving", "scenario/shutdown_reading", "scenario/shutdown_both", "shutdown/rd_ends_recv", "shutdown/rdwr_ends_recv"}, says: "want io.EOF"},

	{what: "the end of the stream comes before what was sent", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			if sock, err := d.NetDev.Get(ctx, fd); err == nil && sock.State == netdev.StateClosed && sock.RPort != 0 {
				return 0, netip.AddrPort{}, io.EOF
			}
			return d.NetDev.Recv(ctx, fd, buf)
		}
	}, tests: []string{"scenario/peer_closes"}, says: "recv: want success, got"},

	{what: "the last bytes come again after the end of the stream", spoil: func(d *faulty) {
		var mu sync.Mutex
		var last []byte
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			mu.Lock()
			defer mu.Unlock()
			if n > 0 {
				last = slices.Clone(buf[:n])
			}
			if err == io.EOF && len(last) > 0 {
				return copy(buf, last), from, nil
			}
			return n, from, err
		}
	}, tests: []string{"scenario/peer_closes"}, says: "recv: want io.EOF, got success"},
}
