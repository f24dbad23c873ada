package gonet_test

import (
	"errors"
	"net"
	"testing"
	"time"

	"drivergen/gonet"
)

func TestListenerCloseWakesAccept(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		accepted := make(chan error, 1)
		go func() { _, err := l.Accept(); accepted <- err }()
		check(t, l.Close())
		if err := <-accepted; !isOp(err, "accept", net.ErrClosed) {
			t.Errorf("Accept: %v", err)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Accept after Close: %v", err)
		}
		if err := l.Close(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Close again: %v", err)
		}
	})
}

func TestListenerDeadline(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		defer l.Close()
		check(t, l.(*gonet.TCPListener).SetDeadline(time.Now().Add(10*time.Millisecond)))
		if _, err := l.Accept(); !isTimeout(err) {
			t.Errorf("Accept: %v", err)
		}
		check(t, l.(*gonet.TCPListener).SetDeadline(time.Time{}))
		far, err := s.dial("tcp", s.reach(l.Addr()))
		check(t, err)
		defer far.Close()
		near, err := l.Accept()
		check(t, err)
		check(t, near.Close())
	})
}

func TestConnectionsOutliveTheirListener(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		near, far := pairs[1].make(t, s) // closes its listener
		defer near.Close()
		go echo(far)
		_, err := near.Write([]byte("ping"))
		check(t, err)
		b := make([]byte, 4)
		if n, err := near.Read(b); n == 0 || err != nil {
			t.Errorf("Read = %d, %v", n, err)
		}
	})
}

func TestTwoListenersOnOnePort(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		defer l.Close()
		second, err := s.device.Listen("tcp", l.Addr().String())
		if err == nil {
			second.Close()
			t.Fatal("the second Listen succeeded")
		}
		var op *net.OpError
		if !errors.As(err, &op) || op.Op != "listen" || op.Addr == nil || op.Addr.String() != l.Addr().String() {
			t.Errorf("the second Listen: %#v", err)
		}
	})
}

func TestNobodyListens(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		check(t, l.Close())
		if _, err := s.device.Dial("tcp", l.Addr().String()); !isOp(err, "dial", errConnRefused) {
			t.Errorf("Dial: %v", err)
		}
	})
}
