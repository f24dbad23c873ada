package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
)

// settings are what the arguments say.
type settings struct {
	port    string
	fault   string // of the emulated module; empty: none
	address string // of the port, with the faults
	network online.Network
	noJoin  bool
	timeout time.Duration // 0: none
	record  string        // a file; empty: none
	trace   bool
	strict  bool
	modules string            // a folder; empty: none
	args    []string          // the script and its own arguments; none: the tour
	env     map[string]string // the environment, which the script sees too
}

// flags returns the program's flags.
func flags(s *settings) *flag.FlagSet {
	fs := console.NewFlagSet("kaluma")
	fs.StringVar(&s.port, "port", port.Emulator, "`ADDRESS` of the module")
	fs.StringVar(&s.fault, "fault", "", "what goes wrong by chance in the emulated module: `KEY=CHANCE,…`, such as busy=0.05,seed=3")
	s.network.Flags(fs)
	fs.BoolVar(&s.noJoin, "no-join", false, "leave it to the script to join a network")
	fs.DurationVar(&s.timeout, "timeout", 0, "`DURATION` that all of it may take; 0 is as long as the script runs")
	fs.StringVar(&s.record, "record", "", port.RecordUsage)
	fs.BoolVar(&s.trace, "trace", false, "log every call on the device to standard error")
	fs.BoolVar(&s.strict, "strict", false, "end at the first exception that nothing catches; Kaluma goes on after those of callbacks")
	fs.StringVar(&s.modules, "modules", "", "`FOLDER` in which require looks first, such as one with Kaluma's own modules")
	return fs
}

const does = `Runs a script written for Kaluma's API on an ESP8266 with AT firmware:

  kaluma [flags] SCRIPT [ARGUMENT…]

SCRIPT is a file, or the name of one of the bundled scripts. Without it they are run, one after another:

%s
What stands behind SCRIPT is the script's (process.argv). The network's name and password are in its storage.`

// usage prints the help.
func usage(w io.Writer, fs *flag.FlagSet) {
	var list strings.Builder
	for _, script := range bundled {
		fmt.Fprintf(&list, "  %-9s %s\n", script.name, script.does)
	}
	port.Usage(w, fs, fmt.Sprintf(does, list.String()))
}

// parse reads the arguments. Its errors are mistakes of usage.
func parse(args, environ []string) (settings, *flag.FlagSet, error) {
	s := settings{env: map[string]string{}}
	for _, entry := range environ {
		if name, value, ok := strings.Cut(entry, "="); ok {
			s.env[name] = value
		}
	}
	fs := flags(&s)
	if err := console.ParseFlags(fs, args); err != nil {
		return s, fs, err
	}
	s.args = fs.Args()
	return s, fs, s.complete()
}

// complete checks the settings and fills in what no flag said.
func (s *settings) complete() error {
	if s.timeout < 0 {
		return fmt.Errorf("--timeout %v: want more than nothing, such as 30s", s.timeout)
	}
	var err error
	if s.address, err = port.Address(s.port, s.fault); err != nil {
		return err
	}
	if s.modules != "" {
		if info, err := os.Stat(s.modules); err != nil || !info.IsDir() {
			return fmt.Errorf("--modules %s: there is no such folder", s.modules)
		}
	}
	err = s.network.Complete(s.port, func(name string) string { return s.env[name] })
	if err != nil && s.noJoin {
		return nil // the script knows the network
	}
	return err
}

// storage is what the script finds in its storage: Kaluma's module wifi looks there for the network.
func (s *settings) storage() map[string]string {
	items := map[string]string{}
	if s.network.SSID != "" {
		items["WIFI_SSID"] = s.network.SSID
	}
	if s.network.Password != "" {
		items["WIFI_PASSWORD"] = s.network.Password
	}
	return items
}
