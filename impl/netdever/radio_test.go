package netdever_test

import (
	"context"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/tinygo"
	"drivergen/impl/netdever"
)

// A link is a Netlinker that notes its calls. It connects in the time that slow says, and
// panics as some do where it is left before it was connected.
type link struct {
	slow time.Duration
	mac  net.HardwareAddr

	mu     sync.Mutex
	calls  []string
	params tinygo.ConnectParams
	notify func(tinygo.Event)
	busy   bool
	ready  bool
}

var _ tinygo.Netlinker = (*link)(nil)

func (l *link) note(call string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, call)
}

func (l *link) NetConnect(p *tinygo.ConnectParams) error {
	l.note("connect " + p.Ssid)
	l.mu.Lock()
	l.params, l.busy, l.ready = *p, true, true
	l.mu.Unlock()
	time.Sleep(l.slow)
	l.mu.Lock()
	l.busy = false
	l.mu.Unlock()
	return nil
}

func (l *link) NetDisconnect() {
	l.note("disconnect")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.busy || !l.ready {
		panic("NetDisconnect before NetConnect has returned")
	}
}

func (l *link) NetNotify(cb func(tinygo.Event)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.notify = cb
}

func (l *link) GetHardwareAddr() (net.HardwareAddr, error) { return l.mac, nil }

// tell tells an event, if somebody listens.
func (l *link) tell(e tinygo.Event) {
	l.mu.Lock()
	cb := l.notify
	l.mu.Unlock()
	if cb != nil {
		cb(e)
	}
}

// asked returns what the last NetConnect was given.
func (l *link) asked() tinygo.ConnectParams {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.params
}

// wifi returns the link as our device, and its events.
func (l *link) wifi(t *testing.T, opts ...netdever.Option) (ieee80211dev.WiFiDev, <-chan string) {
	t.Helper()
	dev := netdever.New(nil, l, opts...)
	t.Cleanup(func() { check(t, dev.Close()) })
	events := make(chan string, 20)
	dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{
		Connected:    func() { events <- "connected" },
		Disconnected: func() { events <- "disconnected" },
		Left:         func(reason ieee80211dev.LeaveReason) { events <- reason.String() },
	})
	return dev.WiFi(), events
}

func expect(t *testing.T, events <-chan string, want ...string) {
	t.Helper()
	for _, w := range want {
		if got := <-events; got != w {
			t.Errorf("event %s, want %s", got, w)
		}
	}
	select {
	case got := <-events:
		t.Errorf("event %s, want none", got)
	default:
	}
}

// A network that is lost, and one that the Netlinker's own watchdog brings back.
func TestALostNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &link{}
		dev, events := l.wifi(t, netdever.Watchdog(time.Minute))
		l.tell(tinygo.EventNetDown) // of nothing
		check(t, dev.Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse", Security: ieee80211dev.SecurityWPAPSK}))
		if p := l.asked(); p.AuthType != tinygo.AuthTypeWPA || p.Retries != 1 || p.Passphrase != "correct horse" || p.WatchdogTimeout != time.Minute {
			t.Errorf("NetConnect was given %v", p)
		}
		synctest.Wait()
		l.tell(tinygo.EventNetUp) // is no news
		synctest.Wait()
		expect(t, events, "connected")
		l.tell(tinygo.EventNetDown)
		l.tell(tinygo.EventNetDown)
		synctest.Wait()
		expect(t, events, "disconnected", "LOST")
		if c, err := dev.GetConnection(t.Context()); c != nil || err != nil {
			t.Errorf("connection %+v, %v", c, err)
		}
		l.tell(tinygo.EventNetUp)
		synctest.Wait()
		expect(t, events, "connected")
		if c, err := dev.GetConnection(t.Context()); c == nil || c.SSID != "lab" || err != nil {
			t.Errorf("connection %+v, %v", c, err)
		}

		old := l.notify // tells late
		check(t, dev.Disconnect(t.Context()))
		check(t, dev.Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "lab"}))
		old(tinygo.EventNetDown)
		synctest.Wait()
		expect(t, events, "disconnected", "ASKED", "connected")
	})
}

// A Netlinker is left alone while it connects, though its caller has given up, and where it
// never connected.
func TestConnectThatWasGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &link{slow: time.Minute}
		dev, _ := l.wifi(t)
		check(t, dev.Disconnect(t.Context()))
		check(t, dev.Reset(t.Context()))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		err := dev.Connect(ctx, ieee80211dev.ConnectInfo{SSID: "one"})
		if driver.ErrnoOf(err) != driver.ETIMEDOUT || time.Since(start) != time.Second {
			t.Errorf("Connect: %v after %v", err, time.Since(start))
		}
		if p := l.asked(); p.ConnectTimeout != time.Second {
			t.Errorf("NetConnect was given %v", p)
		}
		check(t, dev.Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "two"}))
		if took := time.Since(start); took != 2*time.Minute {
			t.Errorf("the second network came after %v, want after both", took)
		}
		if want := []string{"connect one", "disconnect", "connect two"}; !slices.Equal(l.calls, want) {
			t.Errorf("calls %q, want %q", l.calls, want)
		}
		if c, err := dev.GetConnection(t.Context()); c == nil || c.SSID != "two" || err != nil {
			t.Errorf("connection %+v, %v", c, err)
		}
	})
}

// Close of the device waits for a NetConnect that was given up, and tells where it does not end.
func TestCloseWaitsForTheLink(t *testing.T) {
	for slow, want := range map[time.Duration]driver.Errno{time.Second: 0, time.Minute: driver.ETIMEDOUT} {
		synctest.Test(t, func(t *testing.T) {
			l := &link{slow: slow}
			dev := netdever.New(nil, l, netdever.Grace(2*time.Second))
			ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			if err := dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: "lab"}); driver.ErrnoOf(err) != driver.ETIMEDOUT {
				t.Errorf("Connect: %v", err)
			}
			if err := dev.Close(); driver.ErrnoOf(err) != want {
				t.Errorf("a NetConnect of %v: Close: %v", slow, err)
			}
			time.Sleep(slow) // and nothing is left behind
		})
	}
}

func TestAccessPointMode(t *testing.T) {
	l := &link{}
	plain, _ := l.wifi(t)
	if _, ok := ieee80211dev.APModeOf(plain); ok {
		t.Error("every Netlinker is an access point")
	}
	dev, _ := l.wifi(t, netdever.AccessPoint())
	ap, ok := ieee80211dev.APModeOf(dev)
	if !ok {
		t.Fatal("no access point mode")
	}
	check(t, ap.StartAP(t.Context(), ieee80211dev.APInfo{SSID: "ours", Password: "correct horse"}))
	if p := l.asked(); p.ConnectMode != tinygo.ConnectModeAP || p.AuthType != tinygo.AuthTypeWPA2 || p.WatchdogTimeout != 0 {
		t.Errorf("NetConnect was given %v", p)
	}
	if err := ap.StartAP(t.Context(), ieee80211dev.APInfo{SSID: "ours", Hidden: true}); driver.ErrnoOf(err) != driver.EOPNOTSUPP {
		t.Errorf("a hidden network: %v", err)
	}
	if _, err := ap.APClients(t.Context()); driver.ErrnoOf(err) != driver.EOPNOTSUPP {
		t.Errorf("APClients: %v", err)
	}
	check(t, ap.StopAP(t.Context()))
	if err := ap.StopAP(t.Context()); driver.ErrnoOf(err) != driver.ENOTCONN {
		t.Errorf("StopAP twice: %v", err)
	}
}

func TestHardwareAddress(t *testing.T) {
	for _, tt := range []struct {
		mac  net.HardwareAddr
		want driver.Errno
	}{{net.HardwareAddr{2, 0, 0, 0, 0, 1}, 0}, {nil, driver.EIO}, {make(net.HardwareAddr, 8), driver.EIO}} {
		dev := netdever.New(nil, &link{mac: tt.mac})
		mac, err := dev.Net().MAC(t.Context())
		if driver.ErrnoOf(err) != tt.want || err == nil && mac.String() != tt.mac.String() {
			t.Errorf("%v: %v, %v", tt.mac, mac, err)
		}
		check(t, dev.Close())
	}
}
