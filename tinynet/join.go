package tinynet

import (
	"context"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/tinygo"
)

// join tries until the network is up, the tries are used up, or another would be in vain.
func (l *Netlinker) join(s *session) error {
	for try := 1; ; try++ {
		err := l.try(s)
		if err == nil {
			return nil
		}
		if s.ctx.Err() != nil {
			return tinygo.ErrConnectFailed
		}
		failure, again := joinError(s, err)
		if !again || try == s.retries {
			return failure
		}
		if !s.pause(l.config.retryDelay) {
			return tinygo.ErrConnectFailed
		}
	}
}

// try connects once, in the time that a try has.
func (l *Netlinker) try(s *session) error {
	ctx, cancel := context.WithTimeout(s.ctx, s.timeout)
	defer cancel()
	if err := give(ctx, l.config.country, s.country); err != nil {
		return err
	}
	if err := give(ctx, l.config.hostname, s.hostname); err != nil {
		return err
	}
	if s.mode == tinygo.ConnectModeSTA {
		return l.wifi.Connect(ctx, ieee80211dev.ConnectInfo{SSID: s.ssid, Password: s.passphrase, Security: s.security})
	}
	ap, ok := ieee80211dev.APModeOf(l.wifi)
	if !ok {
		return tinygo.ErrConnectModeNoGood
	}
	if err := ap.StartAP(ctx, ieee80211dev.APInfo{SSID: s.ssid, Password: s.passphrase, Security: s.security}); err != nil {
		return err
	}
	l.notify.events.Put(tinygo.EventNetUp)
	return nil
}

// give hands a parameter to who takes it, where there is one and somebody does. What the
// device does not have is ErrNotSupported.
func give(ctx context.Context, set func(context.Context, string) error, value string) error {
	if set == nil || value == "" {
		return nil
	}
	err := set(ctx, value)
	if socketError(err) == tinygo.ErrNotSupported {
		return tinygo.ErrNotSupported
	}
	return err
}

// joinError returns TinyGo's error for a try that failed, and whether another try may help.
func joinError(s *session, err error) (failure error, again bool) {
	if err == tinygo.ErrConnectModeNoGood || err == tinygo.ErrNotSupported {
		return err, false
	}
	switch driver.ErrnoOf(err) {
	case driver.EACCES:
		return tinygo.ErrAuthFailure, false
	case driver.EOPNOTSUPP:
		if s.mode == tinygo.ConnectModeAP {
			return tinygo.ErrConnectModeNoGood, false
		}
		return tinygo.ErrAuthTypeNoGood, false
	case driver.EINVAL:
		return err, false // names the parameter
	case driver.ENODEV:
		return tinygo.ErrConnectFailed, false
	case driver.ETIMEDOUT:
		return tinygo.ErrConnectTimeout, true
	}
	return tinygo.ErrConnectFailed, true
}
