package wifi

import (
	"context"
	"errors"

	"drivergen/generated/ieee80211dev"
)

// A Change is something that happened to the station's network.
type Change int

// The changes.
const (
	Associated   Change = iota + 1 // the device is associated with an access point
	Connected                      // it has an address
	Disconnected                   // it left the network or lost it
)

// String returns the change in one word: "connected".
func (c Change) String() string {
	switch c {
	case Associated:
		return "associated"
	case Connected:
		return "connected"
	case Disconnected:
		return "disconnected"
	}
	return "unknown"
}

// OnChange calls f for each change, in order and one at a time, until stop is called. f may
// call the station, but a call that waits holds later changes back.
func (s *Station) OnChange(f func(Change)) (stop func()) {
	return s.dev.Subscribe(ieee80211dev.WiFiDevEvents{
		Associated:   func() { f(Associated) },
		Connected:    func() { f(Connected) },
		Disconnected: func() { f(Disconnected) },
	}).Cancel
}

// Stay joins a network, and joins it again whenever it is lost. It returns when the context
// ends, with the context's error; when joining fails for a reason that lasts, such as a
// wrong password, or after as many attempts as Retries allows; and without an error
// when Leave was called.
func (s *Station) Stay(ctx context.Context, ssid string, opts ...JoinOption) error {
	j := newJoining(ssid, -1, opts)
	inner, end := s.keep(ctx)
	defer end()
	lost := make(chan struct{}, 1)
	defer s.dev.Subscribe(ieee80211dev.WiFiDevEvents{Disconnected: func() {
		select {
		case lost <- struct{}{}:
		default: // one is enough
		}
	}}).Cancel()
	for {
		if err := s.join(inner, j); err != nil {
			return whyEnded(inner, err)
		}
		for joined := true; joined; {
			select {
			case <-lost:
				// What a device tells of the network before this one is not a loss.
				info, err := s.dev.GetConnection(inner)
				joined = err == nil && info != nil && info.SSID == ssid
			case <-inner.Done():
				return whyEnded(inner, nil)
			}
		}
	}
}

// errLeft ends every Stay.
var errLeft = errors.New("left")

// keep returns the context of a Stay, which Leave ends too.
func (s *Station) keep(ctx context.Context) (inner context.Context, end func()) {
	inner, cancel := context.WithCancelCause(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	key := s.serial
	s.stays[key] = cancel
	return inner, func() {
		cancel(nil)
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.stays, key)
	}
}

// whyEnded returns what Stay returns when err ended it, or its context.
func whyEnded(inner context.Context, err error) error {
	switch cause := context.Cause(inner); cause {
	case nil:
		return err
	case errLeft:
		return nil
	default:
		return cause
	}
}
