package emulator

import (
	"fmt"
	"net"
	"testing"
	"time"
)

// udpPeer is a UDP socket of this machine.
type udpPeer struct {
	t    *testing.T
	conn *net.UDPConn
}

func newUDPPeer(t *testing.T) *udpPeer {
	t.Helper()
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return &udpPeer{t, conn}
}

func (p *udpPeer) port() string { return fmt.Sprint(p.conn.LocalAddr().(*net.UDPAddr).Port) }

func (p *udpPeer) read(want string) *net.UDPAddr {
	p.t.Helper()
	buf := make([]byte, 4096)
	n, from, err := p.conn.ReadFromUDP(buf)
	if err != nil || string(buf[:n]) != want {
		p.t.Fatalf("the peer got %q, %v; want %q", buf[:n], err, want)
	}
	return from
}

func (p *udpPeer) write(to *net.UDPAddr, text string) {
	p.t.Helper()
	if _, err := p.conn.WriteToUDP([]byte(text), to); err != nil {
		p.t.Fatal(err)
	}
}

// Whose datagrams the module answers to depends on the link's mode.
func TestUDPModes(t *testing.T) {
	for mode, wants := range [][2]string{{"first", "first"}, {"second", "second"}, {"second", "first"}} {
		for _, f := range []Firmware{Firmware17, Firmware22} {
			t.Run(fmt.Sprint(mode, "/", f), func(t *testing.T) {
				s := online(t, f)
				peers := map[string]*udpPeer{"first": newUDPPeer(t), "second": newUDPPeer(t)}
				s.play(`
					> AT+CIPSTART="UDP","127.0.0.1",PORT,1112,MODE\r\n
					< CONNECT\r\n\r\nOK\r\n`, "PORT", peers["first"].port(), "MODE", fmt.Sprint(mode))
				send := func(to string) *net.UDPAddr {
					s.send("AT+CIPSEND=3\r\n")
					s.until(">")
					s.send("abc")
					s.until("SEND OK\r\n")
					return peers[to].read("abc")
				}
				module := send("first")
				peers["second"].write(module, "hi")
				s.expect("\r\n+IPD,2:hi")
				send(wants[0])
				peers["first"].write(module, "ho")
				s.expect("\r\n+IPD,2:ho")
				send(wants[1])
			})
		}
	}
}

func TestUDPTo(t *testing.T) {
	for _, f := range []Firmware{Firmware17, Firmware22} {
		s := online(t, f, DNS{Name: "second.example", Addr: loopback})
		first, second := newUDPPeer(t), newUDPPeer(t)
		s.play(`
			> AT+CIPMUX=1\r\n
			< \r\nOK\r\n
			> AT+CIPSTART=2,"UDP","127.0.0.1",PORT\r\n
			< 2,CONNECT\r\n\r\nOK\r\n
			> AT+CIPDINFO=1\r\n
			< \r\nOK\r\n
			> AT+CIPSEND=2,3,"second.example",OTHER\r\n`, "PORT", first.port(), "OTHER", second.port())
		s.until(">")
		s.send("abc")
		s.until("SEND OK\r\n")
		module := second.read("abc")
		second.write(module, "one")
		quote := `"`
		if f == Firmware17 {
			quote = ""
		}
		s.expect("\r\n+IPD,2,3," + quote + "127.0.0.1" + quote + "," + second.port() + ":one")
		s.idle()
	}
}

func TestUDPPassive(t *testing.T) {
	for _, f := range []Firmware{Firmware17, Firmware22} {
		s, p := online(t, f), newUDPPeer(t)
		s.play(`
			> AT+CIPRECVMODE=1\r\n
			< \r\nOK\r\n
			> AT+CIPSTART="UDP","127.0.0.1",PORT\r\n
			< CONNECT\r\n\r\nOK\r\n
			> AT+CIPSEND=1\r\n`, "PORT", p.port())
		s.until(">")
		s.send("x")
		s.until("SEND OK\r\n")
		p.write(p.read("x"), "hello")
		if f == Firmware17 {
			s.expect("\r\n+IPD,5:hello")
			continue
		}
		s.play(`
			< \r\n+IPD,5\r\n
			> AT+CIPRECVLEN?\r\n
			< +CIPRECVLEN:5\r\n\r\nOK\r\n
			> AT+CIPRECVDATA=2\r\n
			< +CIPRECVDATA:2,he\r\nOK\r\n`)
		s.idle()
	}
}

func TestUDPRemotePortZero(t *testing.T) {
	s := online(t, Firmware17)
	s.play(`
		> AT+CIPSTART="UDP","0.0.0.0",0,2222,2\r\n
		< CONNECT\r\n\r\nOK\r\n`)
	s = online(t, Firmware22)
	s.play(`
		> AT+CIPSTART="UDP","127.0.0.1",9,,2\r\n
		< \r\nERROR\r\n
		> AT+CIPSTART="UDP","0.0.0.0",0,2222,2\r\n
		< \r\nERROR\r\n`)
}
