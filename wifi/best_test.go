package wifi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

var known = []Network{
	{SSID: "home", Password: "secret at home"},
	{SSID: "work", Password: "secret at work"},
	{SSID: "cellar", Password: "secret in the cellar", Hidden: true},
}

func ap(ssid string, rssi int) ieee80211dev.ScanInfo {
	return ieee80211dev.ScanInfo{SSID: ssid, RSSI: rssi, BSSID: driver.MAC{2, byte(-rssi)}}
}

func TestJoinBest(t *testing.T) {
	tests := []struct {
		name    string
		known   []Network
		air     []ieee80211dev.ScanInfo
		refuses map[string]error
		want    string // what is tried, in order
		err     error  // nil: the last one is joined
		text    string
	}{
		{name: "the strongest", known: known, air: []ieee80211dev.ScanInfo{ap("home", -70), ap("work", -50)}, want: "work"},
		{
			name: "the strongest of several access points", known: known, want: "home",
			air: []ieee80211dev.ScanInfo{ap("home", -70), ap("work", -50), ap("home", -40)},
		},
		{
			name: "strangers are left alone", known: known, want: "home",
			air: []ieee80211dev.ScanInfo{ap("guests", -20), ap("home", -80)},
		},
		{
			name: "one access point alone", want: "work",
			known: []Network{{SSID: "home", BSSID: driver.MAC{2, 90}}, {SSID: "work"}},
			air:   []ieee80211dev.ScanInfo{ap("home", -30), ap("home", -90), ap("work", -60)},
		},
		{
			name: "the next best", known: known, air: []ieee80211dev.ScanInfo{ap("home", -70), ap("work", -50)},
			refuses: map[string]error{"work": driver.ECONNREFUSED}, want: "work home",
		},
		{
			name: "a hidden one last", known: known, air: []ieee80211dev.ScanInfo{ap("home", -70)},
			refuses: map[string]error{"home": driver.EACCES}, want: "home cellar",
		},
		{
			name: "what was refused is not tried again", known: known[:2], air: []ieee80211dev.ScanInfo{ap("home", -70), ap("work", -50)},
			refuses: map[string]error{"work": driver.EACCES, "home": driver.ETIMEDOUT}, want: "work home home home", err: ieee80211dev.ETIMEDOUT,
			text: `wifi: join: 4 attempts, the last: connect: connection timed out (move closer, or allow more time)`,
		},
		{
			name: "all refuse", known: known[:2], air: []ieee80211dev.ScanInfo{ap("home", -70), ap("work", -50)},
			refuses: map[string]error{"work": driver.EACCES, "home": driver.EACCES}, want: "work home", err: ieee80211dev.EACCES,
			text: `wifi: join: 2 attempts, the last: connect: permission denied: ` +
				`"work": connect: permission denied; "home": connect: permission denied (check the password)`,
		},
		{
			name: "none in range", known: known[:2], air: []ieee80211dev.ScanInfo{ap("guests", -20)}, err: ieee80211dev.ENOENT,
			text: `wifi: join: 3 attempts, the last: connect: no such file, host or network: ` +
				`no known network is in range: "home", "work" (check the name, move closer, or see what a scan finds)`,
		},
		{
			name: "one refuses, the other is not in range", known: known[:2], air: []ieee80211dev.ScanInfo{ap("home", -70)},
			refuses: map[string]error{"home": driver.EACCES}, want: "home", err: ieee80211dev.ENOENT,
			text: `wifi: join: 3 attempts, the last: connect: no such file, host or network: ` +
				`no known network is in range: "work"; not tried again after a refusal: "home" (check the name, move closer, or see what a scan finds)`,
		},
		{
			name: "the device is gone", known: known, air: []ieee80211dev.ScanInfo{ap("home", -70), ap("work", -50)},
			refuses: map[string]error{"work": driver.ENODEV}, want: "work", err: ieee80211dev.ENODEV,
		},
		{name: "none known", known: nil, err: ieee80211dev.EINVAL},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dev := &fakeDev{air: tt.air, refuses: tt.refuses}
				err := New(dev).JoinBest(t.Context(), tt.known)
				if !errors.Is(err, tt.err) || (err == nil) != (tt.err == nil) {
					t.Errorf("JoinBest: %v, want %v", err, tt.err)
				}
				if tt.text != "" && err.Error() != tt.text {
					t.Errorf("text\n%s\nwant\n%s", err, tt.text)
				}
				if err != nil && strings.Contains(err.Error(), "secret") {
					t.Errorf("a password in %v", err)
				}
				if got := strings.Join(dev.tried(), " "); got != tt.want {
					t.Errorf("tried %q, want %q", got, tt.want)
				}
			})
		})
	}
}

func TestJoinBestGivesEachNetworkItsOwn(t *testing.T) {
	dev := &fakeDev{air: []ieee80211dev.ScanInfo{ap("home", -40)}}
	home := Network{SSID: "home", Password: "secret at home", Security: ieee80211dev.SecurityWPA2PSK, BSSID: driver.MAC{2, 40}}
	if err := New(dev).JoinBest(t.Context(), []Network{home}, Password("another")); err != nil {
		t.Fatal(err)
	}
	want := ieee80211dev.ConnectInfo{SSID: "home", Password: home.Password, Security: home.Security, BSSID: home.BSSID}
	if dev.attempts[0] != want {
		t.Errorf("the device got %+v", dev.attempts[0])
	}
	if text := fmt.Sprintf("%v %+v %#v", home, home, home); strings.Contains(text, "secret") || !strings.Contains(text, `"home" at 02:28`) {
		t.Errorf("a network prints as %s", text)
	}
}

func TestJoinBestWithoutAScan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{scanErr: driver.Fail("scan", driver.EBUSY, nil)}
		var seen []Attempt
		err := New(dev).JoinBest(t.Context(), known, Retries(1), OnAttempt(func(a Attempt) { seen = append(seen, a) }))
		if !errors.Is(err, ieee80211dev.EBUSY) || len(seen) != 2 || seen[0].SSID != "" || !seen[0].Retry || seen[1].Retry {
			t.Errorf("%v; attempts %+v", err, seen)
		}
	})
}

// When the network is lost the best of those that are there by then takes its place.
func TestStayBest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := &fakeDev{air: []ieee80211dev.ScanInfo{ap("home", -40), ap("work", -60)}}
		station := New(dev)
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() { result <- station.StayBest(ctx, known) }()
		in := func(want string) {
			t.Helper()
			synctest.Wait()
			if info, err := station.Connection(ctx); err != nil || info == nil || info.SSID != want {
				t.Errorf("connection %+v, %v; want %s", info, err, want)
			}
		}
		in("home")
		time.Sleep(time.Hour)
		dev.setAir(ap("home", -80), ap("work", -30))
		in("home")
		dev.lose()
		in("work")
		time.Sleep(time.Hour)
		dev.setAir()
		dev.lose()
		in("cellar")
		dev.appear("home") // by itself
		time.Sleep(time.Hour)
		in("home")
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("StayBest: %v", err)
		}
		if got, want := dev.tried(), []string{"home", "work", "cellar"}; !slices.Equal(got, want) {
			t.Errorf("tried %q, want %q", got, want)
		}
	})
}
