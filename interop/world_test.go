package interop

import (
	"bytes"
	"io"
	"net"
	"net/netip"
	"sync"
	"testing"
	"time"

	"drivergen/generated/tinygo"
)

// echoServer is a peer on this machine. It sends back what it gets, and closes after a zero byte.
func echoServer(t *testing.T) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	var serving sync.WaitGroup
	t.Cleanup(func() {
		l.Close()
		serving.Wait()
	})
	serving.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			serving.Go(func() {
				defer c.Close()
				echo(c.Read, c.Write)
			})
			t.Cleanup(func() { c.Close() })
		}
	})
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// echoPiece is how much the peer sends at once.
const echoPiece = 512

func echo(read, write func([]byte) (int, error)) {
	buf := make([]byte, echoPiece)
	for {
		n, err := read(buf)
		if err != nil || bytes.IndexByte(buf[:n], 0) >= 0 {
			return
		}
		if _, err := write(buf[:n]); err != nil {
			return
		}
	}
}

// echoDevice is that peer on a device.
func echoDevice(t *testing.T, dev tinygo.Netdever) netip.AddrPort {
	t.Helper()
	listener, err := dev.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	check(t, err)
	check(t, dev.Bind(listener, netip.AddrPortFrom(netip.Addr{}, 7)))
	check(t, dev.Listen(listener, 20))
	addr, err := dev.Addr()
	check(t, err)
	go func() {
		for {
			conn, _, err := dev.Accept(listener)
			if err != nil {
				return
			}
			go func() {
				defer dev.Close(conn)
				echo(
					func(b []byte) (int, error) { return dev.Recv(conn, b, 0, time.Time{}) },
					func(b []byte) (int, error) { return dev.Send(conn, b, 0, time.Time{}) },
				)
			}()
		}
	}()
	return netip.AddrPortFrom(addr, 7)
}

// readFull reads as much as want has, and compares.
func readFull(t *testing.T, r io.Reader, want []byte) {
	t.Helper()
	got := make([]byte, len(want))
	n, err := io.ReadFull(r, got)
	if !bytes.Equal(got, want) {
		t.Fatalf("got %q after %d bytes, %v; want %q", got[:n], n, err, want)
	}
}
