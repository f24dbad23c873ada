package loopback_test

import (
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var errorFaults = []fault[*faulty]{
	{what: "a refusal has the wrong errno", spoil: func(d *faulty) {
		d.connect = func(ctx context.Context, fd netdev.FD, addr string, port uint16) error {
			err := d.NetDev.Connect(ctx, fd, addr, port)
			if errors.Is(err, driver.ECONNREFUSED) {
				return driver.Fail("connect", driver.EIO, nil)
			}
			return err
		}
	}, tests: []string{"scenario/connect_refused"}, says: "want ECONNREFUSED, got EIO"},

	{what: "an error carries no errno", spoil: func(d *faulty) {
		d.mac = func(context.Context) (driver.MAC, error) { return driver.MAC{}, errors.New("no address") }
	}, tests: []string{"mac/errors_listed", "mac/canceled", "mac/deadline_passed", "mac/device_closed", "scenario/addresses"}, says: "carries no errno"},

	{what: "an errno is none of the method's", spoil: func(d *faulty) {
		d.ip = func(ctx context.Context) (netip.Addr, error) {
			if ctx.Err() == nil {
				return netip.Addr{}, driver.Fail("ip", driver.EPERM, nil)
			}
			return d.NetDev.IP(ctx)
		}
	}, tests: []string{"ip/errors_listed"}, says: "ip: got EPERM"},

	{what: "an unknown host is told by a text alone", spoil: func(d *faulty) {
		d.resolve = func(ctx context.Context, name string) (netip.Addr, error) {
			addr, err := d.NetDev.Resolve(ctx, name)
			if errors.Is(err, driver.ENOENT) {
				return addr, errors.New("DNS Fail")
			}
			return addr, err
		}
	}, tests: []string{"scenario/unknown_host"}, says: "resolve: want ENOENT, got"},

	{what: "a name has another host's address", spoil: func(d *faulty) {
		d.resolve = func(ctx context.Context, name string) (netip.Addr, error) {
			addr, err := d.NetDev.Resolve(ctx, name)
			if _, literal := netip.ParseAddr(name); err == nil && literal != nil {
				addr = addr.Next()
			}
			return addr, err
		}
	}, tests: []string{"scenario/resolve", "scenario/resolve_canceled"}, says: "resolve: addr: want"},

	{what: "an accepted peer is somebody else", spoil: func(d *faulty) {
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			conn, peer, err := d.NetDev.Accept(ctx, fd)
			return conn, netip.AddrPortFrom(peer.Addr(), peer.Port()+1), err
		}
	}, tests: []string{"scenario/accept", "scenario/accept_waits", "scenario/accept_canceled", "scenario/several_clients"}, says: "peer.port: want"},

	{what: "an accepted connection does not know its own port", spoil: func(d *faulty) {
		d.get = func(ctx context.Context, fd netdev.FD) (netdev.Socket, error) {
			sock, err := d.NetDev.Get(ctx, fd)
			if sock.State == netdev.StateConnected {
				sock.LPort = 0
			}
			return sock, err
		}
	}, tests: []string{"scenario/accept"}, says: "get: socket.lport: want"},

	{what: "a device without a network still tells its address", spoil: func(d *faulty) {
		d.ip = func(ctx context.Context) (netip.Addr, error) {
			addr, err := d.NetDev.IP(ctx)
			return addr, forgive(err, driver.ENETDOWN)
		}
	}, tests: []string{"scenario/network_down"}, says: "ip: want ENETDOWN, got success"},

	{what: "an unknown protocol is taken for a stream", spoil: func(d *faulty) {
		d.socket = func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
			fd, err := d.NetDev.Socket(ctx, domain, protocol)
			if errors.Is(err, driver.EPROTONOSUPPORT) {
				return d.NetDev.Socket(ctx, domain, netdev.ProtocolStream)
			}
			return fd, err
		}
	}, tests: []string{"scenario/unknown_protocol"}, says: "socket: want EPROTONOSUPPORT, got success"},

	{what: "an unknown option is ignored", spoil: func(d *faulty) {
		d.setOption = func(ctx context.Context, fd netdev.FD, option netdev.Option, value int) error {
			return forgive(d.NetDev.SetOption(ctx, fd, option, value), driver.ENOPROTOOPT)
		}
	}, tests: []string{"scenario/unknown_option"}, says: "set_option: want ENOPROTOOPT, got success"},
}
