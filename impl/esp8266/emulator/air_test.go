package emulator

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func inStationMode(t *testing.T, opts ...Option) *session {
	t.Helper()
	s := newSession(t, opts...)
	s.play(`
		> ATE0\r\n
		< ATE0\r\n\r\nOK\r\n
		> AT+CWMODE=1\r\n
		< \r\nOK\r\n`)
	return s
}

var mesh = []Option{
	AccessPoint{SSID: "mesh", Password: "long enough", Channel: 1, RSSI: -70, BSSID: MAC{2, 0, 0, 0, 1, 1}},
	AccessPoint{SSID: "mesh", Password: "long enough", Channel: 6, RSSI: -50, BSSID: MAC{2, 0, 0, 0, 1, 2}},
	AccessPoint{SSID: "mesh", Password: "long enough", Channel: 11, RSSI: -60, BSSID: MAC{2, 0, 0, 0, 1, 3}},
}

// Of several access points with one SSID the strongest is joined, unless the host names one; and the next when that goes.
func TestStrongestOfSeveral(t *testing.T) {
	s := inStationMode(t, append(mesh, Firmware17, BootGarbage(false))...)
	s.play(`
		> AT+CWJAP="mesh","long enough"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWJAP?\r\n
		< +CWJAP:"mesh","02:00:00:00:01:02",6,-50,0\r\n\r\nOK\r\n
		> AT+CWJAP="mesh","long enough","02:00:00:00:01:01"\r\n
		< WIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWJAP?\r\n
		< +CWJAP:"mesh","02:00:00:00:01:01",1,-70,0\r\n\r\nOK\r\n`)
}

func TestScheduledOutages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inStationMode(t, Firmware22, AccessPoint{SSID: "lab", Outages: []Outage{
			{After: 10 * time.Second, For: 5 * time.Second, Every: time.Minute},
		}})
		began := time.Now()
		s.play(`
			> AT+CWJAP="lab",""\r\n
			< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n`)
		for _, want := range []struct {
			at   time.Duration
			text string
		}{
			{10 * time.Second, "WIFI DISCONNECT\r\n"}, {15 * time.Second, "WIFI CONNECTED\r\nWIFI GOT IP\r\n"},
			{70 * time.Second, "WIFI DISCONNECT\r\n"}, {75 * time.Second, "WIFI CONNECTED\r\nWIFI GOT IP\r\n"},
		} {
			for time.Since(began) < want.at {
				time.Sleep(want.at - time.Since(began))
			}
			s.expect(want.text)
		}
		s.emu.Outage("lab", time.Second)
		s.expect("WIFI DISCONNECT\r\n")
		s.play(`
			> AT+CWLAP\r\n
			< \r\nOK\r\n`)
		time.Sleep(time.Second)
		s.expect("WIFI CONNECTED\r\nWIFI GOT IP\r\n")
		s.idle()
	})
}

// The outages of an access point end with it: one that is set in its place has its own.
func TestOutagesOfAnAccessPointThatWasReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inStationMode(t, Firmware22, AccessPoint{SSID: "lab", Outages: []Outage{
			{After: 10 * time.Second, For: time.Second, Every: 10 * time.Second},
		}})
		if err := s.emu.SetAccessPoint(AccessPoint{SSID: "lab", Outages: []Outage{{After: time.Hour}}}); err != nil {
			t.Fatal(err)
		}
		s.play(`
			> AT+CWJAP="lab",""\r\n
			< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n`)
		time.Sleep(time.Hour - time.Second)
		s.idle()
		time.Sleep(time.Second)
		s.expect("WIFI DISCONNECT\r\n")
		s.idle()
	})
}

// Another access point of the same network takes over at once.
func TestOutageOfOneOfSeveral(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		outage := mesh[1].(AccessPoint)
		outage.Outages = []Outage{{After: time.Second}}
		s := inStationMode(t, Firmware22, mesh[0], outage, mesh[2])
		s.play(`
			> AT+CWJAP="mesh","long enough"\r\n
			< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n`)
		time.Sleep(time.Second)
		s.play(`
			< WIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n
			> AT+CWJAP?\r\n
			< +CWJAP:"mesh","02:00:00:00:01:03",11,-60,0,1,3,0,1\r\n\r\nOK\r\n`)
	})
}

// ESP-AT goes back to an access point for as long as AT+CWRECONNCFG says.
func TestReconnectsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := inStationMode(t, Firmware22, lab)
		s.play(`
			> AT+CWJAP="lab","correct horse"\r\n
			< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
			> AT+CWRECONNCFG=2,5\r\n
			< \r\nOK\r\n`)
		s.emu.Outage("lab", 9*time.Second)
		s.expect("WIFI DISCONNECT\r\n")
		time.Sleep(9 * time.Second)
		s.expect("WIFI CONNECTED\r\nWIFI GOT IP\r\n")
		s.emu.Outage("lab", 11*time.Second)
		s.expect("WIFI DISCONNECT\r\n")
		time.Sleep(11 * time.Second)
		s.idle()
	})
}

// The drift of a signal is the same each time for one seed and another for another, and stays within its limits.
func TestDrift(t *testing.T) {
	levels := func(seed uint64) (list []string) {
		synctest.Test(t, func(t *testing.T) {
			s := inStationMode(t, Firmware17, BootGarbage(false), Seed(seed), AccessPoint{SSID: "lab", RSSI: -60, Drift: 8})
			s.play(`
				> AT+CWLAPOPT=0,4\r\n
				< \r\nOK\r\n`)
			for range 60 {
				s.send("AT+CWLAP\r\n")
				list = append(list, strings.TrimSuffix(s.reply(), "\r\n\r\nOK\r\n"))
				time.Sleep(7 * time.Second)
			}
		})
		return list
	}
	one, again, other := levels(1), levels(1), levels(2)
	if fmt.Sprint(one) != fmt.Sprint(again) {
		t.Errorf("one seed, two drifts:\n%v\n%v", one, again)
	}
	if fmt.Sprint(one) == fmt.Sprint(other) {
		t.Error("two seeds, one drift")
	}
	seen := map[int]bool{}
	for _, line := range one {
		var rssi int
		if _, err := fmt.Sscanf(line, "+CWLAP:(%d)", &rssi); err != nil || rssi < -68 || rssi > -52 {
			t.Errorf("%q: %v", line, err)
		}
		seen[rssi] = true
	}
	if len(seen) < 5 {
		t.Errorf("the signal had only the levels %v", seen)
	}
}

func TestRefusals(t *testing.T) {
	for code, words := range map[int]string{RefuseSilent: "1", RefusePassword: "2", RefuseUnseen: "3", RefuseFull: "4"} {
		s := inStationMode(t, Firmware22, AccessPoint{SSID: "lab", Refuse: code})
		s.play(`
			> AT+CWJAP="lab",""\r\n
			< +CWJAP:CODE\r\n\r\nERROR\r\n`, "CODE", words)
	}
}

// WPA3 is for firmware that has it; where an access point has WPA2 besides, AT 1.x takes that.
func TestWPA3(t *testing.T) {
	both := AccessPoint{SSID: "both", Password: "long enough", Security: WPA2WPA3, BSSID: MAC{2, 0, 0, 0, 0, 1}}
	only := AccessPoint{SSID: "only", Password: "long enough", Security: WPA3, BSSID: MAC{2, 0, 0, 0, 0, 2}}
	s := inStationMode(t, Firmware17, BootGarbage(false), both, only)
	s.play(`
		> AT+CWLAPOPT=0,3\r\n
		< \r\nOK\r\n
		> AT+CWLAP\r\n
		< +CWLAP:(3,"both")\r\n+CWLAP:(3,"only")\r\n\r\nOK\r\n
		> AT+CWJAP="only","long enough"\r\n
		< +CWJAP:4\r\n\r\nFAIL\r\n
		> AT+CWJAP="both","long enough"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n`)
	s = inStationMode(t, Firmware22, both, only)
	s.play(`
		> AT+CWLAPOPT=0,3\r\n
		< \r\nOK\r\n
		> AT+CWLAP\r\n
		< +CWLAP:(7,"both")\r\n+CWLAP:(6,"only")\r\n\r\nOK\r\n
		> AT+CWJAP="only","long enough"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n`)
}
