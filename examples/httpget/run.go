package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/local"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/generated/netdev"
	"drivergen/gonet"
	"drivergen/wifi"
)

// run does the job and tells on out what it does. Its errors say what to do.
func run(ctx context.Context, s settings, out, log io.Writer) (err error) {
	if s.url == "" {
		server, err := local.StartHTTP(pageHost, nil, http.HandlerFunc(servePage))
		if err != nil {
			return err
		}
		defer server.Stop()
		s.url = server.URL("/")
		console.Step(out, "server", "%s is a page of this program, on %s", s.url, server.Addr())
	}

	tracing, err := startTracing(s, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tracing.close()) }()

	console.Step(out, "module", "opening %s", s.port)
	line, err := port.Open(ctx, s.port, s.record)
	if err != nil {
		return err
	}
	module, err := online.Open(ctx, out, s.port, line)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := module.Close(); err == nil {
			err = closeErr // the recording, where there is one, is not whole
		}
	}()
	net, radio := tracing.wrap(module.Net(), module.WiFi())

	station := wifi.New(radio)
	found, err := station.Scan(ctx)
	if err != nil {
		return online.AdviseModule(s.port, err)
	}
	printScan(out, found)
	if _, err := online.Join(ctx, out, s.port, s.network, station, net, found); err != nil {
		return err
	}
	return fetch(ctx, s, net, out)
}

// fetch gets the page over the device and prints its beginning.
func fetch(ctx context.Context, s settings, net netdev.NetDev, out io.Writer) error {
	transport := &http.Transport{DialContext: gonet.New(net).DialContext}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return fmt.Errorf("--url: %w", err)
	}
	console.Step(out, "get", "%s", request.URL.Redacted())
	client := http.Client{Transport: transport}
	response, err := client.Do(request)
	if err != nil {
		return online.AdviseDial(request.URL.Host, "url", err)
	}
	defer response.Body.Close()
	if err := printPage(out, response); err != nil {
		return online.AdviseDial(request.URL.Host, "url", err)
	}
	return nil
}
