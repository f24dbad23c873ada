package sht3x

import (
	"context"
	"sync"

	"drivergen/examples/thermo/generated/thermo"
	"drivergen/examples/thermo/generated/thermo/thermostub"
)

// hardware does what thermostub asks of the hardware.
type hardware struct {
	dev  *thermostub.Device // to be told what the hardware tells on its own
	chip chip
	turn chan struct{} // holds a token while somebody uses the chip and the watch

	watch *watch // of the alarm, nil where none is set
	mu    sync.Mutex
	last  outcome // of the watch; under mu
}

// An outcome is what a measurement came to.
type outcome struct {
	reading thermo.Reading
	err     error
}

var _ thermostub.Hardware = (*hardware)(nil)

// begin takes the turn, and reports false where somebody else has it.
func (h *hardware) begin() bool {
	select {
	case h.turn <- struct{}{}:
		return true
	default:
		return false
	}
}

func (h *hardware) end() { <-h.turn }

// Measure takes one measurement. While the sensor watches it returns the newest one that was taken.
//
// It fails with EIO, EBUSY, EINVAL, EBADMSG, ETIMEDOUT, ECANCELED.
func (h *hardware) Measure(ctx context.Context, repeatability thermo.Repeatability) (thermo.Reading, error) {
	if !h.begin() {
		return thermo.Reading{}, thermo.EBUSY
	}
	defer h.end()
	if h.watch != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		return h.last.reading, h.last.err
	}
	return h.chip.singleShot(ctx, repeatability)
}

// SetAlarm sets the temperature above which alarm is told, and lets the sensor watch for it.
//
// It fails with EIO, EBUSY, EINVAL, EBADMSG, ETIMEDOUT, EALREADY, ECANCELED.
func (h *hardware) SetAlarm(ctx context.Context, above float64) error {
	if !h.begin() {
		return thermo.EBUSY
	}
	defer h.end()
	first, err := h.chip.singleShot(ctx, thermo.RepeatabilityHigh)
	if err != nil {
		return err
	}
	if err := h.chip.setLimits(ctx, above); err != nil {
		return err
	}
	if err := h.chip.command(ctx, periodic4Hz, 0); err != nil {
		return err
	}
	h.keep(outcome{reading: first})
	h.watch = h.startWatch()
	return nil
}

// ClearAlarm ends the watch. No alarm is told afterwards.
//
// It fails with EIO, EBUSY, ETIMEDOUT, EALREADY, ECANCELED.
func (h *hardware) ClearAlarm(ctx context.Context) error {
	if !h.begin() {
		return thermo.EBUSY
	}
	defer h.end()
	if h.watch == nil {
		return nil
	}
	h.watch.stop()
	if err := h.chip.command(ctx, stopPeriodic, stopTime); err != nil {
		h.keep(outcome{err: err})
		return err // the chip still measures on its own: the caller tries again
	}
	h.watch = nil
	return nil
}

func (h *hardware) keep(o outcome) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last = o
}
