package emulator

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// peer is a TCP server of this machine that a module connects to.
type peer struct {
	t    *testing.T
	ln   net.Listener
	conn net.Conn // the connection accepted last
}

func newPeer(t *testing.T) *peer {
	t.Helper()
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return &peer{t: t, ln: ln}
}

func (p *peer) port() string { return fmt.Sprint(p.ln.Addr().(*net.TCPAddr).Port) }

func (p *peer) accept() {
	p.t.Helper()
	conn, err := p.ln.Accept()
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { conn.Close() })
	p.conn = conn
}

func (p *peer) write(text string) {
	p.t.Helper()
	if _, err := io.WriteString(p.conn, text); err != nil {
		p.t.Fatal(err)
	}
}

func (p *peer) read(want string) {
	p.t.Helper()
	buf := make([]byte, len(want))
	p.conn.SetReadDeadline(time.Now().Add(patience))
	if _, err := io.ReadFull(p.conn, buf); err != nil || string(buf) != want {
		p.t.Fatalf("the peer got %q, %v; want %q", buf, err, want)
	}
}

// ended reads the connection's end.
func (p *peer) ended() {
	p.t.Helper()
	p.conn.SetReadDeadline(time.Now().Add(patience))
	if n, err := p.conn.Read(make([]byte, 1)); n != 0 || (err != io.EOF && !strings.Contains(err.Error(), "reset")) {
		p.t.Fatalf("the peer read %d bytes, %v; want the end", n, err)
	}
}

// online starts a session with the echo off and the station on an access point.
func online(t *testing.T, opts ...Option) *session {
	t.Helper()
	s := newSession(t, append([]Option{AccessPoint{SSID: "lab", Password: "correct horse"}}, opts...)...)
	s.play(`
		> ATE0\r\n
		< ATE0\r\n\r\nOK\r\n
		> AT+CWMODE=1\r\n
		< \r\nOK\r\n
		> AT+CWJAP="lab","correct horse"\r\n
		< WIFI CONNECTED\r\nWIFI GOT IP\r\n\r\nOK\r\n
	`)
	return s
}

// linked starts a session with a link to a peer, numbered 0 if mux, and gives the peer's side.
func linked(t *testing.T, mux bool, opts ...Option) (*session, *peer) {
	t.Helper()
	s, p := online(t, opts...), newPeer(t)
	if mux {
		s.play(`
			> AT+CIPMUX=1\r\n
			< \r\nOK\r\n
			> AT+CIPSTART=0,"TCP","127.0.0.1",PORT\r\n
			< 0,CONNECT\r\n\r\nOK\r\n
		`, "PORT", p.port())
	} else {
		s.play(`
			> AT+CIPSTART="TCP","127.0.0.1",PORT\r\n
			< CONNECT\r\n\r\nOK\r\n
		`, "PORT", p.port())
	}
	p.accept()
	return s, p
}
