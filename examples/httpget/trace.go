package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devtrace"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/trace"
	"drivergen/trace/chrome"
	"drivergen/trace/pcapng"
)

// recorded is how many bytes of each payload a recording keeps: all, so that it can be replayed.
const recorded = 1 << 20

// tracing is what the calls on the device are told to.
type tracing struct {
	tracers []driver.Tracer
	files   []output
}

// An output is a tracer that writes a file.
type output struct {
	path   string
	tracer io.Closer
	file   *os.File
}

// startTracing opens what the settings ask for. Passwords reach none of it.
func startTracing(s settings, log io.Writer) (*tracing, error) {
	t := &tracing{}
	if s.trace {
		logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		t.tracers = append(t.tracers, trace.Slog(logger))
	}
	for _, want := range []struct {
		path string
		make func(io.Writer) fileTracer
	}{
		{s.calls, func(w io.Writer) fileTracer { return recording.New(w, recording.Payload(recorded)) }},
		{s.pcap, func(w io.Writer) fileTracer { return pcapng.New(w) }},
		{s.chrome, func(w io.Writer) fileTracer { return chrome.New(w) }},
	} {
		if want.path == "" {
			continue
		}
		file, err := os.Create(want.path)
		if err != nil {
			return nil, errors.Join(err, t.close())
		}
		tracer := want.make(file)
		t.tracers = append(t.tracers, tracer)
		t.files = append(t.files, output{want.path, tracer, file})
	}
	return t, nil
}

type fileTracer interface {
	driver.Tracer
	io.Closer
}

// wrap wraps both halves of a device.
func (t *tracing) wrap(net netdev.NetDev, radio ieee80211dev.WiFiDev) (netdev.NetDev, ieee80211dev.WiFiDev) {
	return netdevtrace.Wrap(net, t.tracers...), ieee80211devtrace.Wrap(radio, t.tracers...)
}

// close completes the files.
func (t *tracing) close() error {
	var errs []error
	for _, out := range t.files {
		if err := errors.Join(out.tracer.Close(), out.file.Close()); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", out.path, err))
		}
	}
	return errors.Join(errs...)
}
