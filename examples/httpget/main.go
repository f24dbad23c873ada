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
	"net/url"
	"os"
	"os/signal"
	"strings"
	"time"

	"drivergen/examples/internal/port"
)

// passwordVariable names the environment variable of the password: a flag is seen by
// everybody who lists this machine's processes.
const passwordVariable = "WIFI_PASSWORD"

// settings are what the flags say.
type settings struct {
	port     string
	ssid     string
	password string
	url      string // empty: the page of the program's own server
	timeout  time.Duration
	trace    bool
	record   string // a file; empty: none
	calls    string // likewise
	pcap     string // likewise
	chrome   string // likewise
}

func main() {
	port.RegisterEmulator(emulatedWorld()...)
	s, err := parse(os.Args[1:], os.Getenv)
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage(os.Stdout)
		return
	case err != nil:
		fmt.Fprintf(os.Stderr, "httpget: %v (httpget -h tells more)\n", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := run(ctx, s, os.Stdout, os.Stderr); err != nil {
		fmt.Fprintf(os.Stderr, "httpget: %v\n", oneLine(adviseEnd(ctx, s, err)))
		os.Exit(1)
	}
}

func flags(s *settings) *flag.FlagSet {
	fs := flag.NewFlagSet("httpget", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.StringVar(&s.port, "port", port.Emulator, "`ADDRESS` of the module")
	fs.StringVar(&s.ssid, "ssid", "", "`NAME` of the network to join (emulator: "+labSSID+")")
	fs.StringVar(&s.password, "password", "", "the network's `PASSWORD`; better: the variable "+passwordVariable)
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
	fs := flags(&s)
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	if fs.NArg() > 0 {
		return s, fmt.Errorf("unexpected argument %q: every value has its flag", fs.Arg(0))
	}
	if s.timeout <= 0 {
		return s, fmt.Errorf("--timeout %v: want more than nothing, such as 30s", s.timeout)
	}
	if s.password == "" {
		s.password = env(passwordVariable)
	}
	if port.IsEmulator(s.port) {
		if s.ssid == "" {
			s.ssid = labSSID
		}
		if s.ssid == labSSID && s.password == "" {
			s.password = labPassword
		}
	} else {
		switch {
		case s.ssid == "":
			return s, fmt.Errorf("--port %s needs --ssid: the network to join", s.port)
		case s.url == "":
			return s, fmt.Errorf("--port %s needs --url: the page to fetch, such as http://example.org/", s.port)
		}
	}
	return s, checkURL(s.url)
}

func checkURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil {
		return fmt.Errorf("--url %q: %w", text, errors.Unwrap(err))
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("--url %q: want http://HOST/ or https://HOST/", text)
	}
	return nil
}

// oneLine returns an error's text without line breaks.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
