// Package machine stands in for TinyGo's package of that name, so that drivers which are written for a microcontroller
// compile and run on this machine. It has what tinygo.org/x/drivers/espat uses: a UART, whose bytes go to any port.
package machine

import (
	"io"
	"sync"
)

// Pin is a pin of the microcontroller. Nothing is connected to it.
type Pin uint8

// UARTConfig is how a UART is to be set up.
type UARTConfig struct {
	BaudRate uint32
	TX, RX   Pin
}

// UART is a serial port. Where it differs from TinyGo's it is kinder to its user: a Write does not wait until the bytes
// have gone out, and the receive buffer, which has 128 bytes there, has no bound.
type UART struct {
	port io.ReadWriter

	mu  sync.Mutex
	buf []byte // received and not read
}

// NewUART makes a UART of a port. It reads the port until that fails, as its interrupt handler would.
func NewUART(port io.ReadWriter) *UART {
	u := &UART{port: port}
	go u.receive()
	return u
}

func (u *UART) receive() {
	chunk := make([]byte, 512)
	for {
		n, err := u.port.Read(chunk)
		u.mu.Lock()
		u.buf = append(u.buf, chunk[:n]...)
		u.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Configure does nothing: the port has its settings.
func (u *UART) Configure(UARTConfig) error { return nil }

// Buffered is how many bytes were received and not read.
func (u *UART) Buffered() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	return len(u.buf)
}

// Read takes what was received, up to len(p) bytes. It does not wait.
func (u *UART) Read(p []byte) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	n := copy(p, u.buf)
	u.buf = u.buf[:copy(u.buf, u.buf[n:])]
	return n, nil
}

// Write hands p to the port.
func (u *UART) Write(p []byte) (int, error) { return u.port.Write(p) }
