package gonet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"

	"drivergen/gonet"
	"drivergen/impl/hostnet"
	"drivergen/impl/loopback"
)

// A world is a device under test and another side that its sockets reach.
type world struct {
	name   string
	make   func(t *testing.T) sides
	backup bool // a peer that does not read makes the device's writes wait
}

// sides are the device's stack and what the other side dials and listens with.
type sides struct {
	device *gonet.Stack
	dial   func(network, address string) (net.Conn, error)
	listen func(network, address string) (net.Listener, error)
	packet func(network, address string) (net.PacketConn, error)
	host   string // where the device's listeners are to be bound, and dialled from the other side
	other  string // where the other side's are
	// reach returns where the other side reaches what is at an address of the device: a
	// listener, or a socket for datagrams.
	reach func(own net.Addr) string
}

var worlds = []world{
	{name: "hostnet", backup: true, make: func(t *testing.T) sides {
		dev := hostnet.New()
		t.Cleanup(func() { dev.Close() })
		return sides{
			device: gonet.New(counted(t, dev.Net())), dial: net.Dial, listen: net.Listen, packet: net.ListenPacket,
			host: "127.0.0.1", other: "127.0.0.1", reach: net.Addr.String,
		}
	}},
	{name: "loopback", backup: true, make: func(t *testing.T) sides {
		network, air := loopback.NewNetwork(), loopback.NewAir()
		near, far := loopback.New(network, air), loopback.New(network, air)
		t.Cleanup(func() { near.Close(); far.Close() })
		other := gonet.New(counted(t, far.Net()))
		ip, err := far.Net().IP(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		own, err := near.Net().IP(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return sides{
			device: gonet.New(counted(t, near.Net())), dial: other.Dial, listen: other.Listen, packet: other.ListenPacket,
			host: own.String(), other: ip.String(), reach: net.Addr.String,
		}
	}},
}

// everywhere runs a test in each world.
func everywhere(t *testing.T, test func(t *testing.T, w world, s sides)) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) { test(t, w, w.make(t)) })
	}
}

// pairs are the ways in which a connection of the device comes about.
var pairs = []struct {
	name string
	make func(t *testing.T, s sides) (near, far net.Conn)
}{
	{"dialled", func(t *testing.T, s sides) (near, far net.Conn) {
		l, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		defer l.Close()
		near, err = s.device.Dial("tcp", l.Addr().String())
		check(t, err)
		far, err = l.Accept()
		check(t, err)
		return near, far
	}},
	{"accepted", func(t *testing.T, s sides) (near, far net.Conn) {
		l, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		defer l.Close()
		far, err = s.dial("tcp", s.reach(l.Addr()))
		check(t, err)
		near, err = l.Accept()
		check(t, err)
		return near, far
	}},
}

// everyPair runs a test on each way of connecting in each world. What the test leaves open
// is closed.
func everyPair(t *testing.T, test func(t *testing.T, w world, near, far net.Conn)) {
	everywhere(t, func(t *testing.T, w world, _ sides) {
		for _, pair := range pairs {
			t.Run(pair.name, func(t *testing.T) {
				near, far := pair.make(t, w.make(t))
				defer far.Close()
				defer near.Close()
				test(t, w, near, far)
			})
		}
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// echo sends back what it reads until the end.
func echo(c net.Conn) {
	io.Copy(c, c)
	c.Close()
}

// isOp tells whether an error is what package net would return.
func isOp(err error, op string, cause error) bool {
	var e *net.OpError
	return errors.As(err, &e) && e.Op == op && errors.Is(err, cause)
}

// isTimeout tells whether an error is a deadline that passed, as package net has it.
func isTimeout(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout() && errors.Is(err, context.DeadlineExceeded)
}
