package main

import (
	"context"
	"fmt"

	"drivergen/impl/esp8266/emulator"
)

// serve runs the module until ctx is done. The address comes before the notes, so that it is the first line also where
// both streams are one.
func serve(ctx context.Context, open opener, opts []emulator.Option, notes []string, io streams) error {
	emu, err := emulator.New(opts...)
	if err != nil {
		return err
	}
	defer emu.Close()
	door, err := open()
	if err != nil {
		return failure{err}
	}
	defer door.close()
	stop := context.AfterFunc(ctx, func() {
		door.close()
		emu.Close()
	})
	defer stop()
	fmt.Fprintf(io.out, "listening on %s\n", door.address)
	for _, note := range notes {
		fmt.Fprintln(io.err, note)
	}
	for {
		host, err := door.accept()
		if err == nil {
			err = emu.Attach(host)
		} else if ctx.Err() == nil {
			return failure{err}
		}
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			fmt.Fprintf(io.err, "the host's connection broke: %v\n", err)
		}
	}
}
