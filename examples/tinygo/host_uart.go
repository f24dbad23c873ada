//go:build !tinygo

package main

import (
	"errors"
	"io"
	"sync"
)

// uartBuffer is how many bytes machine.UART keeps.
const uartBuffer = 128

var errEmpty = errors.New("no byte was received")

// A simulatedUART is a stand-in for machine.UART over any line. Where the real one loses what finds its buffer full,
// this one has the line wait.
type simulatedUART struct {
	line   io.ReadWriteCloser
	filled chan struct{} // closed when nothing more comes

	mu       sync.Mutex
	room     sync.Cond // the buffer is not full, or the UART is closed
	received []byte
	closed   bool
}

func newSimulatedUART(line io.ReadWriteCloser) *simulatedUART {
	u := &simulatedUART{line: line, filled: make(chan struct{})}
	u.room.L = &u.mu
	go u.fill()
	return u
}

// fill is the interrupt that takes what the line brings.
func (u *simulatedUART) fill() {
	defer close(u.filled)
	buf := make([]byte, uartBuffer/4)
	for {
		n, err := u.line.Read(buf)
		u.mu.Lock()
		for !u.closed && len(u.received)+n > uartBuffer {
			u.room.Wait()
		}
		u.received = append(u.received, buf[:n]...)
		u.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (u *simulatedUART) Buffered() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.received)
}

func (u *simulatedUART) ReadByte() (byte, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.received) == 0 {
		return 0, errEmpty
	}
	c := u.received[0]
	u.received = u.received[1:]
	u.room.Signal()
	return c, nil
}

func (u *simulatedUART) Write(p []byte) (int, error) { return u.line.Write(p) }

func (u *simulatedUART) close() {
	u.mu.Lock()
	u.closed = true
	u.room.Broadcast()
	u.mu.Unlock()
	u.line.Close()
	<-u.filled
}
