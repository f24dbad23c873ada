package esp8266

import (
	"context"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
	"drivergen/impl/esp8266/at"
)

// station fills in the hardware calls of the WiFi device.
type station struct{ m *module }

var (
	_ ieee80211devstub.Hardware             = station{}
	_ ieee80211devstub.APModeHardware       = station{}
	_ ieee80211devstub.DirectedScanHardware = station{}
)

// Disconnect leaves the network.
func (h station) Disconnect(ctx context.Context) error {
	m := h.m
	m.mu.Lock()
	before := m.joined
	m.network, m.leaving = nil, true
	m.mu.Unlock()
	err := m.command(ctx, m.reply, at.Exec("CWQAP"), nil)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.leaving = false
	switch {
	case err == nil:
		// The stub tells of the end; the module's own word of it is no second one. A join that came between is over, too.
		m.network, m.joined, m.ip = nil, false, netip.Addr{}
		m.changes++
	case before && !m.joined:
		m.left(ieee80211dev.LeaveAsked) // it left, and its answer was lost
	default:
		m.renewed = true
		m.poke()
	}
	return failed(err, driver.EIO)
}

// GetConnection asks which network is joined.
func (h station) GetConnection(ctx context.Context) (*ieee80211dev.ConnectionInfo, error) {
	var info *ieee80211dev.ConnectionInfo
	if err := h.m.await(ctx); err != nil {
		return nil, err
	}
	c := at.Query("CWJAP" + h.m.has().current)
	err := h.m.command(ctx, h.m.reply, c, func(line []byte) {
		if ssid, mac, channel, rssi, ok := parseJoined(line); ok {
			info = &ieee80211dev.ConnectionInfo{SSID: ssid, BSSID: mac, Channel: channel, RSSI: rssi}
		}
	})
	if err != nil {
		return nil, failed(err, driver.EIO)
	}
	h.m.mu.Lock()
	defer h.m.mu.Unlock()
	if n := h.m.network; info != nil && n != nil && n.SSID == info.SSID {
		info.Password, info.Security = n.Password, n.Security
	}
	return info, nil
}

// tryRadio takes the radio, or reports that another scan or join has it.
func (m *module) tryRadio() bool {
	select {
	case m.radio <- struct{}{}:
		return true
	default:
		return false
	}
}

// takeRadio waits until no scan and no join is under way.
func (m *module) takeRadio(ctx context.Context) error {
	select {
	case m.radio <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *module) freeRadio() { <-m.radio }
