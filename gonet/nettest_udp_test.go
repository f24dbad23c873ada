package gonet_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/nettest"
)

// nettest expects of a connection three things that UDP does not promise: that nothing is
// lost when its reader is slow (BasicIO, FutureTimeout, ConcurrentMethods), that a writer
// can therefore be made to wait (PresentTimeout), and that the peer's Close is seen as the
// end (BasicIO, PingPong). A pacedConn adds those and nothing else, so that all of nettest
// runs: what is read and written, the deadlines and Close are the device's.
func TestNettestUDP(t *testing.T) {
	for _, w := range worlds {
		for _, pair := range datagramPairs {
			t.Run(w.name+"/"+pair.name, func(t *testing.T) {
				t.Parallel()
				s := w.make(t)
				nettest.TestConn(t, func() (near, far net.Conn, stop func(), err error) {
					near, far = pace(t, pair.make, s)
					return near, far, func() { near.Close(); far.Close() }, nil
				})
			})
		}
	}
}

// datagramPairs are the ways in which the device has datagrams to and from one peer.
var datagramPairs = []struct {
	name string
	make func(t *testing.T, s sides, far net.PacketConn) net.Conn
}{
	{"dialled", func(t *testing.T, s sides, far net.PacketConn) net.Conn {
		near, err := s.device.Dial("udp", far.LocalAddr().String())
		check(t, err)
		return near
	}},
	{"listening", func(t *testing.T, s sides, far net.PacketConn) net.Conn {
		near, err := s.device.ListenPacket("udp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		return &peeredConn{near, far.LocalAddr()}
	}},
}

// A peeredConn is a packet connection used with one peer.
type peeredConn struct {
	net.PacketConn
	peer net.Addr
}

func (c *peeredConn) RemoteAddr() net.Addr { return c.peer }

func (c *peeredConn) Write(b []byte) (int, error) { return c.WriteTo(b, c.peer) }

func (c *peeredConn) Read(b []byte) (int, error) {
	n, from, err := c.ReadFrom(b)
	if err == nil && from.(*net.UDPAddr).Port != c.peer.(*net.UDPAddr).Port {
		return 0, errors.New("a datagram from " + from.String())
	}
	return n, err
}

// window is how many datagrams may be under way in one direction. Every device and system
// keeps as many.
const window = 8

// farewell is the datagram that stands for the end.
var farewell = []byte("farewell")

// A pacedConn is one side of a pair that carries datagrams no faster than they are read.
// May is a stream from the other side with a byte for each datagram that may be written:
// waiting for one heeds the write deadline.
type pacedConn struct {
	net.Conn
	may   net.Conn
	other *pacedConn
	ended atomic.Bool
	close sync.Once
}

// pace returns both sides of a pair, each of which has sent the other what it needs to know.
func pace(t *testing.T, make func(*testing.T, sides, net.PacketConn) net.Conn, s sides) (near, far *pacedConn) {
	t.Helper()
	packets, err := s.packet("udp", net.JoinHostPort(s.other, "0"))
	check(t, err)
	conn := make(t, s, packets)
	_, err = conn.Write([]byte("here I am"))
	check(t, err)
	_, from, err := packets.ReadFrom([]byte{0})
	check(t, err)
	near, far = &pacedConn{Conn: conn}, &pacedConn{Conn: &peeredConn{packets, from}}
	near.other, far.other = far, near
	near.may, far.may = permits(t), permits(t)
	return near, far
}

// permits returns a stream to itself that holds the permits for a window.
func permits(t *testing.T) net.Conn {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer l.Close()
	in, err := net.Dial("tcp", l.Addr().String())
	check(t, err)
	out, err := l.Accept()
	check(t, err)
	_, err = in.Write(bytes.Repeat([]byte{1}, window))
	check(t, err)
	return &permitConn{Conn: out, in: in}
}

type permitConn struct {
	net.Conn
	in net.Conn
}

func (c *permitConn) Write(b []byte) (int, error) { return c.in.Write(b) }

func (c *permitConn) Close() error { return errors.Join(c.in.Close(), c.Conn.Close()) }

func (c *pacedConn) Write(b []byte) (int, error) {
	if _, err := c.may.Read(make([]byte, 1)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Write(b)
	if err != nil {
		c.may.Write([]byte{1})
	}
	return n, err
}

func (c *pacedConn) Read(b []byte) (int, error) {
	if c.ended.Load() {
		return 0, io.EOF
	}
	n, err := c.Conn.Read(b)
	switch {
	case err != nil:
		return n, err
	case bytes.Equal(b[:n], farewell):
		c.ended.Store(true)
		c.Conn.SetReadDeadline(past) // whoever waits beside this call
		return 0, io.EOF
	}
	c.other.may.Write([]byte{1})
	return n, nil
}

func (c *pacedConn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

func (c *pacedConn) SetWriteDeadline(t time.Time) error {
	return errors.Join(c.may.SetReadDeadline(t), c.Conn.SetWriteDeadline(t))
}

// Close takes leave. Closing twice is no error: nettest does.
func (c *pacedConn) Close() (err error) {
	c.close.Do(func() {
		c.Conn.SetWriteDeadline(time.Time{})
		c.Conn.Write(farewell)
		err = errors.Join(c.may.Close(), c.Conn.Close())
	})
	return err
}
