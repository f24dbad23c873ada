package esp8266

import (
	"bytes"
	"context"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/at"
)

// The modes of AT+CWMODE.
const (
	stationMode   = 1
	stationAPMode = 3
)

// The module's own access point uses WPA2 on channel 1; a joined network's channel takes its place.
const (
	apChannel = 1
	apWPA2    = 3
)

// StartAP makes the module an access point that also gives out addresses. It stays a station.
func (h station) StartAP(ctx context.Context, info ieee80211dev.APInfo) error {
	m := h.m
	ctx, cancel := bound(ctx, scanLimit)
	defer cancel()
	if err := m.await(ctx); err != nil {
		return err
	}
	if err := m.startAP(ctx, info); err != nil {
		return failed(err, driver.EIO)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ap = &info
	return nil
}

func (m *module) startAP(ctx context.Context, info ieee80211dev.APInfo) error {
	d := m.has()
	serve := at.Set("CWDHCP" + d.current).Int(0).Int(1) // NonOS AT: access point, on
	if d.espAT {
		serve = at.Set("CWDHCP").Int(1).Int(2) // ESP-AT: on, access point
	}
	gateway := info.Gateway.String()
	name := at.Set("CWSAP" + d.current).Str(info.SSID).Str(info.Password).Int(apChannel).Int(apWPA2)
	if err := name.Err(); err != nil {
		return err
	}
	for _, c := range []at.Cmd{
		at.Set("CWMODE" + d.current).Int(stationAPMode),
		name,
		at.Set("CIPAP" + d.current).Str(gateway).Str(gateway).Str(info.SubnetMask.String()),
		serve,
	} {
		if err := m.step(ctx, c, nil); err != nil {
			return err
		}
	}
	return nil
}

// StopAP makes the module a station alone.
func (h station) StopAP(ctx context.Context) error {
	m := h.m
	if !m.isAP() {
		return driver.ENOTCONN
	}
	if err := m.command(ctx, m.reply, at.Set("CWMODE"+m.has().current).Int(stationMode), nil); err != nil {
		return failed(err, driver.EIO)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ap = nil
	return nil
}

// APClients lists the stations that are joined.
func (h station) APClients(ctx context.Context) ([]driver.MAC, error) {
	m := h.m
	if !m.isAP() {
		return nil, driver.ENOTCONN
	}
	clients := []driver.MAC{}
	// NonOS AT prints <address>,<mac>; ESP-AT puts +CWLIF: before it.
	err := m.command(ctx, m.reply, at.Exec("CWLIF"), func(line []byte) {
		if i := bytes.LastIndexByte(line, ','); i >= 0 {
			if mac, err := driver.ParseMAC(string(line[i+1:])); err == nil {
				clients = append(clients, mac)
			}
		}
	})
	if err != nil {
		return nil, failed(err, driver.EIO)
	}
	return clients, nil
}

func (m *module) isAP() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ap != nil
}
