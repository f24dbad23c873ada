// Roaming keeps a conversation going through an access point that comes and goes: package wifi
// joins the network again whenever it is lost, and the program its TCP connection. Its messages
// are numbered, so that each arrives once, whatever was on its way when the network went.
//
// With no arguments it needs no hardware: the module and its access point are emulated, and the
// server that counts the messages is started beside it.
//
//	go run ./examples/roaming
//	go run ./examples/roaming --fault reboot=0.0002,busy=0.05,seed=3
//
// On a board, switch the access point off and on, or carry the board away and back, while the
// server runs on a machine that the board's network reaches:
//
//	go run ./examples/roaming --serve :7007
//	WIFI_PASSWORD=… go run ./examples/roaming --port serial:/dev/ttyUSB0 --ssid lab --server 192.168.1.10:7007 --messages 1000
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

func main() {
	port.RegisterEmulator(emulatedWorld()...)
	console.Main(func(ctx context.Context) int {
		s, fs, err := parse(os.Args[1:], os.Getenv)
		if err != nil {
			help := func(w io.Writer) {
				port.Usage(w, fs, "Keeps a conversation going through an access point that comes and goes.")
			}
			return console.Misuse(os.Stdout, os.Stderr, "roaming", help, err)
		}
		out := console.NewOutput(os.Stdout)
		if err := errors.Join(start(ctx, s, out), out.Err()); err != nil {
			return console.Fail(os.Stderr, "roaming", err)
		}
		return console.Done
	})
}

// start runs the part of the program that the settings ask for.
func start(ctx context.Context, s settings, out io.Writer) error {
	if s.serve != "" {
		return serveAlone(ctx, s.serve, out)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	if err := roam(ctx, s, out); err != nil {
		return online.AdviseEnd(ctx, s.timeout, err)
	}
	return nil
}

// settings are what the flags say.
type settings struct {
	port     string
	fault    string // of the emulated module; empty: none
	address  string // of the port, with the faults
	network  online.Network
	server   string // empty: the program's own
	serve    string // where to be the server alone; empty: not
	messages int
	pace     time.Duration
	timeout  time.Duration
	record   string // a file; empty: none
}

func flags(s *settings) *flag.FlagSet {
	fs := console.NewFlagSet("roaming")
	fs.StringVar(&s.port, "port", port.Emulator, "`ADDRESS` of the module")
	fs.StringVar(&s.fault, "fault", "", "what else goes wrong by chance in the emulated module: `KEY=CHANCE,…`, such as reboot=0.0002,seed=3")
	s.network.Flags(fs)
	fs.StringVar(&s.server, "server", "", "`HOST:PORT` of the server that counts (emulator: one of this program)")
	fs.StringVar(&s.serve, "serve", "", "be that server alone, at `[HOST]:PORT` of this machine")
	fs.IntVar(&s.messages, "messages", 60, "how many messages to send: `N`")
	fs.DurationVar(&s.pace, "pace", 100*time.Millisecond, "`DURATION` from one message to the next")
	fs.DurationVar(&s.timeout, "timeout", 2*time.Minute, "`DURATION` that all of it may take")
	fs.StringVar(&s.record, "record", "", port.RecordUsage)
	return fs
}

// parse reads the arguments. Its errors are mistakes of usage.
func parse(args []string, env func(string) string) (s settings, fs *flag.FlagSet, err error) {
	fs = flags(&s)
	if err := console.Parse(fs, args); err != nil {
		return s, fs, err
	}
	return s, fs, s.complete(env)
}

// complete checks the settings and fills in what no flag said.
func (s *settings) complete(env func(string) string) (err error) {
	switch {
	case s.messages < 1 || s.messages > maxMessages:
		return fmt.Errorf("--messages %d: want 1 to %d", s.messages, maxMessages)
	case s.pace < 0:
		return fmt.Errorf("--pace %v: want 0s or more, such as 100ms", s.pace)
	case s.timeout <= 0:
		return fmt.Errorf("--timeout %v: want more than nothing, such as 2m", s.timeout)
	case s.serve != "" && s.server != "":
		return errors.New("--serve and --server: be the server, or name one")
	case s.serve != "":
		return checkHostPort("serve", s.serve)
	}
	if s.address, err = port.Address(s.port, s.fault); err != nil {
		return err
	}
	if err := s.network.Complete(s.port, env); err != nil {
		return err
	}
	if s.server != "" {
		return checkHostPort("server", s.server)
	}
	if !port.IsEmulator(s.port) {
		return fmt.Errorf("--port %s needs --server HOST:PORT: start one on a machine that the module reaches, with --serve :7007", s.port)
	}
	return nil
}
