package gonet_test

import (
	"net"
	"testing"

	"golang.org/x/net/nettest"
)

// A connection of the device, dialled or accepted, is one of package net's as far as
// nettest can tell.
func TestNettestConn(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			for _, pair := range pairs {
				t.Run(pair.name, func(t *testing.T) {
					s := w.make(t)
					nettest.TestConn(t, func() (near, far net.Conn, stop func(), err error) {
						near, far = pair.make(t, s)
						return near, far, closeBoth(near, far), nil
					})
				})
			}
		})
	}
}

// The other way round: what nettest does to its first connection it does to the device's peer.
func TestNettestPeer(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			for _, pair := range pairs {
				t.Run(pair.name, func(t *testing.T) {
					s := w.make(t)
					nettest.TestConn(t, func() (far, near net.Conn, stop func(), err error) {
						near, far = pair.make(t, s)
						return far, near, closeBoth(near, far), nil
					})
				})
			}
		})
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
