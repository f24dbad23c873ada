package wifi

import (
	"context"
	"errors"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

const (
	offerCheck = 30 * time.Second       // how often a Keep asks whether the network is still offered
	offerFirst = 500 * time.Millisecond // how long it waits after a start that failed, twice as long each time
	offerMost  = offerCheck             // at the most
)

// Keep offers a network and offers it again when a restart of the device ended it: at once
// where the device tells of the restart, and within half a minute where it does not. A
// start that fails for a reason that may pass is repeated after half a second, then after
// twice as long each time up to half a minute.
//
// It returns when the context ends, with the context's error, and leaves the network as
// it is; when a start fails for a reason that lasts; and without an error when Stop was called.
func (a *AccessPoint) Keep(ctx context.Context, ssid string, opts ...APOption) error {
	info := offer(ssid, opts)
	inner, k, done := a.station.keep(ctx, &a.station.offers)
	defer done()
	defer a.station.dev.Subscribe(ieee80211dev.WiFiDevEvents{
		Left: func(why ieee80211dev.LeaveReason) {
			if why == ieee80211dev.LeaveRestarted {
				k.poke()
			}
		},
	}).Cancel()
	for up := false; ; {
		if !up {
			if err := a.bring(inner, info); err != nil {
				return whyEnded(inner, err)
			}
		}
		if !k.wait(inner, offerCheck) {
			return whyEnded(inner, nil)
		}
		_, err := a.Clients(inner)
		if errors.Is(err, ieee80211dev.ENODEV) {
			return whyEnded(inner, err)
		}
		up = !errors.Is(err, ieee80211dev.ENOTCONN)
	}
}

// bring starts the network, as often as it takes.
func (a *AccessPoint) bring(ctx context.Context, info ieee80211dev.APInfo) error {
	for wait := offerFirst; ; wait = min(2*wait, offerMost) {
		err := a.start(ctx, info)
		if err == nil || ctx.Err() != nil || !passes(err) {
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return err
		}
	}
}

// passes tells whether what a start failed with may be over the next time.
func passes(err error) bool {
	switch driver.ErrnoOf(err) {
	case ieee80211dev.EIO, ieee80211dev.ETIMEDOUT, ieee80211dev.EBUSY, ieee80211dev.ECONNRESET:
		return true
	}
	return false
}

// wait waits for d, or until the keeper is to look. It reports whether the context has not ended.
func (k *keeper) wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-k.changed:
	case <-ctx.Done():
	}
	return ctx.Err() == nil
}
