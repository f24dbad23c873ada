package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"drivergen/driver/js"
	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/examples/kaluma/runtime"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devjs"
	"drivergen/generated/ieee80211dev/ieee80211devtrace"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevjs"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/impl/esp8266"
	"drivergen/trace"
	"drivergen/wifi"
)

// How a run ends besides.
var (
	errInterrupted = errors.New("interrupted")                        // by Ctrl-C
	errReported    = errors.New("the script's callbacks have thrown") // and were told of
)

// tour runs the bundled scripts, each on a module of its own.
func tour(ctx context.Context, s settings, in io.Reader, out, log io.Writer) error {
	for _, b := range bundled {
		fmt.Fprintf(out, "\n%s.js: %s\n\n", b.name, b.does)
		s.args = []string{b.name}
		if err := runOne(ctx, s, in, out, log); err != nil {
			return err
		}
	}
	return nil
}

// runOne runs the script that the settings name.
func runOne(ctx context.Context, s settings, in io.Reader, out, log io.Writer) error {
	program, err := findScript(s.args[0])
	if err != nil {
		return err
	}
	if program.joins {
		s.noJoin = true
	}
	bounded := ctx
	if s.timeout > 0 {
		var cancel context.CancelFunc
		bounded, cancel = context.WithTimeout(ctx, s.timeout)
		defer cancel()
	}
	err = onModule(bounded, s, program, in, out, log)
	var mistake *runtime.Mistake
	var exit runtime.ExitError
	switch {
	case err == nil || err == errReported || errors.As(err, &mistake) || errors.As(err, &exit):
		return err
	case ctx.Err() != nil:
		return errInterrupted
	}
	var computing *runtime.Interruption
	if errors.As(err, &computing) && computing.At.File != "" {
		io.WriteString(log, computing.At.Report())
	}
	return online.AdviseEnd(bounded, s.timeout, err)
}

// onModule runs a script on the module.
func onModule(ctx context.Context, s settings, program script, in io.Reader, out, log io.Writer) (err error) {
	console.Step(out, "module", "opening %s", s.address)
	line, err := port.Open(ctx, s.address, s.record)
	if err != nil {
		return err
	}
	module, err := online.Open(ctx, out, s.port, line, esp8266.Rejoin()) // closes the line also where it fails
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := module.Close(); err == nil {
			err = closeErr // the recording, where there is one, is not whole
		}
	}()
	net, radio := module.Net(), module.WiFi()
	if s.trace {
		logger := trace.Slog(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
		net, radio = netdevtrace.Wrap(net, logger), ieee80211devtrace.Wrap(radio, logger)
	}
	if !s.noJoin {
		if _, err := online.Join(ctx, out, s.port, s.network, wifi.New(radio), net, nil); err != nil {
			return err
		}
	}
	if port.IsEmulator(s.port) {
		net = &announced{NetDev: net, line: line, out: out}
	}
	if s.modules != "" {
		net = newWholeClose(net)
	}
	var thrown error // by a callback, before the program went on
	config := runtime.Config{
		Stdout: out, Stderr: log, Stdin: in,
		Args: append([]string{"kaluma"}, s.args...), Env: s.env, Storage: s.storage(),
		Modules: s.modules, NoHalfClose: true,
	}
	if !s.strict {
		config.GoOn = func(m *runtime.Mistake) {
			io.WriteString(log, m.Report())
			thrown = errReported
		}
	}
	r := runtime.New(config)
	bind(r, net, radio)
	return cmp.Or(r.Run(ctx, program.name, program.text), thrown)
}

// bind gives a script the device, as global.__netdev and global.__ieee80211dev.
func bind(r *runtime.Runtime, net netdev.NetDev, radio ieee80211dev.WiFiDev) {
	loop, failed := r.Loop(), js.OnError(r.Loop().Threw)
	sockets := netdevjs.Install(r.VM(), loop, net, failed)
	r.Keep(sockets, sockets.End)
	stations := ieee80211devjs.Install(r.VM(), loop, radio, failed)
	r.Keep(stations, stations.End)
}

var _ js.Loop = (*runtime.Loop)(nil)
