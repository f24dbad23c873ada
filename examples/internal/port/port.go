// Package port is how the examples reach a module: by the addresses of package transports,
// and by emulator:, which starts an emulated module in the example's own process.
package port

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"drivergen/impl/esp8266/emulator"
	"drivergen/transports"
)

// Emulator is the address that needs no hardware, and the default of every example.
const Emulator = "emulator:"

// IsEmulator reports whether an address is that of the emulated module.
func IsEmulator(address string) bool { return strings.HasPrefix(strings.ToLower(address), Emulator) }

// Address returns the address that the flags --port and --fault make: that of a port, and for an emulated module what goes wrong there,
// in the form that emulator.ParseFaults reads, or nothing. Its errors are mistakes of usage.
func Address(address, faults string) (string, error) {
	if err := check(address); err != nil {
		return "", fmt.Errorf("--port: %w", err)
	}
	if faults == "" {
		return address, nil
	}
	if !IsEmulator(address) {
		return "", fmt.Errorf("--fault is for the emulated module: --port %s has its own", address)
	}
	if _, err := emulator.ParseFaults(faults); err != nil {
		return "", fmt.Errorf("--fault: %s", strings.TrimPrefix(err.Error(), "emulator: "))
	}
	a, err := transports.ParseAddress(address)
	if err != nil {
		return "", err
	}
	if _, ok := a.Params["fault"]; ok {
		return "", errors.New("--fault: the address of --port has faults already")
	}
	if a.Params == nil {
		a.Params = map[string]string{}
	}
	a.Params["fault"] = faults
	return a.String(), nil
}

// check tells what is wrong with an address that can be told without opening it.
func check(address string) error {
	if err := transports.Check(address); err != nil || !IsEmulator(address) {
		return err
	}
	a, err := transports.ParseAddress(address)
	if err != nil {
		return err
	}
	if _, err := options(a); err != nil {
		return fmt.Errorf("address %q: %s", address, strings.TrimPrefix(err.Error(), "emulator: "))
	}
	return nil
}

// RegisterEmulator makes emulator: known to transports. The options are the world around
// the module: access points in range, names that resolve. A program calls it once.
func RegisterEmulator(world ...emulator.Option) {
	transports.Register(transports.Scheme{
		Name: "emulator",
		Doc:  "an emulated ESP8266 in this process, with access points around it",
		Params: []transports.Param{
			{Name: "firmware", Value: "1.3|1.7|2.2|2.2.1", Doc: "the line of AT firmware (default 2.2)"},
			{Name: "baud", Value: "N", Doc: "the pace of its line in bits a second (default: as fast as it goes)"},
			{Name: "timing", Value: "real|KEY=TIME,…", Doc: "how long the module takes over what it does (default: no time)"},
			{Name: "fault", Value: "KEY=CHANCE,…", Doc: "what goes wrong by chance, such as busy=0.01,seed=7; esp8266emu --help has the keys"},
		},
		Open: func(_ context.Context, a transports.Address) (transports.Port, error) {
			port, err := start(a, world)
			if err != nil {
				return nil, fmt.Errorf("address %q: %w", a, err)
			}
			return port, nil
		},
	})
}

func start(a transports.Address, world []emulator.Option) (*emulated, error) {
	opts, err := options(a)
	if err != nil {
		return nil, err
	}
	e := &emulated{opened: make(chan struct{})}
	if e.module, err = emulator.New(slices.Concat(world, opts, []emulator.Option{emulator.OnListen(e.tell)})...); err != nil {
		return nil, err
	}
	e.pass = pass{e.module.Port()}
	return e, nil
}

// options are what the parameters of an address ask for.
func options(a transports.Address) ([]emulator.Option, error) {
	firmware := emulator.Firmware22
	if name, ok := a.Params["firmware"]; ok {
		var err error
		if firmware, err = emulator.ParseFirmware(name); err != nil {
			return nil, err
		}
	}
	baud, err := a.Int("baud", 0)
	if err != nil {
		return nil, err
	}
	opts := []emulator.Option{firmware, emulator.Baud(baud)}
	if text, ok := a.Params["timing"]; ok {
		timing, err := emulator.ParseTiming(text, firmware)
		if err != nil {
			return nil, err
		}
		opts = append(opts, timing)
	}
	if text, ok := a.Params["fault"]; ok {
		faults, err := emulator.ParseFaults(text)
		if err != nil {
			return nil, err
		}
		opts = append(opts, faults)
	}
	return opts, nil
}

// emulated is the host's end of an emulated module's line. The module ends with it.
type emulated struct {
	pass
	module *emulator.Emulator

	mu     sync.Mutex
	opened chan struct{} // closed, and made anew, when the module opened a port of its network
}

func (e *emulated) Close() error {
	err := e.pass.Close()
	if moduleErr := e.module.Close(); err == nil {
		err = moduleErr
	}
	return err
}
