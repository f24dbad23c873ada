package emulator

import (
	"io"
	"net"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

// MemoryConn is one end of a connection in a Memory. It behaves as a *net.TCPConn does: writes wait while the peer does
// not read; the peer reads what was written before a close or a reset, and then io.EOF or ECONNRESET; a close that
// leaves received data unread resets the connection (RFC 2525, 2.17).
type MemoryConn struct {
	in, out       *memoryStream
	local, remote netip.AddrPort

	mu     sync.Mutex
	closed bool
	abort  bool // Close resets
}

var _ net.Conn = (*MemoryConn)(nil)

// newMemoryConns makes both ends of a connection between two addresses.
func newMemoryConns(a, b netip.AddrPort, buffer int) (*MemoryConn, *MemoryConn) {
	ab, ba := newMemoryStream(buffer), newMemoryStream(buffer)
	return &MemoryConn{in: ba, out: ab, local: a, remote: b}, &MemoryConn{in: ab, out: ba, local: b, remote: a}
}

// Read waits for data and gives what there is, up to len(p) bytes.
func (c *MemoryConn) Read(p []byte) (int, error) {
	n, err := c.in.read(p)
	if err == io.EOF {
		return n, err
	}
	return n, c.fail("read", err)
}

// Write waits while the peer has no room. After the peer's Close it fails with EPIPE, after a reset with ECONNRESET.
func (c *MemoryConn) Write(p []byte) (int, error) {
	n, err := c.out.write(p)
	return n, c.fail("write", err)
}

// CloseWrite ends this direction: the peer reads io.EOF and may go on writing.
func (c *MemoryConn) CloseWrite() error {
	if c.isClosed() {
		return c.fail("close", net.ErrClosed)
	}
	c.out.finish(io.EOF)
	return nil
}

// Close ends both directions.
func (c *MemoryConn) Close() error {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return c.fail("close", net.ErrClosed)
	}
	c.closed = true
	reset := c.abort
	c.mu.Unlock()
	refuse := syscall.EPIPE
	if reset {
		refuse = syscall.ECONNRESET
	}
	if c.in.leave(refuse) && !reset {
		reset = true
		c.in.broken()
	}
	c.out.finish(streamEnd(reset))
	return nil
}

// Abort resets the connection and closes this end.
func (c *MemoryConn) Abort() error {
	if err := c.SetLinger(0); err != nil {
		return err
	}
	return c.Close()
}

// SetLinger with 0 has Close reset the connection; any other value undoes that.
func (c *MemoryConn) SetLinger(seconds int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return c.fail("set", net.ErrClosed)
	}
	c.abort = seconds == 0
	return nil
}

// SetDeadline sets when Read and Write fail. The zero time is never.
func (c *MemoryConn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

// SetReadDeadline sets when Read fails with os.ErrDeadlineExceeded, a call that waits now included.
func (c *MemoryConn) SetReadDeadline(t time.Time) error { return c.setDeadline(c.in, &c.in.readBy, t) }

// SetWriteDeadline sets when Write fails with os.ErrDeadlineExceeded, a call that waits now included.
func (c *MemoryConn) SetWriteDeadline(t time.Time) error {
	return c.setDeadline(c.out, &c.out.writeBy, t)
}

func (c *MemoryConn) setDeadline(s *memoryStream, d *memoryDeadline, t time.Time) error {
	if c.isClosed() {
		return c.fail("set", net.ErrClosed)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d.set(t, &s.change)
	return nil
}

// LocalAddr is this end's address, a *net.TCPAddr.
func (c *MemoryConn) LocalAddr() net.Addr { return net.TCPAddrFromAddrPort(c.local) }

// RemoteAddr is the peer's address, a *net.TCPAddr.
func (c *MemoryConn) RemoteAddr() net.Addr { return net.TCPAddrFromAddrPort(c.remote) }

func (c *MemoryConn) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

func (c *MemoryConn) fail(op string, err error) error {
	if err == nil {
		return nil
	}
	return &net.OpError{Op: op, Net: "tcp4", Source: c.LocalAddr(), Addr: c.RemoteAddr(), Err: err}
}
