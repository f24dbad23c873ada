package gonet_test

import (
	"context"
	"net"
	"testing"
)

// A link is how a protocol's two sides meet, one of them on the device.
type link struct {
	listener net.Listener // the server's
	connect  func(ctx context.Context) (net.Conn, error)
}

// dial is connect in the form that clients ask for. The address may be any.
func (l link) dial(ctx context.Context, _, _ string) (net.Conn, error) { return l.connect(ctx) }

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
		}}
	}},
	{"server", func(t *testing.T, s sides) link {
		l, err := s.device.Listen("tcp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		t.Cleanup(func() { l.Close() })
		address := s.reach(l.Addr())
		return link{l, func(context.Context) (net.Conn, error) { return s.dial("tcp", address) }}
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
