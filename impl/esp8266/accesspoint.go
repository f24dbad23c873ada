package esp8266

import (
	"bytes"
	"context"
	"errors"
	"net/netip"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/at"
)

// The modes of AT+CWMODE.
const (
	stationMode   = 1
	stationAPMode = 3
)

// The module's own access point (AT instruction set).
const (
	apChannel  = 1 // where the caller leaves the choice; a joined network's channel takes its place
	apStations = 8 // as many as an ESP8266 has room for
)

var errNoExpel = errors.New("NonOS AT cannot send a station away")

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
	gateway := info.Gateway.String()
	name := apCommand(d, info)
	if err := name.Err(); err != nil {
		return err
	}
	for _, c := range []at.Cmd{
		at.Set("CWMODE" + d.current).Int(stationAPMode),
		name,
		at.Set("CIPAP" + d.current).Str(gateway).Str(gateway).Str(info.SubnetMask.String()),
		d.dhcp(AccessPoint),
	} {
		if err := m.step(ctx, c, nil); err != nil {
			return err
		}
	}
	return nil
}

// apCommand returns AT+CWSAP=<ssid>,<password>,<channel>,<security>[,<stations>,<1 hidden>]. Firmware before AT 1.0 lacks
// the last two, which are left out where they would be the defaults.
func apCommand(d dialect, info ieee80211dev.APInfo) at.Cmd {
	password, ecn := info.Password, 3
	switch info.Security {
	case ieee80211dev.SecurityOpen:
		password, ecn = "", 0
	case ieee80211dev.SecurityWPAPSK:
		ecn = 2
	case ieee80211dev.SecurityWPA2WPAPSK:
		ecn = 4
	}
	channel := info.Channel
	if channel == 0 {
		channel = apChannel
	}
	c := at.Set("CWSAP" + d.current).Str(info.SSID).Str(password).Int(channel).Int(ecn)
	if info.Stations == 0 && !info.Hidden {
		return c
	}
	stations, hidden := min(info.Stations, apStations), 0
	if stations == 0 {
		stations = apStations
	}
	if info.Hidden {
		hidden = 1
	}
	return c.Int(stations).Int(hidden)
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
	all, err := h.m.clients(ctx)
	if err != nil {
		return nil, err
	}
	macs := make([]driver.MAC, len(all))
	for i, c := range all {
		macs[i] = c.MAC
	}
	return macs, nil
}

// A Client is a station on the module's own access point.
type Client struct {
	MAC driver.MAC
	IP  netip.Addr // the zero Addr where it has none yet
}

// Clients returns the stations on the module's own access point with their addresses. It fails with ENOTCONN where
// access point mode is off.
func (d *Device) Clients(ctx context.Context) ([]Client, error) {
	all, err := d.m.clients(ctx)
	return all, driver.Wrap("clients", err)
}

// clients reads AT+CWLIF. NonOS AT prints <address>,<mac>; ESP-AT puts +CWLIF: before it.
func (m *module) clients(ctx context.Context) ([]Client, error) {
	if !m.isAP() {
		return nil, driver.ENOTCONN
	}
	var all []Client
	err := m.command(ctx, m.reply, at.Exec("CWLIF"), func(line []byte) {
		ip, text, ok := bytes.Cut(bytes.TrimPrefix(line, []byte("+CWLIF:")), []byte(","))
		if mac, err := driver.ParseMAC(string(text)); ok && err == nil {
			all = append(all, Client{mac, address(string(ip))})
		}
	})
	if err != nil {
		return nil, failed(err, driver.EIO)
	}
	return all, nil
}

// Expel sends a station away from the module's own access point (ESP-AT: AT+CWQIF). It fails with ENOTCONN where access
// point mode is off, and with EOPNOTSUPP on NonOS AT.
func (d *Device) Expel(ctx context.Context, station driver.MAC) error {
	m := d.m
	if err := m.await(ctx); err != nil {
		return driver.Wrap("expel", err)
	}
	switch {
	case !m.has().info.Capabilities.ExpelStation:
		return driver.Fail("expel", driver.EOPNOTSUPP, errNoExpel)
	case !m.isAP():
		return driver.Fail("expel", driver.ENOTCONN, nil)
	}
	err := m.command(ctx, m.reply, at.Set("CWQIF").Str(station.String()), nil)
	return driver.Wrap("expel", failed(err, driver.EIO))
}

func (m *module) isAP() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.ap != nil
}
