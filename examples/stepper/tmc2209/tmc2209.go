// Package tmc2209 is the driver of a stepper motor behind a TMC2209, which is told each step by a pulse: stepper.Motor.
//
// What is particular to the hardware stands in stepper.go and turn.go; the generated stub does the rest.
package tmc2209

//go:generate go run drivergen/cmd/drivergen generate ../stepper.yaml

import (
	"periph.io/x/conn/v3/gpio"

	"drivergen/examples/stepper/generated/stepper"
	"drivergen/examples/stepper/generated/stepper/stepperstub"
)

// Pins are the pins of a TMC2209, under the names of its datasheet, and that of the limit switch.
type Pins struct {
	Step  Output // takes a step when it becomes high
	Dir   Output // high: away from the switch
	ENN   Output // low: the motor has current
	Diag  Input  // high: the motor has stalled, until it gets no current
	Limit Input  // high: the slide is at the switch
}

// Output is what this driver needs of a gpio.PinOut.
type Output interface{ Out(l gpio.Level) error }

// Input is what this driver needs of a gpio.PinIn that was set up by its In.
type Input interface{ Read() gpio.Level }

// New returns the motor. It gets current when it is homed.
func New(pins Pins) stepper.Motor {
	hw := &hardware{pins: pins}
	hw.dev = stepperstub.New(hw)
	return hw.dev
}
