package netdever_test

import (
	"net"
	"testing"

	"golang.org/x/net/nettest"

	"drivergen/gonet"
	"drivergen/impl/loopback"
	"drivergen/impl/netdever"
	"drivergen/tinynet"
)

// Two Netdevers on one network, as Go's network programs see them.
func stacks(t *testing.T) (near, far *gonet.Stack) {
	t.Helper()
	network, air := loopback.NewNetwork(), loopback.NewAir()
	stack := func() *gonet.Stack {
		dev := loopback.New(network, air)
		back := netdever.New(tinynet.NewNetdever(dev.Net()), nil)
		t.Cleanup(func() {
			check(t, back.Close())
			check(t, dev.Close())
		})
		return gonet.New(back.Net())
	}
	return stack(), stack()
}

// A connection over a Netdever is one of package net's as far as nettest can tell.
func TestConnections(t *testing.T) {
	nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
		near, far := stacks(t)
		l, err := far.Listen("tcp", ":0")
		if err != nil {
			return nil, nil, nil, err
		}
		defer l.Close()
		if c1, err = near.Dial("tcp", l.Addr().String()); err != nil {
			return nil, nil, nil, err
		}
		if c2, err = l.Accept(); err != nil {
			return nil, nil, nil, err
		}
		return c1, c2, func() { c2.Close(); c1.Close() }, nil
	})
}
