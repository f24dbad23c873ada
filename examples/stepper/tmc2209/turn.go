package tmc2209

import (
	"context"
	"errors"
	"time"

	"periph.io/x/conn/v3/gpio"

	"drivergen/driver"
	"drivergen/examples/stepper/generated/stepper"
)

var (
	errNoSwitch = driver.Fail("home", stepper.EIO, errors.New("the whole travel was searched, and the limit switch did not close"))
	errStalled  = errors.New("stalled")
)

// A turn is a number of steps in one direction.
type turn struct {
	step     int32 // 1 or -1
	interval time.Duration
	there    func() bool  // whether it is at its end
	stepped  func() error // called after each step; an error ends it
	ended    func()       // called at its end
}

// A turning is a turn under way, or one that has ended.
type turning struct {
	cancel context.CancelFunc
	done   chan struct{} // closed when it has ended
}

// start starts a turn. The one before has ended or was stopped.
func (h *hardware) start(t turn) error {
	if err := h.pins.Dir.Out(t.step > 0); err != nil {
		return driver.Fail("start", stepper.EIO, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	h.turning = &turning{cancel, make(chan struct{})}
	go func(done chan struct{}) {
		defer close(done)
		defer cancel()
		switch err := h.run(ctx, t); {
		case err == nil:
			t.ended()
		case err == errStalled:
			h.dev.Stalled(h.position.Load(), nil)
		case ctx.Err() == nil:
			h.dev.Stalled(h.position.Load(), err)
		}
	}(h.turning.done)
	return nil
}

// run takes the steps of a turn, at their interval.
func (h *hardware) run(ctx context.Context, t turn) error {
	ticker := time.NewTicker(t.interval)
	defer ticker.Stop()
	for !t.there() {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		if err := h.pulse(); err != nil {
			return err
		}
		if h.pins.Diag.Read() == gpio.High {
			return errStalled
		}
		h.position.Add(t.step)
		if err := t.stepped(); err != nil {
			return err
		}
	}
	return nil
}

// pulse tells the chip to take a step.
func (h *hardware) pulse() error {
	for _, level := range []gpio.Level{gpio.High, gpio.Low} {
		if err := h.pins.Step.Out(level); err != nil {
			return driver.Fail("step", stepper.EIO, err)
		}
	}
	return nil
}

// stop stops a turning, and waits until it has ended.
func (t *turning) stop() {
	if t == nil {
		return
	}
	t.cancel()
	<-t.done
}
