package loopback_test

import (
	"context"
	"errors"
	"net/netip"
	"sync"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var closeFaults = []fault[*faulty]{
	{what: "closing does not wake who receives", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if errors.Is(err, driver.ECONNABORTED) {
				<-ctx.Done()
				return 0, from, driver.FromContext("recv", ctx)
			}
			return n, from, err
		}
	}, tests: []string{"scenario/close_wakes_recv"}, says: "want ECONNABORTED, got ETIMEDOUT"},

	{what: "closing does not wake who accepts", spoil: func(d *faulty) {
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			conn, peer, err := d.NetDev.Accept(ctx, fd)
			if errors.Is(err, driver.ECONNABORTED) {
				<-ctx.Done()
				return -1, peer, driver.FromContext("accept", ctx)
			}
			return conn, peer, err
		}
	}, tests: []string{"scenario/close_wakes_accept"}, says: "want ECONNABORTED, got ETIMEDOUT"},

	{what: "closing waits for a connect that is under way", spoil: func(d *faulty) {
		var connecting sync.RWMutex
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			connecting.RLock()
			defer connecting.RUnlock()
			return d.NetDev.Connect(ctx, fd, addr, port)
		}
		d.closeFD = func(ctx context.Context, fd netdev.FD) error {
			connecting.Lock()
			defer connecting.Unlock()
			return d.NetDev.Close(ctx, fd)
		}
	}, tests: []string{"scenario/connect_while_connecting"}, says: "connect: want ECONNABORTED, got ETIMEDOUT"},

	{what: "who receives finds the end of the stream where its own side closed", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			return n, from, forgive(err, driver.ECONNABORTED)
		}
	}, tests: []string{"scenario/close_wakes_recv"}, says: "recv: want ECONNABORTED, got success"},

	{what: "the peer does not learn that the socket was closed", spoil: func(d *faulty) {
		d.closeFD = func(ctx context.Context, fd netdev.FD) error {
			sock, err := d.NetDev.Get(ctx, fd)
			if err != nil || sock.State != netdev.StateConnected {
				return d.NetDev.Close(ctx, fd)
			}
			return nil
		}
	}, tests: []string{"scenario/exchanges_at_once", "scenario/three_exchanges_at_once"}, says: "peer_finds_end"},

	{what: "a goroutine is left", alone: true, spoil: func(d *faulty) {
		d.socket = func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
			if domain != "" { // only where the caller leaves the choice to the device
				return d.NetDev.Socket(ctx, domain, protocol)
			}
			go func() { <-d.over }()
			return d.NetDev.Socket(ctx, domain, protocol)
		}
	}, tests: []string{"scenario/default_socket"}, says: "1 goroutine left after the device was closed"},
}
