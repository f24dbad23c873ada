package wifi

import (
	"context"
	"errors"
	"time"

	"drivergen/generated/ieee80211dev"
)

// Stay joins a network, and joins it again whenever it is lost: when its access point goes
// out of reach and when the device restarts. A network that the device has joined already
// is kept as it is. The package's comment says how long it waits between attempts;
// [Station.OnEvent] and [OnAttempt] tell what happens meanwhile. A device has one network: a
// Join of another one is undone, and two Stays take it from each other.
//
// It returns when the context ends, with the context's error; when joining fails for a
// reason that lasts, such as a wrong password, or after as many attempts as Retries
// allows, with a *JoinError; and without an error when Leave was called. A network that took
// the password before is asked three times more before its refusal is believed.
func (s *Station) Stay(ctx context.Context, ssid string, opts ...JoinOption) error {
	return s.stay(ctx, joinOne(ssid, -1, opts))
}

// StayBest is Stay with the one of several known networks whose signal is the strongest when
// none is joined. It stays with that until it is lost, also while another becomes stronger.
// It gives up when every network has refused its password.
func (s *Station) StayBest(ctx context.Context, networks []Network, opts ...JoinOption) error {
	return s.stay(ctx, joinBest(networks, -1, opts))
}

func (s *Station) stay(ctx context.Context, j joining) error {
	inner, k, done := s.keep(ctx, &s.stays)
	defer done()
	defer s.dev.Subscribe(ieee80211dev.WiFiDevEvents{Connected: k.poke, Disconnected: k.poke}).Cancel()
	p := pursuit{joining: j}
	for {
		if inner.Err() == nil && !s.joined(inner, &p) {
			if err := s.pursue(inner, &p, k.changed); err != nil {
				return whyEnded(inner, err)
			}
		}
		began := time.Now()
		if !s.last(inner, &p, k.changed) {
			return whyEnded(inner, nil)
		}
		if time.Since(began) >= p.most {
			p.attempts, p.failed = 0, 0
			continue
		}
		p.failed++ // the connection was none to rely on
		if !s.pause(inner, &p, p.delay(), k.changed) {
			return whyEnded(inner, nil)
		}
	}
}

// joined reports whether the device is joined to a network that is asked for.
func (s *Station) joined(ctx context.Context, p *pursuit) bool {
	info, err := s.dev.GetConnection(ctx)
	if err != nil || !p.wanted(info) {
		return false
	}
	s.feed.found(info.SSID)
	return true
}

// last returns when the network is lost. It reports false when the context ended before.
func (s *Station) last(ctx context.Context, p *pursuit, changed <-chan struct{}) bool {
	var tick <-chan time.Time
	if p.check > 0 {
		ticker := time.NewTicker(p.check)
		defer ticker.Stop()
		tick = ticker.C
	}
	for {
		select {
		case <-changed:
			// What a device tells of the network before this one is not a loss.
			if !s.joined(ctx, p) {
				return ctx.Err() == nil
			}
		case <-tick:
			// A device that does not answer this time is no loss, either, but for one that is gone.
			info, err := s.dev.GetConnection(ctx)
			if err == nil && !p.wanted(info) || errors.Is(err, ieee80211dev.ENODEV) {
				return true
			}
		case <-ctx.Done():
			return false
		}
	}
}
