package loopback_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// onScan changes what a scan found.
func (d *faultyWiFi) onScan(change func(found []ieee80211dev.ScanInfo) []ieee80211dev.ScanInfo) {
	d.scan = func(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
		found, err := d.WiFiDev.Scan(ctx)
		return change(found), err
	}
}

var scanFaults = []fault[*faultyWiFi]{
	{what: "a scan finds nothing", spoil: func(d *faultyWiFi) {
		d.onScan(func([]ieee80211dev.ScanInfo) []ieee80211dev.ScanInfo { return nil })
	}, tests: []string{"scenario/scan", "scenario/scan_open", "scenario/scan_canceled", "scenario/radio_busy"}, says: "want at least 1 element"},

	{what: "a scan misses networks without security", spoil: func(d *faultyWiFi) {
		d.onScan(func(found []ieee80211dev.ScanInfo) []ieee80211dev.ScanInfo {
			return slices.DeleteFunc(found, func(ap ieee80211dev.ScanInfo) bool { return ap.Security == 0 })
		})
	}, tests: []string{"scenario/scan_open"}, says: "want at least 1 element"},

	{what: "a scan tells every network as open", spoil: func(d *faultyWiFi) {
		d.onScan(func(found []ieee80211dev.ScanInfo) []ieee80211dev.ScanInfo {
			for i := range found {
				found[i].Security = 0
			}
			return found
		})
	}, tests: []string{"scenario/scan"}, says: "security: want"},

	{what: "a scan tells addresses backwards", spoil: func(d *faultyWiFi) {
		d.onScan(func(found []ieee80211dev.ScanInfo) []ieee80211dev.ScanInfo {
			for i := range found {
				slices.Reverse(found[i].BSSID[:])
			}
			return found
		})
	}, tests: []string{"scenario/scan", "scenario/scan_open"}, says: "bssid: want"},

	{what: "a scan waits for another instead of being refused", spoil: func(d *faultyWiFi) {
		var radio sync.Mutex
		d.scan = func(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
			radio.Lock()
			defer radio.Unlock()
			return d.WiFiDev.Scan(ctx)
		}
	}, tests: []string{"scenario/radio_busy"}, says: "scan: want EBUSY, got success"},

	{what: "a scan cannot be cancelled", spoil: func(d *faultyWiFi) {
		d.scan = func(ctx context.Context) ([]ieee80211dev.ScanInfo, error) {
			if ctx.Err() == nil {
				ctx = context.WithoutCancel(ctx)
			}
			return d.WiFiDev.Scan(ctx)
		}
	}, tests: []string{"scenario/scan_canceled"}, says: "at most 100ms is allowed"},

	{what: "a scan for a name finds all names", spoil: func(d *faultyWiFi) {
		d.scanFor(func(ctx context.Context, options ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
			sound, _ := ieee80211dev.DirectedScanOf(d.WiFiDev)
			options.SSID = ""
			return sound.ScanFor(ctx, options)
		})
	}, tests: []string{"scenario/scan_for_name"}, says: "len"},

	{what: "a scan of a channel is one of all", spoil: func(d *faultyWiFi) {
		d.scanFor(func(ctx context.Context, options ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
			sound, _ := ieee80211dev.DirectedScanOf(d.WiFiDev)
			options.Channel = 0
			return sound.ScanFor(ctx, options)
		})
	}, tests: []string{"scenario/scan_for_channel"}, says: "len"},
}

var apModeFaults = []fault[*faultyWiFi]{
	{what: "the capability is of the wrong type", spoil: func(d *faultyWiFi) {
		d.offer(func(ieee80211dev.APMode) any { return true })
	}, tests: []string{"capability/APMode"}, says: "lists the capability APMode, and what it lists, a bool, is none"},

	{what: "the capability is claimed, and none of its methods works", spoil: func(d *faultyWiFi) {
		d.offer(func(ieee80211dev.APMode) any {
			return &faultyAP{
				startAP:   func(context.Context, ieee80211dev.APInfo) error { return driver.EOPNOTSUPP },
				stopAP:    func(context.Context) error { return driver.EOPNOTSUPP },
				apClients: func(context.Context) ([]driver.MAC, error) { return nil, driver.EOPNOTSUPP },
			}
		})
	}, tests: []string{"ap_mode/errors_listed", "disable_ap_mode/errors_listed", "get_ap_client/errors_listed"}, says: "got EOPNOTSUPP (operation not supported), which is not one of its errors"},

	{what: "the capability is there every other time", spoil: func(d *faultyWiFi) {
		var asked atomic.Int32
		d.capabilities = func() driver.Capabilities {
			if asked.Add(1)%2 == 1 {
				return nil
			}
			return d.WiFiDev.Capabilities()
		}
	}, tests: []string{"capability/APMode"}, says: "has the capability APMode, which its Capabilities do not list"},

	{what: "the access point's defaults are not filled in", spoil: func(d *faultyWiFi) {
		d.offer(func(sound ieee80211dev.APMode) any {
			ap := newFaultyAP(sound)
			ap.startAP = func(ctx context.Context, info ieee80211dev.APInfo) error {
				if info.SSID == "" {
					info.SSID = "ESP_000001"
				}
				return sound.StartAP(ctx, info)
			}
			return ap
		})
	}, tests: []string{"scenario/access_point_defaults"}, says: "the world failed at station_joins"},

	{what: "a short password is taken", spoil: func(d *faultyWiFi) {
		d.offer(func(sound ieee80211dev.APMode) any {
			ap := newFaultyAP(sound)
			ap.startAP = func(ctx context.Context, info ieee80211dev.APInfo) error {
				return forgive(sound.StartAP(ctx, info), driver.EINVAL)
			}
			return ap
		})
	}, tests: []string{"ap_mode/password_too_short", "ap_mode/password_too_long", "ap_mode/ssid_too_long"}, says: "ap_mode: want EINVAL, got success"},

	{what: "a station that left is still listed", spoil: func(d *faultyWiFi) {
		var mu sync.Mutex
		var seen []driver.MAC
		d.offer(func(sound ieee80211dev.APMode) any {
			ap := newFaultyAP(sound)
			ap.apClients = func(ctx context.Context) ([]driver.MAC, error) {
				now, err := sound.APClients(ctx)
				mu.Lock()
				defer mu.Unlock()
				for _, mac := range now {
					if !slices.Contains(seen, mac) {
						seen = append(seen, mac)
					}
				}
				if err != nil {
					return nil, err
				}
				return slices.Clone(seen), nil
			}
			return ap
		})
	}, tests: []string{"scenario/access_point_mode"}, says: "len"},

	{what: "access point mode that is off can be ended", spoil: func(d *faultyWiFi) {
		d.offer(func(sound ieee80211dev.APMode) any {
			ap := newFaultyAP(sound)
			ap.stopAP = func(ctx context.Context) error { return forgive(sound.StopAP(ctx), driver.ENOTCONN) }
			return ap
		})
	}, tests: []string{"scenario/access_point_off", "scenario/access_point_mode"}, says: "disable_ap_mode: want ENOTCONN, got success"},
}
