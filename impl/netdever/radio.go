package netdever

import (
	"context"
	"sync"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devstub"
	"drivergen/generated/tinygo"
)

// radio fills in the stub with a Netlinker.
type radio struct {
	stub   *ieee80211devstub.Device
	link   tinygo.Netlinker // may be nil
	config config
	busy   chan struct{} // holds a token while NetConnect runs, also for one that was given up
	ended  chan struct{} // closed with the device

	mu      sync.Mutex
	calling bool                         // somebody waits for NetConnect
	session int                          // counts networks: an event of an earlier one is old
	info    *ieee80211dev.ConnectionInfo // the network that was joined, nil where none is
	up      bool                         // that network is up
	offers  bool                         // access point mode
	closed  bool
}

var (
	_ ieee80211devstub.Hardware       = (*radio)(nil)
	_ ieee80211devstub.APModeHardware = (*radio)(nil)
)

func newRadio(link tinygo.Netlinker, cfg config) *radio {
	r := &radio{link: link, config: cfg, busy: make(chan struct{}, 1), ended: make(chan struct{})}
	r.stub = ieee80211devstub.New(r)
	return r
}

// gone returns the error of a device that is closed, or that has no Netlinker.
func (r *radio) gone() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.link == nil || r.closed {
		return driver.ENODEV
	}
	return nil
}

// close ends calls that wait, and waits for the Netlinker's.
func (r *radio) close() error {
	r.mu.Lock()
	first := !r.closed && r.link != nil
	r.closed = true
	r.session++
	r.mu.Unlock()
	if !first {
		return nil
	}
	close(r.ended)
	grace := time.NewTimer(r.config.grace)
	defer grace.Stop()
	select {
	case r.busy <- struct{}{}:
		r.link.NetNotify(nil)
		r.release()
		return nil
	case <-grace.C:
		return fail("close", driver.ETIMEDOUT, "a call of the Netlinker does not return")
	}
}

// Scan fails: a Netlinker cannot scan.
func (r *radio) Scan(context.Context) ([]ieee80211dev.ScanInfo, error) {
	if err := r.gone(); err != nil {
		return nil, err
	}
	return nil, fail("scan", driver.EOPNOTSUPP, "a Netlinker cannot scan")
}

// authTypes are TinyGo's names of what it has of our securities.
var authTypes = map[ieee80211dev.Security]tinygo.AuthType{
	ieee80211dev.SecurityOpen:       tinygo.AuthTypeOpen,
	ieee80211dev.SecurityWPA2PSK:    tinygo.AuthTypeWPA2,
	ieee80211dev.SecurityWPAPSK:     tinygo.AuthTypeWPA,
	ieee80211dev.SecurityWPA2WPAPSK: tinygo.AuthTypeWPA2Mixed,
}

// Connect joins a network, once: who calls decides whether to try again.
func (r *radio) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	if info.BSSID != (driver.MAC{}) {
		return fail("connect", driver.EOPNOTSUPP, "a Netlinker cannot choose an access point by its address")
	}
	auth, ok := authTypes[info.Security]
	if !ok {
		return fail("connect", driver.EOPNOTSUPP, "a Netlinker has no security "+string(info.Security))
	}
	params := tinygo.ConnectParams{ConnectMode: tinygo.ConnectModeSTA, Ssid: info.SSID, Passphrase: info.Password, AuthType: auth}
	return r.connect(ctx, "connect", &params, func() {
		r.info = &ieee80211dev.ConnectionInfo{SSID: info.SSID, Security: info.Security}
		r.up = true
	})
}

// Disconnect leaves the network.
func (r *radio) Disconnect(ctx context.Context) error {
	_, err := r.leave(ctx, "disconnect")
	return err
}

// Reset leaves the network, and access point mode.
func (r *radio) Reset(ctx context.Context) error {
	left, err := r.leave(ctx, "reset")
	if left {
		r.stub.Disconnected()
		r.stub.Left(ieee80211dev.LeaveAsked)
	}
	return err
}

// leave takes the radio for NetDisconnect, and reports whether a network was up.
func (r *radio) leave(ctx context.Context, op string) (left bool, err error) {
	if err := r.gone(); err != nil {
		return false, err
	}
	if err := r.take(ctx, op); err != nil {
		return false, err
	}
	left, any := r.forget()
	if !any { // some Netlinkers know nothing of their module before NetConnect
		r.release()
		return false, nil
	}
	_, err = call(ctx, op, r.ended, alone, func() (struct{}, error) {
		defer r.release()
		r.link.NetNotify(nil)
		r.link.NetDisconnect()
		return struct{}{}, nil
	})
	return left, err
}

// GetConnection returns the network that Connect joined. The Netlinker does not tell which
// access point that is.
func (r *radio) GetConnection(context.Context) (*ieee80211dev.ConnectionInfo, error) {
	if err := r.gone(); err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.info == nil || !r.up {
		return nil, nil
	}
	info := *r.info
	return &info, nil
}

// told is the Netlinker's: the network of a session went up or down.
func (r *radio) told(session int, event tinygo.Event) {
	up := event == tinygo.EventNetUp
	r.mu.Lock()
	news := session == r.session && r.info != nil && r.up != up
	if news {
		r.up = up
	}
	r.mu.Unlock()
	switch {
	case news && up:
		r.stub.Associated()
		r.stub.Connected()
	case news:
		r.stub.Disconnected()
		r.stub.Left(ieee80211dev.LeaveLost)
	}
}
