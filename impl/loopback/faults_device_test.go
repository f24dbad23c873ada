package loopback_test

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"sync/atomic"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

var deviceFaults = []fault[*faulty]{
	{what: "the device's end does not wake who receives", spoil: func(d *faulty) {
		d.recv = func(ctx context.Context, fd netdev.FD, buf []byte) (int, netip.AddrPort, error) {
			before := d.gone(ctx)
			n, from, err := d.NetDev.Recv(ctx, fd, buf)
			if !before && d.gone(ctx) {
				<-d.over
			}
			return n, from, err
		}
	}, tests: []string{"recv/device_closed_while_waiting"}, says: "after its device was closed"},

	{what: "the device's end does not wake who accepts", spoil: func(d *faulty) {
		d.accept = func(ctx context.Context, fd netdev.FD) (netdev.FD, netip.AddrPort, error) {
			before := d.gone(ctx)
			conn, peer, err := d.NetDev.Accept(ctx, fd)
			if !before && d.gone(ctx) {
				<-d.over
			}
			return conn, peer, err
		}
	}, tests: []string{"accept/device_closed_while_waiting"}, says: "after its device was closed"},

	{what: "a device that is closed still tells its address", spoil: func(d *faulty) {
		d.mac = func(ctx context.Context) (driver.MAC, error) {
			mac, err := d.NetDev.MAC(ctx)
			return mac, forgive(err, driver.ENODEV)
		}
	}, tests: []string{"mac/device_closed"}, says: "mac of a closed device: want an errno, such as ENODEV, got success"},

	{what: "a device that is closed answers without an errno", spoil: func(d *faulty) {
		d.write = func(ctx context.Context, fd netdev.FD, data []byte) error {
			err := d.NetDev.Write(ctx, fd, data)
			if err != nil && d.gone(ctx) {
				return io.ErrClosedPipe
			}
			return err
		}
	}, tests: []string{"write/device_closed"}, says: "write of a closed device: want an errno, such as ENODEV, got"},

	{what: "a device that is closed panics", spoil: func(d *faulty) {
		d.socket = func(ctx context.Context, domain netdev.Domain, protocol netdev.Protocol) (netdev.FD, error) {
			if d.gone(ctx) {
				panic("use of a closed line")
			}
			return d.NetDev.Socket(ctx, domain, protocol)
		}
	}, tests: []string{"socket/device_closed"}, says: "panic: use of a closed line"},

	{what: "a device that is closed waits for an answer", spoil: func(d *faulty) {
		d.resolve = func(ctx context.Context, name string) (netip.Addr, error) {
			if d.gone(ctx) {
				<-ctx.Done()
				return netip.Addr{}, driver.FromContext("resolve", ctx)
			}
			return d.NetDev.Resolve(ctx, name)
		}
	}, tests: []string{"resolve/device_closed"}, says: "at most 100ms is allowed"},

	{what: "closing the device twice panics", spoil: func(d *faulty) {
		ended, sound := make(chan struct{}), d.closeDevice
		d.closeDevice = func() error {
			close(ended)
			return sound()
		}
	}, tests: []string{"device/closed_twice"}, says: "panic: close of closed channel"},

	{what: "closing the device twice hangs", spoil: func(d *faulty) {
		var closed atomic.Bool
		sound := d.closeDevice
		d.closeDevice = func() error {
			if closed.Swap(true) {
				<-d.over
			}
			return sound()
		}
	}, tests: []string{"device/closed_twice"}, says: "did not return"},

	{what: "closing the device fails", spoil: func(d *faulty) {
		sound := d.closeDevice
		d.closeDevice = func() error { return errors.Join(sound(), driver.EIO) }
	}, tests: []string{"device/closed_twice"}, says: "closing the device: "},
}

// gone reports whether the device was closed.
func (d *faulty) gone(ctx context.Context) bool {
	_, err := d.NetDev.MAC(context.WithoutCancel(ctx))
	return errors.Is(err, driver.ENODEV)
}
