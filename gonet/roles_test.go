package gonet_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
)

// A link is how a protocol's two sides meet, one of them on the device.
type link struct {
	listener net.Listener // the server's
	connect  func(ctx context.Context) (net.Conn, error)
	givenUp  *atomic.Int32 // how many connections of dial were closed that were sound
}

// dial is connect in the form that clients ask for. The address may be any.
func (l link) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	conn, err := l.connect(ctx)
	if err != nil {
		return nil, err
	}
	return &watchedConn{Conn: conn, givenUp: l.givenUp}, nil
}

// A watchedConn counts itself when it is closed before it has failed.
type watchedConn struct {
	net.Conn
	failed  atomic.Bool
	givenUp *atomic.Int32
}

func (c *watchedConn) Read(b []byte) (int, error) { return c.watch(c.Conn.Read(b)) }

func (c *watchedConn) Write(b []byte) (int, error) { return c.watch(c.Conn.Write(b)) }

func (c *watchedConn) watch(n int, err error) (int, error) {
	if err != nil {
		c.failed.Store(true)
	}
	return n, err
}

func (c *watchedConn) Close() error {
	if !c.failed.Swap(true) {
		c.givenUp.Add(1)
	}
	return c.Conn.Close()
}

// roles are which side of a protocol the device is.
var roles = []struct {
	name string
	make func(t *testing.T, s sides) link
}{
	{"client", func(t *testing.T, s sides) link {
		l, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		t.Cleanup(func() { l.Close() })
		return link{l, func(ctx context.Context) (net.Conn, error) {
			return s.device.DialContext(ctx, "tcp", l.Addr().String())
		}, new(atomic.Int32)}
	}},
	{"server", func(t *testing.T, s sides) link {
		l, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		t.Cleanup(func() { l.Close() })
		address := s.reach(l.Addr())
		return link{l, func(context.Context) (net.Conn, error) { return s.dial("tcp", address) }, new(atomic.Int32)}
	}},
}

// everyRole runs a test with the device as client and as server in each world.
func everyRole(t *testing.T, test func(t *testing.T, w world, l link)) {
	for _, w := range worlds {
		for _, role := range roles {
			t.Run(w.name+"/"+role.name, func(t *testing.T) { test(t, w, role.make(t, w.make(t))) })
		}
	}
}
