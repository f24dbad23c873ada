package wifi_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/wifi"
)

var (
	labAP   = emulator.AccessPoint{SSID: "lab", Password: "correct horse", Channel: 6, RSSI: -42}
	atticAP = emulator.AccessPoint{SSID: "attic", Password: "battery staple", Channel: 11, RSSI: -77}
)

// onModule runs a test on an emulated module with each line of firmware, in virtual time.
func onModule(t *testing.T, test func(t *testing.T, emu *emulator.Emulator, station *wifi.Station), opts ...esp8266.Option) {
	t.Helper()
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		t.Run(firmware.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				timing := emulator.RealTiming(firmware)
				emu, err := emulator.New(firmware, labAP, atticAP, timing, emulator.WithNetwork(emulator.NewMemory()))
				if err != nil {
					t.Fatal(err)
				}
				defer emu.Close()
				dev, err := esp8266.Open(t.Context(), emu.Port(), opts...)
				if err != nil {
					t.Fatal(err)
				}
				defer dev.Close()
				test(t, emu, wifi.New(dev.WiFi()))
			})
		})
	}
}

// events collects what a station tells.
func events(t *testing.T, station *wifi.Station) <-chan string {
	t.Helper()
	seen := make(chan string, 100)
	t.Cleanup(station.OnEvent(func(e wifi.Event) { seen <- e.String() }))
	return seen
}

// expect waits for events in this order.
func expect(t *testing.T, seen <-chan string, want ...string) {
	t.Helper()
	for _, w := range want {
		select {
		case got := <-seen:
			if got != w {
				t.Fatalf("event %q, want %q", got, w)
			}
		case <-time.After(time.Hour): // of the bubble's clock
			t.Fatalf("event %q did not come", w)
		}
	}
}

func TestStayOnAModule(t *testing.T) {
	onModule(t, func(t *testing.T, emu *emulator.Emulator, station *wifi.Station) {
		seen := events(t, station)
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() { result <- station.Stay(ctx, "lab", wifi.Password("correct horse")) }()
		expect(t, seen, `associated "lab"`, `connected "lab"`)
		for range 3 {
			emu.RemoveAccessPoint("lab")
			expect(t, seen, `disconnected "lab"`, `left "lab": LOST`)
			time.Sleep(10 * time.Minute)
			if err := emu.SetAccessPoint(labAP); err != nil {
				t.Fatal(err)
			}
			expect(t, seen, `associated "lab"`, `connected "lab"`)
			time.Sleep(10 * time.Minute)
		}
		emu.Reboot(emulator.WatchdogReset)
		expect(t, seen, `disconnected "lab"`, `left "lab": RESTARTED`, `associated "lab"`, `connected "lab"`)
		time.Sleep(10 * time.Minute)
		if err := station.Reset(ctx); err != nil {
			t.Fatal(err)
		}
		expect(t, seen, `disconnected "lab"`, `left "lab": ASKED`, `associated "lab"`, `connected "lab"`)
		if err := station.Leave(ctx); err != nil {
			t.Error(err)
		}
		expect(t, seen, `disconnected "lab"`, `left "lab": ASKED`)
		if err := <-result; err != nil {
			t.Errorf("Stay after Leave: %v", err)
		}
		cancel()
		time.Sleep(time.Hour)
		if info, err := station.Connection(t.Context()); info != nil || err != nil {
			t.Errorf("after Leave: %v, %v", info, err)
		}
	})
}

// Who leaves while a join is under way is in no network afterwards, whatever of the join the module had done.
func TestLeaveDuringAJoin(t *testing.T) {
	onModule(t, func(t *testing.T, _ *emulator.Emulator, station *wifi.Station) {
		for into := 100 * time.Millisecond; into < 5*time.Second; into += 300 * time.Millisecond {
			result := make(chan error, 1)
			go func() { result <- station.Stay(t.Context(), "lab", wifi.Password("correct horse")) }()
			time.Sleep(into) // of the bubble's clock
			if err := station.Leave(t.Context()); err != nil {
				t.Errorf("%v into the join: leave: %v", into, err)
			}
			if err := <-result; err != nil {
				t.Errorf("%v into the join: Stay: %v", into, err)
			}
			time.Sleep(time.Minute)
			if info, err := station.Connection(t.Context()); info != nil || err != nil {
				t.Errorf("%v into the join: in %+v, %v", into, info, err)
			}
		}
	})
}

// A driver that joins again by itself and a Stay do not get in each other's way.
func TestStayOverADriverThatRejoins(t *testing.T) {
	onModule(t, func(t *testing.T, emu *emulator.Emulator, station *wifi.Station) {
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() { result <- station.Stay(ctx, "lab", wifi.Password("correct horse")) }()
		time.Sleep(time.Minute)
		seen := events(t, station)
		for range 5 {
			emu.Reboot(emulator.BrownOut)
			expect(t, seen, `disconnected "lab"`, `left "lab": RESTARTED`, `associated "lab"`, `connected "lab"`)
			time.Sleep(5 * time.Minute)
			synctest.Wait()
			if n := len(seen); n > 0 {
				t.Fatalf("%d events more, the first %s", n, <-seen)
			}
		}
		cancel()
		<-result
	}, esp8266.Rejoin())
}

func TestStayBestOnAModule(t *testing.T) {
	onModule(t, func(t *testing.T, emu *emulator.Emulator, station *wifi.Station) {
		seen := events(t, station)
		ctx, cancel := context.WithCancel(t.Context())
		result := make(chan error, 1)
		go func() {
			result <- station.StayBest(ctx, []wifi.Network{
				{SSID: "attic", Password: "battery staple"}, {SSID: "lab", Password: "correct horse"},
			})
		}()
		expect(t, seen, `associated "lab"`, `connected "lab"`)
		time.Sleep(time.Hour)
		emu.RemoveAccessPoint("lab")
		expect(t, seen, `disconnected "lab"`, `left "lab": LOST`, `associated "attic"`, `connected "attic"`)
		cancel()
		if err := <-result; !errors.Is(err, context.Canceled) {
			t.Errorf("StayBest: %v", err)
		}
	})
}

func TestScanForOnAModule(t *testing.T) {
	onModule(t, func(t *testing.T, emu *emulator.Emulator, station *wifi.Station) {
		if err := emu.SetAccessPoint(emulator.AccessPoint{SSID: "cellar", Channel: 3, RSSI: -50, Hidden: true}); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			options ieee80211dev.ScanOptions
			want    string
		}{
			{ieee80211dev.ScanOptions{}, "lab attic"},
			{ieee80211dev.ScanOptions{SSID: "attic"}, "attic"},
			{ieee80211dev.ScanOptions{SSID: "cellar"}, "cellar"},
			{ieee80211dev.ScanOptions{Channel: 6}, "lab"},
			{ieee80211dev.ScanOptions{Channel: 6, MaxTime: 200 * time.Millisecond}, "lab"},
		} {
			found, err := station.ScanFor(t.Context(), tt.options)
			var names []string
			for _, ap := range found {
				names = append(names, ap.SSID)
			}
			if got := strings.Join(names, " "); err != nil || got != tt.want {
				t.Errorf("%+v found %q, %v; want %q", tt.options, got, err, tt.want)
			}
		}
	})
}

func TestKeepOnAModule(t *testing.T) {
	onModule(t, func(t *testing.T, emu *emulator.Emulator, station *wifi.Station) {
		ap, err := station.AccessPoint()
		if err != nil {
			t.Fatal(err)
		}
		seen := make(chan string, 10)
		defer ap.OnClient(func(e wifi.ClientEvent) { seen <- e.Change.String() })()
		result := make(chan error, 1)
		go func() {
			result <- ap.Keep(t.Context(), "mine", wifi.APPassword("of my own"), wifi.APChannel(9), wifi.APMaxStations(1),
				wifi.APAddress(netip.MustParseAddr("10.9.8.1"), netip.MustParseAddr("255.255.255.0")))
		}()
		guest, another := emulator.MAC{2, 3, 0, 0, 0, 7}, emulator.MAC{2, 3, 0, 0, 0, 8}
		for _, disturb := range []func(){
			func() {},
			func() { emu.Reboot(emulator.BrownOut) },
			func() {
				if err := station.Reset(t.Context()); err != nil {
					t.Error(err)
				}
			},
		} {
			disturb()
			time.Sleep(time.Minute)
			if !emu.JoinStation(guest) || emu.JoinStation(another) {
				t.Error("one station may join, and no more")
			}
			expect(t, seen, "joined", "addressed")
			if macs, err := ap.Clients(t.Context()); err != nil || !slices.Equal(macs, []driver.MAC{driver.MAC(guest)}) {
				t.Errorf("clients %v, %v", macs, err)
			}
			emu.LeaveStation(guest)
			expect(t, seen, "left")
		}
		if err := ap.Stop(t.Context()); err != nil {
			t.Error(err)
		}
		if err := <-result; err != nil {
			t.Errorf("Keep: %v", err)
		}
	})
}

// Both at once: a restart brings back the network that is offered and the one that is joined.
func TestStationAndAccessPointOutliveARestart(t *testing.T) {
	onModule(t, func(t *testing.T, emu *emulator.Emulator, station *wifi.Station) {
		ap, err := station.AccessPoint()
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		go func() { ended <- station.Stay(ctx, "lab", wifi.Password("correct horse")) }()
		go func() { ended <- ap.Keep(ctx, "mine", wifi.APOpen()) }()
		for range 3 {
			time.Sleep(2 * time.Minute)
			info, err := station.Connection(ctx)
			if err != nil || info == nil || info.SSID != "lab" {
				t.Errorf("connection %v, %v", info, err)
			}
			if _, err := ap.Clients(ctx); err != nil {
				t.Errorf("clients: %v", err)
			}
			emu.Reboot(emulator.PowerOn)
		}
		cancel()
		for range 2 {
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		}
	})
}

func TestErrorsOnAModule(t *testing.T) {
	onModule(t, func(t *testing.T, _ *emulator.Emulator, station *wifi.Station) {
		const secret = "hunter2hunter2"
		for _, tt := range []struct {
			ssid, password string
			want           driver.Errno
			advice         string
		}{
			{"lab", secret, ieee80211dev.EACCES, "(check the password)"},
			{"nowhere", secret, ieee80211dev.ENOENT, "(check the name, move closer, or see what a scan finds)"},
			{"lab", "short", ieee80211dev.EINVAL, "(check the name, of 1 to 32 bytes, and the password, of 8 to 64 bytes for WPA)"},
			{"", secret, ieee80211dev.EINVAL, "for WPA)"},
		} {
			err := station.Join(t.Context(), tt.ssid, wifi.Password(tt.password), wifi.Security(ieee80211dev.SecurityWPA2PSK), wifi.Retries(0))
			if !errors.Is(err, tt.want) || !strings.HasSuffix(err.Error(), tt.advice) || strings.Contains(err.Error(), tt.password) {
				t.Errorf("join %q: %v, want %v … %s", tt.ssid, err, tt.want, tt.advice)
			}
			var join *wifi.JoinError
			if !errors.As(err, &join) || join.SSID != tt.ssid || join.Attempts != 1 {
				t.Errorf("join %q: %#v", tt.ssid, join)
			}
		}
		err := station.Join(t.Context(), "lab")
		if text := fmt.Sprint(err); !errors.Is(err, ieee80211dev.EACCES) || strings.Contains(text, "wrong") || !strings.HasSuffix(text, "(the network needs a password)") {
			t.Errorf("join without a password: %v", err)
		}
		ap, err := station.AccessPoint()
		if err != nil {
			t.Fatal(err)
		}
		for _, opts := range [][]wifi.APOption{
			{wifi.APPassword("short")}, {wifi.APPassword(strings.Repeat(secret, 5))},
			{wifi.APPassword(secret), wifi.APChannel(15)}, {wifi.APPassword(secret), wifi.APMaxStations(11)},
			{wifi.APPassword(secret), wifi.APSecurity(ieee80211dev.SecurityWEPPSK)},
		} {
			err := ap.Start(t.Context(), "mine", opts...)
			if !errors.Is(err, ieee80211dev.EINVAL) || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), `"short"`) {
				t.Errorf("start: %v, want EINVAL", err)
			}
		}
	})
}
