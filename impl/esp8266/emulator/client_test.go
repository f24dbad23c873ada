package emulator

import (
	"io"
	"net"
	"testing"
	"time"
)

// clientDialogues are what clients in use rely on. They run on an online module with PORT a peer's.
var clientDialogues = []struct {
	name     string
	firmware []Firmware
	dialogue string
}{
	{"UDP without a peer, its host written 0", only17, `
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSTART=1,"UDP","0",0,40406,2\r\n
		< 1,CONNECT\r\n\r\nOK\r\n
		> AT+CIPSTATUS\r\n
		< STATUS:3\r\n+CIPSTATUS:1,"UDP","0.0.0.0",0,40406,0\r\n\r\nOK\r\n`},
	{"UDP from any port, written 0", all, `
		> AT+CIPSTART="UDP","127.0.0.1",PORT,0,2\r\n
		< CONNECT\r\n\r\nOK\r\n
		> AT+CIPCLOSE\r\n
		< CLOSED\r\n\r\nOK\r\n`},
	{"a scan for one BSSID, with a comma to spare", all, `
		> AT+CWLAPOPT=0,6\r\n
		< \r\nOK\r\n
		> AT+CWLAP="","02:00:00:00:00:aa",\r\n
		< +CWLAP:("lab",-50)\r\n\r\nOK\r\n
		> AT+CWLAP="","02:00:00:00:00:ab",\r\n
		< \r\nOK\r\n`},
	{"a host written as one number", all, `
		> AT+CIPDOMAIN="2130706433"\r\n
		< +CIPDOMAIN:QUOTE127.0.0.1QUOTE\r\n\r\nOK\r\n`},
	{"a link had been open when the access point was left", all, `
		> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
		< CONNECT\r\n\r\nOK\r\n
		> AT+CIPCLOSE\r\n
		< CLOSED\r\n\r\nOK\r\n
		> AT+CIPSTATUS\r\n
		< STATUS:4\r\n\r\nOK\r\n
		> AT+CWQAP\r\n
		< \r\nOK\r\nWIFI DISCONNECT\r\n
		> AT+CIPSTATUS\r\n
		< STATUS:5\r\n\r\nOK\r\n`},
	{"close with a reset", only17, `
		> AT+CIPCLOSEMODE=0,1\r\n
		< \r\nERROR\r\n
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPCLOSEMODE=0,1\r\n
		< UNLINK\r\n\r\nERROR\r\n
		> AT+CIPSTART=0,"TCP","127.0.0.1",PORT\r\n
		< 0,CONNECT\r\n\r\nOK\r\n
		> AT+CIPCLOSEMODE=0,1\r\n
		< \r\nOK\r\n
		> AT+CIPCLOSE=0\r\n
		< 0,CLOSED\r\n\r\nOK\r\n`},
	{"addresses as they are, not as they are saved", only17, `
		> AT+CWMODE_CUR=3\r\n
		< \r\nOK\r\n
		> AT+CIPAP_CUR="192.168.9.1"\r\n
		< \r\nOK\r\n
		> AT+CIPAP?\r\n
		< +CIPAP:ip:"192.168.9.1"\r\n+CIPAP:gateway:"192.168.9.1"\r\n+CIPAP:netmask:"255.255.255.0"\r\n\r\nOK\r\n
		> AT+CIPAP_DEF?\r\n
		< +CIPAP_DEF:ip:"192.168.4.1"\r\n+CIPAP_DEF:gateway:"192.168.4.1"\r\n+CIPAP_DEF:netmask:"255.255.255.0"\r\n\r\nOK\r\n
		> AT+CIPSTAMAC_CUR="02:00:00:00:00:07"\r\n
		< \r\nOK\r\n
		> AT+CIPSTAMAC?\r\n
		< +CIPSTAMAC:"02:00:00:00:00:07"\r\n\r\nOK\r\n
		> AT+CIPSTA_CUR="10.0.0.9"\r\n
		< WIFI GOT IP\r\n\r\nOK\r\n
		> AT+CWDHCP?\r\n
		< +CWDHCP:1\r\nOK\r\n
		> AT+CWDHCP_DEF?\r\n
		< +CWDHCP_DEF:3\r\nOK\r\n`},
	{"a length that is none", only17, `
		> AT+CIPSEND=-1\r\n
		< \r\nERROR\r\n
		> AT+CIPSEND=\r\n
		< \r\nERROR\r\n`},
	{"places at the access point", all, `
		> AT+CWMODE=3\r\n
		< \r\nOK\r\n
		> AT+CWSAP="mine","long enough",5,3,8,0\r\n
		< \r\nOK\r\n
		> AT+CWSAP="mine","long enough",5,3,9,0\r\n
		< \r\nERROR\r\n`},
}

func TestClients(t *testing.T) {
	for _, d := range clientDialogues {
		for _, f := range d.firmware {
			t.Run(d.name+"/"+f.String(), func(t *testing.T) {
				s := online(t, f, AccessPoint{SSID: "lab", Password: "correct horse", BSSID: MAC{2, 0, 0, 0, 0, 0xaa}})
				quote := `"`
				if f == Firmware17 {
					quote = ""
				}
				s.play(d.dialogue, "PORT", newPeer(t).port(), "QUOTE", quote)
				s.idle()
			})
		}
	}
}

// A host that sends no more, as a shell's pipe into netcat, hears what it asked for: what was said at once, and what
// a command has yet to say.
func TestHostThatClosesItsSendingSide(t *testing.T) {
	for sent, want := range map[string]string{
		"AT+CIPMUX?\r\n":                         "+CIPMUX:0\r\n\r\nOK\r\n",
		"AT+CWJAP=\"lab\",\"correct horse\"\r\n": "WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n",
		"AT+CIPSEN":                              "",
	} {
		emu := Start(t, AccessPoint{SSID: "lab", Password: "correct horse"}, Timing{Join: time.Millisecond})
		attach(t, emu).play(`
			> ATE0\r\n
			< ATE0\r\n\r\nOK\r\n
			> AT+CWMODE=1\r\n
			< \r\nOK\r\n`)
		ln, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		host, err := net.Dial("tcp4", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer host.Close()
		uart, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(host, sent)
		host.(*net.TCPConn).CloseWrite()
		if err := emu.Attach(uart); err != nil {
			t.Errorf("Attach: %v", err)
		}
		host.SetDeadline(time.Now().Add(patience))
		if got, err := io.ReadAll(host); string(got) != want {
			t.Errorf("%q was answered %q, %v; want %q", sent, got, err, want)
		}
	}
}
