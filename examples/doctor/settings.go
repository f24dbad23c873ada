package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
)

// labHost is a name that the emulated module resolves.
const labHost = "www.example.test"

// emulatedSoak is how long an emulated module is soaked unless --soak says otherwise.
const emulatedSoak = 5 * time.Second

// settings are what the flags say.
type settings struct {
	online.Network // without an SSID none is joined

	port   string
	host   string // to resolve and to ping
	peer   string // HOST:PORT; empty: a server of this program
	listen string // where that server listens
	serve  string // be a peer, and nothing else
	size   int    // of each transfer, in bytes
	soak   time.Duration
	record string // a file; empty: none
}

func flags(s *settings) *flag.FlagSet {
	fs := console.NewFlagSet("doctor")
	fs.StringVar(&s.port, "port", port.Emulator, "`ADDRESS` of the module")
	s.Network.Flags(fs)
	fs.Lookup("ssid").Usage += "; without one what needs a network is skipped"
	fs.StringVar(&s.host, "host", "", "`NAME` to resolve and to ping (default example.org; emulator: "+labHost+")")
	fs.StringVar(&s.peer, "peer", "", "`HOST:PORT` of a doctor with --serve, for throughput and soak (default: this program)")
	fs.StringVar(&s.listen, "listen", ":0", "`[HOST]:PORT` at which this program waits for the module")
	fs.StringVar(&s.serve, "serve", "", "be the peer of another doctor at `[HOST]:PORT`, until interrupted")
	fs.IntVar(&s.size, "size", 64<<10, "`BYTES` of each transfer")
	fs.DurationVar(&s.soak, "soak", time.Minute, "`DURATION` of the soak, 0 for none (emulator: "+emulatedSoak.String()+")")
	fs.StringVar(&s.record, "record", "", port.RecordUsage)
	return fs
}

func usage(w io.Writer) {
	port.Usage(w, flags(&settings{}), "Examines an ESP8266 with AT firmware and prints a report.")
}

// parse reads the arguments. Its errors are mistakes of usage.
func parse(args []string, env func(string) string) (settings, error) {
	var s settings
	fs := flags(&s)
	if err := console.Parse(fs, args); err != nil {
		return s, err
	}
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if err := s.check(given); err != nil {
		return s, err
	}
	s.Network.Fill(s.port, env)
	if port.IsEmulator(s.port) {
		s.forEmulator(given)
	}
	s.host = cmp.Or(s.host, "example.org")
	return s, nil
}

// check looks for mistakes of usage.
func (s *settings) check(given map[string]bool) error {
	switch {
	case s.soak < 0:
		return fmt.Errorf("--soak %v: want a duration such as 1m, or 0 for none", s.soak)
	case s.size < 1 || s.size > maxTransfer:
		return fmt.Errorf("--size %d: want 1 to %d bytes", s.size, maxTransfer)
	case given["peer"] && given["listen"]:
		return errors.New("--peer and --listen exclude each other: a peer elsewhere listens for itself")
	case given["serve"]:
		return console.CheckListen("serve", s.serve, ":7007")
	}
	if _, err := port.Address(s.port, ""); err != nil {
		return err
	}
	if given["peer"] {
		return console.CheckServer("peer", s.peer, "192.168.1.10:7007")
	}
	return console.CheckListen("listen", s.listen, ":0 or 192.168.1.10:7007")
}

// forEmulator fills in what the emulated module has around it.
func (s *settings) forEmulator(given map[string]bool) {
	s.host = cmp.Or(s.host, labHost)
	if !given["soak"] {
		s.soak = emulatedSoak
	}
	if !given["listen"] {
		s.listen = "127.0.0.1:0"
	}
}
