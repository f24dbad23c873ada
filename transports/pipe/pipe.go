// Package pipe is a port in memory: two ends, and what is written to one is
// read from the other. It stands in for a cable between a driver and an
// emulator.
//
// Unlike [io.Pipe] and [net.Pipe] it is buffered, so that a Write returns
// before anybody reads, as it does on a serial port; the buffer has a bound,
// and a Write waits while it is full. With [Baud] bytes also take the time
// that they take on a serial line. The pace follows the clock of the testing/synctest
// bubble that the pipe is used in, if it is used in one.
package pipe

import (
	"errors"
	"fmt"
	"io/fs"

	"drivergen/transports/pace"
)

// DefaultBuffer is the bound of each direction's buffer, in bytes, unless the
// option Buffer sets another: what the Linux tty layer keeps for a reader.
const DefaultBuffer = 4096

// ErrPeerClosed is what Write fails with when the other end has been closed.
var ErrPeerClosed = errors.New("the other end is closed")

type config struct {
	buffer int
	baud   int
}

// Option is a setting of New.
type Option func(*config)

// Buffer bounds the bytes that each direction holds, both those that have
// arrived and those still on the way. A value below 1 means DefaultBuffer.
func Buffer(n int) Option {
	return func(c *config) { c.buffer = n }
}

// Baud makes bytes arrive at n bits a second, ten bits a byte. A value below 1
// means no pace: what is written can be read at once.
func Baud(n int) Option {
	return func(c *config) { c.baud = n }
}

// New makes a pipe and gives its two ends, which are alike.
func New(opts ...Option) (a, b *End) {
	var c config
	for _, opt := range opts {
		opt(&c)
	}
	if c.buffer < 1 {
		c.buffer = DefaultBuffer
	}
	ab, ba := newStream(c.buffer, pace.NewLine(c.baud)), newStream(c.buffer, pace.NewLine(c.baud))
	return &End{rx: ba, tx: ab}, &End{rx: ab, tx: ba}
}

// End is one end of a pipe. Its methods may be called from several goroutines
// at a time. Concurrent Writes that find the buffer full may interleave.
type End struct {
	rx, tx *stream
}

// Read waits until a byte has arrived and gives as many as have, up to len(p).
// After the other end's Close it gives what is left and then io.EOF; after
// this end's Close it fails with an error for which errors.Is(err,
// fs.ErrClosed) holds.
func (e *End) Read(p []byte) (int, error) { return e.rx.read(p) }

// Write puts p into the buffer and returns; it waits while the buffer is full.
// It fails with an error for which errors.Is(err, ErrPeerClosed) holds once
// the other end is closed, and errors.Is(err, fs.ErrClosed) once this end is;
// n is then the number of bytes that went into the buffer.
func (e *End) Write(p []byte) (n int, err error) { return e.tx.write(p) }

// Close closes this end and wakes all who read or write on either end. The
// other end still reads what was written before. It always gives nil, and may
// be called again.
func (e *End) Close() error {
	e.tx.closeWrite()
	e.rx.closeRead()
	return nil
}

// SetBaud changes the pace at which this end's bytes go out from now on, those
// included that are on the way, as it does in a UART's transmitter. On a pipe
// made without Baud it does nothing: such a pipe has no speed.
func (e *End) SetBaud(n int) error {
	if n < 1 {
		return fmt.Errorf("pipe: %d baud: want a speed above 0", n)
	}
	return e.tx.setBaud(n)
}

// ResetInput drops what has arrived and has not been read.
func (e *End) ResetInput() error { return e.rx.reset() }

var (
	errClosed     = fmt.Errorf("pipe: %w", fs.ErrClosed)
	errPeerClosed = fmt.Errorf("pipe: %w", ErrPeerClosed)
)
