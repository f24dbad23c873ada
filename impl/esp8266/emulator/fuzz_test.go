package emulator

import (
	"bytes"
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// FuzzHost feeds a module what no host should send. Whatever it was, the module must still boot and answer.
func FuzzHost(f *testing.F) {
	for _, tt := range dialogues {
		for _, line := range strings.Split(tt.dialogue, "\n") {
			if _, sent, ok := strings.Cut(line, "> "); ok {
				f.Add([]byte(strings.NewReplacer(`\r`, "\r", `\n`, "\n").Replace(sent)), uint8(255))
			}
		}
	}
	f.Add([]byte("AT+CWMODE=3\r\nAT+CWJAP=\"lab\",\"correct horse\"\r\n"), uint8(250))
	f.Add([]byte("AT+CWMODE=2\r\nAT+CIPMUX=1\r\nAT+CIPSTART=4,\"TCP\",\"10.0.0.9\",80\r\nAT+CIPSEND=4,3\r\n+++AT+CIPSENDEX=4,9\r\n\\\\0\\0"), uint8(251))
	f.Add([]byte("AT+CWMODE=2\r\nAT+CIPSTART=\"TCP\",\"10.0.0.9\",80\r\nAT+CIPMODE=1\r\nAT+CIPSEND\r\nabc+++"), uint8(250))
	f.Add([]byte("AT+CIPSNTPCFG=1,-1299\r\nAT+CIPSNTPTIME?\r\nAT+CWDHCPS=1,1,\"0.0.0.0\",\"255.255.255.255\"\r\n"), uint8(252))
	f.Add([]byte("AT+CIPRECVMODE=1\r\nAT+CIPRECVDATA=9999999999\r\nAT+CWLAP=\"\",\"\",14\r\nAT+GSLP=0\r\n"), uint8(250))
	f.Fuzz(func(t *testing.T, p []byte, knobs uint8) {
		e, err := New(lab, Firmware(knobs%3), WithNetwork(&memory{deadNetwork{}}), BootGarbage(false))
		if err != nil {
			t.Fatal(err)
		}
		defer e.Close()
		e.mu.Lock()
		for size := 1 + int(knobs/3); len(p) > 0; {
			n := min(size, len(p))
			e.m.feed(p[:n])
			p = p[n:]
			e.mu.Unlock() // what the command started may get on
			e.mu.Lock()
		}
		e.mu.Unlock()
		port := e.Port()
		e.Reboot()
		port.Write([]byte("\r\nAT+GMR\r\n"))
		timeout := time.AfterFunc(patience, func() { port.Close() })
		defer timeout.Stop()
		var heard []byte
		for buf := make([]byte, 512); !bytes.Contains(heard, []byte("OK\r\n")); {
			n, err := port.Read(buf)
			if heard = append(heard, buf[:n]...); err != nil {
				t.Fatalf("the module said only %q", heard)
			}
		}
	})
}

// deadNetwork is a network where nobody is.
type deadNetwork struct{}

func (deadNetwork) Dial(context.Context, netip.AddrPort) (net.Conn, error) { return nil, net.ErrClosed }
func (deadNetwork) Listen(uint16) (net.Listener, error)                    { return nil, net.ErrClosed }
func (deadNetwork) ListenPacket(uint16) (net.PacketConn, error)            { return nil, net.ErrClosed }
func (deadNetwork) Resolve(context.Context, string) (netip.Addr, error) {
	return netip.Addr{}, net.ErrClosed
}
