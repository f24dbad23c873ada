package gonet_test

import (
	"errors"
	"io"
	"net"
	"syscall"
	"testing"

	"drivergen/gonet"
	"drivergen/impl/hostnet"
)

// CloseRead ends reading, what has come included, and leaves writing as it is.
func TestCloseRead(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		_, err := far.Write([]byte("unread"))
		check(t, err)
		check(t, near.(*gonet.TCPConn).CloseRead())
		if n, err := near.Read(make([]byte, 10)); n != 0 || err != io.EOF {
			t.Errorf("Read = %d, %v; want io.EOF", n, err)
		}
		talkOneWay(t, near, far)
	})
}

// A Read that waits is woken by CloseRead.
func TestCloseReadWakesARead(t *testing.T) {
	everyPair(t, func(t *testing.T, w world, near, far net.Conn) {
		read := make(chan error, 1)
		go func() { read <- second(near.Read(make([]byte, 1))) }()
		check(t, near.(*gonet.TCPConn).CloseRead())
		if err := <-read; err != io.EOF {
			t.Errorf("Read: %v, want io.EOF", err)
		}
		talkOneWay(t, near, far)
	})
}

func talkOneWay(t *testing.T, from, to net.Conn) {
	t.Helper()
	_, err := from.Write([]byte("still here"))
	check(t, err)
	got := make([]byte, 10)
	if _, err := io.ReadFull(to, got); string(got) != "still here" || err != nil {
		t.Errorf("the peer read %q, %v", got, err)
	}
}

// With nothing to linger for, Close resets the connection.
func TestLingerForNothing(t *testing.T) {
	dev := hostnet.New()
	defer dev.Close()
	near, far := connectedTo(t, gonet.New(counted(t, dev.Net())))
	check(t, near.(*gonet.TCPConn).SetLinger(0))
	check(t, near.Close())
	if _, err := far.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the peer's Read: %v, want ECONNRESET", err)
	}
}

// IPv6, where this machine has it: streams and datagrams, dialled and listening.
func TestIPv6(t *testing.T) {
	if l, err := net.Listen("tcp", "[::1]:0"); err != nil {
		t.Skipf("this machine has no IPv6: %v", err)
	} else {
		check(t, l.Close())
	}
	dev := hostnet.New()
	t.Cleanup(func() { dev.Close() })
	stack := gonet.New(counted(t, dev.Net()))
	for _, on := range []string{"tcp", "tcp6"} {
		l, err := stack.Listen(on, "[::1]:0")
		check(t, err)
		near, err := stack.Dial(on, l.Addr().String())
		check(t, err)
		far, err := l.Accept()
		check(t, err)
		talk(t, near, far)
		if a, b := near.RemoteAddr().String(), far.LocalAddr().String(); a != b || !near.RemoteAddr().(*net.TCPAddr).IP.Equal(net.IPv6loopback) {
			t.Errorf("%s: RemoteAddr %s, the peer's LocalAddr %s", on, a, b)
		}
		check(t, near.Close())
		check(t, far.Close())
		check(t, l.Close())
	}
	packets, err := stack.ListenPacket("udp6", "[::1]:0")
	check(t, err)
	defer packets.Close()
	near, err := stack.Dial("udp", packets.LocalAddr().String())
	check(t, err)
	defer near.Close()
	_, err = near.Write([]byte("x"))
	check(t, err)
	if _, from, err := packets.ReadFrom(make([]byte, 1)); err != nil || from.String() != near.LocalAddr().String() {
		t.Errorf("ReadFrom = %v, %v; want a datagram from %v", from, err, near.LocalAddr())
	}
}
