package tinynet

import (
	"context"
	"net"
	"sync"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
)

// A Netlinker is a WiFi device as TinyGo's programs see it. Its methods may be called from
// any goroutine, and from the function that NetNotify sets. It is made by NewNetlinker.
type Netlinker struct {
	wifi   ieee80211dev.WiFiDev
	net    netdev.NetDev
	config config

	mu      sync.Mutex
	session *session // nil where no network is asked for

	notify notifier
}

var _ tinygo.Netlinker = (*Netlinker)(nil)

// NewNetlinker returns wifi as a Netlinker. The hardware address is that of dev, which may
// be nil: GetHardwareAddr is then ErrNotSupported.
func NewNetlinker(wifi ieee80211dev.WiFiDev, dev netdev.NetDev, opts ...Option) *Netlinker {
	return &Netlinker{wifi: wifi, net: dev, config: configure(opts), notify: notifier{wifi: wifi}}
}

// NetConnect connects the device to a network, as a station or as an access point, and
// returns when it is up.
//
// It tries Retries times, for ever where that is 0, each time for at most ConnectTimeout. It does not try
// again after what another try would not change: a wrong passphrase, parameters that the device refuses, and a
// device that is closed. NetDisconnect ends it with ErrConnectFailed. Where WatchdogTimeout is not 0, a goroutine
// looks that often whether the network is still up, and connects again where it is not, until NetDisconnect.
//
// An AuthType of WPA2, the default, without a passphrase is an open network.
func (l *Netlinker) NetConnect(params *tinygo.ConnectParams) error {
	s, err := newSession(params)
	if err == nil {
		err = l.begin(s)
	}
	if err == nil {
		err = l.run(s)
	}
	return l.config.errors.of(err)
}

// begin makes s the session. It fails with ErrConnected where there is one that is not over: its
// network is up, or somebody tries to connect to it.
func (l *Netlinker) begin(s *session) error {
	l.mu.Lock()
	old := l.session
	if old == nil {
		l.session = s
	}
	l.mu.Unlock()
	if old == nil {
		return nil
	}
	select {
	case <-old.idle:
	default:
		return tinygo.ErrConnected
	}
	if up, _ := l.up(old); up || old.ctx.Err() != nil { // NetDisconnect is under way
		return tinygo.ErrConnected
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.session != old && l.session != nil {
		return tinygo.ErrConnected // another caller was faster
	}
	l.session = s
	return nil
}

// run connects, and leaves the watchdog behind where one is asked for.
func (l *Netlinker) run(s *session) error {
	err := l.join(s)
	if err == nil && s.watchdog > 0 {
		go func() {
			defer close(s.idle)
			l.watch(s)
		}()
		return nil
	}
	if err != nil {
		s.cancel()
		l.forget(s)
	}
	close(s.idle)
	return err
}

func (l *Netlinker) forget(s *session) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.session == s {
		l.session = nil
	}
}

// NetDisconnect leaves the network. It ends a NetConnect that is under way and the watchdog,
// and returns when they have ended.
func (l *Netlinker) NetDisconnect() {
	l.mu.Lock()
	s := l.session
	l.mu.Unlock()
	if s != nil {
		s.cancel()
		<-s.idle
	}
	ctx, cancel := l.bounded(context.Background())
	defer cancel()
	if s == nil || s.mode == tinygo.ConnectModeSTA {
		_ = l.wifi.Disconnect(ctx) // there is nobody to tell
	} else if ap, ok := ieee80211dev.APModeOf(l.wifi); ok && ap.StopAP(ctx) == nil {
		l.notify.events.Put(tinygo.EventNetDown)
	}
	if s != nil {
		l.forget(s)
	}
}

// bounded returns a context for a call that TinyGo gives no deadline.
func (l *Netlinker) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if l.config.callTimeout == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, l.config.callTimeout)
}

// NetNotify sets the function that is told when the network goes up or down, one event at a
// time. Nil unsets it: an event that is being told at the time is finished.
func (l *Netlinker) NetNotify(cb func(tinygo.Event)) { l.notify.set(cb) }

// GetHardwareAddr returns the device's hardware address (IEEE 802, EUI-48).
func (l *Netlinker) GetHardwareAddr() (net.HardwareAddr, error) {
	if l.net == nil {
		return nil, l.config.errors.of(tinygo.ErrNotSupported)
	}
	ctx, cancel := l.bounded(context.Background())
	defer cancel()
	mac, err := l.net.MAC(ctx)
	if err != nil || mac == (driver.MAC{}) {
		if err == nil {
			err = tinygo.ErrNotSupported
		}
		return nil, l.config.errors.of(socketError(err))
	}
	return mac[:], nil
}
