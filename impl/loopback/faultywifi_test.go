package loopback_test

import (
	"context"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/driver/conform"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devtest"
)

// A faultyWiFi is a WiFi device with one fault: what a fault does not replace is the sound device's, which is WiFiDev.
type faultyWiFi struct {
	ieee80211dev.WiFiDev
	reset         func(ctx context.Context) error
	scan          func(ctx context.Context) ([]ieee80211dev.ScanInfo, error)
	connect       func(ctx context.Context, info ieee80211dev.ConnectInfo) error
	disconnect    func(ctx context.Context) error
	getConnection func(ctx context.Context) (*ieee80211dev.ConnectionInfo, error)
	subscribe     func(events ieee80211dev.WiFiDevEvents) driver.Subscription
	capabilities  func() driver.Capabilities
	timeout       time.Duration // of each test; 0 stands for the default
}

func (d *faultyWiFi) Reset(ctx context.Context) error { return d.reset(ctx) }

func (d *faultyWiFi) Scan(ctx context.Context) ([]ieee80211dev.ScanInfo, error) { return d.scan(ctx) }

func (d *faultyWiFi) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	return d.connect(ctx, info)
}

func (d *faultyWiFi) Disconnect(ctx context.Context) error { return d.disconnect(ctx) }

func (d *faultyWiFi) GetConnection(ctx context.Context) (*ieee80211dev.ConnectionInfo, error) {
	return d.getConnection(ctx)
}

func (d *faultyWiFi) Subscribe(events ieee80211dev.WiFiDevEvents) driver.Subscription {
	return d.subscribe(events)
}

func (d *faultyWiFi) Capabilities() driver.Capabilities { return d.capabilities() }

// onEvents changes what subscribers are told.
func (d *faultyWiFi) onEvents(change func(told *ieee80211dev.WiFiDevEvents)) {
	d.subscribe = func(told ieee80211dev.WiFiDevEvents) driver.Subscription {
		for _, handler := range []*func(){&told.Associated, &told.Connected, &told.Disconnected} {
			if *handler == nil {
				*handler = func() {}
			}
		}
		if told.Left == nil {
			told.Left = func(ieee80211dev.LeaveReason) {}
		}
		change(&told)
		return d.WiFiDev.Subscribe(told)
	}
}

// offer replaces the capability APMode by one that change makes of it.
func (d *faultyWiFi) offer(change func(sound ieee80211dev.APMode) any) {
	d.capabilities = func() driver.Capabilities {
		sound, _ := ieee80211dev.APModeOf(d.WiFiDev)
		return driver.Capabilities{"APMode": change(sound)}
	}
}

// scanFor replaces the capability DirectedScan.
func (d *faultyWiFi) scanFor(scan directedScan) {
	d.capabilities = func() driver.Capabilities {
		has := d.WiFiDev.Capabilities()
		has["DirectedScan"] = scan
		return has
	}
}

// A directedScan is a scan for one network.
type directedScan func(ctx context.Context, options ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error)

func (f directedScan) ScanFor(ctx context.Context, options ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
	return f(ctx, options)
}

// A faultyAP is an access point mode with one fault.
type faultyAP struct {
	startAP   func(ctx context.Context, info ieee80211dev.APInfo) error
	stopAP    func(ctx context.Context) error
	apClients func(ctx context.Context) ([]driver.MAC, error)
}

func newFaultyAP(sound ieee80211dev.APMode) *faultyAP {
	return &faultyAP{startAP: sound.StartAP, stopAP: sound.StopAP, apClients: sound.APClients}
}

func (a *faultyAP) StartAP(ctx context.Context, info ieee80211dev.APInfo) error {
	return a.startAP(ctx, info)
}

func (a *faultyAP) StopAP(ctx context.Context) error { return a.stopAP(ctx) }

func (a *faultyAP) APClients(ctx context.Context) ([]driver.MAC, error) { return a.apClients(ctx) }

// checkWiFi runs tests of ieee80211devtest, all where none is named, on devices that spoil has broken.
func checkWiFi(t *testing.T, spoil func(d *faultyWiFi), tests ...string) *conform.Report {
	return ieee80211devtest.Check(t, func(t *testing.T) ieee80211devtest.Device {
		dev := open(t)
		sound := dev.WiFi()
		broken := &faultyWiFi{
			WiFiDev: sound,
			reset:   sound.Reset, scan: sound.Scan, connect: sound.Connect, disconnect: sound.Disconnect, getConnection: sound.GetConnection,
			subscribe: sound.Subscribe, capabilities: sound.Capabilities, timeout: 2 * faultTimeout(),
		}
		spoil(broken)
		return ieee80211devtest.Device{Dev: broken, World: dev.WiFiWorld(), Close: dev.Close, Timeout: broken.timeout}
	}, tests...)
}
