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
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/examples/kaluma/runtime"
	"drivergen/impl/esp8266/emulator"
)

// What the program exits with, where the script does not say.
const (
	exitDone        = 0
	exitFailed      = 1 // a mistake of the script, or the module does not do its part
	exitUsage       = 2
	exitInterrupted = 130 // as shells have it: 128 and the number of SIGINT
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second one ends the process at once
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
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
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage(out, fs)
		return exitDone
	case err != nil:
		fmt.Fprintf(log, "kaluma: %s (kaluma -h tells more)\n", console.OneLine(err))
		return exitUsage
	}
	lines := &printer{out: out}
	if len(s.args) == 0 {
		err = tour(ctx, s, in, lines, log)
	} else {
		err = runOne(ctx, s, in, lines, log)
	}
	return report(err, log)
}

// report tells why the program ends and returns what it exits with.
func report(err error, log io.Writer) int {
	var mistake *runtime.Mistake
	var exit runtime.ExitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &mistake):
		io.WriteString(log, mistake.Report())
		return exitFailed
	case errors.As(err, &exit):
		return int(exit) & 0xff // as a process's is
	case errors.Is(err, errReported):
		return exitFailed
	case errors.Is(err, errInterrupted):
		return exitInterrupted
	}
	fmt.Fprintf(log, "kaluma: %s\n", console.OneLine(err))
	return exitFailed
}

// A printer is written to by the script and by what watches the module, at once.
type printer struct {
	mu  sync.Mutex
	out io.Writer
}

func (p *printer) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.out.Write(data)
}
