package main

import (
	"context"
	"fmt"
	"time"

	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
	"drivergen/wifi"
)

// weakSignal is the strength in dBm below which a join is likely to fail at times.
const weakSignal = -80

// radio scans, and joins where a network was given. It reports whether one is joined.
func (x *examination) radio(ctx context.Context, dev *esp8266.Device) bool {
	x.section("Radio")
	station := wifi.New(dev.WiFi())
	found, err := station.Scan(ctx)
	switch {
	case err != nil:
		x.fail(adviseModule(err), "scan: %s", oneLine(err))
		return false
	case len(found) == 0:
		x.warn("check the antenna; the module hears 2.4 GHz only", "no access point is in range")
	default:
		x.ok("%d access points in range", len(found))
		x.printScan(found)
	}
	if x.ssid == "" {
		x.skip("join, addresses, names, throughput and soak need a network: --ssid, and the password in $%s", passwordVariable)
		return false
	}
	for _, ap := range found {
		if ap.SSID == x.ssid && ap.RSSI < weakSignal {
			x.warn("move the module closer, or turn it", "%s is weak: %d dBm", visible(x.ssid), ap.RSSI)
			break
		}
	}
	start := time.Now()
	if err := station.Join(ctx, x.ssid, wifi.Password(x.password)); err != nil {
		x.fail(adviseJoin(err), "%s cannot be joined: %s", visible(x.ssid), oneLine(err))
		return false
	}
	x.ok("joined %s in %v", visible(x.ssid), rounded(time.Since(start)))
	connection, err := station.Connection(ctx)
	if err != nil || connection == nil {
		x.fail(adviseModule(err), "the module does not tell which network is joined: %s", errorText(err))
		return false
	}
	x.ok("access point %s, channel %d, %d dBm", connection.BSSID, connection.Channel, connection.RSSI)
	return true
}

func errorText(err error) string {
	if err == nil {
		return "it says there is none"
	}
	return oneLine(err)
}

// printScan prints the access points as a table.
func (x *examination) printScan(found []ieee80211dev.ScanInfo) {
	var rows [][]string
	for _, ap := range found {
		name := visible(ap.SSID)
		if ap.SSID == "" {
			name = "(hidden)"
		}
		rows = append(rows, []string{name, ap.BSSID.String(), ap.Security.String(), fmt.Sprint(ap.Channel), fmt.Sprintf("%d dBm", ap.RSSI)})
	}
	x.table([]string{"network", "address", "security", "channel", "signal"}, rows...)
}
