package emulator

import (
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestWrongOptions(t *testing.T) {
	for _, tt := range []struct {
		option Option
		want   string
	}{
		{AccessPoint{}, "1 to 32 bytes"},
		{AccessPoint{SSID: strings.Repeat("x", 33)}, "has 33"},
		{AccessPoint{SSID: "x", Security: "WPA9"}, "use one of OPEN, WEP, WPA_PSK"},
		{AccessPoint{SSID: "x", Password: "short"}, "8 to 64 bytes"},
		{AccessPoint{SSID: "x", Password: "long enough", Security: Open}, "no password"},
		{AccessPoint{SSID: "x", Security: WEP}, "needs a password"},
		{AccessPoint{SSID: "x", Channel: 15}, "1 to 14"},
		{AccessPoint{SSID: "x", RSSI: 5}, "dBm"},
		{AccessPoint{SSID: "x", Refuse: 5}, "1 to 4"},
		{DNS{Addr: loopback}, "is empty"},
		{DNS{Name: "x", Addr: netip.MustParseAddr("::1")}, "IPv4"},
		{Baud(-1), "baud"},
		{Firmware(9), "firmware"},
		{StationAddress(Address{IP: netip.MustParseAddr("::1")}), "IPv4"},
		{Interleave{At: 99}, "interleave"},
		{Config{AccessPoints: []AccessPoint{{SSID: "x"}, {SSID: "y"}, {SSID: "x"}}}, "give each its own"},
	} {
		if emu, err := New(tt.option); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("New(%#v) = %v, want it to say %q", tt.option, err, tt.want)
			if err == nil {
				emu.Close()
			}
		}
	}
	if err := Start(t).SetAccessPoint(AccessPoint{}); err == nil {
		t.Error("an access point without an SSID was set")
	}
}

func TestConfigIsAnOption(t *testing.T) {
	s := newSession(t, Config{Firmware: Firmware17, StationMAC: MAC{2, 3, 4, 5, 6, 7}})
	s.play(`
		> AT+CIPSTAMAC?\r\n
		< AT+CIPSTAMAC?\r\n+CIPSTAMAC:"02:03:04:05:06:07"\r\n\r\nOK\r\n`)
}

// Two modules with one Config share nothing.
func TestConfigIsNotChanged(t *testing.T) {
	aps := append(make([]AccessPoint, 0, 2), AccessPoint{SSID: "lab"})
	cfg := Config{AccessPoints: aps}
	Start(t, cfg, AccessPoint{SSID: "guests"})
	if aps = aps[:2]; aps[0].Channel != 0 || aps[1].SSID != "" {
		t.Errorf("the configuration has become %+v", aps)
	}
}

func TestParse(t *testing.T) {
	for _, f := range all {
		if got, err := ParseFirmware(f.String()); got != f || err != nil {
			t.Errorf("ParseFirmware(%q) = %v, %v", f, got, err)
		}
	}
	if _, err := ParseFirmware("3.0"); err == nil {
		t.Error("firmware 3.0 was taken")
	}
	want := MAC{0x64, 0xa2, 0xf9, 0x56, 0xd6, 0xc3}
	if got, err := ParseMAC("64:A2:f9:56:d6:c3"); got != want || err != nil {
		t.Errorf("ParseMAC: %v, %v", got, err)
	}
	for _, bad := range []string{"", "64:a2:f9:56:d6", "64-a2-f9-56-d6-c3", "64:a2:f9:56:d6:cx", "64:a2:f9:56:d6:c3:"} {
		if _, err := ParseMAC(bad); err == nil {
			t.Errorf("ParseMAC(%q) was taken", bad)
		}
	}
}

func TestParseAccessPoint(t *testing.T) {
	got, err := ParseAccessPoint(`ssid=a\,b\\c=d,password=correct horse,security=WPA2_WPA_PSK,channel=6,rssi=-52,bssid=64:a2:f9:56:d6:c3,hidden=true,drift=6,refuse=full,nolease=true,outage=30s+5s/1m,outage=2h`)
	want := AccessPoint{
		SSID: `a,b\c=d`, Password: "correct horse", Security: WPAWPA2, Channel: 6, RSSI: -52, Hidden: true,
		BSSID: MAC{0x64, 0xa2, 0xf9, 0x56, 0xd6, 0xc3}, Drift: 6, Refuse: RefuseFull, NoLease: true,
		Outages: []Outage{{After: 30 * time.Second, For: 5 * time.Second, Every: time.Minute}, {After: 2 * time.Hour}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	for bad, want := range map[string]string{
		"ssid=lab,colour=red":          "use ssid, password",
		"ssid=lab,outage=soon":         "outage=soon: use AFTER",
		"ssid=lab,outage=1s+2s/1s":     "ends before it does",
		"ssid=lab,outage=-1s":          "not negative",
		"ssid=lab,refuse=perhaps":      "use silent, password, unseen or full",
		"ssid=lab,drift=99":            "0 to 60",
		"ssid=lab,user=ann":            "WPA2_ENTERPRISE only",
		"ssid=lab,nolease=maybe":       "true or false",
		"ssid=lab,channel=1,channel=2": "given twice",
		"ssid=lab,security=WPA3_PSK":   "8 to 64 bytes",
		"ssid=lab,bssid=1":             "want the form",
		"ssid=lab,rssi=loud":           "whole number",
		"ssid=lab,hidden":              "not key=value",
	} {
		if _, err := ParseAccessPoint(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("ParseAccessPoint(%q): %v, want it to say %q", bad, err, want)
		}
	}
}

func TestParseDNS(t *testing.T) {
	second := netip.MustParseAddr("127.0.0.2")
	for text, want := range map[string]DNS{
		"example.org=127.0.0.1":                    {Name: "example.org", Addr: loopback},
		"example.org=127.0.0.1/127.0.0.2":          {Name: "example.org", Addr: loopback, More: []netip.Addr{second}},
		"example.org=127.0.0.2,delay=1500ms":       {Name: "example.org", Addr: second, Delay: 1500 * time.Millisecond},
		"example.org=fail":                         {Name: "example.org", Fail: true},
		"example.org=fail,delay=2s":                {Name: "example.org", Fail: true, Delay: 2 * time.Second},
		"example.org=127.0.0.1/127.0.0.2,delay=0s": {Name: "example.org", Addr: loopback, More: []netip.Addr{second}},
	} {
		if got, err := ParseDNS(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("ParseDNS(%q): %+v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"x", "=127.0.0.1", "x=", "x=::1", "x=127.0.0.1,delay=soon", "x=127.0.0.1,slow", "x=127.0.0.1,delay=-1s"} {
		if got, err := ParseDNS(bad); err == nil {
			t.Errorf("ParseDNS(%q) = %+v", bad, got)
		}
	}
}

func TestRefuse(t *testing.T) {
	s := newSession(t, Firmware22, AccessPoint{SSID: "full", Refuse: 4})
	s.play(`
		> AT+CWMODE=1\r\n
		< AT+CWMODE=1\r\n\r\nOK\r\n
		> AT+CWJAP="full",""\r\n
		< AT+CWJAP="full",""\r\n+CWJAP:4\r\n\r\nERROR\r\n`)
	if err := s.emu.SetAccessPoint(AccessPoint{SSID: "full"}); err != nil {
		t.Fatal(err)
	}
	s.play(`
		> AT+CWJAP="full",""\r\n
		< AT+CWJAP="full",""\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n`)
}
