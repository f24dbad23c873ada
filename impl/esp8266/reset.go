package esp8266

import (
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/at"
)

var errReset = errors.New("the module was reset")

// Reset restarts the module and configures it anew, without a network. Settings that were made through the Device, as a
// name or an address, are made again.
func (h station) Reset(ctx context.Context) error {
	m := h.m
	ctx, cancel := bound(ctx, joinLimit)
	defer cancel()
	if err := m.takeRadio(ctx); err != nil {
		return err
	}
	defer m.freeRadio()
	m.mu.Lock()
	joined := m.joined
	m.network, m.ap = nil, nil
	m.shut()
	m.mu.Unlock()
	m.lower(ctx)
	err := m.talk.Restart(ctx)
	if errors.Is(err, at.ErrClosed) {
		return failed(err, driver.EIO)
	}
	m.forget(driver.Fail("", driver.ECONNRESET, errReset))
	if joined {
		m.left(ieee80211dev.LeaveAsked)
	}
	m.mu.Lock()
	m.restore = true
	m.mu.Unlock()
	m.poke()
	if err != nil {
		return failed(err, driver.EIO)
	}
	if err := m.await(ctx); err != nil {
		return err
	}
	// The module may have joined by itself what an earlier user had it save.
	m.mu.Lock()
	joined, m.joined, m.ip = m.joined, false, netip.Addr{}
	m.mu.Unlock()
	if joined {
		err = m.command(ctx, m.reply, at.Exec("CWQAP"), nil)
	}
	return failed(err, driver.EIO)
}

// left tells that the station is off its network, and why. It does not wait.
func (m *module) left(why ieee80211dev.LeaveReason) {
	m.wifi.Disconnected()
	m.wifi.Left(why)
}
