package tinynet_test

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/tinygo"
	"drivergen/tinynet"
)

// watched asks for lab with a watchdog.
func watched() *tinygo.ConnectParams {
	params := labParams()
	params.WatchdogTimeout = time.Minute
	return params
}

func TestWatchdogConnectsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.air.Add(lab)
		check(t, r.NetConnect(watched()))
		for range 3 {
			r.air.Remove(lab.SSID)
			time.Sleep(10 * time.Minute)
			if r.joined(t) {
				t.Fatal("joined without an access point")
			}
			r.air.Add(lab)
			time.Sleep(2 * time.Minute)
			if !r.joined(t) {
				t.Fatal("the watchdog did not connect again")
			}
		}
		r.expect(t, tinygo.EventNetUp, tinygo.EventNetDown, tinygo.EventNetUp, tinygo.EventNetDown, tinygo.EventNetUp, tinygo.EventNetDown, tinygo.EventNetUp)
		r.NetDisconnect()
		time.Sleep(time.Hour)
		if r.joined(t) {
			t.Error("joined again after NetDisconnect")
		}
	})
}

func TestWatchdogKeepsAnAccessPoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		params := watched()
		params.ConnectMode = tinygo.ConnectModeAP
		check(t, r.NetConnect(params))
		check(t, r.dev.WiFi().Reset(t.Context()))
		time.Sleep(2 * time.Minute)
		ap, _ := ieee80211dev.APModeOf(r.dev.WiFi())
		if _, err := ap.APClients(t.Context()); err != nil {
			t.Errorf("the access point did not come back: %v", err)
		}
		r.NetDisconnect()
	})
}

// A discreet access point does not tell its stations.
type discreet struct {
	ieee80211dev.WiFiDev
	ieee80211dev.APMode
	starts atomic.Int32
}

func (d *discreet) Capabilities() driver.Capabilities {
	return driver.Capabilities{"APMode": ieee80211dev.APMode(d)}
}

func (d *discreet) StartAP(ctx context.Context, info ieee80211dev.APInfo) error {
	d.starts.Add(1)
	return d.APMode.StartAP(ctx, info)
}

func (d *discreet) APClients(ctx context.Context) ([]driver.MAC, error) {
	if _, err := d.APMode.APClients(ctx); err != nil {
		return nil, err
	}
	return nil, driver.EOPNOTSUPP
}

func TestWatchdogLeavesADiscreetAccessPointAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		mode, _ := ieee80211dev.APModeOf(r.dev.WiFi())
		dev := &discreet{WiFiDev: r.dev.WiFi(), APMode: mode}
		link := tinynet.NewNetlinker(dev, nil)
		params := watched()
		params.ConnectMode = tinygo.ConnectModeAP
		check(t, link.NetConnect(params))
		time.Sleep(time.Hour)
		if err := link.NetConnect(params); err != tinygo.ErrConnected {
			t.Errorf("NetConnect twice: %v", err)
		}
		if n := dev.starts.Load(); n != 1 {
			t.Errorf("the access point was started %d times, want once", n)
		}
		check(t, r.dev.WiFi().Reset(t.Context()))
		time.Sleep(2 * time.Minute)
		if n := dev.starts.Load(); n != 2 {
			t.Errorf("after a reset the access point was started %d times, want twice", n)
		}
		link.NetDisconnect()
	})
}

// A device that is closed ends the watchdog: synctest fails on a goroutine that is left.
func TestWatchdogEndsWithTheDevice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.air.Add(lab)
		check(t, r.NetConnect(watched()))
		r.dev.Close()
		time.Sleep(2 * time.Minute)
	})
}

// A forgetful device does not answer some of the questions for its network.
type forgetful struct {
	ieee80211dev.WiFiDev
	silent atomic.Int32 // how many questions it still does not answer
	joins  atomic.Int32
}

func (f *forgetful) GetConnection(ctx context.Context) (*ieee80211dev.ConnectionInfo, error) {
	if f.silent.Add(-1) >= 0 {
		return nil, driver.EIO
	}
	return f.WiFiDev.GetConnection(ctx)
}

func (f *forgetful) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	f.joins.Add(1)
	return f.WiFiDev.Connect(ctx, info)
}

func TestWatchdogForgivesOneLostAnswer(t *testing.T) {
	for questions, joins := range map[int32]int32{1: 1, 2: 2} {
		synctest.Test(t, func(t *testing.T) {
			r := newRig(t)
			r.air.Add(lab)
			dev := &forgetful{WiFiDev: r.dev.WiFi()}
			link := tinynet.NewNetlinker(dev, nil)
			check(t, link.NetConnect(watched()))
			dev.silent.Store(questions)
			time.Sleep(10 * time.Minute)
			if n := dev.joins.Load(); n != joins {
				t.Errorf("%d questions without an answer: joined %d times, want %d", questions, n, joins)
			}
			link.NetDisconnect()
		})
	}
}
