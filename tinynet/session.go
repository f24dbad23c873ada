package tinynet

import (
	"context"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/tinygo"
)

// shortestPassphrase is the length of the shortest passphrase of WPA (IEEE 802.11, annex J).
const shortestPassphrase = 8

// A session is a network from NetConnect to NetDisconnect.
type session struct {
	mode       tinygo.ConnectMode
	ssid       string
	passphrase string
	security   ieee80211dev.Security
	country    string
	hostname   string
	retries    int // 0: for ever
	timeout    time.Duration
	watchdog   time.Duration

	ctx    context.Context // ends with NetDisconnect
	cancel context.CancelFunc
	idle   chan struct{} // closed when neither NetConnect nor the watchdog works on it
}

// newSession checks what NetConnect was given.
func newSession(p *tinygo.ConnectParams) (*session, error) {
	if p == nil || p.Ssid == "" {
		return nil, tinygo.ErrMissingSSID
	}
	if p.ConnectMode != tinygo.ConnectModeSTA && p.ConnectMode != tinygo.ConnectModeAP {
		return nil, tinygo.ErrConnectModeNoGood
	}
	if p.Retries < 0 || p.ConnectTimeout < 0 || p.WatchdogTimeout < 0 {
		return nil, driver.Fail("net_connect", driver.EINVAL, driver.Sentinel("Retries, ConnectTimeout and WatchdogTimeout are 0 or more"))
	}
	security, err := securityOf(p)
	if err != nil {
		return nil, err
	}
	s := &session{
		mode: p.ConnectMode, ssid: p.Ssid, passphrase: p.Passphrase, security: security,
		country: p.Country, hostname: p.Hostname,
		retries: p.Retries, timeout: p.ConnectTimeout, watchdog: p.WatchdogTimeout,
		idle: make(chan struct{}),
	}
	if s.timeout == 0 {
		s.timeout = tinygo.DefaultConnectTimeout
	}
	if security == ieee80211dev.SecurityOpen {
		s.passphrase = ""
	}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s, nil
}

func securityOf(p *tinygo.ConnectParams) (ieee80211dev.Security, error) {
	var security ieee80211dev.Security
	switch p.AuthType {
	case tinygo.AuthTypeWPA2:
		security = ieee80211dev.SecurityWPA2PSK
		if p.Passphrase == "" {
			return ieee80211dev.SecurityOpen, nil
		}
	case tinygo.AuthTypeOpen:
		return ieee80211dev.SecurityOpen, nil
	case tinygo.AuthTypeWPA:
		security = ieee80211dev.SecurityWPAPSK
	case tinygo.AuthTypeWPA2Mixed:
		security = ieee80211dev.SecurityWPA2WPAPSK
	default:
		return "", tinygo.ErrAuthTypeNoGood
	}
	if len(p.Passphrase) < shortestPassphrase {
		return "", tinygo.ErrShortPassphrase
	}
	return security, nil
}

// pause waits, and reports false where the session ended meanwhile.
func (s *session) pause(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-s.ctx.Done():
		return false
	}
}
