package emulator

import (
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
)

func TestOptions(t *testing.T) {
	told := make(chan net.Addr, 2)
	s := online(t, Firmware22,
		StationMAC(MAC{2, 0, 0, 0, 0, 1}), APMAC(MAC{2, 0, 0, 0, 0, 2}),
		StationAddress(Address{IP: netip.MustParseAddr("172.16.5.9"), Netmask: netip.MustParseAddr("255.255.0.0")}),
		APAddress(Address{IP: netip.MustParseAddr("10.1.1.1")}),
		Allow(netip.MustParsePrefix("127.0.0.2/32")),
		OnListen(func(port uint16, at net.Addr) {
			if port == 2224 {
				told <- at
			}
		}))
	live := newPeer(t)
	s.play(`
		> AT+CWMODE=3\r\n
		< \r\nOK\r\n
		> AT+CIFSR\r\n
		< +CIFSR:APIP,"10.1.1.1"\r\n+CIFSR:APMAC,"02:00:00:00:00:02"\r\n+CIFSR:STAIP,"172.16.5.9"\r\n+CIFSR:STAMAC,"02:00:00:00:00:01"\r\n\r\nOK\r\n
		> AT+CIPSTA?\r\n
		< +CIPSTA:ip:"172.16.5.9"\r\n+CIPSTA:gateway:"172.16.0.1"\r\n+CIPSTA:netmask:"255.255.0.0"\r\n\r\nOK\r\n
		> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
		< \r\nERROR\r\n
		> AT+CIPSTART="UDP","127.0.0.1",PORT,2224\r\n
		< CONNECT\r\n\r\nOK\r\n`, "PORT", live.port())
	at, ok := s.emu.PacketAddr(2224)
	if !ok || at.String() != (<-told).String() {
		t.Errorf("the UDP link is at %v, %v", at, ok)
	}
	if _, ok := s.emu.PacketAddr(1); ok {
		t.Error("a UDP port that is not open has an address")
	}
	s.idle()
}

// moreDialogues are of commands that few hosts use, on an online module.
var moreDialogues = []struct {
	name     string
	firmware []Firmware
	dialogue string
}{
	{"1.7", only17, `
		> AT+CWJAPTO=20\r\n
		< \r\nOK\r\n
		> AT+CWJAPTO?\r\n
		< +CWJAPTO:20\r\n\r\nOK\r\n
		> AT+CWCOUNTRY_CUR=1,"US",1,11\r\n
		< \r\nOK\r\n
		> AT+CWCOUNTRY_CUR?\r\n
		< +CWCOUNTRY_CUR:1,"US",1,11\r\n\r\nOK\r\n
		> AT+CWCOUNTRY_DEF?\r\n
		< +CWCOUNTRY_DEF:0,"CN",1,13\r\n\r\nOK\r\n
		> AT+IPR=9600\r\n
		< \r\nOK\r\n
		> AT+UART?\r\n
		< +UART:115200,8,1,0,0\r\nOK\r\n
		> AT+UART_CUR?\r\n
		< +UART_CUR:9600,8,1,0,0\r\nOK\r\n
		> AT+CWMODE_CUR=3\r\n
		< \r\nOK\r\n
		> AT+CIPAPMAC_CUR="02:00:00:00:00:44"\r\n
		< \r\nOK\r\n
		> AT+CIPAPMAC_CUR?\r\n
		< +CIPAPMAC_CUR:"02:00:00:00:00:44"\r\n\r\nOK\r\n
		> AT+CIPAPMAC_DEF?\r\n
		< +CIPAPMAC_DEF:"5e:cf:7f:1c:ca:27"\r\n\r\nOK\r\n
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSTART=1,"TCP","127.0.0.1",PORT\r\n
		< 1,CONNECT\r\n\r\nOK\r\n
		> AT+CIPCLOSEMODE=1,1\r\n
		< \r\nOK\r\n
		> AT+CIPCLOSE=1\r\n
		< 1,CLOSED\r\n\r\nOK\r\n
		> AT+CIPDNS_CUR=1,"9.9.9.9"\r\n
		< \r\nOK\r\n
		> AT+CIPDNS_CUR?\r\n
		< +CIPDNS_CUR:9.9.9.9\r\n\r\nOK\r\n
		> AT+CIPSNTPCFG=1,8\r\n
		< \r\nOK\r\n
		> AT+CIPSNTPCFG?\r\n
		< +CIPSNTPCFG:1,8,"cn.ntp.org.cn","ntp.sjtu.edu.cn","us.pool.ntp.org"\r\n\r\nOK\r\n`},
	{"2.2", only22, `
		> AT+SYSLOG?\r\n
		< +SYSLOG:0\r\n\r\nOK\r\n
		> AT+CIPSTAMAC="02:00:00:00:00:45"\r\n
		< \r\nOK\r\n
		> AT+CIPSTAMAC?\r\n
		< +CIPSTAMAC:"02:00:00:00:00:45"\r\n\r\nOK\r\n
		> AT+CIPSTAMAC="00:00:00:00:00:00"\r\n
		< \r\nERROR\r\n
		> AT+CIPAP?\r\n
		< \r\nERROR\r\n
		> AT+CWMODE=2\r\n
		< WIFI DISCONNECT\r\n\r\nOK\r\n
		> AT+CIPSTA?\r\n
		< \r\nERROR\r\n
		> AT+CWQIF\r\n
		< \r\nOK\r\n
		> AT+CWHOSTNAME="x"\r\n
		< \r\nERROR\r\n
		> AT+CIPTCPOPT=0\r\n
		< \r\nOK\r\n
		> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
		< CONNECT\r\n\r\nOK\r\n
		> AT+CIPCLOSE\r\n
		< CLOSED\r\n\r\nOK\r\n`},
}

func TestMoreDialogues(t *testing.T) {
	for _, tt := range moreDialogues {
		for _, f := range tt.firmware {
			t.Run(f.String(), func(t *testing.T) {
				s := online(t, f)
				s.play(tt.dialogue, "PORT", newPeer(t).port())
				s.idle()
			})
		}
	}
}

// What waits in passive mode comes as +IPD when the host goes back to active mode.
func TestBackToActive(t *testing.T) {
	s, p := passive(t, Firmware22)
	p.write("abc")
	s.expect("\r\n+IPD,0,3\r\n")
	s.play(`
		> AT+CIPRECVMODE=0\r\n
		< \r\nOK\r\n\r\n+IPD,0,3:abc`)
	p.write("def")
	s.expect("\r\n+IPD,0,3:def")
	s.idle()
}

// A bubble's clock starts at midnight of 2000-01-01.
func TestClock(t *testing.T) {
	for zone, want := range map[string]string{"8": "Sat Jan  1 08:00:00 2000", "-330": "Fri Dec 31 20:30:00 1999"} {
		synctest.Test(t, func(t *testing.T) {
			s := online(t, Firmware22, WithNetwork(newMemory()))
			s.play(`
				> AT+CIPSNTPTIME?\r\n
				< +CIPSNTPTIME:Thu Jan  1 00:00:00 1970\r\nOK\r\n
				> AT+CIPSNTPCFG=1,ZONE\r\n
				< \r\nOK\r\n
				> AT+CIPSNTPTIME?\r\n
				< +CIPSNTPTIME:WANT\r\nOK\r\n
				> AT+SYSTIMESTAMP=1000\r\n
				< \r\nOK\r\n
				> AT+SYSTIMESTAMP?\r\n
				< +SYSTIMESTAMP:1000\r\nOK\r\n`, "ZONE", zone, "WANT", want)
		})
	}
}

// A reset in the middle of a connect leaves no connection behind.
func TestRebootWhileConnecting(t *testing.T) {
	s := online(t, Firmware22, Timing{Connect: patience})
	p := newPeer(t)
	s.send("AT+CIPSTART=\"TCP\",\"127.0.0.1\"," + p.port() + "\r\n")
	s.send("AT\r\n")
	s.expect("\r\nbusy p...\r\n")
	s.emu.Reboot()
	s.expect("\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n")
	s.idle()
}
