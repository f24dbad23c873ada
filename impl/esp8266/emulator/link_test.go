package emulator

import (
	"strings"
	"testing"
)

func TestClientSession22(t *testing.T) {
	s, p := linked(t, true, Firmware22)
	s.play(`
		> AT+CIPSEND=0,5\r\n
		< \r\nOK\r\n\r\n>
		> hello
		< \r\nRecv 5 bytes\r\n\r\nSEND OK\r\n`)
	p.read("hello")
	p.write("world")
	s.expect("\r\n+IPD,0,5:world")
	p.conn.Close()
	s.expect("0,CLOSED\r\n")
	s.play(`
		> AT+CIPCLOSE=0\r\n
		< \r\nERROR\r\n
		> AT+CIPCLOSE=5\r\n
		< \r\nOK\r\n
		> AT+CIPSTATUS\r\n
		< STATUS:4\r\n\r\nOK\r\n`)
	s.idle()
}

func TestClientSession17(t *testing.T) {
	s, p := linked(t, true, Firmware17)
	s.play(`
		> ATE1\r\n
		< \r\nOK\r\n
		> AT+CIPSEND=0,5\r\n
		< AT+CIPSEND=0,5\r\n\r\nOK\r\n>\s
		> hello
		< \r\nRecv 5 bytes\r\n\r\nSEND OK\r\n`)
	p.read("hello")
	p.write("world")
	s.expect("\r\n+IPD,0,5:world")
	p.conn.Close()
	s.expect("0,CLOSED\r\n")
	s.play(`
		> AT+CIPCLOSE=0\r\n
		< AT+CIPCLOSE=0\r\nUNLINK\r\n\r\nERROR\r\n
		> AT+CIPCLOSE=5\r\n
		< AT+CIPCLOSE=5\r\n\r\nOK\r\n`)
	s.idle()
}

func TestOneLink(t *testing.T) {
	for _, f := range all {
		s, p := linked(t, false, f)
		s.send("AT+CIPSTATUS\r\n")
		local := strings.Split(s.until("\r\n\r\nOK\r\n"), ",")[4]
		if want := p.conn.RemoteAddr().String(); !strings.HasSuffix(want, ":"+local) {
			t.Errorf("AT+CIPSTATUS gives local port %s; the peer sees %s", local, want)
		}
		p.write("x\r\nOK\r\n")
		s.expect("\r\n+IPD,7:x\r\nOK\r\n")
		s.send("AT+CIPDINFO=1\r\n")
		s.expect("\r\nOK\r\n")
		p.write("y")
		if f == Firmware17 {
			s.expect("\r\n+IPD,1,127.0.0.1," + p.port() + ":y")
		} else {
			s.expect("\r\n+IPD,1,\"127.0.0.1\"," + p.port() + ":y")
		}
		s.play(`
			> AT+CIPCLOSE\r\n
			< CLOSED\r\n\r\nOK\r\n`)
		p.ended()
		s.idle()
	}
}

// startDialogues run on an online module with PORT a peer's, DEAD a port where nobody listens.
var startDialogues = []struct {
	name     string
	firmware []Firmware
	dialogue string
}{
	{"status", all, `
		> AT+CIPSTATUS\r\n
		< STATUS:2\r\n\r\nOK\r\n
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSTART=3,"TCP","127.0.0.1",PORT\r\n
		< 3,CONNECT\r\n\r\nOK\r\n
		> AT+CIPCLOSE=3\r\n
		< 3,CLOSED\r\n\r\nOK\r\n
		> AT+CIPSTATUS\r\n
		< STATUS:4\r\n\r\nOK\r\n`},
	{"refused, 1.7", only17, `
		> AT+CIPSTART="TCP","127.0.0.1",DEAD\r\n
		< \r\nERROR\r\nCLOSED\r\n
		> AT+CIPSTATUS\r\n
		< STATUS:4\r\n\r\nOK\r\n
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSTART=2,"TCP","127.0.0.1",DEAD\r\n
		< \r\nERROR\r\n2,CLOSED\r\n`},
	{"refused, 2.2", only22, `
		> AT+CIPSTART="TCP","127.0.0.1",DEAD\r\n
		< \r\nERROR\r\n`},
	{"a destination that is not allowed, 2.2", only22, `
		> AT+CIPSTART="TCP","203.0.113.1",80\r\n
		< \r\nERROR\r\n`},
	{"a name, 1.7", only17, `
		> AT+CIPSTART="TCP","Peer.Example.",PORT\r\n
		< CONNECT\r\n\r\nOK\r\n
		> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
		< ALREADY CONNECTED\r\n\r\nERROR\r\n
		> AT+CIPMUX=1\r\n
		< link is builded\r\n\r\nERROR\r\n
		> AT+CIPCLOSE=0\r\n
		< MUX=0\r\n\r\nERROR\r\n
		> AT+CIPCLOSE\r\n
		< CLOSED\r\n\r\nOK\r\n
		> AT+CIPCLOSE\r\n
		< UNLINK\r\n\r\nERROR\r\n
		> AT+CIPSTART="TCP","nobody.example",PORT\r\n
		< DNS Fail\r\n\r\nERROR\r\n
		> AT+CIPDOMAIN="peer.example"\r\n
		< +CIPDOMAIN:127.0.0.1\r\n\r\nOK\r\n
		> AT+CIPDOMAIN="nobody.example"\r\n
		< DNS Fail\r\n\r\nERROR\r\n`},
	{"a name, 2.2", only22, `
		> AT+CIPSTART="TCP","peer.example",PORT\r\n
		< CONNECT\r\n\r\nOK\r\n
		> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
		< \r\nERROR\r\n
		> AT+CIPMUX=1\r\n
		< \r\nERROR\r\n
		> AT+CIPCLOSE=0\r\n
		< \r\nERROR\r\n
		> AT+CIPCLOSE\r\n
		< CLOSED\r\n\r\nOK\r\n
		> AT+CIPSTART="TCP","nobody.example",PORT\r\n
		< \r\nERROR\r\n
		> AT+CIPDOMAIN="peer.example"\r\n
		< +CIPDOMAIN:"127.0.0.1"\r\n\r\nOK\r\n
		> AT+CIPDOMAIN="nobody.example"\r\n
		< \r\nERROR\r\n`},
	{"arguments, 1.7", only17, `
		> AT+CIPSTART=0,"TCP","127.0.0.1",PORT\r\n
		< Link type ERROR\r\n\r\nERROR\r\n
		> AT+CIPSTART="SCTP","127.0.0.1",PORT\r\n
		< Link type ERROR\r\n\r\nERROR\r\n
		> AT+CIPSTART="TCP"\r\n
		< IP ERROR\r\n\r\nERROR\r\n
		> AT+CIPSTART="TCP","127.0.0.1",0\r\n
		< ENTRY ERROR\r\n\r\nERROR\r\n
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
		< ID ERROR\r\n\r\nERROR\r\n
		> AT+CIPSTART=5,"TCP","127.0.0.1",PORT\r\n
		< ID ERROR\r\n\r\nERROR\r\n
		> AT+CIPCLOSE\r\n
		< MUX=1\r\n\r\nERROR\r\n
		> AT+CIPSTART=4,"TCP","127.0.0.1",PORT,60\r\n
		< 4,CONNECT\r\n\r\nOK\r\n
		> AT+CIPSEND=4,2049\r\n
		< too long\r\n\r\nERROR\r\n
		> AT+CIPSEND=3,1\r\n
		< link is not valid\r\n\r\nERROR\r\n`},
	{"arguments, 2.2", only22, `
		> AT+CIPSTART=0,"TCP","127.0.0.1",PORT\r\n
		< \r\nERROR\r\n
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSTART=5,"TCP","127.0.0.1",PORT\r\n
		< \r\nERROR\r\n
		> AT+CIPSTART=4,"TCP","127.0.0.1",PORT,60,"10.0.0.2"\r\n
		< 4,CONNECT\r\n\r\nOK\r\n
		> AT+CIPSEND=4,2049\r\n
		< \r\nERROR\r\n
		> AT+CIPSEND=4,0\r\n
		< \r\nERROR\r\n
		> AT+CIPSEND=3,1\r\n
		< \r\nERROR\r\n
		> AT+CIPCLOSE\r\n
		< \r\nERROR\r\n
		> AT+CIPSTARTEX="TCP","127.0.0.1",PORT\r\n
		< 0,CONNECT\r\n\r\nOK\r\n
		> AT+CIPCLOSE=5\r\n
		< 0,CLOSED\r\n4,CLOSED\r\n\r\nOK\r\n`},
	{"no address, 1.7", only17, `
		> AT+CWQAP\r\n
		< \r\nOK\r\nWIFI DISCONNECT\r\n
		> AT+CIPSTATUS\r\n
		< STATUS:5\r\n\r\nOK\r\n
		> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
		< no ip\r\n\r\nERROR\r\n`},
	{"no address, 2.2", only22, `
		> AT+CWQAP\r\n
		< \r\nOK\r\nWIFI DISCONNECT\r\n
		> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
		< \r\nERROR\r\n`},
	{"LINK_CONN", all, `
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+SYSMSGSUFFIX=2\r\n
		< \r\nOK\r\n
		> AT+CIPSTART=1,"UDP","127.0.0.1",PORT,40404\r\n
		< +LINK_CONN:0,1,"UDP",0,"127.0.0.1",PORT,40404\r\n\r\nOK\r\n`},
	{"ping, 1.7", only17, `
		> AT+PING="peer.example"\r\n
		< +1\r\n\r\nOK\r\n
		> AT+PING="203.0.113.1"\r\n
		< +timeout\r\n\r\nERROR\r\n`},
	{"ping, 2.2", only22, `
		> AT+PING="127.0.0.1"\r\n
		< +PING:1\r\n\r\nOK\r\n
		> AT+PING="nobody.example"\r\n
		< +PING:TIMEOUT\r\n\r\nERROR\r\n`},
	{"options, 1.7", only17, `
		> AT+CIPDINFO?\r\n
		< +CIPDINFO:FALSE\r\nOK\r\n
		> AT+CIPSSLSIZE=4096\r\n
		< \r\nOK\r\n
		> AT+CIPSSLSIZE?\r\n
		< +CIPSSLSIZE:4096\r\n\r\nOK\r\n
		> AT+CIPSSLCCONF=2\r\n
		< \r\nOK\r\n
		> AT+CIPSSLCCONF?\r\n
		< +CIPSSLCCONF:2\r\n\r\nOK\r\n
		> AT+CIPSERVER=1\r\n
		< \r\nERROR\r\n
		> AT+CIPSNTPCFG?\r\n
		< +CIPSNTPCFG:0\r\n\r\nOK\r\n
		> AT+CIPSNTPTIME?\r\n
		< +CIPSNTPTIME:Thu Jan 01 00:00:00 1970\r\nOK\r\n
		> AT+CIPSTO=10\r\n
		< \r\nERROR\r\n
		> AT+CIPSTO?\r\n
		< +CIPSTO:180\r\n\r\nOK\r\n`},
	{"options, 2.2", only22, `
		> AT+CIPDINFO?\r\n
		< +CIPDINFO:false\r\nOK\r\n
		> AT+CIPTCPOPT=0,1,500\r\n
		< \r\nOK\r\n
		> AT+CIPTCPOPT?\r\n
		< +CIPTCPOPT:0,0,1,500\r\n+CIPTCPOPT:1,-1,0,0\r\n+CIPTCPOPT:2,-1,0,0\r\n+CIPTCPOPT:3,-1,0,0\r\n+CIPTCPOPT:4,-1,0,0\r\n\r\nOK\r\n
		> AT+CIPRECONNINTV=10\r\n
		< \r\nOK\r\n
		> AT+CIPRECONNINTV?\r\n
		< +CIPRECONNINTV:10\r\n\r\nOK\r\n
		> AT+CIPSNTPCFG=1,8,"ntp.example"\r\n
		< \r\nOK\r\n
		> AT+CIPSNTPCFG?\r\n
		< +CIPSNTPCFG:1,8,"ntp.example"\r\n\r\nOK\r\n
		> AT+CIPSNTPCFG=1,15\r\n
		< \r\nERROR\r\n
		> AT+CIPSERVER?\r\n
		< +CIPSERVER:0\r\n\r\nOK\r\n`},
	{"link states", []Firmware{Firmware22}, `
		> AT+CIPSTART="UDP","127.0.0.1",PORT,40405\r\n
		< CONNECT\r\n\r\nOK\r\n
		> AT+CIPSTATE?\r\n
		< +CIPSTATE:0,"UDP","127.0.0.1",PORT,40405,0\r\n\r\nOK\r\n
		> AT+CIPSTATUS\r\n
		< STATUS:2\r\n+CIPSTATUS:0,"UDP","127.0.0.1",PORT,40405,0\r\n\r\nOK\r\n`},
	{"no link states", []Firmware{Firmware221}, `
		> AT+CIPSTATE?\r\n
		< \r\nERROR\r\n`},
}

func TestStartDialogues(t *testing.T) {
	for _, tt := range startDialogues {
		for _, f := range tt.firmware {
			t.Run(tt.name+"/"+f.String(), func(t *testing.T) {
				s := online(t, f, DNS{Name: "peer.example", Addr: loopback})
				live, dead := newPeer(t), newPeer(t)
				dead.ln.Close()
				suffix := ""
				if f == Firmware17 {
					suffix = "_CUR"
				}
				s.play(tt.dialogue, "PORT", live.port(), "DEAD", dead.port(), "SUFFIX", suffix)
				s.idle()
			})
		}
	}
}

func TestStationLossClosesLinks(t *testing.T) {
	s, p := linked(t, true, Firmware22)
	s.emu.RemoveAccessPoint("lab")
	s.expect("WIFI DISCONNECT\r\n0,CLOSED\r\n")
	p.ended()
	s.idle()

	s, p = linked(t, true, Firmware17)
	s.emu.RemoveAccessPoint("lab")
	s.expect("WIFI DISCONNECT\r\n")
	p.write("lost in the air")
	s.play(`
		> AT+CIPSEND=0,2\r\n
		< \r\nOK\r\n>\s
		> ab
		< \r\nRecv 2 bytes\r\n0,CLOSED\r\nSEND FAIL\r\n`)
	p.ended()
	s.idle()
}

func TestRebootForgetsLinks(t *testing.T) {
	s, p := linked(t, true, Firmware22)
	s.emu.Reboot()
	s.expect("\r\nready\r\nWIFI CONNECTED\r\nWIFI GOT IP\r\n")
	p.ended()
	s.play(`
		> AT+CIPMUX?\r\n
		< AT+CIPMUX?\r\n+CIPMUX:0\r\n\r\nOK\r\n`)
	s.idle()
}
