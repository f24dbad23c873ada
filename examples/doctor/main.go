// Doctor examines an ESP8266 module with AT firmware and prints a report that can be attached to a bug: the line and
// its speeds, the firmware and what it can do, the radio, the latency of commands, the throughput of the line, and a
// soak. It exits with 1 if a check failed. Nothing that it sets is kept by the module, and no password is printed.
//
// With no arguments it needs no hardware: the module is emulated.
//
//	go run ./examples/doctor
//	WIFI_PASSWORD=… go run ./examples/doctor --port serial:/dev/ttyUSB0 --ssid lab
//
// For throughput and soak the module connects to a server: one that doctor starts on this machine, where both are in one
// network, or one that another doctor runs with --serve, which --peer names.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/local"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
)

func main() {
	port.RegisterEmulator(online.Lab(labHost)...)
	console.Main(func(ctx context.Context) int {
		s, err := parse(os.Args[1:], os.Getenv)
		if err != nil {
			return console.Misuse(os.Stdout, os.Stderr, "doctor", usage, err)
		}
		if s.serve != "" {
			if err := servePeer(ctx, s.serve, os.Stdout); err != nil {
				return console.Fail(os.Stderr, "doctor", err)
			}
			return console.Done
		}
		out := console.NewOutput(os.Stdout)
		well := examine(ctx, s, out)
		switch err := out.Err(); {
		case err != nil:
			return console.Fail(os.Stderr, "doctor", err)
		case !well:
			return console.Failed
		}
		return console.Done
	})
}

// servePeer is the server of another doctor's module.
func servePeer(ctx context.Context, address string, out io.Writer) error {
	listener, err := net.Listen("tcp4", address)
	if err == nil {
		fmt.Fprintf(out, "serving at %s\n", listener.Addr())
		err = local.Serve(ctx, listener, serve)
	}
	if err != nil {
		return fmt.Errorf("--serve: %w", err)
	}
	return nil
}
