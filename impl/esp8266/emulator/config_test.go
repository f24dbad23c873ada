package emulator

import (
	"net/netip"
	"strings"
	"testing"
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
		{DNS{"", netip.MustParseAddr("127.0.0.1")}, "IPv4"},
		{DNS{"x", netip.MustParseAddr("::1")}, "IPv4"},
		{Baud(-1), "baud"},
		{Firmware(9), "firmware"},
		{StationAddress(Address{IP: netip.MustParseAddr("::1")}), "IPv4"},
		{Interleave{At: 99}, "interleave"},
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
	got, err := ParseAccessPoint(`ssid=a\,b\\c=d,password=correct horse,security=WPA2_WPA_PSK,channel=6,rssi=-52,bssid=64:a2:f9:56:d6:c3,hidden=true`)
	want := AccessPoint{
		SSID: `a,b\c=d`, Password: "correct horse", Security: WPAWPA2, Channel: 6, RSSI: -52, Hidden: true,
		BSSID: MAC{0x64, 0xa2, 0xf9, 0x56, 0xd6, 0xc3},
	}
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if _, err := ParseAccessPoint("ssid=lab,colour=red"); err == nil {
		t.Error("a key that does not exist was taken")
	}
	if got, err := ParseDNS("example.org=127.0.0.1"); err != nil || got != (DNS{"example.org", loopback}) {
		t.Errorf("ParseDNS: %v, %v", got, err)
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
