package emulator

import (
	"fmt"
	"net"
	"testing"
	"time"
)

func serving(t *testing.T, f Firmware, opts ...Option) (*session, net.Addr) {
	t.Helper()
	s := online(t, append(opts, f)...)
	s.play(`
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSERVER=1,80\r\n
		< \r\nOK\r\n`)
	addr, ok := s.emu.ListenAddr(80)
	if !ok {
		t.Fatal("the server on port 80 has no address")
	}
	return s, addr
}

func dialModule(t *testing.T, addr net.Addr) *peer {
	t.Helper()
	conn, err := net.Dial("tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return &peer{t: t, conn: conn}
}

func TestServer(t *testing.T) {
	for _, f := range []Firmware{Firmware17, Firmware22} {
		s, addr := serving(t, f)
		var clients []*peer
		for id := range maxLinks {
			clients = append(clients, dialModule(t, addr))
			s.expect(fmt.Sprintf("%d,CONNECT\r\n", id))
		}
		dialModule(t, addr).ended()
		clients[1].write("GET")
		s.expect("\r\n+IPD,1,3:GET")
		s.send("AT+CIPSTATUS\r\n")
		s.expect("STATUS:3\r\n+CIPSTATUS:0,\"TCP\",\"127.0.0.1\",")
		s.until(",80,1\r\n")
		s.until("OK\r\n")
		clients[1].conn.Close()
		s.expect("1,CLOSED\r\n")
		clients[1] = dialModule(t, addr)
		s.expect("1,CONNECT\r\n")
		s.send("AT+CIPSEND=1,2\r\n")
		s.until(">")
		s.send("ok")
		s.until("SEND OK\r\n")
		clients[1].read("ok")
		s.send("AT+CIPMUX=0\r\n")
		s.until("ERROR\r\n")
		s.play(`
			> AT+CIPCLOSE=1\r\n
			< 1,CLOSED\r\n\r\nOK\r\n`)
		clients[1].ended()
		if f == Firmware17 {
			s.play(`
				> AT+CIPSERVER=1,80\r\n
				< no change\r\n\r\nOK\r\n
				> AT+CIPSERVER=0\r\n
				< \r\nOK\r\n
				> AT+CIPSERVER=0\r\n
				< no change\r\n\r\nOK\r\n`)
		} else {
			s.play(`
				> AT+CIPSERVER?\r\n
				< +CIPSERVER:1,80,"TCP"\r\n\r\nOK\r\n
				> AT+CIPSERVER=0,1\r\n
				< 0,CLOSED\r\n2,CLOSED\r\n3,CLOSED\r\n4,CLOSED\r\n\r\nOK\r\n
				> AT+CIPSERVER?\r\n
				< +CIPSERVER:0\r\n\r\nOK\r\n`)
			clients[0].ended()
		}
		if _, ok := s.emu.ListenAddr(80); ok {
			t.Error("a stopped server has an address")
		}
		s.idle()
	}
}

func TestServerMaxConn(t *testing.T) {
	s := online(t, Firmware22)
	s.play(`
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSERVERMAXCONN=1\r\n
		< \r\nOK\r\n
		> AT+CIPSERVERMAXCONN?\r\n
		< +CIPSERVERMAXCONN:1\r\n\r\nOK\r\n
		> AT+CIPSERVER=1\r\n
		< \r\nOK\r\n`)
	addr, _ := s.emu.ListenAddr(333)
	dialModule(t, addr)
	s.expect("0,CONNECT\r\n")
	dialModule(t, addr).ended()
	s.idle()
}

func TestServerIdleLimit(t *testing.T) {
	s, addr := serving(t, Firmware22)
	s.play(`
		> AT+CIPSTO?\r\n
		< +CIPSTO:0\r\n\r\nOK\r\n`)
	p := dialModule(t, addr)
	s.expect("0,CONNECT\r\n")
	began := time.Now()
	s.play(`
		> AT+CIPSTO=1\r\n
		< \r\nOK\r\n
		< 0,CLOSED\r\n`)
	p.ended()
	if took := time.Since(began); took < time.Second {
		t.Errorf("closed after %v, want 1s", took)
	}
}

func TestPortsOfTheModule(t *testing.T) {
	taken := newPeer(t)
	s := online(t, Firmware22)
	s.play(`
		> AT+CIPMUX=1\r\n
		< \r\nOK\r\n
		> AT+CIPSERVER=1,PORT\r\n
		< \r\nOK\r\n`, "PORT", taken.port())
	port := taken.ln.Addr().(*net.TCPAddr).Port
	addr, ok := s.emu.ListenAddr(uint16(port))
	if !ok || addr.(*net.TCPAddr).Port == port {
		t.Errorf("port %d, which is taken, became %v", port, addr)
	}
	taken.ln.Close()
	s.play(`
		> AT+CIPSERVER=0\r\n
		< \r\nOK\r\n
		> AT+CIPSERVER=1,PORT\r\n
		< \r\nOK\r\n`, "PORT", taken.port())
	if addr, _ := s.emu.ListenAddr(uint16(port)); addr.(*net.TCPAddr).Port != port {
		t.Errorf("port %d, which is free, became %v", port, addr)
	}
}
