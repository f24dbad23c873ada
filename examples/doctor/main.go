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
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"drivergen/examples/internal/port"
)

// passwordVariable names the environment variable of the password: a flag is seen by everybody who lists this machine's
// processes.
const passwordVariable = "WIFI_PASSWORD"

// emulatedSoak is how long an emulated module is soaked unless --soak says otherwise.
const emulatedSoak = 5 * time.Second

// settings are what the flags say.
type settings struct {
	port     string
	ssid     string
	password string
	host     string // to resolve and to ping
	peer     string // HOST:PORT; empty: a server of this program
	listen   string // where that server listens
	serve    string // be a peer, and nothing else
	size     int    // of each transfer, in bytes
	soak     time.Duration
	record   string // a file; empty: none
}

func main() {
	port.RegisterEmulator(emulatedWorld()...)
	s, err := parse(os.Args[1:], os.Getenv)
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage(os.Stdout)
		return
	case err != nil:
		fmt.Fprintf(os.Stderr, "doctor: %v (doctor -h tells more)\n", err)
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if s.serve != "" {
		if err := servePeer(ctx, s.serve, os.Stdout); err != nil {
			fmt.Fprintf(os.Stderr, "doctor: %v\n", err)
			os.Exit(1)
		}
		return
	}
	if !examine(ctx, s, os.Stdout) {
		os.Exit(1)
	}
}

func flags(s *settings) *flag.FlagSet {
	fs := flag.NewFlagSet("doctor", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.StringVar(&s.port, "port", port.Emulator, "`ADDRESS` of the module")
	fs.StringVar(&s.ssid, "ssid", "", "`NAME` of a network to join (emulator: "+labSSID+"); without one what needs a network is skipped")
	fs.StringVar(&s.password, "password", "", "the network's `PASSWORD`; better: the variable "+passwordVariable)
	fs.StringVar(&s.host, "host", "", "`NAME` to resolve and to ping (default example.org; emulator: "+labHost+")")
	fs.StringVar(&s.peer, "peer", "", "`HOST:PORT` of a doctor with --serve, for throughput and soak (default: this program)")
	fs.StringVar(&s.listen, "listen", ":0", "`HOST:PORT` at which this program waits for the module")
	fs.StringVar(&s.serve, "serve", "", "be the peer of another doctor at `HOST:PORT`, until interrupted")
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
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	switch {
	case fs.NArg() > 0:
		return s, fmt.Errorf("unexpected argument %q: every value has its flag", fs.Arg(0))
	case s.soak < 0:
		return s, fmt.Errorf("--soak %v: want a duration such as 1m, or 0 for none", s.soak)
	case s.size < 1 || s.size > maxTransfer:
		return s, fmt.Errorf("--size %d: want 1 to %d bytes", s.size, maxTransfer)
	case given["peer"] && given["listen"]:
		return s, errors.New("--peer and --listen exclude each other: a peer elsewhere listens for itself")
	}
	if s.password == "" {
		s.password = env(passwordVariable)
	}
	if port.IsEmulator(s.port) {
		s = s.forEmulator(given)
	}
	if s.host == "" {
		s.host = "example.org"
	}
	return s, nil
}

// forEmulator fills in what the emulated module has around it.
func (s settings) forEmulator(given map[string]bool) settings {
	if s.ssid == "" {
		s.ssid = labSSID
	}
	if s.ssid == labSSID && s.password == "" {
		s.password = labPassword
	}
	if s.host == "" {
		s.host = labHost
	}
	if !given["soak"] {
		s.soak = emulatedSoak
	}
	if !given["listen"] {
		s.listen = "127.0.0.1:0"
	}
	return s
}

// servePeer is the server of another doctor's module.
func servePeer(ctx context.Context, address string, out io.Writer) error {
	p, err := startPeer(address)
	if err != nil {
		return fmt.Errorf("--serve: %w", err)
	}
	defer p.close()
	fmt.Fprintf(out, "serving at %s\n", p.listener.Addr())
	<-ctx.Done()
	return nil
}

// oneLine returns an error's text without line breaks.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
