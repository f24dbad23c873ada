package tinynet_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/tinygo"
	"drivergen/impl/loopback"
	"drivergen/tinynet"
)

var lab = loopback.AccessPoint{SSID: "lab", Password: "correct horse", BSSID: driver.MAC{2, 2, 0, 0, 0, 1}, Channel: 6, RSSI: -42}

// labParams asks for lab, once.
func labParams() *tinygo.ConnectParams {
	return &tinygo.ConnectParams{Ssid: lab.SSID, Passphrase: lab.Password, Retries: 1}
}

// A rig is a Netlinker on an air of its own.
type rig struct {
	*tinynet.Netlinker
	air    *loopback.Air
	dev    *loopback.Device
	events chan tinygo.Event
}

func newRig(t *testing.T, opts ...tinynet.Option) *rig {
	t.Helper()
	r := &rig{air: loopback.NewAir(), events: make(chan tinygo.Event, 16)}
	r.dev = loopback.New(loopback.NewNetwork(), r.air)
	t.Cleanup(func() { r.dev.Close() })
	r.Netlinker = tinynet.NewNetlinker(r.dev.WiFi(), r.dev.Net(), opts...)
	r.NetNotify(func(e tinygo.Event) { r.events <- e })
	return r
}

// joined reports whether the device is on a network.
func (r *rig) joined(t *testing.T) bool {
	t.Helper()
	connection, err := r.dev.WiFi().GetConnection(t.Context())
	check(t, err)
	return connection != nil
}

func (r *rig) expect(t *testing.T, want ...tinygo.Event) {
	t.Helper()
	for _, w := range want {
		if got := <-r.events; got != w {
			t.Errorf("event %v, want %v", got, w)
		}
	}
	select {
	case e := <-r.events:
		t.Errorf("event %v, want none", e)
	default:
	}
}

func TestNetConnect(t *testing.T) {
	r := newRig(t)
	r.air.Add(lab)
	check(t, r.NetConnect(labParams()))
	r.expect(t, tinygo.EventNetUp)
	if err := r.NetConnect(labParams()); err != tinygo.ErrConnected {
		t.Errorf("NetConnect twice: %v", err)
	}
	want, _ := r.dev.Net().MAC(t.Context())
	if mac, err := r.GetHardwareAddr(); err != nil || mac.String() != want.String() {
		t.Errorf("GetHardwareAddr: %v, %v; want %v", mac, err, want)
	}
	r.NetDisconnect()
	r.expect(t, tinygo.EventNetDown)
	if r.joined(t) {
		t.Error("still joined after NetDisconnect")
	}
	check(t, r.NetConnect(labParams()))
	r.expect(t, tinygo.EventNetUp)
	r.NetNotify(nil)
	r.NetDisconnect()
	r.NetDisconnect() // of nothing
	r.expect(t)
}

// A network that was lost can be connected again, though nobody disconnected it.
func TestNetConnectAfterALoss(t *testing.T) {
	r := newRig(t)
	r.air.Add(lab)
	check(t, r.NetConnect(labParams()))
	r.air.Remove(lab.SSID)
	r.expect(t, tinygo.EventNetUp, tinygo.EventNetDown)
	if err := r.NetConnect(labParams()); err != tinygo.ErrConnectFailed {
		t.Errorf("NetConnect to a network that is gone: %v", err)
	}
	r.air.Add(lab)
	check(t, r.NetConnect(labParams()))
	r.expect(t, tinygo.EventNetUp)
}

func TestConnectParamsThatCannotBe(t *testing.T) {
	tests := []struct {
		name   string
		params *tinygo.ConnectParams
		want   error
	}{
		{"none", nil, tinygo.ErrMissingSSID},
		{"no SSID", &tinygo.ConnectParams{Passphrase: "correct horse"}, tinygo.ErrMissingSSID},
		{"a short passphrase", &tinygo.ConnectParams{Ssid: "lab", Passphrase: "1234567"}, tinygo.ErrShortPassphrase},
		{"WPA without a passphrase", &tinygo.ConnectParams{Ssid: "lab", AuthType: tinygo.AuthTypeWPA}, tinygo.ErrShortPassphrase},
		{"an unknown mode", &tinygo.ConnectParams{Ssid: "lab", ConnectMode: 2}, tinygo.ErrConnectModeNoGood},
		{"an unknown authentication", &tinygo.ConnectParams{Ssid: "lab", Passphrase: "correct horse", AuthType: 4}, tinygo.ErrAuthTypeNoGood},
		{"a negative number of tries", &tinygo.ConnectParams{Ssid: "lab", Retries: -1}, driver.EINVAL},
		{"a long SSID", &tinygo.ConnectParams{Ssid: string(make([]byte, 33))}, driver.EINVAL},
		{"a wrong passphrase", &tinygo.ConnectParams{Ssid: "lab", Passphrase: "wrong horse"}, tinygo.ErrAuthFailure},
		{"an access point that takes nobody", &tinygo.ConnectParams{Ssid: "full", Retries: 1}, tinygo.ErrConnectFailed},
		{"a network that is not there", &tinygo.ConnectParams{Ssid: "nowhere", Retries: 1}, tinygo.ErrConnectFailed},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := newRig(t)
			r.air.Add(lab)
			r.air.Add(loopback.AccessPoint{SSID: "full", Refuses: true})
			err := r.NetConnect(tt.params)
			if _, keeps := tt.want.(driver.Errno); err != tt.want && !(keeps && errors.Is(err, tt.want)) {
				t.Errorf("%v, want %v", err, tt.want)
			}
			check(t, r.NetConnect(labParams())) // which a failure does not stand in the way of
		})
	}
}

func TestAuthTypes(t *testing.T) {
	tests := []struct {
		auth       tinygo.AuthType
		passphrase string
		want       ieee80211dev.Security
	}{
		{tinygo.AuthTypeWPA2, lab.Password, ieee80211dev.SecurityWPA2PSK},
		{tinygo.AuthTypeWPA2, "", ieee80211dev.SecurityOpen},
		{tinygo.AuthTypeOpen, "not used", ieee80211dev.SecurityOpen},
		{tinygo.AuthTypeWPA, lab.Password, ieee80211dev.SecurityWPAPSK},
		{tinygo.AuthTypeWPA2Mixed, lab.Password, ieee80211dev.SecurityWPA2WPAPSK},
	}
	for _, tt := range tests {
		r := newRig(t)
		ap := lab
		if tt.want == ieee80211dev.SecurityOpen {
			ap.Password = ""
		}
		r.air.Add(ap)
		check(t, r.NetConnect(&tinygo.ConnectParams{Ssid: ap.SSID, Passphrase: tt.passphrase, AuthType: tt.auth}))
		if c, err := r.dev.WiFi().GetConnection(t.Context()); err != nil || c.Security != tt.want {
			t.Errorf("AuthType %d: %+v, %v; want %v", tt.auth, c, err, tt.want)
		}
	}
}

func TestAccessPoint(t *testing.T) {
	r := newRig(t)
	params := &tinygo.ConnectParams{ConnectMode: tinygo.ConnectModeAP, Ssid: "ours", Passphrase: "correct horse"}
	check(t, r.NetConnect(params))
	r.expect(t, tinygo.EventNetUp)
	if err := r.NetConnect(params); err != tinygo.ErrConnected {
		t.Errorf("NetConnect twice: %v", err)
	}
	station := loopback.New(loopback.NewNetwork(), r.air)
	defer station.Close()
	check(t, station.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "ours", Password: "correct horse"}))
	r.NetDisconnect()
	r.expect(t, tinygo.EventNetDown)
	if c, err := station.WiFi().GetConnection(t.Context()); c != nil || err != nil {
		t.Errorf("the access point still stands: %+v, %v", c, err)
	}
}

// A stationOnly is a device that cannot be an access point.
type stationOnly struct{ ieee80211dev.WiFiDev }

func (stationOnly) Capabilities() driver.Capabilities { return nil }

func TestWithoutAccessPointMode(t *testing.T) {
	r := newRig(t)
	link := tinynet.NewNetlinker(stationOnly{r.dev.WiFi()}, nil)
	if err := link.NetConnect(&tinygo.ConnectParams{ConnectMode: tinygo.ConnectModeAP, Ssid: "ours"}); err != tinygo.ErrConnectModeNoGood {
		t.Errorf("NetConnect: %v", err)
	}
	if _, err := link.GetHardwareAddr(); err != tinygo.ErrNotSupported {
		t.Errorf("GetHardwareAddr without a network device: %v", err)
	}
}

// A Netlinker may be called from what NetNotify sets.
func TestNetDisconnectFromAnEvent(t *testing.T) {
	for _, mode := range []tinygo.ConnectMode{tinygo.ConnectModeSTA, tinygo.ConnectModeAP} {
		r := newRig(t)
		r.air.Add(lab)
		down := make(chan struct{})
		r.NetNotify(func(e tinygo.Event) {
			if e == tinygo.EventNetUp {
				r.NetDisconnect()
				return
			}
			r.NetNotify(nil)
			close(down)
		})
		params := labParams()
		params.ConnectMode, params.WatchdogTimeout = mode, time.Hour
		check(t, r.NetConnect(params))
		<-down
	}
}

func TestHostnameAndCountry(t *testing.T) {
	var told []string
	tell := func(what string) func(context.Context, string) error {
		return func(_ context.Context, value string) error { told = append(told, what+" "+value); return nil }
	}
	r := newRig(t, tinynet.Hostname(tell("hostname")), tinynet.Country(tell("country")))
	r.air.Add(lab)
	params := labParams()
	params.Hostname, params.Country = "wall", "NL"
	check(t, r.NetConnect(params))
	if len(told) != 2 || told[0] != "country NL" || told[1] != "hostname wall" {
		t.Errorf("told %q", told)
	}
	refuses := newRig(t, tinynet.Hostname(func(context.Context, string) error { return driver.EOPNOTSUPP }))
	refuses.air.Add(lab)
	if err := refuses.NetConnect(params); err != tinygo.ErrNotSupported {
		t.Errorf("a name that the firmware cannot set: %v", err)
	}
	ignores := newRig(t)
	ignores.air.Add(lab)
	check(t, ignores.NetConnect(params))
}

func TestTheLinksErrorsAreReplaced(t *testing.T) {
	theirs := errors.New("Missing WiFi SSID")
	r := newRig(t, tinynet.ErrorValues(theirs))
	if err := r.NetConnect(&tinygo.ConnectParams{}); err != theirs {
		t.Errorf("%v", err)
	}
}

func TestRetries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, tinynet.RetryDelay(time.Second))
		start := time.Now()
		params := &tinygo.ConnectParams{Ssid: "nowhere", Retries: 4}
		if err := r.NetConnect(params); err != tinygo.ErrConnectFailed {
			t.Errorf("%v", err)
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("four tries took %v, want three delays of a second", took)
		}
		r.air.Add(lab)
		r.air.SetSlow(time.Hour)
		start = time.Now()
		params = labParams()
		params.Retries = 2
		if err := r.NetConnect(params); err != tinygo.ErrConnectTimeout {
			t.Errorf("an access point that does not answer: %v", err)
		}
		if took := time.Since(start); took != 21*time.Second {
			t.Errorf("two tries took %v, want ten seconds each and a delay", took)
		}
		params.ConnectTimeout = time.Second
		start = time.Now()
		if err := r.NetConnect(params); err != tinygo.ErrConnectTimeout || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestRetriesForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		ended := make(chan error)
		go func() { ended <- r.NetConnect(&tinygo.ConnectParams{Ssid: lab.SSID, Passphrase: lab.Password}) }()
		time.Sleep(time.Hour)
		r.air.Add(lab)
		check(t, <-ended)

		r.NetDisconnect()
		r.air.Remove(lab.SSID)
		go func() { ended <- r.NetConnect(&tinygo.ConnectParams{Ssid: lab.SSID}) }()
		time.Sleep(time.Hour)
		if err := r.NetConnect(labParams()); err != tinygo.ErrConnected {
			t.Errorf("NetConnect during another: %v", err)
		}
		r.NetDisconnect()
		if err := <-ended; err != tinygo.ErrConnectFailed {
			t.Errorf("NetConnect that NetDisconnect ended: %v", err)
		}
		r.dev.Close()
		if err := r.NetConnect(&tinygo.ConnectParams{Ssid: lab.SSID}); err != tinygo.ErrConnectFailed {
			t.Errorf("NetConnect of a device that is closed: %v", err)
		}
	})
}
