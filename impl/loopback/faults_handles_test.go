package loopback_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var handleFaults = []fault[*faulty]{
	{what: "a descriptor leaks", spoil: func(d *faulty) {
		var mu sync.Mutex
		closed := map[netdev.FD]bool{}
		d.closeFD = func(ctx context.Context, fd netdev.FD) error {
			mu.Lock()
			defer mu.Unlock()
			if closed[fd] {
				return driver.Fail("close", driver.EBADF, nil)
			}
			_, err := d.NetDev.Get(ctx, fd)
			closed[fd] = err == nil
			return err
		}
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			mu.Lock()
			defer mu.Unlock()
			if closed[fd] {
				return netdev.Socket{}, driver.Fail("get", driver.EBADF, nil)
			}
			return d.NetDev.Get(ctx, fd)
		}
	}, tests: []string{"socket/table_full"}, says: "socket: want success, got EMFILE"},

	{what: "an accepted connection's descriptor leaks when nobody accepts it", spoil: func(d *faulty) {
		d.closeFD = func(ctx context.Context, fd netdev.FD) error {
			if sock, err := d.NetDev.Get(ctx, fd); err == nil && sock.State == netdev.StateListening {
				soon, cancel := context.WithTimeout(ctx, time.Millisecond)
				defer cancel()
				_, _, _ = d.NetDev.Accept(soon, fd)
			}
			return d.NetDev.Close(ctx, fd)
		}
	}, tests: []string{"scenario/close_listener"}, says: "peer_finds_end"},

	{what: "a descriptor is not the lowest", spoil: func(d *faulty) {
		var mu sync.Mutex
		opened := 0
		d.socket = func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
			mu.Lock()
			defer mu.Unlock()
			lowest, err := d.NetDev.Socket(ctx, domain, protocol)
			if opened++; opened != 4 || err != nil {
				return lowest, err
			}
			fd, err := d.NetDev.Socket(ctx, domain, protocol)
			return fd, errors.Join(err, d.NetDev.Close(ctx, lowest))
		}
	}, tests: []string{"scenario/lowest_descriptor"}, says: "socket: fd: want"},

	{what: "a descriptor is given out twice", spoil: func(d *faulty) {
		var mu sync.Mutex
		var given []netdev.FD
		d.socket = func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
			mu.Lock()
			defer mu.Unlock()
			if len(given) == 3 {
				return given[2], nil
			}
			fd, err := d.NetDev.Socket(ctx, domain, protocol)
			if err == nil {
				given = append(given, fd)
			}
			return fd, err
		}
	}, tests: []string{"at_once/FD_handles"}, says: "was given to two callers at once"},

	{what: "a socket can be closed twice", spoil: func(d *faulty) {
		d.closeFD = func(ctx context.Context, fd netdev.FD) error {
			if err := d.NetDev.Close(ctx, fd); !errors.Is(err, driver.EBADF) || fd < 0 || fd > 1000 {
				return err
			}
			return nil
		}
	}, tests: []string{"close/handle_closed", "scenario/close"}, says: "close: want EBADF, got success"},

	{what: "a socket that is closed can still be looked at", spoil: func(d *faulty) {
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			sock, err := d.NetDev.Get(ctx, fd)
			if errors.Is(err, driver.EBADF) && fd >= 0 && fd < 1000 {
				return netdev.Socket{FD: fd}, nil
			}
			return sock, err
		}
	}, tests: []string{"get/handle_closed", "scenario/close", "scenario/peer_closes"}, says: "get: want EBADF, got success"},

	{what: "receiving from a socket that is closed waits", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if errors.Is(err, driver.EBADF) && fd >= 0 && fd < 1000 {
				<-ctx.Done()
				return 0, from, driver.FromContext("recv", ctx)
			}
			return n, from, err
		}
	}, tests: []string{"recv/handle_closed", "scenario/close"}, says: "recv: want EBADF, got ETIMEDOUT"},

	{what: "a descriptor that was never open can be bound", spoil: func(d *faulty) {
		d.bind = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			if fd > 1000 {
				return nil
			}
			return d.NetDev.Bind(ctx, fd, addr, port)
		}
	}, tests: []string{"bind/handle_never_open"}, says: "bind: want EBADF, got success"},

	{what: "a wrong descriptor panics", spoil: func(d *faulty) {
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			_ = [1000]bool{}[fd]
			return d.NetDev.Get(ctx, fd)
		}
	}, tests: []string{"get/handle_never_open", "get/callback_form_fails"}, says: "panic: runtime error: index out of range"},
}
