// Package port is how the examples reach a module: by the addresses of package transports,
// and by emulator:, which starts an emulated module in the example's own process.
package port

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"drivergen/impl/esp8266/emulator"
	"drivergen/transports"
)

// Emulator is the address that needs no hardware, and the default of every example.
const Emulator = "emulator:"

// IsEmulator reports whether an address is that of the emulated module.
func IsEmulator(address string) bool { return strings.HasPrefix(strings.ToLower(address), Emulator) }

// CheckAddress checks the form of an address. Its error is a mistake of usage: of the flag --port.
func CheckAddress(address string) error {
	if _, err := transports.ParseAddress(address); err != nil {
		return fmt.Errorf("--port: %w", err)
	}
	return nil
}

// WithFaults adds faults, in the form that emulator.ParseFaults reads, to the address of an emulated module. Its errors are
// mistakes of usage: of the flag --fault, which is where they come from.
func WithFaults(address, faults string) (string, error) {
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
	opts := append([]emulator.Option(nil), world...)
	firmware := emulator.Firmware22
	if name, ok := a.Params["firmware"]; ok {
		var err error
		if firmware, err = emulator.ParseFirmware(name); err != nil {
			return nil, err
		}
	}
	opts = append(opts, firmware)
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
	baud, err := a.Int("baud", 0)
	if err != nil {
		return nil, err
	}
	e := &emulated{opened: make(chan struct{})}
	e.module, err = emulator.New(append(opts, emulator.Baud(baud), emulator.OnListen(e.tell))...)
	if err != nil {
		return nil, err
	}
	e.pass = pass{e.module.Port()}
	return e, nil
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
