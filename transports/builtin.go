package transports

import (
	"context"
	"fmt"
	"strconv"

	"drivergen/transports/playback"
	"drivergen/transports/serial"
	"drivergen/transports/tcp"
)

// builtin gives the schemes that need nothing but this machine.
func builtin() []Scheme {
	return []Scheme{
		{
			Name:   "serial",
			Target: "DEVICE",
			Doc:    "a serial port of this machine, 8N1, such as /dev/ttyUSB0 or COM3",
			Params: []Param{
				{Name: "baud", Value: "N", Doc: fmt.Sprintf("bits a second (default %d)", serial.DefaultBaud)},
				{Name: "rtscts", Value: "0|1", Doc: "hardware flow control by RTS and CTS (default 0)"},
			},
			Open: openSerial,
		},
		{
			Name:   "tcp",
			Target: "HOST:PORT",
			Doc:    "a raw TCP connection, as ser2net and esp-link offer it",
			Open: func(ctx context.Context, a Address) (Port, error) {
				return opened(tcp.Dial(ctx, a.Target))
			},
		},
		{
			Name:   "unix",
			Target: "PATH",
			Doc:    "a stream socket of this machine",
			Open: func(ctx context.Context, a Address) (Port, error) {
				return opened(tcp.DialUnix(ctx, a.Target))
			},
		},
		{
			Name:   "playback",
			Target: "FILE",
			Doc:    "a recording of a port, played back as the device",
			Params: []Param{
				{Name: "timing", Value: "FACTOR", Doc: "the device takes its recorded time, times this (default 0: none)"},
			},
			Open: openPlayback,
		},
	}
}

func openSerial(ctx context.Context, a Address) (Port, error) {
	baud, err := a.Int("baud", serial.DefaultBaud)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", a, err)
	}
	rtscts, err := a.Bool("rtscts", false)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", a, err)
	}
	return opened(serial.Open(ctx, a.Target, serial.Baud(baud), serial.RTSCTS(rtscts)))
}

func openPlayback(_ context.Context, a Address) (Port, error) {
	factor := 0.0
	if text, ok := a.Params["timing"]; ok {
		var err error
		if factor, err = strconv.ParseFloat(text, 64); err != nil || !(factor >= 0 && factor <= 1e6) {
			return nil, fmt.Errorf("address %q: parameter timing=%q: want a factor such as 1, or 0.1 for ten times as fast", a, text)
		}
	}
	return opened(playback.Open(a.Target, playback.Timing(factor)))
}

// opened keeps a nil port of a concrete type from becoming a Port that is not nil.
func opened[P Port](port P, err error) (Port, error) {
	if err != nil {
		return nil, err
	}
	return port, nil
}
