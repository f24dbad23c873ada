package gonet

import (
	"context"
	"net"

	"drivergen/generated/netdev"
)

// writePiece is how much of a stream goes to the device in one call. The device takes all
// or fails, so that this is also how exactly a failed Write tells what was sent.
const writePiece = 16 << 10

// TCPConn is a stream over a device. It is a net.Conn; its methods may be called from
// any goroutine.
type TCPConn struct {
	handle
	keepAlive keepAlive
}

var _ net.Conn = (*TCPConn)(nil)

// Read reads what the peer sent. At the end of the stream it returns io.EOF.
func (c *TCPConn) Read(b []byte) (int, error) {
	if len(b) == 0 && !c.isClosed() {
		return 0, nil
	}
	n, _, err := c.recv(b)
	return n, c.fail("read", err)
}

// Write sends all of b or returns an error and how much was surely sent. Data of
// concurrent calls is not mixed.
func (c *TCPConn) Write(b []byte) (int, error) {
	if len(b) == 0 && !c.isClosed() {
		return 0, nil
	}
	n, err := c.writeAll(b, writePiece)
	return n, c.fail("write", err)
}

// CloseRead shuts the reading side down: Read returns io.EOF.
func (c *TCPConn) CloseRead() error { return c.shutdown(netdev.ShutRD) }

// CloseWrite shuts the writing side down: Write fails with EPIPE. The peer sees the end
// of the stream where the device can close one direction alone.
func (c *TCPConn) CloseWrite() error { return c.shutdown(netdev.ShutWR) }

func (c *TCPConn) shutdown(how netdev.How) error {
	return c.manage("close", func(ctx context.Context) error {
		return c.stack.dev.Shutdown(ctx, c.fd, how)
	})
}

// SetNoDelay sets whether small writes are sent at once.
func (c *TCPConn) SetNoDelay(on bool) error {
	value := 0
	if on {
		value = 1
	}
	return c.setOption(netdev.OptionNodelay, value)
}

// SetLinger sets how many seconds Close waits for what was not sent yet, which is no longer
// than CloseTimeout; below 0 it does not wait and the device goes on sending.
func (c *TCPConn) SetLinger(seconds int) error {
	return c.setOption(netdev.OptionLinger, max(seconds, -1))
}

func (c *TCPConn) setOption(option netdev.Option, value int) error {
	return c.manage("set", func(ctx context.Context) error {
		return c.stack.dev.SetOption(ctx, c.fd, option, value)
	})
}
