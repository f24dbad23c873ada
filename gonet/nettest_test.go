package gonet_test

import (
	"net"
	"testing"

	"golang.org/x/net/nettest"
)

// A connection of the device, dialled or accepted, is one of package net's as far as
// nettest can tell.
func TestNettestConn(t *testing.T) {
	everyNettest(t, func(near, far net.Conn) (c1, c2 net.Conn) { return near, far })
}

// The other way round: what nettest does to its first connection it does to the device's peer.
func TestNettestPeer(t *testing.T) {
	everyNettest(t, func(near, far net.Conn) (c1, c2 net.Conn) {
		if tcp, ok := far.(*net.TCPConn); ok {
			// What this machine takes from a writer while nobody reads has to go through the
			// module afterwards: megabytes, if it may.
			check(t, tcp.SetWriteBuffer(16<<10))
		}
		return far, near
	})
}

// everyNettest runs nettest on each way of connecting in each world. Much of it is waiting,
// so each has a world of its own.
func everyNettest(t *testing.T, order func(near, far net.Conn) (c1, c2 net.Conn)) {
	for _, w := range worlds {
		for _, pair := range pairs {
			t.Run(w.name+"/"+pair.name, func(t *testing.T) {
				t.Parallel()
				s := w.make(t)
				nettest.TestConn(t, func() (c1, c2 net.Conn, stop func(), err error) {
					near, far := pair.make(t, s)
					c1, c2 = order(near, far)
					return c1, c2, closeBoth(near, far), nil
				})
			})
		}
	}
}

// closeBoth returns what ends a pair: the peer first. It may have taken nothing for a while,
// and a module that waits to be rid of a payload takes no other command.
func closeBoth(near, far net.Conn) func() {
	return func() {
		far.Close()
		near.Close()
	}
}
