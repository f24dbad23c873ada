package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"drivergen/examples/internal/port"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/wifi"
)

// run does the job and tells on out what it does. Its errors say what to do.
func run(ctx context.Context, s settings, out, log io.Writer) (err error) {
	if s.url == "" {
		server, err := startServer()
		if err != nil {
			return err
		}
		defer server.close()
		s.url = server.url()
		step(out, "server", "%s is a page of this program, on %s", s.url, server.addr())
	}

	tracing, err := startTracing(s, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tracing.close()) }()

	step(out, "module", "opening %s", s.port)
	line, err := port.Open(ctx, s.port, s.record)
	if err != nil {
		return err
	}
	module, err := esp8266.Open(ctx, line) // closes the line also where it fails
	if err != nil {
		return adviseModule(s.port, err)
	}
	defer func() {
		if closeErr := module.Close(); err == nil {
			err = closeErr // the recording, where there is one, is not whole
		}
	}()
	if version := module.Firmware(); version != "" {
		step(out, "", "an ESP8266 with AT firmware %s", printable(version))
	}
	net, radio := tracing.wrap(module.Net(), module.WiFi())

	station := wifi.New(radio)
	found, err := station.Scan(ctx)
	if err != nil {
		return adviseModule(s.port, err)
	}
	printScan(out, found)
	if err := join(ctx, s, station, net, found, out); err != nil {
		return err
	}
	return fetch(ctx, s, net, out)
}

// join joins the network and prints the connection.
func join(ctx context.Context, s settings, station *wifi.Station, net netdev.NetDev, found []ieee80211dev.ScanInfo, out io.Writer) error {
	step(out, "join", "%s", visible(s.ssid))
	if err := station.Join(ctx, s.ssid, wifi.Password(s.password)); err != nil {
		return adviseJoin(s.ssid, found, err)
	}
	connection, err := station.Connection(ctx)
	if err != nil {
		return adviseModule(s.port, err)
	}
	if connection != nil {
		step(out, "joined", "%s at %s, channel %d, %d dBm",
			visible(connection.SSID), connection.BSSID, connection.Channel, connection.RSSI)
	}
	mac, err := net.MAC(ctx)
	if err != nil {
		return adviseModule(s.port, err)
	}
	ip, err := net.IP(ctx)
	if err != nil {
		return adviseModule(s.port, err)
	}
	step(out, "address", "%s (%s)", ip, mac)
	return nil
}

// fetch gets the page over the device and prints its beginning.
func fetch(ctx context.Context, s settings, net netdev.NetDev, out io.Writer) error {
	step(out, "get", "%s", s.url)
	transport := &http.Transport{DialContext: gonet.New(net).DialContext}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return fmt.Errorf("--url: %w", err)
	}
	client := http.Client{Transport: transport}
	response, err := client.Do(request)
	if err != nil {
		return adviseFetch(request.URL, err)
	}
	defer response.Body.Close()
	if err := printPage(out, response); err != nil {
		return adviseFetch(request.URL, err)
	}
	return nil
}
