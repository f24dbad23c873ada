package online

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"

	"drivergen/driver"
	"drivergen/examples/internal/console"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/wifi"
)

// Open finds the module on an open port and tells which firmware it has. The module owns the port, also where Open fails.
func Open(ctx context.Context, out io.Writer, address string, line io.ReadWriteCloser, opts ...esp8266.Option) (*esp8266.Device, error) {
	module, err := esp8266.Open(ctx, line, opts...)
	if err != nil {
		return nil, AdviseModule(address, err)
	}
	if version := module.Firmware(); version != "" {
		console.Step(out, "", "an ESP8266 with AT firmware %s", console.Printable(version))
	}
	return module, nil
}

// Join joins a network, tells of the connection and returns the module's address there. found is what a scan found, for the
// advice; without it Join looks itself where it needs that. address is the port's.
func Join(ctx context.Context, out io.Writer, address string, n Network, station *wifi.Station, dev netdev.NetDev, found []ieee80211dev.ScanInfo) (netip.Addr, error) {
	console.Step(out, "join", "%s", console.Visible(n.SSID))
	if err := station.Join(ctx, n.SSID, n.Options()...); err != nil {
		if found == nil && driver.ErrnoOf(err) == ieee80211dev.ENOENT {
			found, _ = station.Scan(ctx) // where it fails, the advice names no network
		}
		return netip.Addr{}, AdviseJoin(n.SSID, found, err)
	}
	connection, err := ask(ctx, station.Connection)
	if err != nil {
		return netip.Addr{}, AdviseModule(address, err)
	}
	if connection != nil {
		console.Step(out, "joined", "%s at %s, channel %d, %d dBm",
			console.Visible(connection.SSID), connection.BSSID, connection.Channel, connection.RSSI)
	}
	mac, err := ask(ctx, dev.MAC)
	if err != nil {
		return netip.Addr{}, AdviseModule(address, err)
	}
	ip, err := ask(ctx, dev.IP)
	switch {
	case errors.Is(err, driver.ENETDOWN):
		return netip.Addr{}, fmt.Errorf("%q was lost as soon as it was joined: move the module closer, or try again", n.SSID)
	case err != nil:
		return netip.Addr{}, AdviseModule(address, err)
	}
	console.Step(out, "address", "%s (%s)", ip, mac)
	return ip, nil
}

// asks is how often a module is asked whose answer was lost.
const asks = 3

// ask asks a module for something that it knows, and again where the answer was lost.
func ask[T any](ctx context.Context, question func(context.Context) (T, error)) (T, error) {
	for n := 1; ; n++ {
		answer, err := question(ctx)
		if err == nil || n == asks || ctx.Err() != nil || !errors.Is(err, driver.EIO) {
			return answer, err
		}
	}
}
