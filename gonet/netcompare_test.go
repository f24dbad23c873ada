package gonet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"reflect"
	"regexp"
	"syscall"
	"testing"
	"time"

	"drivergen/gonet"
	"drivergen/impl/hostnet"
)

// A network is package net, or what stands for it.
type network interface {
	DialContext(ctx context.Context, network, address string) (net.Conn, error)
	Listen(network, address string) (net.Listener, error)
	ListenPacket(network, address string) (net.PacketConn, error)
}

// packageNet is package net itself.
type packageNet struct{ *net.Dialer }

var thisMachine = packageNet{new(net.Dialer)}

func (packageNet) Listen(network, address string) (net.Listener, error) {
	return net.Listen(network, address)
}

func (packageNet) ListenPacket(network, address string) (net.PacketConn, error) {
	return net.ListenPacket(network, address)
}

// An errorCase is a way to get an error from a network.
type errorCase struct {
	name string
	fail func(t *testing.T, n network) error
}

var errorCases = []errorCase{
	{name: "dial refused", fail: func(t *testing.T, n network) error {
		l := listening(t, thisMachine)
		check(t, l.Close())
		return second(n.DialContext(t.Context(), "tcp", l.Addr().String()))
	}},
	{name: "dial too late", fail: func(t *testing.T, n network) error {
		ctx, cancel := context.WithDeadline(t.Context(), past)
		defer cancel()
		return second(n.DialContext(ctx, "tcp", "127.0.0.1:9"))
	}},
	{name: "dial cancelled", fail: func(t *testing.T, n network) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		return second(n.DialContext(ctx, "tcp", "127.0.0.1:9"))
	}},
	{name: "dial another network", fail: dialled("tcp7", "127.0.0.1:9")},
	{name: "dial without a port", fail: dialled("tcp", "127.0.0.1")},
	{name: "dial too many colons", fail: dialled("tcp", "::1:9")},
	{name: "dial a port too high", fail: dialled("tcp", "127.0.0.1:70000")},
	{name: "dial an unknown service", fail: dialled("tcp", "127.0.0.1:no-such-service")},
	{name: "dial IPv6 on tcp4", fail: dialled("tcp4", "[::1]:9")},
	{name: "dial IPv4 on udp6", fail: dialled("udp6", "127.0.0.1:9")},

	{name: "listen twice", fail: func(t *testing.T, n network) error {
		return second(n.Listen("tcp", listening(t, n).Addr().String()))
	}},
	{name: "listen packet twice", fail: func(t *testing.T, n network) error {
		return second(n.ListenPacket("udp", datagrams(t, n).LocalAddr().String()))
	}},
	{name: "listen on udp", fail: func(t *testing.T, n network) error { return second(n.Listen("udp9", ":0")) }},
	{name: "listen without a port", fail: func(t *testing.T, n network) error { return second(n.Listen("tcp", "80")) }},
	{name: "accept closed", fail: func(t *testing.T, n network) error {
		l := listening(t, n)
		check(t, l.Close())
		return second(l.Accept())
	}},
	{name: "listen at another's address", fail: func(_ *testing.T, n network) error {
		return second(n.Listen("tcp", "192.0.2.1:0"))
	}},
	{name: "listen for datagrams at another's address", fail: func(_ *testing.T, n network) error {
		return second(n.ListenPacket("udp", "192.0.2.1:0"))
	}},
	{name: "accept woken by Close", fail: func(t *testing.T, n network) error {
		l := listening(t, n)
		failed := make(chan error, 1)
		go func() { failed <- second(l.Accept()) }()
		check(t, l.Close())
		return <-failed
	}},
	{name: "accept too late", fail: func(t *testing.T, n network) error {
		l := listening(t, n)
		check(t, l.(interface{ SetDeadline(time.Time) error }).SetDeadline(past))
		return second(l.Accept())
	}},
	{name: "close a listener twice", fail: func(t *testing.T, n network) error {
		l := listening(t, n)
		check(t, l.Close())
		return l.Close()
	}},

	{name: "read too late", fail: late(func(c net.Conn) error { return second(c.Read(make([]byte, 1))) })},
	{name: "write too late", fail: late(func(c net.Conn) error { return second(c.Write(make([]byte, 1))) })},
	{name: "read closed", fail: closed(func(c net.Conn) error { return second(c.Read(make([]byte, 1))) })},
	{name: "write closed", fail: closed(func(c net.Conn) error { return second(c.Write(make([]byte, 1))) })},
	{name: "close closed", fail: closed(net.Conn.Close)},
	{name: "deadline of what is closed", fail: closed(func(c net.Conn) error { return c.SetDeadline(past) })},
	{name: "close the writing side of what is closed", fail: closed(func(c net.Conn) error {
		return c.(interface{ CloseWrite() error }).CloseWrite()
	})},
	{name: "no delay of what is closed", fail: closed(func(c net.Conn) error {
		return c.(interface{ SetNoDelay(bool) error }).SetNoDelay(true)
	})},
	{name: "read at the end", fail: func(t *testing.T, n network) error {
		near, far := connectedTo(t, n)
		check(t, far.Close())
		return second(near.Read(make([]byte, 1)))
	}},
	{name: "read what was reset", fail: func(t *testing.T, n network) error {
		near, far := connectedTo(t, n)
		check(t, far.SetLinger(0))
		check(t, far.Close())
		return second(near.Read(make([]byte, 1)))
	}},
	{name: "write after CloseWrite", fail: func(t *testing.T, n network) error {
		near, _ := connectedTo(t, n)
		check(t, near.(interface{ CloseWrite() error }).CloseWrite())
		return second(near.Write(make([]byte, 1)))
	}},

	{name: "datagram too late", fail: func(t *testing.T, n network) error {
		c := datagrams(t, n)
		check(t, c.SetDeadline(past))
		_, _, err := c.ReadFrom(make([]byte, 1))
		return err
	}},
	{name: "datagram of what is closed", fail: func(t *testing.T, n network) error {
		c := datagrams(t, n)
		check(t, c.Close())
		_, _, err := c.ReadFrom(make([]byte, 1))
		return err
	}},
	{name: "send on what is closed", fail: func(t *testing.T, n network) error {
		c := datagrams(t, n)
		check(t, c.Close())
		return second(c.WriteTo(make([]byte, 1), &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9}))
	}},
	{name: "send to a TCP address", fail: func(t *testing.T, n network) error {
		return second(datagrams(t, n).WriteTo(make([]byte, 1), &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9}))
	}},
	{name: "send to another than the peer", fail: func(t *testing.T, n network) error {
		c, err := n.DialContext(t.Context(), "udp", "127.0.0.1:9")
		check(t, err)
		defer c.Close()
		return second(c.(net.PacketConn).WriteTo(make([]byte, 1), &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7}))
	}},
	{name: "send too much", fail: func(t *testing.T, n network) error {
		return second(datagrams(t, n).WriteTo(make([]byte, 70000), &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9}))
	}},
}

func dialled(on, address string) func(*testing.T, network) error {
	return func(t *testing.T, n network) error { return second(n.DialContext(t.Context(), on, address)) }
}

func late(call func(net.Conn) error) func(*testing.T, network) error {
	return func(t *testing.T, n network) error {
		near, _ := connectedTo(t, n)
		check(t, near.SetDeadline(past))
		return call(near)
	}
}

func closed(call func(net.Conn) error) func(*testing.T, network) error {
	return func(t *testing.T, n network) error {
		near, _ := connectedTo(t, n)
		check(t, near.Close())
		return call(near)
	}
}

// connectedTo returns a connection of n to a peer of package net, and the peer.
func connectedTo(t *testing.T, n network) (near net.Conn, far *net.TCPConn) {
	t.Helper()
	l := listening(t, thisMachine)
	near, err := n.DialContext(t.Context(), "tcp", l.Addr().String())
	check(t, err)
	t.Cleanup(func() { near.Close() })
	accepted, err := l.Accept()
	check(t, err)
	t.Cleanup(func() { accepted.Close() })
	return near, accepted.(*net.TCPConn)
}

func listening(t *testing.T, n network) net.Listener {
	t.Helper()
	l, err := n.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { l.Close() })
	return l
}

func datagrams(t *testing.T, n network) net.PacketConn {
	t.Helper()
	c, err := n.ListenPacket("udp", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { c.Close() })
	return c
}

func second[T any](_ T, err error) error { return err }

// sentinels are what programs ask errors for.
var sentinels = []error{
	io.EOF, net.ErrClosed, net.ErrWriteToConnected, os.ErrDeadlineExceeded, context.Canceled, context.DeadlineExceeded,
	syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, syscall.EADDRINUSE, syscall.EADDRNOTAVAIL, syscall.EMSGSIZE, syscall.EINVAL,
}

// chosenPort is a port that the system chose. It differs from run to run.
var chosenPort = regexp.MustCompile(`127\.0\.0\.1:\d{4,5}\b`)

// On this machine's own sockets an error has the text, the types and the meaning that
// package net's has.
func TestErrorsAreThoseOfPackageNet(t *testing.T) {
	for _, tt := range errorCases {
		t.Run(tt.name, func(t *testing.T) {
			dev := hostnet.New()
			t.Cleanup(func() { dev.Close() })
			want, got := tt.fail(t, thisMachine), tt.fail(t, gonet.New(counted(t, dev.Net())))
			if want == nil || got == nil {
				t.Fatalf("got %v, package net says %v", got, want)
			}
			text := chosenPort.ReplaceAllString(want.Error(), "127.0.0.1:N")
			if own := chosenPort.ReplaceAllString(got.Error(), "127.0.0.1:N"); own != text {
				t.Errorf("text\n\t%s\nwant\n\t%s", own, text)
			}
			for _, sentinel := range sentinels {
				if errors.Is(want, sentinel) && !errors.Is(got, sentinel) {
					t.Errorf("errors.Is(%v, %v) does not hold", got, sentinel)
				}
			}
			sameOpError(t, got, want)
		})
	}
}

// sameOpError compares what an error's *net.OpError has, if it is one.
func sameOpError(t *testing.T, got, want error) {
	t.Helper()
	if reflect.TypeOf(got) != reflect.TypeOf(want) {
		t.Fatalf("a %T, want a %T", got, want)
	}
	g, ok := got.(*net.OpError)
	if !ok {
		return
	}
	w := want.(*net.OpError)
	if g.Op != w.Op || g.Net != w.Net || g.Timeout() != w.Timeout() || g.Temporary() != w.Temporary() {
		t.Errorf("%s on %s, time-out %t, temporary %t; want %s on %s, %t, %t",
			g.Op, g.Net, g.Timeout(), g.Temporary(), w.Op, w.Net, w.Timeout(), w.Temporary())
	}
	if reflect.TypeOf(g.Source) != reflect.TypeOf(w.Source) || reflect.TypeOf(g.Addr) != reflect.TypeOf(w.Addr) {
		t.Errorf("addresses %T and %T, want %T and %T", g.Source, g.Addr, w.Source, w.Addr)
	}
	var gotAddr, wantAddr *net.AddrError
	var gotName, wantName *net.DNSError
	if errors.As(want, &wantAddr) && (!errors.As(got, &gotAddr) || *gotAddr != *wantAddr) {
		t.Errorf("the cause is %#v, want %#v", g.Err, wantAddr)
	}
	if errors.As(want, &wantName) && (!errors.As(got, &gotName) || gotName.IsNotFound != wantName.IsNotFound || gotName.Name != wantName.Name) {
		t.Errorf("the cause is %#v, want %#v", g.Err, wantName)
	}
}
