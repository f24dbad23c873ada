package wifi

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// fakeAP is a device's access point mode. It answers StartAP as its script says.
type fakeAP struct {
	mu     sync.Mutex
	script []error
	info   ieee80211dev.APInfo
	on     bool
	starts int
	fault  error // what APClients fails with
}

func (f *fakeAP) StartAP(_ context.Context, info ieee80211dev.APInfo) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.starts++
	if len(f.script) > 0 {
		err := f.script[0]
		f.script = f.script[1:]
		if err != nil {
			return driver.Wrap("ap_mode", err)
		}
	}
	f.info, f.on = info, true
	return nil
}

func (f *fakeAP) StopAP(context.Context) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.on {
		return driver.Fail("disable_ap_mode", driver.ENOTCONN, nil)
	}
	f.on = false
	return nil
}

func (f *fakeAP) APClients(context.Context) ([]driver.MAC, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.fault != nil:
		return nil, f.fault
	case !f.on:
		return nil, driver.Fail("get_ap_client", driver.ENOTCONN, nil)
	}
	return []driver.MAC{{1, 2, 3, 4, 5, 6}}, nil
}

// restart is a restart of the device, which ends the network.
func (f *fakeAP) restart() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.on = false
}

func (f *fakeAP) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.starts
}

func offering(t *testing.T, mode *fakeAP) (*fakeDev, *AccessPoint) {
	t.Helper()
	dev := &fakeDev{caps: driver.Capabilities{"APMode": ieee80211dev.APMode(mode)}}
	ap, err := New(dev).AccessPoint()
	if err != nil {
		t.Fatal(err)
	}
	return dev, ap
}

func TestAccessPoint(t *testing.T) {
	mode := &fakeAP{}
	_, ap := offering(t, mode)
	ctx := t.Context()
	if err := ap.Stop(ctx); !errors.Is(err, driver.ENOTCONN) {
		t.Errorf("Stop of none: %v", err)
	}
	if _, err := ap.Clients(ctx); !errors.Is(err, driver.ENOTCONN) {
		t.Errorf("Clients of none: %v", err)
	}
	gateway, mask := netip.MustParseAddr("10.9.8.1"), netip.MustParseAddr("255.255.255.0")
	opts := []APOption{
		APPassword("secret123"), APAddress(gateway, mask), APSecurity(ieee80211dev.SecurityWPA2WPAPSK),
		APChannel(9), APHidden(), APMaxStations(2),
	}
	if err := ap.Start(ctx, "mine", opts...); err != nil {
		t.Fatal(err)
	}
	want := ieee80211dev.APInfo{
		SSID: "mine", Password: "secret123", Gateway: gateway, SubnetMask: mask,
		Security: ieee80211dev.SecurityWPA2WPAPSK, Channel: 9, Hidden: true, Stations: 2,
	}
	if mode.info != want {
		t.Errorf("the device got %+v", mode.info)
	}
	if clients, err := ap.Clients(ctx); err != nil || len(clients) != 1 {
		t.Errorf("Clients = %v, %v", clients, err)
	}
	if err := ap.Stop(ctx); err != nil {
		t.Error(err)
	}
	if err := ap.Start(ctx, "open", APOpen()); err != nil || mode.info.Security != ieee80211dev.SecurityOpen {
		t.Errorf("%+v, %v", mode.info, err)
	}
	mode.script = []error{driver.EINVAL}
	if err := ap.Start(ctx, "mine", opts...); !errors.Is(err, ieee80211dev.EINVAL) || strings.Contains(err.Error(), "secret123") {
		t.Errorf("a start that is refused: %v", err)
	}
}

func TestNoAccessPoint(t *testing.T) {
	if _, err := New(&fakeDev{}).AccessPoint(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("AccessPoint: %v, want EOPNOTSUPP", err)
	}
}

// Keep starts the network again: at once when the device tells of its restart or is reset, later when it does not tell.
func TestKeep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mode := &fakeAP{script: []error{driver.EIO, driver.ETIMEDOUT}}
		dev, ap := offering(t, mode)
		result := make(chan error, 1)
		go func() { result <- ap.Keep(t.Context(), "mine", APPassword("secret123")) }()
		starts := func(want int, within time.Duration, what string) {
			t.Helper()
			time.Sleep(within) // of the bubble's clock
			synctest.Wait()
			if got := mode.count(); got != want {
				t.Errorf("%s: %d starts, want %d", what, got, want)
			}
		}
		starts(3, 1500*time.Millisecond, "two that fail")
		starts(3, time.Hour, "a network that is up")
		mode.restart()
		dev.events.Put(ieee80211dev.WiFiDevEvent{Kind: ieee80211dev.WiFiDevLeft, Reason: ieee80211dev.LeaveRestarted})
		starts(4, 0, "a restart that was told")
		mode.restart()
		starts(5, offerCheck, "a restart that was not")
		mode.restart()
		if err := ap.station.Reset(t.Context()); err != nil {
			t.Error(err)
		}
		starts(6, 0, "a reset")
		mode.mu.Lock()
		mode.fault = driver.ETIMEDOUT
		mode.mu.Unlock()
		starts(6, time.Hour, "a device that does not answer")
		mode.mu.Lock()
		mode.fault = nil
		mode.mu.Unlock()
		if err := ap.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-result; err != nil {
			t.Errorf("Keep after Stop: %v", err)
		}
		starts(6, time.Hour, "after Stop")
	})
}

func TestKeepGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mode := &fakeAP{script: []error{driver.EIO, driver.EINVAL}}
		_, ap := offering(t, mode)
		if err := ap.Keep(t.Context(), "mine"); !errors.Is(err, ieee80211dev.EINVAL) {
			t.Errorf("Keep of what no device takes: %v", err)
		}
		mode.fault = driver.ENODEV
		if err := ap.Keep(t.Context(), "mine"); !errors.Is(err, ieee80211dev.ENODEV) {
			t.Errorf("Keep with a device that is gone: %v", err)
		}
		for _, script := range [][]error{nil, slices.Repeat([]error{driver.EIO}, 100)} {
			mode.script, mode.fault = script, nil
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			if err := ap.Keep(ctx, "mine"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Keep past its context: %v", err)
			}
			cancel()
		}
	})
}

func TestOnClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev, ap := offering(t, &fakeAP{})
		var got []string
		stop := ap.OnClient(func(e ClientEvent) { got = append(got, e.String()) })
		mac := driver.MAC{2, 3, 0, 0, 0, 7}
		for _, e := range []ieee80211dev.WiFiDevEvent{
			{Kind: ieee80211dev.WiFiDevStationJoined, Station: mac},
			{Kind: ieee80211dev.WiFiDevStationAddressed, Station: mac, Address: netip.MustParseAddr("192.168.4.2")},
			{Kind: ieee80211dev.WiFiDevStationLeft, Station: mac},
		} {
			dev.events.Put(e)
		}
		synctest.Wait()
		stop()
		dev.events.Put(ieee80211dev.WiFiDevEvent{Kind: ieee80211dev.WiFiDevStationJoined, Station: mac})
		synctest.Wait()
		want := []string{"02:03:00:00:00:07 joined", "02:03:00:00:00:07 addressed 192.168.4.2", "02:03:00:00:00:07 left"}
		if !slices.Equal(got, want) {
			t.Errorf("events %q, want %q", got, want)
		}
	})
}
