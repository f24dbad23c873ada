package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/impl/esp8266/at"
)

// fasterRates are those that a driver may raise the line to.
var fasterRates = []int{230400, 460800, 921600}

// raiseProofs is how often the module must say the same at a new rate.
const raiseProofs = 20

// errNotAlike is the failure of a rate at which the module answers, and not always the same.
var errNotAlike = errors.New("the same question has different answers")

// raise tries faster rates and sets the first one again.
func (x *examination) raise(ctx context.Context, talk *at.Dialogue) {
	home := nominal(x.baud)
	if home == 0 {
		return
	}
	if err := x.line.setBaud(home); err != nil {
		x.skip("faster rates: this port's rate cannot be changed")
		return
	}
	want, err := lines(ctx, talk, at.Exec("GMR"))
	if err != nil {
		x.fail(err, adviseModule(err), "AT+GMR")
		return
	}
	for _, rate := range fasterRates {
		if rate <= home || ctx.Err() != nil {
			continue
		}
		err := x.tryRate(ctx, talk, home, rate, want)
		switch {
		case err == nil:
			x.ok("%d baud: %d answers alike", rate, raiseProofs)
		case refused(err):
			x.skip("faster rates: the firmware cannot change its rate without saving it")
			return
		case errors.Is(err, at.ErrSilent), errors.Is(err, at.ErrClosed):
			x.fail(err, adviseModule(err), "%d baud: the module was lost", rate)
			return
		case ctx.Err() == nil:
			x.warn("use a slower rate, shorter wires, or an adapter with a better clock", "%d baud does not work: %s", rate, console.OneLine(err))
		}
	}
}

// tryRate sets a rate, asks many times for the version, and sets the rate back.
func (x *examination) tryRate(ctx context.Context, talk *at.Dialogue, home, rate int, want []string) error {
	x.line.lookAt(rate, home) // it may change its rate and not answer well there
	if err := x.setRate(ctx, talk, home, rate); err != nil {
		return errors.Join(err, x.home(ctx, talk, home))
	}
	var failure error
	for range raiseProofs {
		got, err := lines(ctx, talk, at.Exec("GMR"))
		if err == nil && !slices.Equal(got, want) {
			err = errNotAlike
		}
		if failure = err; err != nil {
			break
		}
	}
	return errors.Join(failure, x.setRate(ctx, talk, rate, home))
}

// home brings a module back that may have changed its rate without a sign of it.
func (x *examination) home(ctx context.Context, talk *at.Dialogue, rate int) error {
	if _, err := lines(ctx, talk, at.Cmd{}); err != nil {
		return err
	}
	return x.setRate(ctx, talk, rate, rate)
}

// setRate changes the rate of both sides.
func (x *examination) setRate(ctx context.Context, talk *at.Dialogue, from, to int) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	return talk.SetBaud(ctx, at.Set("UART_CUR").Int(to).Int(8).Int(1).Int(0).Int(0),
		func() error { return x.line.setBaud(to) }, func() error { return x.line.setBaud(from) })
}

// nominal returns the common rate that a module means: ESP-AT tells what its divider makes of 115200, 115273.
func nominal(baud int) int {
	for _, rate := range commonRates {
		if off := baud - rate; 50*max(off, -off) < rate {
			return rate
		}
	}
	return baud
}
