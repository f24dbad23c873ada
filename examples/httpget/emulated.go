package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// The network that the emulated module joins, and the name of the page's host there.
const (
	labSSID     = "lab"
	labPassword = "correct horse"
	pageHost    = "www.example.test"
)

// emulatedWorld is what the emulated module finds around it.
func emulatedWorld() []emulator.Option {
	return []emulator.Option{
		emulator.AccessPoint{SSID: labSSID, Password: labPassword, Security: emulator.WPA2, Channel: 6, RSSI: -42},
		emulator.AccessPoint{SSID: "guests", Channel: 11, RSSI: -58},
		emulator.AccessPoint{SSID: "Café, 1er étage", Password: "croissant", Security: emulator.WPAWPA2, Channel: 1, RSSI: -71},
		emulator.AccessPoint{SSID: "head office", Security: emulator.WPA2Enterprise, Channel: 13, RSSI: -77},
		emulator.AccessPoint{SSID: "printer in the cellar", Password: "12345", Security: emulator.WEP, Channel: 3, RSSI: -88},
		emulator.DNS{Name: pageHost, Addr: netip.AddrFrom4([4]byte{127, 0, 0, 1})},
	}
}

const page = `<!DOCTYPE html>
<title>Hello</title>
<h1>Hello from the other end of the wire</h1>
<p>This page went over TCP to an ESP8266, and byte by byte
over its serial line to you.</p>
<p>Your address here is %s, and you are %q.</p>
`

// A server is the web server that has the page.
type server struct {
	listener net.Listener
	http     http.Server
	done     chan struct{}
}

func startServer() (*server, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("the web server on this machine: %w", err)
	}
	s := &server{listener: listener, done: make(chan struct{})}
	s.http.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, page, r.RemoteAddr, r.UserAgent())
	})
	s.http.ReadHeaderTimeout = 10 * time.Second
	go func() {
		defer close(s.done)
		s.http.Serve(listener) // always ends with an error, that of close
	}()
	return s, nil
}

func (s *server) addr() string { return s.listener.Addr().String() }

func (s *server) url() string {
	_, port, _ := net.SplitHostPort(s.addr()) // a listener's address has a port
	return "http://" + net.JoinHostPort(pageHost, port) + "/"
}

func (s *server) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		s.http.Close()
	}
	<-s.done
}
