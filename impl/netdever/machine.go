package netdever

import (
	"context"
	"net"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/tinygo"
)

// call runs what waits for the hardware and takes no context, in a goroutine that spawn starts unless
// the device is closed. When the context ends first, or the device is closed meanwhile, f goes on
// alone and its result is dropped.
func call[T any](ctx context.Context, op string, ended <-chan struct{}, spawn func(func()) bool, f func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	var none T
	started := spawn(func() {
		value, err := f()
		done <- result{value, err}
	})
	if !started {
		return none, driver.ENODEV
	}
	select {
	case r := <-done:
		return r.value, r.err
	case <-ctx.Done():
		return none, driver.FromContext(op, ctx)
	case <-ended:
		return none, driver.ENODEV
	}
}

// alone starts a goroutine that Close of the device does not wait for: a call that leaves nothing
// behind, or that holds the radio.
func alone(f func()) bool {
	go f()
	return true
}

// MAC returns the Netlinker's hardware address.
func (h *hardware) MAC(ctx context.Context) (driver.MAC, error) {
	if h.link == nil || h.isClosed() {
		return driver.MAC{}, driver.ENODEV
	}
	addr, err := call(ctx, "mac", h.ended, alone, func() (net.HardwareAddr, error) {
		addr, err := h.link.GetHardwareAddr()
		return addr, linkErrnos.errno("mac", err)
	})
	if err != nil {
		return driver.MAC{}, err
	}
	if len(addr) != len(driver.MAC{}) {
		return driver.MAC{}, fail("mac", driver.EIO, "the Netlinker's hardware address is not of six bytes")
	}
	return driver.MAC(addr), nil
}

// IP returns the Netdever's address.
func (h *hardware) IP(ctx context.Context) (netip.Addr, error) {
	if err := h.gone(); err != nil {
		return netip.Addr{}, err
	}
	return call(ctx, "ip", h.ended, alone, func() (netip.Addr, error) {
		addr, err := h.dev.Addr()
		if err == nil && (!addr.IsValid() || addr.IsUnspecified()) {
			return netip.Addr{}, fail("ip", driver.ENETDOWN, "the Netdever has no address")
		}
		return addr, socketErrnos.errno("ip", err)
	})
}

// Resolve asks the Netdever for a host's address.
func (h *hardware) Resolve(ctx context.Context, name string) (netip.Addr, error) {
	if err := h.gone(); err != nil {
		return netip.Addr{}, err
	}
	return call(ctx, "resolve", h.ended, alone, func() (netip.Addr, error) {
		addr, err := h.dev.GetHostByName(name)
		if err == nil && !addr.IsValid() {
			err = tinygo.ErrHostUnknown
		}
		return addr, socketErrnos.errno("resolve", err)
	})
}
