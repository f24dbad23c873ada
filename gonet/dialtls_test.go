package gonet

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// What the device is asked for, by the address that is dialled.
func TestDialTLSAsksForTheName(t *testing.T) {
	tests := []struct{ network, address, domain, host string }{
		{"tcp", "server.test:443", "AF_INET", "server.test"},
		{"tcp", "server.test.:443", "AF_INET", "server.test"},
		{"tcp6", "server.test:443", "AF_INET6", "server.test"},
		{"tcp4", "10.0.0.9:443", "AF_INET", "10.0.0.9"},
		{"tcp", "[fd00::9]:443", "AF_INET6", "fd00::9"},
	}
	for _, tt := range tests {
		dev := newFakeDev()
		dev.opens = func(domain netdev.Domain, protocol netdev.Protocol) error {
			if string(domain) != tt.domain || protocol != netdev.ProtocolTLS {
				t.Errorf("%s %s: a socket of %s, %s", tt.network, tt.address, domain, protocol)
			}
			return nil
		}
		dev.connect = func(_ context.Context, addr string, port uint16) error {
			if addr != tt.host || port != 443 {
				t.Errorf("%s %s: connects to %s, %d", tt.network, tt.address, addr, port)
			}
			return nil
		}
		conn, err := New(dev).DialTLSContext(t.Context(), tt.network, tt.address)
		if err != nil {
			t.Fatal(err)
		}
		if got := conn.RemoteAddr().String(); got != fakeRemote.String() {
			t.Errorf("RemoteAddr() = %s, want what the device tells", got)
		}
		conn.Close()
	}
}

func TestDialTLSErrors(t *testing.T) {
	refuse := func(errno driver.Errno) func(*fakeDev) {
		return func(f *fakeDev) {
			f.connect = func(context.Context, string, uint16) error { return driver.Fail("connect", errno, nil) }
		}
	}
	tests := []struct {
		name, network, address string
		dev                    func(*fakeDev)
		is                     error
		text                   string
	}{
		{"refused", "tcp", "server.test:443", refuse(driver.ECONNREFUSED), netdev.ECONNREFUSED, "dial tcp server.test:443: connect: connection refused"},
		{"unknown host", "tcp", "server.test:443", refuse(driver.ENOENT), netdev.ENOENT, "dial tcp: lookup server.test: no such host"},
		{"no TLS", "tcp", "server.test:443", func(f *fakeDev) {
			f.opens = func(netdev.Domain, netdev.Protocol) error { return driver.Fail("socket", driver.EPROTONOSUPPORT, nil) }
		}, errors.ErrUnsupported, "dial tcp server.test:443: socket: protocol not supported"},
		{"UDP", "udp", "server.test:443", nil, nil, "dial udp: unknown network udp"},
		{"no host", "tcp", ":443", nil, nil, "dial tcp: address :443: missing host"},
		{"wrong family", "tcp6", "10.0.0.9:443", nil, nil, "dial tcp6: address 10.0.0.9: no suitable address found"},
	}
	for _, tt := range tests {
		dev := newFakeDev()
		if tt.dev != nil {
			tt.dev(dev)
		}
		conn, err := New(dev).DialTLSContext(t.Context(), tt.network, tt.address)
		var op *net.OpError
		if conn != nil || !errors.As(err, &op) || err.Error() != tt.text || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: DialTLSContext = %v, %v; want %s", tt.name, conn, err, tt.text)
		}
		if dev.left() != 0 {
			t.Errorf("%s: %d sockets were left open", tt.name, dev.left())
		}
	}
}

func TestDialTLSTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dev := newFakeDev()
		dev.connect = func(ctx context.Context, _ string, _ uint16) error {
			<-ctx.Done()
			return driver.FromContext("connect", ctx)
		}
		start := time.Now()
		_, err := (&Dialer{Stack: New(dev), Timeout: time.Second}).DialTLSContext(t.Context(), "tcp", "server.test:443")
		if !errors.Is(err, os.ErrDeadlineExceeded) || !err.(net.Error).Timeout() || time.Since(start) != time.Second {
			t.Errorf("DialTLSContext: %v after %v", err, time.Since(start))
		}
	})
}

// withoutTLS is a device on which only sockets without TLS can be had; it lacks TLS in one of two ways.
func withoutTLS(errno driver.Errno) *fakeDev {
	dev := newFakeDev()
	dev.resolve = func(context.Context, string) (netip.Addr, error) { return fakeRemote.Addr(), nil }
	dev.opens = func(_ netdev.Domain, protocol netdev.Protocol) error {
		if protocol == netdev.ProtocolTLS && errno == driver.EPROTONOSUPPORT {
			return driver.Fail("socket", errno, nil)
		}
		return nil
	}
	dev.connect = func(_ context.Context, addr string, _ uint16) error {
		if addr == "server.test" {
			return driver.Fail("connect", errno, nil)
		}
		return nil
	}
	return dev
}

func TestHostTLSWhereTheDeviceHasNone(t *testing.T) {
	for _, errno := range []driver.Errno{driver.EPROTONOSUPPORT, driver.EOPNOTSUPP} {
		dev := withoutTLS(errno)
		secure, refuse := net.Pipe()
		defer refuse.Close()
		defer secure.Close()
		failure := errors.New("a certificate that nobody knows")
		d := &Dialer{Stack: New(dev), HostTLS: func(_ context.Context, conn net.Conn, host string) (net.Conn, error) {
			if host != "server.test" || conn.RemoteAddr().String() != fakeRemote.String() {
				t.Errorf("HostTLS is called with a connection to %v and the host %s", conn.RemoteAddr(), host)
			}
			return nil, failure
		}}
		if conn, err := d.DialTLSContext(t.Context(), "tcp", "server.test:443"); conn != nil || !errors.Is(err, failure) {
			t.Errorf("%v: DialTLSContext = %v, %v", errno, conn, err)
		}
		if dev.left() != 0 {
			t.Errorf("%v: %d sockets were left open", errno, dev.left())
		}
		d.HostTLS = func(_ context.Context, conn net.Conn, _ string) (net.Conn, error) {
			conn.Close()
			return secure, nil
		}
		if conn, err := d.DialTLSContext(t.Context(), "tcp", "server.test:443"); conn != secure || err != nil {
			t.Errorf("%v: DialTLSContext = %v, %v; want what HostTLS returned", errno, conn, err)
		}
	}
}

// What has another reason than the lack of TLS is not tried again without the device's.
func TestHostTLSIsNotForRefusals(t *testing.T) {
	d := &Dialer{Stack: New(withoutTLS(driver.ECONNREFUSED)), HostTLS: func(context.Context, net.Conn, string) (net.Conn, error) {
		t.Error("HostTLS was called")
		return nil, errors.New("called")
	}}
	if _, err := d.DialTLSContext(t.Context(), "tcp", "server.test:443"); !errors.Is(err, netdev.ECONNREFUSED) {
		t.Errorf("DialTLSContext: %v", err)
	}
}
