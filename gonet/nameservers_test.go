package gonet

import (
	"context"
	"errors"
	"net"
	"testing"
	"time"

	"drivergen/driver"
)

// Which server is asked next, by what became of the last question.
func TestNameServersInTurn(t *testing.T) {
	dev := newFakeDev()
	asked := ""
	var refuse error
	dev.connect = func(_ context.Context, addr string, port uint16) error {
		asked = addr
		return refuse
	}
	answer := []byte{0, 0, 0x80, 0, 0, 0}
	dev.recv = func(_ context.Context, b []byte) (int, error) { return copy(b, answer), nil }
	r := New(dev).NetResolver("10.0.0.1", "10.0.0.2:53", "fd00::3")
	ask := func(network string, reads bool, want string) {
		t.Helper()
		conn, err := r.Dial(t.Context(), network, "192.0.2.1:53")
		if asked != want {
			t.Errorf("asked %s, want %s", asked, want)
		}
		if err != nil {
			return
		}
		if _, datagrams := conn.(net.PacketConn); datagrams != (network == "udp") {
			t.Errorf("a %T for %s", conn, network)
		}
		if reads {
			conn.Read(make([]byte, 10))
		}
		conn.Close()
	}
	ask("udp", true, "10.0.0.1")
	ask("tcp", true, "10.0.0.1")
	ask("udp", false, "10.0.0.1")
	ask("udp", true, "10.0.0.2")
	answer[3] = 2 // SERVFAIL
	ask("udp", true, "10.0.0.2")
	answer[3] = 0
	ask("tcp", false, "fd00::3")
	refuse = driver.EMFILE
	ask("udp", true, "10.0.0.1")
	refuse = driver.ECONNREFUSED
	ask("tcp", true, "10.0.0.1")
	ask("tcp", true, "10.0.0.2")
	if dev.left() != 0 {
		t.Errorf("%d sockets were left open", dev.left())
	}

	if _, err := New(dev).NetResolver("[fd00::4]").Dial(t.Context(), "tcp", "192.0.2.1:53"); asked != "fd00::4" || !errors.Is(err, driver.ECONNREFUSED) {
		t.Errorf("of a server in brackets %s is asked, %v", asked, err)
	}
	if _, err := New(dev).NetResolver().Dial(t.Context(), "tcp", "192.0.2.1:53"); asked != "192.0.2.1" || !errors.Is(err, driver.ECONNREFUSED) {
		t.Errorf("without servers %s is asked, %v; want that of the configuration", asked, err)
	}
}

// A question ends with its context, which package net's resolver does not see to.
func TestQuestionEndsWithItsContext(t *testing.T) {
	for _, network := range []string{"udp", "tcp"} {
		ctx, cancel := context.WithCancel(t.Context())
		conn, err := New(newFakeDev()).NetResolver("10.0.0.1").Dial(ctx, network, "192.0.2.1:53")
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		read := make(chan error, 1)
		go func() { read <- second(conn.Read(make([]byte, 1))) }()
		cancel()
		if err := <-read; !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s: Read: %v, want net.ErrClosed", network, err)
		}
		conn.Close()
	}
}
