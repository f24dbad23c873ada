package emulator

import (
	"context"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

var loopback = netip.MustParseAddr("127.0.0.1")

func TestSendInPieces(t *testing.T) {
	s, p := linked(t, true, Firmware22)
	s.play(`
		> AT+CIPSEND=0,8\r\n
		< \r\nOK\r\n\r\n>
		> he
		> llo\r
		> \n+
		< \r\nRecv 8 bytes\r\n\r\nSEND OK\r\n`)
	p.read("hello\r\n+")
	s.idle()
}

func TestSendLongest(t *testing.T) {
	for _, f := range all {
		s, p := linked(t, true, f)
		data := strings.Repeat("\x00\r\nOK\r\n>+", 256)[:2048]
		s.send("AT+CIPSEND=0,2048\r\n")
		s.until(">")
		if f == Firmware17 {
			s.expect(" ")
		}
		s.send(data)
		s.expect("\r\nRecv 2048 bytes\r\n\r\nSEND OK\r\n")
		p.read(data)
		s.idle()
	}
}

func TestMoreThanAskedFor(t *testing.T) {
	s, p := linked(t, true, Firmware22)
	s.play(`
		> AT+CIPSEND=0,5\r\n
		< \r\nOK\r\n\r\n>
		> hello\r\n
		< \r\nRecv 5 bytes\r\n\r\nbusy p...\r\n\r\nSEND OK\r\n`)
	p.read("hello")
	s.idle()

	s, p = linked(t, true, Firmware17)
	s.play(`
		> AT+CIPSEND=0,5\r\n
		< \r\nOK\r\n>\s
		> hello\r\n
		< \r\nRecv 5 bytes\r\n\r\nbusy s...\r\n\r\nSEND OK\r\n`)
	p.read("hello")
	s.idle()
}

// Only a +++ that the firmware finds alone in its UART calls a send off.
func TestSendCanceled(t *testing.T) {
	for _, f := range all {
		for _, tt := range []struct {
			pieces []string
			heard  string
		}{
			{[]string{"+++"}, "\r\nSEND Canceled\r\n"},
			{[]string{"ab", "+++"}, "\r\nSEND Canceled\r\n"},
			{[]string{"+", "++"}, "\r\nSEND Canceled\r\n"},
			{[]string{"+++ab"}, "\r\nRecv 5 bytes\r\n"},
			{[]string{"ab+++"}, "\r\nRecv 5 bytes\r\n"},
			{[]string{"++", "abc"}, "\r\nRecv 5 bytes\r\n"},
			{[]string{"+", "pause", "++++"}, "\r\nRecv 5 bytes\r\n"},
		} {
			t.Run(f.String()+"/"+strings.Join(tt.pieces, ","), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := online(t, f, WithNetwork(newMemory()))
					s.play(`
						> AT+CIPSTART="TCP","10.0.0.9",80\r\n
						< CONNECT\r\n\r\nOK\r\n
						> AT+CIPSEND=5\r\n`)
					s.until(">")
					if f == Firmware17 {
						s.expect(" ")
					}
					for _, piece := range tt.pieces {
						if piece == "pause" {
							time.Sleep(2 * quiet) // the bubble's clock: what is held becomes data
							continue
						}
						s.send(piece)
						synctest.Wait()
					}
					s.expect(tt.heard)
				})
			})
		}
	}
}

func TestSendEx(t *testing.T) {
	for _, f := range all {
		s, p := linked(t, true, f)
		s.send("AT+CIPSENDEX=0,20\r\n")
		s.until(">")
		if f == Firmware17 {
			s.expect(" ")
		}
		s.send(`a\"b\\0c\0`)
		s.expect("\r\nRecv 6 bytes\r\n\r\nSEND OK\r\n")
		p.read(`a"b\0c`)
		s.idle()
	}
}

func TestPeerClosesBeforeTheData(t *testing.T) {
	for _, f := range all {
		s, p := linked(t, true, f)
		s.send("AT+CIPSEND=0,5\r\n")
		s.until(">")
		if f == Firmware17 {
			s.expect(" ")
		}
		p.conn.Close()
		s.expect("0,CLOSED\r\n")
		s.send("hello")
		if f == Firmware17 {
			s.expect("\r\nRecv 5 bytes\r\nSEND FAIL\r\n")
		} else {
			s.expect("\r\nRecv 5 bytes\r\n\r\nSEND FAIL\r\n")
		}
		s.idle()
	}
}

// AT 1.7 says busy s... until the peer has acknowledged.
func TestBusyUntilAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := newMemory()
		s := online(t, Firmware17, Timing{Ack: time.Second}, WithNetwork(n))
		s.play(`
			> AT+CIPSTART="TCP","10.0.0.9",80\r\n
			< CONNECT\r\n\r\nOK\r\n
			> AT+CIPSEND=5\r\n
			< \r\nOK\r\n>\s
			> hello
			< \r\nRecv 5 bytes\r\n
			> AT+CIPSEND=5\r\n
			< \r\nbusy s...\r\n
			< \r\nSEND OK\r\n`)
		s.idle()
	})
}

// The answer of a peer acknowledges what it answers: AT 1.7 says SEND OK before it tells of the answer and of the peer's
// closing, however fast both are.
func TestAcknowledgedByTheAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		memory := NewMemory()
		l, err := memory.Host(peerAddr).Listen(80)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			io.ReadFull(conn, make([]byte, 5))
			io.WriteString(conn, "bye")
			conn.Close()
		}()
		s := online(t, Firmware17, Timing{Ack: time.Second}, WithNetwork(memory))
		s.play(`
			> AT+CIPSTART="TCP","PEER",80\r\n
			< CONNECT\r\n\r\nOK\r\n
			> AT+CIPSEND=5\r\n
			< \r\nOK\r\n>\s
			> hello
			< \r\nRecv 5 bytes\r\n\r\nSEND OK\r\n\r\n+IPD,3:byeCLOSED\r\n`, "PEER", peerAddr.String())
		s.idle()
	})
}

// memory is a network whose peers take everything and say nothing.
type memory struct{ Network }

func newMemory() *memory { return &memory{newHostNetwork(nil)} }

func (n *memory) Dial(_ context.Context, to netip.AddrPort) (net.Conn, error) {
	near, far := net.Pipe()
	go io.Copy(io.Discard, far)
	return memoryConn{near, to}, nil
}

type memoryConn struct {
	net.Conn
	to netip.AddrPort
}

func (c memoryConn) LocalAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort("10.0.0.2:50000"))
}
func (c memoryConn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.to) }
