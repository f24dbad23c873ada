package loopback_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/driver/conform"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devtest"
)

// A faultyWiFi is a WiFi device with one fault.
type faultyWiFi struct {
	ieee80211dev.WiFiDev
	connect   func(ctx context.Context, info ieee80211dev.ConnectInfo) error
	scan      func(ctx context.Context) ([]ieee80211dev.ScanInfo, error)
	subscribe func(events ieee80211dev.WiFiDevEvents) ieee80211dev.WiFiDevEvents
}

func (d *faultyWiFi) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	if d.connect != nil {
		return d.connect(ctx, info)
	}
	return d.WiFiDev.Connect(ctx, info)
}

func (d *faultyWiFi) Scan(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
	if d.scan != nil {
		return d.scan(ctx)
	}
	return d.WiFiDev.Scan(ctx)
}

func (d *faultyWiFi) Subscribe(events ieee80211dev.WiFiDevEvents) driver.Subscription {
	if d.subscribe != nil {
		events = d.subscribe(events)
	}
	return d.WiFiDev.Subscribe(events)
}

var wifiFaults = []struct {
	name  string
	spoil func(d *faultyWiFi)
	tests []string
	says  string
}{
	{"connect_cb comes before assoc_cb", func(d *faultyWiFi) {
		d.subscribe = func(e ieee80211dev.WiFiDevEvents) ieee80211dev.WiFiDevEvents {
			e.Associated, e.Connected = e.Connected, e.Associated
			return e
		}
	}, []string{"scenario/join"}, "connect_cb did not come"},
	{"disconnect_cb comes twice", func(d *faultyWiFi) {
		d.subscribe = func(e ieee80211dev.WiFiDevEvents) ieee80211dev.WiFiDevEvents {
			once := e.Disconnected
			e.Disconnected = func() { once(); once() }
			return e
		}
	}, []string{"scenario/leave", "scenario/network_lost"}, "came 2 times, want 1"},
	{"connect_cb comes for a wrong password", func(d *faultyWiFi) {
		var connected func()
		d.subscribe = func(e ieee80211dev.WiFiDevEvents) ieee80211dev.WiFiDevEvents {
			connected = e.Connected
			return e
		}
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			err := d.WiFiDev.Connect(ctx, info)
			if errors.Is(err, driver.EACCES) {
				connected()
			}
			return err
		}
	}, []string{"scenario/wrong_password"}, "connect_cb came, where none may come"},
	{"every failure to join is EIO", func(d *faultyWiFi) {
		d.connect = func(ctx context.Context, info ieee80211dev.ConnectInfo) error {
			if d.WiFiDev.Connect(ctx, info) != nil {
				return driver.Fail("connect", driver.EIO, nil)
			}
			return nil
		}
	}, []string{"scenario/wrong_password", "scenario/no_such_network", "scenario/refused", "connect/ssid_too_short"}, "got EIO"},
	{"a scan tells every network as open", func(d *faultyWiFi) {
		d.scan = func(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
			found, err := d.WiFiDev.Scan(ctx)
			for i := range found {
				found[i].Security = 0
			}
			return found, err
		}
	}, []string{"scenario/scan"}, "security: want"},
	{"a scan finds nothing", func(d *faultyWiFi) {
		d.scan = func(context.Context) ([]ieee80211dev.ScanInfo, error) { return nil, nil }
	}, []string{"scenario/scan"}, "want at least 1 element"},
}

func TestWiFiFaultsAreFound(t *testing.T) {
	for _, f := range wifiFaults {
		t.Run(strings.ReplaceAll(f.name, " ", "_"), func(t *testing.T) {
			report := ieee80211devtest.Check(t, func(t *testing.T) ieee80211devtest.Device {
				dev := open(t)
				broken := &faultyWiFi{WiFiDev: dev.WiFi()}
				f.spoil(broken)
				return ieee80211devtest.Device{Dev: broken, World: dev.WiFiWorld(), Timeout: 300 * time.Millisecond}
			}, f.tests...)
			expect(t, report, conform.Failed, f.says, f.tests...)
		})
	}
}
