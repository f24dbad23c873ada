//go:build !tinygo

// The program for a Raspberry Pi Pico with an ESP8266 on its UART: see README.md. Built by standard Go it runs on an
// emulated module instead, against a web server on this machine:
//
//	go run ./examples/tinygo
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"drivergen/generated/tinygo"
	"drivergen/impl/esp8266/emulator"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Fprintf(os.Stderr, "usage: go run ./examples/tinygo, which takes no arguments; its README.md tells more\n")
		os.Exit(2)
	}
	if err := onThisMachine(context.Background(), os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "tinygo: %v\n", err)
		os.Exit(1)
	}
}

// pageHost is the web server's name in the network of the emulated module.
const pageHost = "www.example.test"

// onThisMachine runs the program once on an emulated module.
func onThisMachine(ctx context.Context, out io.Writer) error {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("the web server on this machine: %w", err)
	}
	server := http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello, microcontroller.\nYou asked for http://%s%s.\n", r.Host, r.URL.Path)
	})}
	served := make(chan struct{})
	go func() {
		defer close(served)
		server.Serve(listener) // always ends with an error, that of Close
	}()
	defer func() {
		server.Close()
		<-served
	}()
	_, service, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return err
	}
	module, err := emulator.New(
		emulator.AccessPoint{SSID: "lab", Password: "correct horse", Channel: 6, RSSI: -42},
		emulator.DNS{Name: pageHost, Addr: netip.AddrFrom4([4]byte{127, 0, 0, 1})},
	)
	if err != nil {
		return err
	}
	defer module.Close()
	line := newSimulatedUART(module.Port())
	defer line.close()
	var sockets netdevNet
	b := board{
		port: newPort(line), ssid: "lab", password: "correct horse", address: net.JoinHostPort(pageHost, service),
		useNetdev: func(dev tinygo.Netdever) { sockets.dev = dev }, dial: sockets.dial,
		print: func(line string) { fmt.Fprintln(out, line) },
	}
	return b.run(ctx, 1, 0)
}
