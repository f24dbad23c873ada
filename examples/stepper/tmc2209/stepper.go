package tmc2209

import (
	"context"
	"sync/atomic"
	"time"

	"periph.io/x/conn/v3/gpio"

	"drivergen/driver"
	"drivergen/examples/stepper/generated/stepper"
	"drivergen/examples/stepper/generated/stepper/stepperstub"
)

// homingSpeed is slow enough to stop within a step, in steps/s.
const homingSpeed = 400

// hardware does what stepperstub asks of the hardware. Home, Move and Release change the state, so that the stub calls
// one of them at a time.
type hardware struct {
	dev      *stepperstub.Device // to be told what the hardware tells on its own
	pins     Pins
	position atomic.Int32
	turning  *turning // what the motor does, or did last; nil at first
}

var _ stepperstub.Hardware = (*hardware)(nil)

// Position returns how far the slide is from the switch, by the steps taken since it was homed.
//
// It fails with ETIMEDOUT, ECANCELED.
func (h *hardware) Position(ctx context.Context) (int32, error) {
	return h.position.Load(), nil
}

// Home starts looking for the limit switch, which becomes position 0.
//
// It fails with EIO, EBUSY, ETIMEDOUT, EALREADY, ECANCELED.
func (h *hardware) Home(ctx context.Context) error {
	h.turning.stop()
	for _, off := range []gpio.Level{gpio.High, gpio.Low} { // without current a stall is forgotten
		if err := h.pins.ENN.Out(off); err != nil {
			return driver.Fail("home", stepper.EIO, err)
		}
	}
	left := stepper.Travel
	return h.start(turn{
		step:     -1,
		interval: time.Second / homingSpeed,
		there:    func() bool { return h.pins.Limit.Read() == gpio.High },
		stepped: func() error {
			if left--; left < 0 {
				return errNoSwitch
			}
			return nil
		},
		ended: func() {
			h.position.Store(0)
			h.dev.Homed()
		},
	})
}

// Move starts moving to a position.
//
// It fails with EIO, EBUSY, EINVAL, ETIMEDOUT, EALREADY, ECANCELED, EUNHOMED, ESTALLED.
func (h *hardware) Move(ctx context.Context, target int32, speed uint16) error {
	h.turning.stop()
	step := int32(1)
	if target < h.position.Load() {
		step = -1
	}
	return h.start(turn{
		step:     step,
		interval: time.Second / time.Duration(speed),
		there:    func() bool { return h.position.Load() == target },
		stepped: func() error {
			h.dev.Stepped(h.position.Load())
			return nil
		},
		ended: func() { h.dev.Arrived(target) },
	})
}

// Release stops the motor at once and switches its current off, so that the slide can be moved by hand.
//
// It fails with EIO, ETIMEDOUT, EALREADY, ECANCELED.
func (h *hardware) Release(ctx context.Context) error {
	h.turning.stop()
	if err := h.pins.ENN.Out(gpio.High); err != nil {
		return driver.Fail("release", stepper.EIO, err)
	}
	return nil
}
