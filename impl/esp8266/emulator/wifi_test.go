package emulator

import (
	"testing"
	"testing/synctest"
	"time"
)

var lab = AccessPoint{
	SSID: "lab", Password: "correct horse", Channel: 6, RSSI: -52, BSSID: MAC{0x64, 0xa2, 0xf9, 0x56, 0xd6, 0xc3},
}

// wifiDialogues run on a module with lab and three more access points in range, echo off, in station mode.
var wifiDialogues = []struct {
	name     string
	firmware []Firmware
	dialogue string
}{
	{"join, 1.7", only17, `
		> AT+CWJAP_CUR?\r\n
		< No AP\r\n\r\nOK\r\n
		> AT+CWJAP_CUR="lab","correct horse"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWJAP_CUR?\r\n
		< +CWJAP_CUR:"lab","64:a2:f9:56:d6:c3",6,-52,0\r\n\r\nOK\r\n
		> AT+CWJAP="lab","correct horse"\r\n
		< WIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWQAP\r\n
		< \r\nOK\r\nWIFI DISCONNECT\r\n
		> AT+CWQAP\r\n
		< \r\nOK\r\n`},
	{"join, 2.2", only22, `
		> AT+CWJAP?\r\n
		< \r\nOK\r\n
		> AT+CWSTATE?\r\n
		< +CWSTATE:0,""\r\n\r\nOK\r\n
		> AT+CWJAP="lab","correct horse"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWJAP?\r\n
		< +CWJAP:"lab","64:a2:f9:56:d6:c3",6,-52,0,1,3,0,1\r\n\r\nOK\r\n
		> AT+CWSTATE?\r\n
		< +CWSTATE:2,"lab"\r\n\r\nOK\r\n
		> AT+CWJAP="lab","correct horse",,1,0,5,1,30,2\r\n
		< WIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWJAP?\r\n
		< +CWJAP:"lab","64:a2:f9:56:d6:c3",6,-52,1,0,5,1,2\r\n\r\nOK\r\n
		> AT+CWRECONNCFG?\r\n
		< +CWRECONNCFG:0,0\r\n\r\nOK\r\n
		> AT+CWJAP\r\n
		< WIFI DISCONNECT\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWQAP\r\n
		< \r\nOK\r\nWIFI DISCONNECT\r\n`},
	{"join fails, 1.7", only17, `
		> AT+CWJAP_CUR="lab","wrong horse"\r\n
		< +CWJAP_CUR:2\r\n\r\nFAIL\r\n
		> AT+CWJAP="nowhere",""\r\n
		< +CWJAP:3\r\n\r\nFAIL\r\n
		> AT+CWJAP_DEF="company","secret secret"\r\n
		< +CWJAP_DEF:4\r\n\r\nFAIL\r\n
		> AT+CWJAP="lab"\r\n
		< \r\nERROR\r\n
		> AT+CWJAP=lab,"x"\r\n
		< \r\nERROR\r\n
		> AT+CWMODE=2\r\n
		< \r\nOK\r\n
		> AT+CWJAP="lab","correct horse"\r\n
		< \r\nERROR\r\n`},
	{"join fails, 2.2", only22, `
		> AT+CWJAP="lab","wrong horse"\r\n
		< +CWJAP:2\r\n\r\nERROR\r\n
		> AT+CWJAP="nowhere",""\r\n
		< +CWJAP:3\r\n\r\nERROR\r\n
		> AT+CWJAP="company","secret secret"\r\n
		< +CWJAP:4\r\n\r\nERROR\r\n
		> AT+CWSTATE?\r\n
		< +CWSTATE:4,""\r\n\r\nOK\r\n
		> AT+CWJAP=lab,"x"\r\n
		< \r\nERROR\r\n
		> AT+CWMODE=0\r\n
		< \r\nOK\r\n
		> AT+CWJAP="lab","correct horse"\r\n
		< \r\nERROR\r\n`},
	{"a mode with the station joins the saved access point, 2.2", only22, `
		> AT+CWJAP="lab","correct horse"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWMODE=2\r\n
		< WIFI DISCONNECT\r\n\r\nOK\r\n
		> AT+CWMODE=3,0\r\n
		< \r\nOK\r\n
		> AT+CWMODE=2\r\n
		< \r\nOK\r\n
		> AT+CWMODE=3\r\n
		< \r\nOK\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n`},
	{"no lease, 1.7", only17, `
		> AT+CWJAP="mute",""\r\n
		< WIFI CONNECTED\r\nDHCP TIMEOUT\r\nWIFI DISCONNECT\r\n+CWJAP:1\r\n\r\nFAIL\r\n`},
	{"no lease, 2.2", only22, `
		> AT+CWJAP="mute",""\r\n
		< WIFI CONNECTED\r\nWIFI DISCONNECT\r\n+CWJAP:1\r\n\r\nERROR\r\n`},
	{"escapes", all, `
		> AT+CWJAP="a\"b\,c\\\\","p\,q\"r\\\\xyz"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWQAP\r\n
		< \r\nOK\r\nWIFI DISCONNECT\r\n`},
	{"a comma in quotes, 1.7", only17, `
		> AT+CWJAP="a\"b,c\\\\","p,q\"r\\\\xyz"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWJAP?\r\n
		< +CWJAP:"a"b,c\\","02:00:00:00:00:07",1,-60,0\r\n\r\nOK\r\n`},
	{"a comma in quotes, 2.2", only22, `
		> AT+CWJAP="a\\\"b,c\\\\","p\\,q\\\"r\\\\xyz"\r\n
		< \r\nERROR\r\n
		> AT+CWJAP="a"b","x"\r\n
		< \r\nERROR\r\n
		> AT+CWJAP="ab\","x"\r\n
		< \r\nERROR\r\n`},
	{"scan", all, `
		> AT+CWLAP\r\n
		< +CWLAP:(3,"lab",-52,"64:a2:f9:56:d6:c3",6,-1,-1,4,4,7,0)\r\n
		< +CWLAP:(5,"company",-70,"02:00:00:00:00:05",11,-1,-1,4,4,7,0)\r\n
		< +CWLAP:(0,"mute",-40,"02:00:00:00:00:06",1,-1,-1,0,0,7,0)\r\n
		< +CWLAP:(4,"a"b,c\\",-60,"02:00:00:00:00:07",1,-1,-1,5,3,7,0)\r\n\r\nOK\r\n
		> AT+CWLAP="shy"\r\n
		< +CWLAP:(1,"shy",-80,"02:00:00:00:00:08",1,-1,-1,1,1,7,0)\r\n\r\nOK\r\n
		> AT+CWLAP="lab","02:00:00:00:00:05"\r\n
		< \r\nOK\r\n
		> AT+CWLAPOPT=1,6\r\n
		< \r\nOK\r\n
		> AT+CWLAP\r\n
		< +CWLAP:("mute",-40)\r\n+CWLAP:("lab",-52)\r\n+CWLAP:("a"b,c\\",-60)\r\n+CWLAP:("company",-70)\r\n\r\nOK\r\n`},
	{"scan limits, 2.2", only22, `
		> AT+CWLAPOPT=0,2,-55,0x8\r\n
		< \r\nOK\r\n
		> AT+CWLAP\r\n
		< +CWLAP:("lab")\r\n\r\nOK\r\n
		> AT+CWLAP=,"64:a2:f9:56:d6:c3",6\r\n
		< +CWLAP:("lab")\r\n\r\nOK\r\n`},
	{"addresses, 1.7", only17, `
		> AT+CIPSTA_CUR?\r\n
		< +CIPSTA_CUR:ip:"0.0.0.0"\r\n+CIPSTA_CUR:gateway:"0.0.0.0"\r\n+CIPSTA_CUR:netmask:"0.0.0.0"\r\n\r\nOK\r\n
		> AT+CIFSR\r\n
		< +CIFSR:STAIP,"0.0.0.0"\r\n+CIFSR:STAMAC,"5c:cf:7f:1c:ca:27"\r\n\r\nOK\r\n
		> AT+CIPSTAMAC_CUR?\r\n
		< +CIPSTAMAC_CUR:"5c:cf:7f:1c:ca:27"\r\n\r\nOK\r\n
		> AT+CIPSTAMAC_CUR="01:02:03:04:05:06"\r\n
		< \r\nERROR\r\n
		> AT+CWHOSTNAME?\r\n
		< +CWHOSTNAME:ESP_1CCA27\r\n\r\nOK\r\n
		> AT+CWDHCP_CUR?\r\n
		< +CWDHCP_CUR:3\r\nOK\r\n
		> AT+CWDHCP_CUR=1,0\r\n
		< \r\nOK\r\n
		> AT+CWDHCP_CUR?\r\n
		< +CWDHCP_CUR:1\r\nOK\r\n
		> AT+CWCOUNTRY_CUR?\r\n
		< +CWCOUNTRY_CUR:0,"CN",1,13\r\n\r\nOK\r\n
		> AT+CWAUTOCONN?\r\n
		< +CWAUTOCONN:1\r\nOK\r\n
		> AT+CWMODE=?\r\n
		< +CWMODE:(1-3)\r\n\r\nOK\r\n
		> AT+CIPDNS_CUR?\r\n
		< +CIPDNS_CUR:208.67.222.222\r\n+CIPDNS_CUR:8.8.8.8\r\n\r\nOK\r\n`},
	{"addresses, 2.2", only22, `
		> AT+CWJAP="lab","correct horse"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+CIPSTA?\r\n
		< +CIPSTA:ip:"10.0.0.2"\r\n+CIPSTA:gateway:"10.0.0.1"\r\n+CIPSTA:netmask:"255.255.255.0"\r\n\r\nOK\r\n
		> AT+CIPSTA="10.9.0.7","10.9.0.1","255.255.0.0"\r\n
		< WIFI GOT IP\r\n\r\nOK\r\n
		> AT+CIFSR\r\n
		< +CIFSR:STAIP,"10.9.0.7"\r\n+CIFSR:STAMAC,"5c:cf:7f:1c:ca:27"\r\n\r\nOK\r\n
		> AT+CWDHCP?\r\n
		< +CWDHCP:2\r\nOK\r\n
		> AT+CWDHCP=1,1\r\n
		< \r\nOK\r\nWIFI GOT IP\r\n
		> AT+CIFSR\r\n
		< +CIFSR:STAIP,"10.0.0.2"\r\n+CIFSR:STAMAC,"5c:cf:7f:1c:ca:27"\r\n\r\nOK\r\n
		> AT+CWDHCP?\r\n
		< +CWDHCP:3\r\nOK\r\n
		> AT+CIPDNS?\r\n
		< +CIPDNS:0,"208.67.222.222","8.8.8.8"\r\n\r\nOK\r\n
		> AT+CIPDNS=1,"1.1.1.1"\r\n
		< \r\nOK\r\n
		> AT+CIPDNS?\r\n
		< +CIPDNS:1,"1.1.1.1"\r\n\r\nOK\r\n
		> AT+CWHOSTNAME="probe"\r\n
		< \r\nOK\r\n
		> AT+CWHOSTNAME?\r\n
		< +CWHOSTNAME:probe\r\n\r\nOK\r\n`},
	{"its own access point, 1.7", only17, `
		> AT+CWSAP_CUR?\r\n
		< \r\nERROR\r\n
		> AT+CWMODE_CUR=3\r\n
		< \r\nOK\r\n
		> AT+CWSAP_CUR?\r\n
		< +CWSAP_CUR:"ESP_1CCA27","",1,0,4,0\r\n\r\nOK\r\n
		> AT+CWSAP_CUR="mine","short",5,3\r\n
		< \r\nERROR\r\n
		> AT+CWSAP_CUR="mine","long enough",5,3\r\n
		< \r\nOK\r\n
		> AT+CWSAP_CUR?\r\n
		< +CWSAP_CUR:"mine","long enough",5,3,4,0\r\n\r\nOK\r\n
		> AT+CWLIF\r\n
		< 192.168.4.2,02:00:00:00:00:01\r\n\r\nOK\r\n
		> AT+CIPAP_CUR?\r\n
		< +CIPAP_CUR:ip:"192.168.4.1"\r\n+CIPAP_CUR:gateway:"192.168.4.1"\r\n+CIPAP_CUR:netmask:"255.255.255.0"\r\n\r\nOK\r\n
		> AT+CIFSR\r\n
		< +CIFSR:APIP,"192.168.4.1"\r\n+CIFSR:APMAC,"5e:cf:7f:1c:ca:27"\r\n+CIFSR:STAIP,"0.0.0.0"\r\n+CIFSR:STAMAC,"5c:cf:7f:1c:ca:27"\r\n\r\nOK\r\n
		> AT+CWDHCPS_CUR?\r\n
		< +CWDHCPS_CUR:120,192.168.4.2,192.168.4.101\r\nOK\r\n
		> AT+CWQIF\r\n
		< \r\nERROR\r\n`},
	{"its own access point, 2.2", only22, `
		> AT+CWMODE=2\r\n
		< \r\nOK\r\n
		> AT+CWLIF\r\n
		< +CWLIF:192.168.4.2,02:00:00:00:00:01\r\n\r\nOK\r\n
		> AT+CWSAP="mine","long enough",5,3,2,1\r\n
		< \r\nOK\r\n
		> AT+CWSAP?\r\n
		< +CWSAP:"mine","long enough",5,3,2,1\r\n\r\nOK\r\n
		> AT+CIPAP="192.168.9.1"\r\n
		< \r\nOK\r\n
		> AT+CWDHCPS?\r\n
		< +CWDHCPS:120,192.168.9.2,192.168.9.101\r\nOK\r\n
		> AT+CWDHCPS=1,5,"192.168.9.50","192.168.9.60"\r\n
		< \r\nOK\r\n
		> AT+CWDHCPS?\r\n
		< +CWDHCPS:5,192.168.9.50,192.168.9.60\r\nOK\r\n
		> AT+CWQIF="02:00:00:00:00:01"\r\n
		< \r\nOK\r\n+STA_DISCONNECTED:"02:00:00:00:00:01"\r\n
		> AT+CWLIF\r\n
		< \r\nOK\r\n`},
}

func inRange(f Firmware) []Option {
	return []Option{
		f, lab,
		AccessPoint{SSID: "company", Security: WPA2Enterprise, User: "ann", Password: "secret secret", Channel: 11, RSSI: -70, BSSID: MAC{2, 0, 0, 0, 0, 5}},
		AccessPoint{SSID: "mute", NoLease: true, RSSI: -40, BSSID: MAC{2, 0, 0, 0, 0, 6}},
		AccessPoint{SSID: `a"b,c\`, Password: `p,q"r\xyz`, Security: "WPA2_WPA_PSK", RSSI: -60, BSSID: MAC{2, 0, 0, 0, 0, 7}},
		AccessPoint{SSID: "shy", Password: "12345", Security: "WEP_PSK", Hidden: true, RSSI: -80, BSSID: MAC{2, 0, 0, 0, 0, 8}},
		Stations{{2, 0, 0, 0, 0, 1}},
	}
}

func TestWiFiDialogues(t *testing.T) {
	for _, tt := range wifiDialogues {
		for _, f := range tt.firmware {
			t.Run(tt.name+"/"+f.String(), func(t *testing.T) {
				s := newSession(t, inRange(f)...)
				s.play(`
					> ATE0\r\n
					< ATE0\r\n\r\nOK\r\n
					> AT+CWMODE=1\r\n
					< \r\nOK\r\n`)
				s.play(tt.dialogue)
				s.idle()
			})
		}
	}
}

func TestOutage(t *testing.T) {
	s := online(t)
	s.emu.RemoveAccessPoint("lab")
	s.expect("WIFI DISCONNECT\r\n")
	s.play(`
		> AT+CWSTATE?\r\n
		< +CWSTATE:4,"lab"\r\n\r\nOK\r\n`)
	if err := s.emu.SetAccessPoint(lab); err != nil {
		t.Fatal(err)
	}
	s.expect("WIFI CONNECTED\r\nWIFI GOT IP\r\n")
	s.emu.RemoveAccessPoint("lab")
	s.expect("WIFI DISCONNECT\r\n")
	s.play(`
		> AT+CWRECONNCFG=0,0\r\n
		< \r\nOK\r\n`)
	s.emu.SetAccessPoint(lab)
	s.idle()
}

func TestSavedAccessPointIsJoinedAtBoot(t *testing.T) {
	s := newSession(t, lab, Firmware17, BootGarbage(false))
	s.play(`
		> ATE0\r\n
		< ATE0\r\n\r\nOK\r\n
		> AT+CWMODE=1\r\n
		< \r\nOK\r\n
		> AT+CWJAP="lab","correct horse"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
		> AT+RST\r\n
		< \r\nOK\r\n\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n
		> AT+CWAUTOCONN=0\r\n
		< AT+CWAUTOCONN=0\r\n\r\nOK\r\n`)
	s.emu.Reboot()
	s.expect("\r\nready\r\n")
	s.idle()
}

func TestStationsOfTheModulesAccessPoint(t *testing.T) {
	s := newSession(t, Firmware17)
	mac := MAC{2, 0, 0, 0, 0, 9}
	s.emu.JoinStation(mac)
	s.expect("+STA_CONNECTED:\"02:00:00:00:00:09\"\r\n+DIST_STA_IP:\"02:00:00:00:00:09\",\"192.168.4.2\"\r\n")
	s.emu.LeaveStation(mac)
	s.expect("+STA_DISCONNECTED:\"02:00:00:00:00:09\"\r\n")
	s.idle()
}

// A join takes as long as Timing says; what comes meanwhile is answered busy, and a join that fails is tried again
// until its time is up.
func TestJoinTakesTime(t *testing.T) {
	for _, f := range all {
		synctest.Test(t, func(t *testing.T) {
			s := newSession(t, f, Timing{Join: 2 * time.Second, DHCP: time.Second, JoinFail: 15 * time.Second})
			began := time.Now()
			s.play(`
				> ATE0\r\n
				< ATE0\r\n\r\nOK\r\n
				> AT+CWMODE=1\r\n
				< \r\nOK\r\n
				> AT+CWJAP="lab","correct horse"\r\n
				> AT\r\n
				< \r\nbusy p...\r\n
				< +CWJAP:3\r\n\r\n`)
			s.until("\r\n")
			if took := time.Since(began); took < 15*time.Second || took > 18*time.Second {
				t.Errorf("the join failed after %v, want 15s", took)
			}
			s.send("AT+CWJAP=\"lab\",\"correct horse\"\r\n")
			time.AfterFunc(5*time.Second, func() { s.emu.SetAccessPoint(lab) })
			began = time.Now()
			s.expect("WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n")
			if took := time.Since(began); took != 8*time.Second {
				t.Errorf("joined after %v, want 8s", took)
			}
		})
	}
}

func TestRestartWhileBusy(t *testing.T) {
	for _, f := range all {
		s := newSession(t, f, lab, Timing{Scan: time.Hour}, BootGarbage(false))
		s.play(`
			> ATE0\r\n
			< ATE0\r\n\r\nOK\r\n
			> AT+CWMODE=1\r\n
			< \r\nOK\r\n
			> AT+CWLAP\r\n
			> AT+GMR\r\n
			< \r\nbusy p...\r\n
			> AT+RST\r\n
			< \r\nWill force to restart!!!\r\n\r\nOK\r\n\r\nready\r\n`)
		s.idle()
	}
}

// A host that gives the station up while the firmware still joins the saved access point keeps it from that.
func TestModeEndsAJoin(t *testing.T) {
	for _, f := range []Firmware{Firmware17, Firmware22} {
		synctest.Test(t, func(t *testing.T) {
			s := online(t, f, BootGarbage(false))
			s.emu.SetTiming(Timing{AutoConnect: time.Second, Join: time.Second, DHCP: time.Second})
			s.emu.Reboot()
			s.expect("\r\nready\r\n")
			time.Sleep(1500 * time.Millisecond) // it has begun
			s.send("ATE0\r\nAT+CWMODE=2\r\n")
			s.expect("ATE0\r\n\r\nOK\r\n\r\nOK\r\n")
			time.Sleep(time.Minute)
			s.idle()
		})
	}
}
