package esp8266

import (
	"bytes"
	"net/netip"
	"testing"

	"drivergen/driver"
)

func TestParseScan(t *testing.T) {
	mac := driver.MAC{0x5e, 0xcf, 0x7f, 0x1c, 0xca, 0x27}
	const at = `"5e:cf:7f:1c:ca:27"`
	for line, want := range map[string]string{
		`+CWLAP:(0,"ESP_1CCA27",-90,` + at + `,1,-29,0,0,0,3,0)`: "ESP_1CCA27", // ten fields, AT 1.6
		`+CWLAP:(0,"lab",-90,` + at + `,1)`:                      "lab",        // five fields, AT 0.x
		`+CWLAP:(0,"",-90,` + at + `,1,-29,0,5,3,7,1)`:           "",           // a hidden network
		`+CWLAP:(0,"a,"b",c",-90,` + at + `,1,-29,0,5,3,7,1)`:    `a,"b",c`,
		`+CWLAP:(0,"x",-1,` + at + `,2)",-90,` + at + `,1)`:      `x",-1,` + at + `,2)`,
	} {
		ecn, ssid, rssi, got, channel, ok := parseScan([]byte(line))
		if !ok || ecn != 0 || ssid != want || rssi != -90 || got != mac || channel != 1 {
			t.Errorf("%s: %d %q %d %v %d %t", line, ecn, ssid, rssi, got, channel, ok)
		}
	}
	for _, line := range []string{
		"", "OK", "+CWLAP:", "+CWLAP:()", `+CWLAP:(0,"lab")`, `+CWLAP:(x,"lab",-90,` + at + `,1)`, `+CWLAP:(0,"lab",x,` + at + `,1)`,
		`+CWLAP:(0,"lab",-90,"5e:cf:7f:1c:ca:2x",1)`, `+CWLAP:(0,"lab",-90,` + at + `,x)`, `+CWLAP:(0,` + at + `,1)`,
	} {
		if _, _, _, _, _, ok := parseScan([]byte(line)); ok {
			t.Errorf("%s was read", line)
		}
	}
}

func TestParseJoined(t *testing.T) {
	for line, want := range map[string]string{
		`+CWJAP_CUR:"home","64:a2:f9:56:d6:c3",5,-49`:                      "home",
		`+CWJAP:"lab","64:a2:f9:56:d6:c3",5,-49,0,1,3,0,1`:                 "lab",
		`+CWJAP:"a":"b","c","64:a2:f9:56:d6:c3",5,-49,0`:                   `a":"b","c`,
		`+CWJAP:"","00:00:00:00:00:00",1,2","64:a2:f9:56:d6:c3",5,-49,0,1`: `","00:00:00:00:00:00",1,2`,
	} {
		ssid, mac, channel, rssi, ok := parseJoined([]byte(line))
		if !ok || ssid != want || mac.String() != "64:a2:f9:56:d6:c3" || channel != 5 || rssi != -49 {
			t.Errorf("%s: %q %v %d %d %t", line, ssid, mac, channel, rssi, ok)
		}
	}
	for _, line := range []string{"No AP", "+CWJAP:", "+CWJAP:1", `+CWJAP:"lab"`, `+CWJAP:"lab","64:a2",5,-49`, `+CWJAP:"lab","64:a2:f9:56:d6:c3",x,1`} {
		if _, _, _, _, ok := parseJoined([]byte(line)); ok {
			t.Errorf("%s was read", line)
		}
	}
}

func TestParseLinkEvent(t *testing.T) {
	peer := netip.MustParseAddrPort("10.0.0.2:80")
	for line, want := range map[string]linkEvent{
		"0,CONNECT": {id: 0, open: true},
		"4,CLOSED":  {id: 4},
		`+LINK_CONN:0,1,"TCP",0,"10.0.0.2",80,5000`: {id: 1, open: true, peer: peer, local: 5000},
		`+LINK_CONN:0,2,"TCP",1,"10.0.0.2",80,8080`: {id: 2, open: true, server: true, peer: peer, local: 8080},
	} {
		if got, ok := parseLinkEvent([]byte(line)); !ok || got != want {
			t.Errorf("%s: %+v %t", line, got, ok)
		}
	}
	for _, line := range []string{
		"", "CONNECT", "0,CONNECT FAIL", "x,CLOSED", "0,", `+LINK_CONN:1,1,"TCP",0,"10.0.0.2",80,5000`, "+LINK_CONN:0,1", `+LINK_CONN:0,1,"TCP",0,"x",80,5000`,
	} {
		if got, ok := parseLinkEvent([]byte(line)); ok {
			t.Errorf("%s was read as %+v", line, got)
		}
	}
}

func TestAddresses(t *testing.T) {
	var a addresses
	for _, line := range []string{
		`+CIFSR:APIP,"192.168.4.1"`, `+CIFSR:APMAC,"5e:cf:7f:1c:ca:27"`, `+CIFSR:STAIP,"0.0.0.0"`, `+CIFSR:STAMAC,"5c:cf:7f:1c:ca:27"`, "+CIFSR:", "OK",
	} {
		a.take([]byte(line))
	}
	if a.station.IsValid() || a.ap.String() != "192.168.4.1" || a.stationMAC.String() != "5c:cf:7f:1c:ca:27" || a.apMAC.String() != "5e:cf:7f:1c:ca:27" {
		t.Errorf("%+v", a)
	}
}

// FuzzParse: no line of the module makes the driver panic.
func FuzzParse(f *testing.F) {
	for _, line := range []string{`+CWLAP:(0,"a",-90,"5e:cf:7f:1c:ca:27",1)`, `+CWJAP:"a","64:a2:f9:56:d6:c3",5,-49`, "0,CLOSED",
		`+LINK_CONN:0,1,"TCP",0,"10.0.0.2",80,5000`, `+CIPSTATUS:3,"TCP","10.0.0.2",48908,8080,1`, `+CIFSR:STAIP,"1.2.3.4"`} {
		f.Add([]byte(line))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if _, ssid, _, _, _, ok := parseScan(line); ok && !bytes.Contains(line, []byte(ssid)) {
			t.Errorf("SSID %q is not in %q", ssid, line)
		}
		if ssid, _, _, _, ok := parseJoined(line); ok && !bytes.Contains(line, []byte(ssid)) {
			t.Errorf("SSID %q is not in %q", ssid, line)
		}
		parseLinkEvent(line)
		new(linkLines).take(line)
		new(addresses).take(line)
	})
}
