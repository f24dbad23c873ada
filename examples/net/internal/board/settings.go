package board

import (
	"flag"
	"fmt"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/port"
	"drivergen/impl/esp8266/emulator"
)

// settings are what the flags of every program say.
type settings struct {
	port    string
	fault   string // of the emulated module; empty: none
	address string // of the port, with the faults
	network online.Network
	timeout time.Duration
	record  string // a file; empty: none
}

func (s *settings) emulated() bool { return port.IsEmulator(s.port) }

// module names the module for those who watch.
func (s *settings) module() string {
	if s.fault == "" {
		return s.port
	}
	return s.port + " with the faults " + s.fault
}

// parse reads the arguments. Its errors are mistakes of usage.
func (p Program) parse(args []string, env func(string) string) (settings, *flag.FlagSet, error) {
	var s settings
	fs := console.NewFlagSet(p.Name)
	fs.StringVar(&s.port, "port", port.Emulator, "`ADDRESS` of the module")
	fs.StringVar(&s.fault, "fault", "", "what goes wrong by chance in the emulated module: `KEY=CHANCE,…`, such as busy=0.05,seed=3")
	s.network.Flags(fs)
	bounds := "`DURATION` that all of it may take"
	if p.Serves != nil {
		bounds += ", or joining the network where it then runs until it is ended"
	}
	fs.DurationVar(&s.timeout, "timeout", time.Minute, bounds)
	fs.StringVar(&s.record, "record", "", port.RecordUsage)
	if p.Flags != nil {
		p.Flags(fs)
	}
	if err := console.Parse(fs, args); err != nil {
		return s, fs, err
	}
	return s, fs, p.complete(&s, env)
}

// complete checks the settings and fills in what no flag said.
func (p Program) complete(s *settings, env func(string) string) error {
	if s.timeout <= 0 {
		return fmt.Errorf("--timeout %v: want more than nothing, such as 30s", s.timeout)
	}
	var err error
	if s.address, err = port.Address(s.port, s.fault); err != nil {
		return err
	}
	if err := s.network.Complete(s.port, env); err != nil {
		return err
	}
	if p.Check != nil {
		return p.Check(s.emulated())
	}
	return nil
}

// world is what the emulated module finds around it.
func world() []emulator.Option {
	return append(online.Lab(PeerHost), emulator.Roots(Roots()))
}
