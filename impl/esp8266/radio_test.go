package esp8266_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/emulator"
)

var lanHost = netip.AddrFrom4([4]byte{10, 0, 0, 7})

// odd are names and passwords that a careless driver sends broken.
var odd = []emulator.AccessPoint{
	{SSID: `say "hi", she\said`, Password: `a\",b\\,"c"`},
	{SSID: "Köln Hbf ☕", Password: "pässwörter"},
	{SSID: `",-1,"00:00:00:00:00:00",1)`, Password: "12345678"},
	{SSID: `AT+RST`, Password: "AT+RESTORE"},
	{SSID: "a", Password: "        "},
	{SSID: "open, sesame"},
}

func TestOddNames(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			opts := []emulator.Option{f.firmware}
			for _, ap := range odd {
				opts = append(opts, ap)
			}
			dev, _ := open(t, opts...)
			found, err := dev.WiFi().Scan(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			seen := map[string]ieee80211dev.ScanInfo{}
			for _, ap := range found {
				seen[ap.SSID] = ap
			}
			for _, ap := range odd {
				info, ok := seen[ap.SSID]
				if !ok || info.RSSI != -50 || info.Channel != 1 || (info.Security == 0) != (ap.Password == "") {
					t.Errorf("%q was scanned as %+v", ap.SSID, info)
				}
				if err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: ap.SSID, Password: ap.Password}); err != nil {
					t.Errorf("joining %q: %v", ap.SSID, err)
					continue
				}
				conn, err := dev.WiFi().GetConnection(t.Context())
				if err != nil || conn == nil || conn.SSID != ap.SSID || conn.BSSID != info.BSSID || conn.Channel != 1 {
					t.Errorf("joined to %+v, %v; want %q", conn, err, ap.SSID)
				}
			}
		})
	}
}

// Nothing that a caller passes becomes a second command.
func TestInjection(t *testing.T) {
	everywhere(t, func(b *bench) {
		radio := b.dev.WiFi()
		for _, text := range []string{"x\r\nAT+RESTORE", "x\nAT+RST\r\n", "x\x00y", "\r"} {
			for _, info := range []ieee80211dev.ConnectInfo{{SSID: text}, {SSID: "lab", Password: "12345678" + text}} {
				if err := radio.Connect(b.ctx, info); !errors.Is(err, driver.EINVAL) {
					b.Errorf("connect %+q: %v, want EINVAL", info, err)
				}
			}
			if _, err := b.net.Resolve(b.ctx, text); !errors.Is(err, driver.EINVAL) {
				b.Errorf("resolve %q: %v, want EINVAL", text, err)
			}
			ap, ok := ieee80211dev.APModeOf(radio)
			if !ok {
				b.Fatal("no AP mode")
			}
			if err := ap.StartAP(b.ctx, ieee80211dev.APInfo{SSID: text}); !errors.Is(err, driver.EINVAL) {
				b.Errorf("ap_mode %q: %v, want EINVAL", text, err)
			}
		}
		// The module is where it was.
		if conn, err := radio.GetConnection(b.ctx); err != nil || conn == nil || conn.SSID != lab.SSID {
			b.Errorf("joined to %+v, %v", conn, err)
		}
	})
}

func TestJoinFailures(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			dev, emu := open(t, f.firmware, lab,
				emulator.AccessPoint{SSID: "slow", Password: lab.Password, Refuse: 1},
				emulator.AccessPoint{SSID: "full", Password: lab.Password, Refuse: 4})
			for _, test := range []struct {
				ssid, password string
				want           driver.Errno
			}{
				{"lab", "wrong horse", driver.EACCES},
				{"nowhere", lab.Password, driver.ENOENT},
				{"slow", lab.Password, driver.ETIMEDOUT},
				{"full", lab.Password, driver.ECONNREFUSED},
			} {
				err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: test.ssid, Password: test.password})
				if !errors.Is(err, test.want) {
					t.Errorf("%s: %v, want %v", test.ssid, err, test.want)
				}
			}
			err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "lab", Password: "short", Security: ieee80211dev.SecurityWPA2PSK})
			if !errors.Is(err, driver.EINVAL) {
				t.Errorf("short passphrase: %v, want EINVAL", err)
			}
			emu.Swallow(1)
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if err := dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: "lab", Password: lab.Password}); !errors.Is(err, driver.ETIMEDOUT) {
				t.Errorf("no reply: %v, want ETIMEDOUT", err)
			}
			// A join that was given up is undone.
			ctx, cancel = context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			for {
				conn, err := dev.WiFi().GetConnection(ctx)
				if err != nil {
					t.Fatal(err)
				}
				if conn == nil {
					break
				}
			}
		})
	}
}

// Two scans or joins at once: the second is EBUSY.
func TestRadioBusy(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			dev, _ := open(t, f.firmware, lab, emulator.Timing{Scan: 300 * time.Millisecond})
			begun, first := make(chan struct{}), make(chan error)
			go func() {
				close(begun)
				_, err := dev.WiFi().Scan(t.Context())
				first <- err
			}()
			<-begun
			busy := false
			for err := error(nil); ; {
				select {
				case err = <-first:
					if err != nil {
						t.Error(err)
					}
					if !busy {
						t.Error("no scan was refused while another was under way")
					}
					return
				default:
				}
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
				err = dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: "nowhere"})
				cancel()
				busy = busy || errors.Is(err, driver.EBUSY)
			}
		})
	}
}

// The access point goes and comes back: the events tell, and the addresses follow.
func TestAccessPointComesBack(t *testing.T) {
	everywhere(t, func(b *bench) {
		changes := make(chan string, 10)
		defer b.dev.WiFi().Subscribe(ieee80211dev.WiFiDevEvents{
			Connected:    func() { changes <- "connected" },
			Disconnected: func() { changes <- "disconnected" },
		}).Cancel()
		b.emu.RemoveAccessPoint(lab.SSID)
		if got := <-changes; got != "disconnected" {
			b.Errorf("change %q", got)
		}
		if _, err := b.net.IP(b.ctx); !errors.Is(err, driver.ENETDOWN) {
			b.Errorf("ip: %v, want ENETDOWN", err)
		}
		b.check(b.emu.SetAccessPoint(lab))
		if got := <-changes; got != "connected" {
			b.Errorf("change %q", got)
		}
		if ip, err := b.net.IP(b.ctx); err != nil || !ip.IsValid() {
			b.Errorf("ip: %v, %v", ip, err)
		}
	})
}
