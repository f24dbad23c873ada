package main

import (
	"io"
	"sync/atomic"
	"time"
)

// A uart is what the program needs of TinyGo's machine.UART.
type uart interface {
	Buffered() int // how many bytes were received and not read
	ReadByte() (byte, error)
	Write(p []byte) (int, error) // waits until all of it has gone, and lets others run meanwhile
}

// pollEvery is how long a reader sleeps while nothing was received. The UART keeps 128 bytes, which is 11 ms of a line at
// 115200 bits a second.
const pollEvery = time.Millisecond

// A port is a UART as the driver wants one: Read waits for bytes, and Close ends it.
type port struct {
	uart   uart
	closed atomic.Bool
}

func newPort(u uart) *port { return &port{uart: u} }

// Read waits until something was received and returns as much of it as there is and p holds.
func (p *port) Read(b []byte) (n int, err error) {
	if len(b) == 0 {
		return 0, nil
	}
	for {
		if p.closed.Load() {
			return 0, io.ErrClosedPipe
		}
		for n < len(b) && p.uart.Buffered() > 0 {
			c, err := p.uart.ReadByte()
			if err != nil {
				return n, err
			}
			b[n] = c
			n++
		}
		if n > 0 {
			return n, nil
		}
		time.Sleep(pollEvery)
	}
}

// Write sends b and returns when it has gone.
func (p *port) Write(b []byte) (n int, err error) {
	if p.closed.Load() {
		return 0, io.ErrClosedPipe
	}
	return p.uart.Write(b)
}

// Close ends a Read that waits, which returns when its sleep is over. The UART itself stays as it is.
func (p *port) Close() error {
	p.closed.Store(true)
	return nil
}
