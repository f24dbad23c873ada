package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
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
		x.fail(err, adviseModule(err), "scan")
		return false
	case len(found) == 0:
		x.warn("check the antenna; the module hears 2.4 GHz only", "no access point is in range")
	default:
		x.ok("%d access points in range", len(found))
		x.printScan(found)
	}
	if x.SSID == "" {
		x.skip("join, addresses, names, throughput and soak need a network: --ssid, and the password in $%s", online.PasswordVariable)
		return false
	}
	for _, ap := range found {
		if ap.SSID == x.SSID && ap.RSSI < weakSignal {
			x.warn("move the module closer, or turn it", "%s is weak: %d dBm", console.Visible(x.SSID), ap.RSSI)
			break
		}
	}
	start := time.Now()
	if err := station.Join(ctx, x.SSID, x.Options()...); err != nil {
		advice := adviseJoin(x.SSID, err)
		var join *wifi.JoinError
		if errors.As(err, &join) {
			err = join.Err // the report says the rest
		}
		x.fail(err, advice, "%s cannot be joined", console.Visible(x.SSID))
		return false
	}
	x.ok("joined %s in %v", console.Visible(x.SSID), rounded(time.Since(start)))
	connection, err := station.Connection(ctx)
	if err == nil && connection == nil {
		err = errors.New("it says there is none")
	}
	if err != nil {
		x.fail(err, adviseModule(err), "the module does not tell which network is joined")
		return false
	}
	x.ok("access point %s, channel %d, %d dBm", connection.BSSID, connection.Channel, connection.RSSI)
	return true
}

// printScan prints the access points as a table.
func (x *examination) printScan(found []ieee80211dev.ScanInfo) {
	var rows [][]string
	for _, ap := range found {
		rows = append(rows, []string{console.Visible(ap.SSID), ap.BSSID.String(), ap.Security.String(), fmt.Sprint(ap.Channel), fmt.Sprintf("%d dBm", ap.RSSI)})
	}
	x.table([]string{"network", "address", "security", "channel", "signal"}, rows...)
}
