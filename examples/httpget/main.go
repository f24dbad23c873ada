// Httpget fetches a page through an ESP8266: it joins an access point, shows what it finds
// in the air, and gets the page with net/http.
//
// With no arguments it needs no hardware: the module is emulated, the page comes from a
// web server that the program starts on this machine.
//
//	go run ./examples/httpget
//	WIFI_PASSWORD=… go run ./examples/httpget --port serial:/dev/ttyUSB0 --ssid lab --url http://example.org/
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
)

// settings are what the flags say.
type settings struct {
	port    string
	network online.Network
	url     string // empty: the page of the program's own server
	timeout time.Duration
	trace   bool
	record  string // a file; empty: none
	calls   string // likewise
	pcap    string // likewise
	chrome  string // likewise
}

func main() {
	port.RegisterEmulator(online.Lab(pageHost)...)
	console.Main(func(ctx context.Context) int {
		s, err := parse(os.Args[1:], os.Getenv)
		if err != nil {
			return console.Misuse(os.Stdout, os.Stderr, "httpget", usage, err)
		}
		ctx, cancel := context.WithTimeout(ctx, s.timeout)
		defer cancel()
		out := console.NewOutput(os.Stdout)
		if err := errors.Join(run(ctx, s, out, os.Stderr), out.Err()); err != nil {
			return console.Fail(os.Stderr, "httpget", online.AdviseEnd(ctx, s.timeout, err))
		}
		return console.Done
	})
}

func flags(s *settings) *flag.FlagSet {
	fs := console.NewFlagSet("httpget")
	fs.StringVar(&s.port, "port", port.Emulator, "`ADDRESS` of the module")
	s.network.Flags(fs)
	fs.StringVar(&s.url, "url", "", "`URL` of the page (emulator: a page of this program)")
	fs.DurationVar(&s.timeout, "timeout", time.Minute, "`DURATION` that all of it may take")
	fs.BoolVar(&s.trace, "trace", false, "log every call on the device to standard error")
	fs.StringVar(&s.record, "record", "", port.RecordUsage)
	fs.StringVar(&s.calls, "calls", "", "record every call in `FILE`, for drivergen trace view")
	fs.StringVar(&s.pcap, "pcap", "", "write the sockets' traffic to `FILE`, for Wireshark")
	fs.StringVar(&s.chrome, "chrome", "", "write a timeline of the calls to `FILE`, for Perfetto")
	return fs
}

func usage(w io.Writer) {
	port.Usage(w, flags(&settings{}), "Fetches a web page through an ESP8266 with AT firmware.")
}

// parse reads the arguments. Its errors are mistakes of usage.
func parse(args []string, env func(string) string) (settings, error) {
	var s settings
	if err := console.Parse(flags(&s), args); err != nil {
		return s, err
	}
	if s.timeout <= 0 {
		return s, fmt.Errorf("--timeout %v: want more than nothing, such as 30s", s.timeout)
	}
	if _, err := port.Address(s.port, ""); err != nil {
		return s, err
	}
	if err := s.network.Complete(s.port, env); err != nil {
		return s, err
	}
	if s.url == "" && !port.IsEmulator(s.port) {
		return s, fmt.Errorf("--port %s needs --url: the page to fetch, such as http://example.org/", s.port)
	}
	if s.url == "" {
		return s, nil
	}
	return s, console.CheckURL("url", s.url)
}
