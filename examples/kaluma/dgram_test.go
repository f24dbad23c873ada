package main

import (
	"net"
	"strings"
	"sync"
	"testing"
)

// The module dgram sends in each of its ways, hears who answers, and tells mistakes.
func TestDatagrams(t *testing.T) {
	peer, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var echoing sync.WaitGroup
	echoing.Go(func() {
		buf := make([]byte, 2048)
		for {
			n, from, err := peer.ReadFrom(buf)
			if err != nil {
				return
			}
			if _, err := peer.WriteTo(buf[:n], from); err != nil {
				t.Error(err)
			}
		}
	})
	defer echoing.Wait()
	defer peer.Close()
	for _, firmware := range []string{"2.2", "1.7"} {
		t.Run(firmware, func(t *testing.T) {
			out, log, code := kaluma(t, "--timeout", "1m", "--port", "emulator:?firmware="+firmware, "testdata/datagrams.js", strings.Replace(peer.LocalAddr().String(), "127.0.0.1", peerHost, 1))
			if code != 0 || log != "" {
				t.Fatalf("exit %d, standard error:\n%s\n%s", code, log, out)
			}
			wants(t, out,
				`TypeError: a socket's type is 'udp4' or 'udp6', not tcp`, `SystemError: Bad file number|SystemError: .*`,
				`listening true`, `heard naïve from the peer, IPv4, 6`, `heard 234 from the peer, IPv4, 3`, `heard bc from the peer, IPv4, 2`,
				`heard one 2 from the peer, IPv4, 5`, `connected true`, `SystemError: .*`, `SystemError: .*`, `heard to the peer from the peer, IPv4, 11`,
				`heard piece from the peer, IPv4, 5`, `SystemError: .*`, `SystemError: .*`, `Error: the socket is bound already`,
				`TypeError: a port is a number from 1 to 65535, not undefined`, `TypeError: a port is a number from 1 to 65535, not 65536`,
				`TypeError: a message is a string, a Uint8Array, a DataView, or an array of these`, `RangeError: a message of 3 bytes has no 2 from 2 on`,
				`SystemError ENOENT`, `heard the last from the peer, IPv4, 8`, `early listening IPv4`, `early closed`,
				`Error: the socket is closed`, `SystemError: .*`, `Error: the socket is closed`, `closed`)
			for _, line := range []string{"sent 8\n", "error EADDRINUSE\n", "other closed\n"} {
				if !strings.Contains(out, line) {
					t.Errorf("no line is %q in\n%s", line, out)
				}
			}
		})
	}
}

// The datagrams of the module's own sockets reach each other by the module's address, and only those.
func TestHomeDatagrams(t *testing.T) {
	h := newHome()
	one, err := h.ListenPacket(0)
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	two, err := h.ListenPacket(9)
	if err != nil {
		t.Fatal(err)
	}
	at := net.UDPAddr{IP: h.module.AsSlice(), Port: 9}
	if _, err := one.WriteTo([]byte("hello"), &at); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 16)
	n, from, err := two.ReadFrom(buf)
	if want := h.module.String() + ":"; err != nil || string(buf[:n]) != "hello" || !strings.HasPrefix(from.String(), want) {
		t.Errorf("got %q from %v, %v", buf[:n], from, err)
	}
	if err := two.Close(); err != nil {
		t.Error(err)
	}
	if len(h.packets) != 1 {
		t.Errorf("still there: %v", h.packets)
	}
	for _, to := range []*net.UDPAddr{&at, {IP: net.IPv4(192, 0, 2, 1), Port: 9}} {
		if n, err := one.WriteTo([]byte("lost"), to); n != 4 || err != nil {
			t.Errorf("to %v: %d, %v", to, n, err)
		}
	}
}
