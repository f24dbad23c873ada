// Kaluma runs scripts that are written for Kaluma's API (kalumajs.org) on an ESP8266: a script finds the module as
// global.__netdev and global.__ieee80211dev, and the modules net, dgram, http and wifi over them.
//
// With no arguments it needs no hardware and runs its own scripts, one after another, on an emulated module.
//
//	go run ./examples/kaluma
//	go run ./examples/kaluma examples/kaluma/scripts/echo.js
//	WIFI_PASSWORD=… go run ./examples/kaluma --port serial:/dev/ttyUSB0 --ssid lab examples/kaluma/scripts/scan.js
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/examples/kaluma/runtime"
	"drivergen/impl/esp8266/emulator"
)

// exitInterrupted is what the program exits with after an interrupt, as shells have it: 128 and the number of SIGINT.
const exitInterrupted = 130

func main() {
	console.Main(func(ctx context.Context) int {
		return run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	})
}

// register makes the emulated module known, once in a process.
var register = sync.OnceFunc(func() {
	port.RegisterEmulator(append(online.Lab(peerHost), emulator.WithNetwork(newHome()))...)
})

// peerHost is the name of this machine in the network of the emulated module.
const peerHost = "peer.example.test"

// run runs the program and returns what it exits with.
func run(ctx context.Context, args, env []string, in io.Reader, out, log io.Writer) int {
	register()
	s, fs, err := parse(args, env)
	if err != nil {
		return console.Misuse(out, log, "kaluma", func(w io.Writer) { usage(w, fs) }, err)
	}
	lines := console.NewOutput(out) // of the script, and of what watches the module
	if len(s.args) == 0 {
		err = tour(ctx, s, in, lines, log)
	} else {
		err = runOne(ctx, s, in, lines, log)
	}
	if err == nil {
		err = lines.Err()
	}
	return report(err, log)
}

// report tells why the program ends and returns what it exits with.
func report(err error, log io.Writer) int {
	var mistake *runtime.Mistake
	var exit runtime.ExitError
	switch {
	case err == nil:
		return console.Done
	case errors.As(err, &mistake):
		io.WriteString(log, mistake.Report())
		return console.Failed
	case errors.As(err, &exit):
		return int(exit) & 0xff // as a process's is
	case errors.Is(err, errReported):
		return console.Failed
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	}
	return console.Fail(log, "kaluma", err)
}
