package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"drivergen/generated/tinygo"
	"drivergen/impl/esp8266"
	"drivergen/tinynet"
	"drivergen/wifi"
)

// A board is what the program finds around it.
type board struct {
	port           io.ReadWriteCloser // to the module
	ssid, password string             // of the network to join
	address        string             // HOST:PORT of a web server

	useNetdev func(tinygo.Netdever) // gives package net its sockets
	dial      func(network, address string) (net.Conn, error)
	print     func(line string)
}

const (
	openLimit = 30 * time.Second // for the module to be found
	readLimit = 10 * time.Second // for the server to say something

	// The driver's memory for received bytes: the least that it works with.
	receiveBuffer = 4 << 10
	memoryLimit   = 11 << 10
)

var errNoSSID = errors.New(`no network: build with -ldflags "-X main.ssid=NAME -X main.password=PASSWORD -X main.address=HOST:80"`)

// run joins the network and fetches a page, again and again at an interval, as often as it is told; below 0 always. It ends
// where the network cannot be kept.
func (b board) run(ctx context.Context, times int, every time.Duration) error {
	if b.ssid == "" {
		return errNoSSID
	}
	prints := printer{line: b.print}
	defer prints.end()
	b.print = prints.print
	opening, cancel := context.WithTimeout(ctx, openLimit)
	defer cancel()
	dev, err := esp8266.Open(opening, b.port, esp8266.ReceiveBuffer(receiveBuffer), esp8266.MemoryLimit(memoryLimit))
	if err != nil {
		return fmt.Errorf("%w: check the wiring, the power and the rate of 115200 bits a second", err)
	}
	defer dev.Close()
	b.print("module:  ESP8266 with AT firmware " + dev.Firmware())

	station := wifi.New(dev.WiFi())
	defer station.OnEvent(func(e wifi.Event) { b.print("wifi:    " + e.String()) })()
	if err := station.Join(ctx, b.ssid, wifi.Password(b.password)); err != nil {
		return err
	}
	staying, end := context.WithCancelCause(ctx)
	stayed := make(chan struct{})
	go func() {
		defer close(stayed)
		end(station.Stay(staying, b.ssid, wifi.Password(b.password)))
	}()
	defer func() {
		end(nil)
		<-stayed
	}()

	b.useNetdev(tinynet.NewNetdever(dev.Net()))
	for n := 0; n != times; n++ {
		if n > 0 {
			select {
			case <-time.After(every):
			case <-staying.Done():
				return context.Cause(staying)
			}
		}
		if err := b.fetch(); err != nil {
			b.print("fetch:   " + err.Error()) // the next time may be better
		}
	}
	return nil
}

// fetch gets the server's first page over HTTP/1.0, whose end is the connection's, and prints it.
func (b board) fetch() error {
	conn, err := b.dial("tcp", b.address)
	if err != nil {
		return err
	}
	defer conn.Close()
	host, _, _ := net.SplitHostPort(b.address) // dial has read it
	if _, err := conn.Write([]byte("GET / HTTP/1.0\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")); err != nil {
		return err
	}
	lines := lineWriter{print: b.print}
	buf := make([]byte, 512)
	for {
		if err := conn.SetReadDeadline(time.Now().Add(readLimit)); err != nil {
			return err
		}
		n, err := conn.Read(buf)
		lines.write(buf[:n])
		if errors.Is(err, io.EOF) {
			lines.end()
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// A printer prints one line at a time, since what the device tells comes on a goroutine of its own.
type printer struct {
	mu    sync.Mutex
	line  func(string)
	ended bool
}

func (p *printer) print(line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.ended {
		p.line(line)
	}
}

// end waits for the line that is being printed; nothing is printed after it.
func (p *printer) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
}

// lineLength is how much of a line is printed.
const lineLength = 80

// A lineWriter prints what it is given line by line.
type lineWriter struct {
	print func(string)
	line  []byte
}

func (w *lineWriter) write(p []byte) {
	for len(p) > 0 {
		head, tail, whole := bytes.Cut(p, []byte("\n"))
		w.line = append(w.line, head[:min(len(head), lineLength-len(w.line))]...)
		if whole {
			w.end()
		}
		p = tail
	}
}

// end prints the line that was begun.
func (w *lineWriter) end() {
	if line := bytes.TrimRight(w.line, "\r"); len(line) > 0 {
		w.print("page:    " + string(line))
	}
	w.line = w.line[:0]
}
