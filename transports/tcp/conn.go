// Package tcp is a port over a stream socket: the raw TCP that ser2net,
// esp-link and similar bridges put a UART on, and Unix sockets. There is no
// telnet in it (RFC 854, RFC 2217): what the bridge sends is what the device
// sent, so the bridge must be set to raw.
package tcp

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"sync/atomic"
	"syscall"
)

// Conn is a port over a stream socket.
type Conn struct {
	conn   net.Conn
	name   string // the address, for errors
	closed atomic.Bool
}

// String gives the address that the Conn was dialled at: "tcp:HOST:PORT" or
// "unix:PATH".
func (c *Conn) String() string { return c.name }

// Read waits for bytes without a time-out. When the peer has closed the
// connection it gives what is left and then an error for which errors.Is(err,
// io.EOF) holds. The error is not io.EOF itself, since the end of a device's
// port is never the regular end of a file: io.Copy reports it.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.conn.Read(p)
	if err != nil {
		err = c.explain("read", err)
	}
	return n, err
}

// Write sends p. A peer that is gone is noticed at the latest by the write
// after the one that it refused, or when it has left the keep-alive probes
// unanswered.
func (c *Conn) Write(p []byte) (int, error) {
	n, err := c.conn.Write(p)
	if err != nil {
		err = c.explain("write", err)
	}
	return n, err
}

// Close closes the connection and releases whoever reads or writes. A second
// Close does nothing and gives nil.
func (c *Conn) Close() error {
	if c.closed.Swap(true) {
		return nil
	}
	if err := c.conn.Close(); err != nil {
		return fmt.Errorf("%s: close: %w", c.name, cause(err))
	}
	return nil
}

// explain says what an error of the socket means for a port.
func (c *Conn) explain(op string, err error) error {
	switch {
	case c.closed.Load() || errors.Is(err, net.ErrClosed):
		return fmt.Errorf("%s: %w", c.name, fs.ErrClosed)
	case errors.Is(err, io.EOF):
		return &goneError{c.name + ": the peer closed the connection", io.EOF}
	case errors.Is(err, syscall.ECONNRESET):
		return &goneError{c.name + ": the peer reset the connection", cause(err)}
	case errors.Is(err, syscall.EPIPE):
		return &goneError{c.name + ": the peer closed the connection", cause(err)}
	case errors.Is(err, syscall.ETIMEDOUT):
		return &goneError{c.name + ": the peer stopped answering", cause(err)}
	}
	return fmt.Errorf("%s: %s: %w", c.name, op, cause(err))
}

// goneError says how the peer went away. errors.Is holds for io.EOF and for
// what the system called it.
type goneError struct {
	text string
	err  error
}

func (e *goneError) Error() string        { return e.text }
func (e *goneError) Unwrap() error        { return e.err }
func (e *goneError) Is(target error) bool { return target == io.EOF }

// cause takes off what net.OpError adds, which repeats the address.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
