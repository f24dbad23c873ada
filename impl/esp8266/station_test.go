package esp8266_test

import (
	"errors"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// leaves tells why the station leaves its network, from now on.
func (b *bench) leaves() <-chan ieee80211dev.LeaveReason {
	left := make(chan ieee80211dev.LeaveReason, 10)
	b.Cleanup(b.dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{Left: func(why ieee80211dev.LeaveReason) { left <- why }}).Cancel)
	return left
}

// startAP makes the module an access point.
func (b *bench) startAP(info ieee80211dev.APInfo) ieee80211dev.APMode {
	b.Helper()
	ap, ok := ieee80211dev.APModeOf(b.dev.WiFi())
	if !ok {
		b.Fatal("no AP mode")
	}
	b.check(ap.StartAP(b.ctx, info))
	return ap
}

// A network that was left, one that was lost, one that another took the place of and one that a restart ended are told
// apart.
func TestWhyTheNetworkIsLeft(t *testing.T) {
	other := emulator.AccessPoint{SSID: "other", Password: lab.Password}
	everywhere(t, func(b *bench) {
		left := b.leaves()
		expect := func(what string, want ieee80211dev.LeaveReason) {
			b.Helper()
			select {
			case why := <-left:
				if why != want {
					b.Errorf("%s: %v, want %v", what, why, want)
				}
			case <-b.ctx.Done():
				b.Fatalf("%s was not told", what)
			}
		}
		b.check(b.dev.WiFi().Disconnect(b.ctx))
		expect("a leave", ieee80211dev.LeaveAsked)
		b.join()
		b.check(b.dev.WiFi().Connect(b.ctx, ieee80211dev.ConnectInfo{SSID: other.SSID, Password: other.Password}))
		expect("another network", ieee80211dev.LeaveAsked)
		b.emu.RemoveAccessPoint(other.SSID)
		expect("a loss", ieee80211dev.LeaveLost)
		b.join()
		b.emu.Reboot()
		expect("a restart", ieee80211dev.LeaveRestarted)
		if conn, err := b.dev.WiFi().GetConnection(b.ctx); err != nil || conn == nil || conn.SSID != lab.SSID {
			b.Errorf("after the restart: %+v, %v", conn, err)
		}
		b.check(b.dev.WiFi().Reset(b.ctx))
		expect("a reset", ieee80211dev.LeaveAsked)
	}, other)
}

// Without the option the network is lost with the module's restart.
func TestNoRejoin(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			emu := emulator.Start(t, f.firmware, lab)
			dev, err := esp8266.Open(t.Context(), emu.Port())
			b := &bench{T: t, dev: dev, emu: emu, ctx: t.Context()}
			b.check(err)
			defer dev.Close()
			b.join()
			left := b.leaves()
			emu.Reboot()
			if why := <-left; why != ieee80211dev.LeaveRestarted {
				t.Errorf("left: %v", why)
			}
			if conn, err := dev.WiFi().GetConnection(t.Context()); err != nil || conn != nil {
				t.Errorf("after the restart: %+v, %v", conn, err)
			}
		})
	}
}

// A module that had a network saved joins it at its start no more, once it was opened; with KeepAutoConnect it does.
func TestAutoConnect(t *testing.T) {
	for _, keep := range []bool{false, true} {
		for _, f := range firmwares {
			t.Run(f.name, func(t *testing.T) {
				t.Parallel()
				emu := emulator.Start(t, f.firmware, lab)
				port := emu.Port()
				say(t, port, "AT+CWMODE=1")
				say(t, port, `AT+CWJAP="lab","correct horse"`)
				say(t, port, "AT") // the join's last words come with it
				say(t, port, "AT")
				port.Close()
				var opts []esp8266.Option
				if keep {
					opts = append(opts, esp8266.KeepAutoConnect())
				}
				dev, err := esp8266.Open(t.Context(), emu.Port(), opts...)
				if err != nil {
					t.Fatal(err)
				}
				defer dev.Close()
				if conn, err := dev.WiFi().GetConnection(t.Context()); err != nil || conn == nil {
					t.Errorf("what the module joined by itself was left: %+v, %v", conn, err)
				}
				joins, left := make(chan struct{}, 10), make(chan struct{}, 10)
				defer dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{
					Connected:    func() { joins <- struct{}{} },
					Disconnected: func() { left <- struct{}{} },
				}).Cancel()
				emu.Reboot()
				<-left
				if keep {
					<-joins
					return
				}
				if conn, err := dev.WiFi().GetConnection(t.Context()); err != nil || conn != nil {
					t.Errorf("after a restart: %+v, %v", conn, err)
				}
			})
		}
	}
}

// Of several access points with one name the one that is asked for is joined.
func TestJoinBSSID(t *testing.T) {
	far := lab
	far.BSSID, far.RSSI, far.Channel = emulator.MAC{2, 2, 0, 0, 0, 77}, -80, 11
	everywhere(t, func(b *bench) {
		info := ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password, BSSID: driver.MAC(far.BSSID)}
		b.check(b.dev.WiFi().Connect(b.ctx, info))
		conn, err := b.dev.WiFi().GetConnection(b.ctx)
		if err != nil || conn == nil || conn.BSSID != info.BSSID || conn.Channel != far.Channel {
			b.Errorf("%+v, %v", conn, err)
		}
		info.BSSID[5]++
		b.want("a hardware address that nobody has", b.dev.WiFi().Connect(b.ctx, info), driver.ENOENT)
	}, far)
}

// An access point whose DHCP server gives no address is a time-out, and no network is joined.
func TestJoinWithoutLease(t *testing.T) {
	everywhere(t, func(b *bench) {
		err := b.dev.WiFi().Connect(b.ctx, ieee80211dev.ConnectInfo{SSID: "dry", Password: lab.Password})
		b.want("join", err, driver.ETIMEDOUT)
		if conn, err := b.dev.WiFi().GetConnection(b.ctx); err != nil || conn != nil {
			b.Errorf("%+v, %v", conn, err)
		}
		b.join()
	}, emulator.AccessPoint{SSID: "dry", Password: lab.Password, NoLease: true})
}

// Each kind of security that the firmware tells is told apart.
func TestScanSecurity(t *testing.T) {
	const psk = ieee80211dev.ScanPSK
	kinds := map[emulator.Security]ieee80211dev.SecuritySet{
		emulator.Open: 0, emulator.WEP: ieee80211dev.ScanWEP, emulator.WPA: ieee80211dev.ScanWPA | psk,
		emulator.WPA2: ieee80211dev.ScanWPA2 | psk, emulator.WPAWPA2: ieee80211dev.ScanWPA | ieee80211dev.ScanWPA2 | psk,
		emulator.WPA2Enterprise: ieee80211dev.ScanWPA2EAP, emulator.WPA3: ieee80211dev.ScanWPA3 | psk,
		emulator.WPA2WPA3: ieee80211dev.ScanWPA2 | ieee80211dev.ScanWPA3 | psk,
	}
	var opts []emulator.Option
	for kind := range kinds {
		ap := emulator.AccessPoint{SSID: string(kind), Security: kind, Password: lab.Password}
		if kind == emulator.Open || kind == emulator.WPA2Enterprise {
			ap.Password = ""
		}
		opts = append(opts, ap)
	}
	dev, _ := open(t, append(opts, emulator.Firmware22)...)
	found, err := dev.WiFi().Scan(t.Context())
	if err != nil || len(found) != len(kinds) {
		t.Fatalf("%d found, %v", len(found), err)
	}
	for _, ap := range found {
		if want := kinds[emulator.Security(ap.SSID)]; ap.Security != want {
			t.Errorf("%s: %v, want %v", ap.SSID, ap.Security, want)
		}
	}
}

func TestScanFor(t *testing.T) {
	opts := []emulator.Option{
		emulator.AccessPoint{SSID: "a", Channel: 1, RSSI: -70, BSSID: emulator.MAC{2, 9, 0, 0, 0, 1}},
		emulator.AccessPoint{SSID: "a", Channel: 11, RSSI: -40, BSSID: emulator.MAC{2, 9, 0, 0, 0, 2}},
		emulator.AccessPoint{SSID: "b", Channel: 11, RSSI: -50, BSSID: emulator.MAC{2, 9, 0, 0, 0, 3}},
		emulator.AccessPoint{SSID: "c", Channel: 6, RSSI: -30, BSSID: emulator.MAC{2, 9, 0, 0, 0, 4}, Hidden: true},
	}
	everywhere(t, func(b *bench) {
		scan, ok := ieee80211dev.DirectedScanOf(b.dev.WiFi())
		if !ok {
			b.Fatal("no directed scan")
		}
		bssid := driver.MAC{2, 9, 0, 0, 0, 3}
		for want, options := range map[string]ieee80211dev.ScanOptions{
			"2 1": {SSID: "a"},
			"2":   {SSID: "a", Channel: 11},
			"2 3": {Channel: 11},
			"3":   {BSSID: bssid},
			"4":   {SSID: "c"},
			"":    {SSID: "b", Channel: 1},
		} {
			found, err := scan.ScanFor(b.ctx, options)
			b.check(err)
			got := ""
			for i, ap := range found {
				if i > 0 {
					got += " "
				}
				got += string('0' + rune(ap.BSSID[5]))
			}
			if got != want {
				b.Errorf("%+v: found %q, want %q", options, got, want)
			}
		}
		_, err := scan.ScanFor(b.ctx, ieee80211dev.ScanOptions{SSID: "b", Channel: 11, BSSID: bssid, Passive: true, MinTime: 100 * time.Millisecond, MaxTime: time.Second})
		b.check(err)
		_, err = scan.ScanFor(b.ctx, ieee80211dev.ScanOptions{MinTime: time.Second, MaxTime: time.Millisecond})
		b.want("times the wrong way round", err, driver.EINVAL)
		_, err = scan.ScanFor(b.ctx, ieee80211dev.ScanOptions{Passive: true})
		if espAT := b.dev.Capabilities().ScanTimes; espAT != (err == nil) || !espAT && !errors.Is(err, driver.EOPNOTSUPP) {
			b.Errorf("a passive scan of all: %v", err)
		}
	}, opts...)
}
