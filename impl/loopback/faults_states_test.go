package loopback_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// forgive turns a failure with an errno into a success.
func forgive(err error, errno driver.Errno) error {
	if errors.Is(err, errno) {
		return nil
	}
	return err
}

var stateFaults = []fault[*faulty]{
	{what: "bind does not look whether the socket is connected", spoil: func(d *faulty) {
		d.bind = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			return forgive(d.NetDev.Bind(ctx, fd, addr, port), driver.EISCONN)
		}
	}, tests: []string{"bind/when_connected"}, says: "want EISCONN, got success"},

	{what: "connect does not look whether the socket is connected", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			return forgive(d.NetDev.Connect(ctx, fd, addr, port), driver.EISCONN)
		}
	}, tests: []string{"connect/when_connected"}, says: "want EISCONN, got success"},

	{what: "write does not look at the state", spoil: func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			return forgive(d.NetDev.Write(ctx, fd, data), driver.ENOTCONN)
		}
	}, tests: []string{"write/when_closed", "write/when_bound", "write/when_listening"}, says: "want ENOTCONN, got success"},

	{what: "listen binds a socket that is not bound", spoil: func(d *faulty) {
		d.listen = func(ctx context.Context, fd netdev.FD, backlog int) error {
			if sock, err := d.NetDev.Get(ctx, fd); err == nil && sock.State == netdev.StateClosed {
				if err := d.NetDev.Bind(ctx, fd, "", 0); err != nil {
					return err
				}
			}
			return d.NetDev.Listen(ctx, fd, backlog)
		}
	}, tests: []string{"listen/when_closed"}, says: "listen: want EINVAL, got success"},

	{what: "shutdown does not look at the state", spoil: func(d *faulty) {
		d.shutdown = func(ctx context.Context, fd netdev.FD, how netdev.How) error {
			return forgive(d.NetDev.Shutdown(ctx, fd, how), driver.ENOTCONN)
		}
	}, tests: []string{
		"shutdown/rd_when_closed", "shutdown/rd_when_bound", "shutdown/rd_when_listening",
		"shutdown/wr_when_closed", "shutdown/wr_when_bound", "shutdown/wr_when_listening",
		"shutdown/rdwr_when_closed", "shutdown/rdwr_when_bound", "shutdown/rdwr_when_listening",
	}, says: "shutdown: want ENOTCONN, got success"},

	{what: "accept waits on a socket that does not listen", spoil: func(d *faulty) {
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			conn, peer, err := d.NetDev.Accept(ctx, fd)
			if errors.Is(err, driver.EINVAL) {
				<-ctx.Done()
				return -1, peer, driver.FromContext("accept", ctx)
			}
			return conn, peer, err
		}
	}, tests: []string{"accept/when_closed", "accept/when_bound", "accept/when_connected"}, says: "accept: want EINVAL, got ETIMEDOUT"},

	{what: "receiving on a socket that listens waits", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if errors.Is(err, driver.EOPNOTSUPP) {
				<-ctx.Done()
				return 0, from, driver.FromContext("recv", ctx)
			}
			return n, from, err
		}
	}, tests: []string{"recv/when_listening"}, says: "recv: want EOPNOTSUPP, got ETIMEDOUT"},

	{what: "writing goes on after the writing side was shut", spoil: func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			sock, _ := d.NetDev.Get(ctx, fd)
			err := d.NetDev.Write(ctx, fd, data)
			if sock.State == netdev.StateConnected {
				return forgive(err, driver.EPIPE)
			}
			return err
		}
	}, tests: []string{"shutdown/wr_bars_write", "shutdown/rdwr_bars_write", "scenario/shutdown_writing", "scenario/shutdown_both"}, says: "write: want EPIPE, got success"},

	{what: "the state is still that of before when connect returns", spoil: func(d *faulty) {
		var mu sync.Mutex
		seen := map[netdev.FD]bool{}
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			sock, err := d.NetDev.Get(ctx, fd)
			mu.Lock()
			defer mu.Unlock()
			if sock.State == netdev.StateConnected && !seen[fd] {
				seen[fd] = true
				sock.State = netdev.StateClosed
			}
			return sock, err
		}
	}, tests: []string{"scenario/connect", "connect/from_closed"}, says: "state: want connected, got closed"},

	{what: "the state stays connected when the peer closes", spoil: func(d *faulty) {
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			sock, err := d.NetDev.Get(ctx, fd)
			if sock.State == netdev.StateClosed && sock.RPort != 0 {
				sock.State = netdev.StateConnected
			}
			return sock, err
		}
	}, tests: []string{"scenario/peer_closes", "scenario/peer_resets"}, says: "state: want closed, got connected"},

	{what: "a socket whose connect was refused is left bound", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			err := d.NetDev.Connect(ctx, fd, addr, port)
			if errors.Is(err, driver.ECONNREFUSED) {
				_ = d.NetDev.Bind(ctx, fd, "", 0)
			}
			return err
		}
	}, tests: []string{"scenario/connect_refused"}, says: "state: want closed, got bound"},

	{what: "a socket whose connect was refused connects no more", spoil: func(d *faulty) {
		var refused atomic.Bool
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if refused.Load() {
				return driver.Fail("connect", driver.EIO, nil)
			}
			err := d.NetDev.Connect(ctx, fd, addr, port)
			refused.CompareAndSwap(false, errors.Is(err, driver.ECONNREFUSED))
			return err
		}
	}, tests: []string{"scenario/connect_refused"}, says: "connect: want success, got EIO"},

	{what: "a call that the state forbids closes the socket", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			err := d.NetDev.Connect(ctx, fd, addr, port)
			if errors.Is(err, driver.EOPNOTSUPP) {
				_ = d.NetDev.Close(ctx, fd)
			}
			return err
		}
	}, tests: []string{"connect/when_listening"}, says: "get: want success, got EBADF"},

	{what: "a second connect waits for the first", spoil: func(d *faulty) {
		free := make(chan struct{}, 1)
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			select {
			case free <- struct{}{}:
				defer func() { <-free }()
			case <-ctx.Done():
				return driver.FromContext("connect", ctx)
			}
			return d.NetDev.Connect(ctx, fd, addr, port)
		}
	}, tests: []string{"scenario/connect_while_connecting"}, says: "connect: want EALREADY, got"},

	{what: "a port that is taken can be bound", spoil: func(d *faulty) {
		d.bind = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			err := d.NetDev.Bind(ctx, fd, addr, port)
			if errors.Is(err, driver.EADDRINUSE) {
				return d.NetDev.Bind(ctx, fd, addr, 0)
			}
			return err
		}
	}, tests: []string{"scenario/port_taken"}, says: "bind: want EADDRINUSE, got success"},
}
