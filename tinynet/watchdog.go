package tinynet

import (
	"context"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/tinygo"
)

// watch looks from time to time whether the network is up, and connects again where it is
// not. A device that does not answer once is not sent off its network for that. It ends with
// the session, and where the device is closed.
func (l *Netlinker) watch(s *session) {
	silent := 0 // how often in a row the device did not answer
	for s.pause(s.watchdog) {
		up, err := l.up(s)
		switch {
		case driver.ErrnoOf(err) == driver.ENODEV:
			return
		case err != nil:
			silent++
		default:
			silent = 0
		}
		if up || silent == 1 {
			continue
		}
		silent = 0
		_ = l.join(s) // NetNotify tells whether the network is up; the next look tries again where it is not
	}
}

// up reports whether a session's network is up.
func (l *Netlinker) up(s *session) (bool, error) {
	ctx, cancel := l.bounded(s.ctx)
	defer cancel()
	if s.mode == tinygo.ConnectModeSTA {
		connection, err := l.wifi.GetConnection(ctx)
		return err == nil && connection != nil, err
	}
	return l.offers(ctx)
}

// offers reports whether the device is an access point.
func (l *Netlinker) offers(ctx context.Context) (bool, error) {
	ap, ok := ieee80211dev.APModeOf(l.wifi)
	if !ok {
		return false, nil
	}
	_, err := ap.APClients(ctx)
	switch driver.ErrnoOf(err) {
	case driver.ENOTCONN:
		return false, nil
	case driver.EOPNOTSUPP: // of a device that tells no stations
		return true, nil
	}
	return err == nil, err
}
