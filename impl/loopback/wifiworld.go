package loopback

import (
	"context"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// A WiFiWorld is the world around a Device's radio: it does what the conformance tests
// of ieee80211dev ask for (ieee80211devtest.World).
type WiFiWorld struct {
	air *Air

	mu       sync.Mutex
	stations byte
}

// WiFiWorld returns the world around the device's radio, the same one each time: its stations stay.
func (d *Device) WiFiWorld() *WiFiWorld { return d.wifiWorld }

// The networks of a WiFiWorld.
const (
	securedSSID  = "lab"
	openSSID     = "guests"
	refusingSSID = "full house"
	passphrase   = "correct horse"
)

// AccessPoint implements the stimulus access_point.
func (w *WiFiWorld) AccessPoint(context.Context) (ssid, password string, bssid driver.MAC, security ieee80211dev.SecuritySet, channel int, err error) {
	ap := AccessPoint{
		SSID: securedSSID, Password: passphrase, BSSID: driver.MAC{0x02, 2, 0, 0, 0, 1},
		Security: ieee80211dev.ScanWPA2 | ieee80211dev.ScanPSK, Channel: 6, RSSI: -42,
	}
	w.air.Add(ap)
	return ap.SSID, ap.Password, ap.BSSID, ap.Security, ap.Channel, nil
}

// OpenAccessPoint implements the stimulus open_access_point.
func (w *WiFiWorld) OpenAccessPoint(context.Context) (ssid string, bssid driver.MAC, err error) {
	ap := AccessPoint{SSID: openSSID, BSSID: driver.MAC{0x02, 2, 0, 0, 0, 2}, Channel: 11, RSSI: -40}
	w.air.Add(ap)
	return ap.SSID, ap.BSSID, nil
}

// RefusingAccessPoint implements the stimulus refusing_access_point.
func (w *WiFiWorld) RefusingAccessPoint(context.Context) (ssid, password string, err error) {
	w.air.Add(AccessPoint{SSID: refusingSSID, Password: passphrase, BSSID: driver.MAC{0x02, 2, 0, 0, 0, 3}, Channel: 1, RSSI: -44, Refuses: true})
	return refusingSSID, passphrase, nil
}

// AccessPointDisappears implements the stimulus access_point_disappears.
func (w *WiFiWorld) AccessPointDisappears(_ context.Context, ssid string) error {
	w.air.Remove(ssid)
	return nil
}

// RadioSlow implements the stimulus radio_slow.
func (w *WiFiWorld) RadioSlow(context.Context) error {
	w.air.SetSlow(300 * time.Millisecond)
	return nil
}

// StationJoins implements the stimulus station_joins.
func (w *WiFiWorld) StationJoins(_ context.Context, ssid, password string) (driver.MAC, error) {
	w.mu.Lock()
	w.stations++
	mac := driver.MAC{0x02, 3, 0, 0, 0, w.stations}
	w.mu.Unlock()
	_, err := w.air.join(&station{mac: mac}, ssid, driver.MAC{}, password)
	return mac, err
}

// StationLeaves implements the stimulus station_leaves.
func (w *WiFiWorld) StationLeaves(_ context.Context, mac driver.MAC) error {
	w.air.leave(mac)
	return nil
}
