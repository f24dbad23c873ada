package gonet_test

import (
	"errors"
	"net"
	"testing"
)

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
