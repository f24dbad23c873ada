// Command stepper homes a motor, moves it and runs it into an obstacle, and prints what it tells. The motor is in
// memory; on a board its pins are those of periph.io/x/host.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"drivergen/examples/stepper/fakemotor"
	"drivergen/examples/stepper/generated/stepper"
	"drivergen/examples/stepper/tmc2209"
)

func main() {
	if err := run(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "stepper:", err)
		os.Exit(1)
	}
}

func run(out io.Writer) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	slide := fakemotor.New(40)
	motor := tmc2209.New(tmc2209.Pins{
		Step: slide.Step(), Dir: slide.Dir(), ENN: slide.ENN(), Diag: slide.Diag(), Limit: slide.Limit(),
	})
	defer motor.Release(context.Background())

	stands := make(chan struct{})
	shown := int32(0)
	events := motor.Subscribe(stepper.MotorEvents{
		Homed: func() {
			fmt.Fprintln(out, "homed")
			stands <- struct{}{}
		},
		Stepped: func(position int32) {
			if position >= shown+50 || position <= shown-50 {
				shown = position
				fmt.Fprintln(out, "  at", position)
			}
		},
		Arrived: func(position int32) {
			fmt.Fprintln(out, "arrived at", position)
			stands <- struct{}{}
		},
		Stalled: func(position int32, cause error) {
			fmt.Fprintln(out, "stalled at", position)
			stands <- struct{}{}
		},
	})
	defer events.Cancel()

	for _, start := range []func() error{
		func() error { return motor.Home(ctx) },
		func() error { return motor.Move(ctx, 200, 1000) },
		func() error { return motor.Move(ctx, 100, 0) },
		func() error {
			slide.Block(true)
			return motor.Move(ctx, 200, 1000)
		},
	} {
		if err := start(); err != nil {
			return err
		}
		select {
		case <-stands:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	fmt.Fprintln(out, "and again:", motor.Move(ctx, 200, 1000))
	return nil
}
