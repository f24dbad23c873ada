package tmc2209

import (
	"context"
	"testing"

	"drivergen/examples/stepper/fakemotor"
	"drivergen/examples/stepper/generated/stepper"
	"drivergen/examples/stepper/generated/stepper/steppertest"
)

// TestConformance checks what the description of stepper promises, with a motor in memory.
func TestConformance(t *testing.T) {
	steppertest.Run(t, func(t *testing.T) steppertest.Device {
		motor := fakemotor.New(60)
		dev := newMotor(motor)
		t.Cleanup(func() {
			if err := dev.Release(context.Background()); err != nil {
				t.Error(err)
			}
		})
		return steppertest.Device{Dev: dev, World: world{motor}}
	})
}

func newMotor(m *fakemotor.Motor) stepper.Motor {
	return New(Pins{Step: m.Step(), Dir: m.Dir(), ENN: m.ENN(), Diag: m.Diag(), Limit: m.Limit()})
}

// world is what may stand in a slide's way.
type world struct{ motor *fakemotor.Motor }

func (w world) Block(context.Context) error {
	w.motor.Block(true)
	return nil
}

func (w world) Unblock(context.Context) error {
	w.motor.Block(false)
	return nil
}
