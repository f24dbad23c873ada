package gonet

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"syscall"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func dialFake(t *testing.T, dev *fakeDev) *TCPConn {
	t.Helper()
	return dialWith(t, &Dialer{Stack: New(dev)})
}

func TestDialErrors(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name, network, address string
		ctx                    context.Context
		dev                    func(*fakeDev)
		is                     []error
		timeout                bool
		text                   string
	}{
		{
			name: "refused", network: "tcp", address: "10.0.0.9:80",
			dev: func(f *fakeDev) {
				f.connect = func(context.Context, string, uint16) error { return driver.Fail("connect", driver.ECONNREFUSED, nil) }
			},
			is:   []error{netdev.ECONNREFUSED, syscall.ECONNREFUSED},
			text: "dial tcp 10.0.0.9:80: connect: connection refused",
		},
		{
			name: "time-out", network: "tcp4", address: "10.0.0.9:http",
			dev: func(f *fakeDev) {
				f.connect = func(context.Context, string, uint16) error { return driver.ETIMEDOUT }
			},
			is: []error{syscall.ETIMEDOUT, os.ErrDeadlineExceeded, context.DeadlineExceeded}, timeout: true,
			text: "dial tcp4 10.0.0.9:80: connection timed out",
		},
		{
			name: "cancelled", network: "tcp", address: "10.0.0.9:80", ctx: ended,
			dev: func(f *fakeDev) {
				f.connect = func(ctx context.Context, _ string, _ uint16) error { return driver.FromContext("connect", ctx) }
			},
			is:   []error{context.Canceled},
			text: "dial tcp 10.0.0.9:80: operation was canceled",
		},
		{
			name: "unknown host", network: "tcp", address: "nowhere.test:80",
			dev: func(f *fakeDev) {
				f.resolve = func(context.Context, string) (netip.Addr, error) { return netip.Addr{}, driver.ENOENT }
			},
			is:   []error{netdev.ENOENT},
			text: "dial tcp: lookup nowhere.test: no such host",
		},
		{
			name: "resolver without an answer", network: "udp", address: "slow.test:53",
			dev: func(f *fakeDev) {
				f.resolve = func(context.Context, string) (netip.Addr, error) { return netip.Addr{}, driver.ETIMEDOUT }
			},
			is: []error{os.ErrDeadlineExceeded}, timeout: true,
			text: "dial udp: lookup slow.test: connection timed out",
		},
		{name: "unknown network", network: "sctp", address: "10.0.0.9:80", text: "dial sctp: unknown network sctp"},
		{name: "no port", network: "tcp", address: "10.0.0.9", text: "dial tcp: address 10.0.0.9: missing port in address"},
		{name: "no host", network: "tcp", address: ":80", text: "dial tcp: address :80: missing host"},
		{name: "port too high", network: "tcp", address: "10.0.0.9:65536", text: "dial tcp: address 65536: invalid port"},
		{name: "IPv4 address for tcp6", network: "tcp6", address: "10.0.0.9:80", text: "dial tcp6: address 10.0.0.9: no suitable address found"},
		{name: "IPv6 address for udp4", network: "udp4", address: "[::1]:80", text: "dial udp4: address ::1: no suitable address found"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dev := newFakeDev()
			if tt.dev != nil {
				tt.dev(dev)
			}
			ctx := tt.ctx
			if ctx == nil {
				ctx = t.Context()
			}
			conn, err := New(dev).DialContext(ctx, tt.network, tt.address)
			if conn != nil || err == nil {
				t.Fatalf("DialContext = %v, %v", conn, err)
			}
			var op *net.OpError
			if !errors.As(err, &op) || op.Op != "dial" || op.Net != tt.network {
				t.Errorf("%#v is no *net.OpError of dial %s", err, tt.network)
			}
			if err.Error() != tt.text {
				t.Errorf("text\n%s\nwant\n%s", err, tt.text)
			}
			for _, is := range tt.is {
				if !errors.Is(err, is) {
					t.Errorf("errors.Is(%v, %v) does not hold", err, is)
				}
			}
			if got := err.(net.Error).Timeout(); got != tt.timeout {
				t.Errorf("Timeout() = %v, want %v", got, tt.timeout)
			}
			if tt.ctx != nil {
				return // closed in the background
			}
			if dev.left() != 0 {
				t.Errorf("%d sockets were left open", dev.left())
			}
		})
	}
}

func TestListenErrors(t *testing.T) {
	stack := New(newFakeDev())
	if _, err := stack.Listen("udp", ":80"); !isUnknownNetwork(err) {
		t.Errorf("Listen on udp: %v", err)
	}
	if _, err := stack.ListenPacket("tcp", ":80"); !isUnknownNetwork(err) {
		t.Errorf("ListenPacket on tcp: %v", err)
	}
	if _, err := stack.Listen("tcp", "80"); err == nil || err.Error() != "listen tcp: address 80: missing port in address" {
		t.Errorf("Listen without a colon: %v", err)
	}
}

func isUnknownNetwork(err error) bool {
	var unknown net.UnknownNetworkError
	var op *net.OpError
	return errors.As(err, &op) && errors.As(err, &unknown)
}

func TestUnknownHostIsADNSError(t *testing.T) {
	dev := newFakeDev()
	dev.resolve = func(context.Context, string) (netip.Addr, error) {
		return netip.Addr{}, driver.Fail("resolve", driver.ENOENT, nil)
	}
	_, err := New(dev).LookupHost(t.Context(), "nowhere.test")
	var dns *net.DNSError
	if !errors.As(err, &dns) || !dns.IsNotFound || dns.Name != "nowhere.test" {
		t.Errorf("LookupHost: %#v", err)
	}
	if _, err := New(dev).LookupNetIP(t.Context(), "tcp", "x"); err == nil {
		t.Error("LookupNetIP took tcp for a family of addresses")
	}
}

func TestLookupOfAnAddressDoesNotAsk(t *testing.T) {
	dev := newFakeDev()
	dev.resolve = func(context.Context, string) (netip.Addr, error) { panic("asked") }
	for host, want := range map[string]string{"10.1.2.3": "10.1.2.3", "::1": "::1", "::ffff:10.1.2.3": "10.1.2.3"} {
		if got, err := New(dev).LookupHost(t.Context(), host); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("LookupHost(%s) = %v, %v", host, got, err)
		}
	}
}

func TestConnErrors(t *testing.T) {
	lost := driver.Fail("recv", driver.ECOMM, io.EOF) // an unplugged device
	answers := []error{io.EOF, driver.ECONNRESET, lost}
	dev := newFakeDev()
	dev.recv = func(context.Context, []byte) (int, error) {
		err := answers[0]
		answers = answers[1:]
		return 0, err
	}
	dev.write = func(context.Context, []byte) error { return driver.EPIPE }
	conn := dialFake(t, dev)
	b := make([]byte, 10)
	if _, err := conn.Read(b); err != io.EOF {
		t.Errorf("Read at the end: %#v, want io.EOF itself", err)
	}
	if _, err := conn.Read(b); !errors.Is(err, syscall.ECONNRESET) || err.(*net.OpError).Op != "read" {
		t.Errorf("Read of a lost connection: %v", err)
	}
	if _, err := conn.Read(b); err == io.EOF || !errors.Is(err, netdev.ECOMM) {
		t.Errorf("Read of an unplugged device: %v", err)
	}
	_, err := conn.Write(b)
	if want := "write tcp 10.0.0.2:50000->10.0.0.9:80: broken pipe"; err == nil || err.Error() != want {
		t.Errorf("Write: %v, want %s", err, want)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	for op, err := range map[string]error{
		"read": second(conn.Read(b)), "write": second(conn.Write(b)), "read of nothing": second(conn.Read(nil)),
		"write of nothing": second(conn.Write(nil)), "close": conn.Close(), "set": conn.SetDeadline(time.Now()),
		"close write": conn.CloseWrite(), "no delay": conn.SetNoDelay(true),
	} {
		var opErr *net.OpError
		if !errors.Is(err, net.ErrClosed) || !errors.As(err, &opErr) {
			t.Errorf("%s after Close: %#v, want net.ErrClosed in a *net.OpError", op, err)
		}
	}
	if dev.closed != 1 {
		t.Errorf("the socket was closed %d times", dev.closed)
	}
}

func second[T any](_ T, err error) error { return err }

// A number that was freed is soon another socket's: the device must not be called with it.
func TestCloseWaitsForCallsUnderWay(t *testing.T) {
	dev := newFakeDev()
	entered, mayLeave := make(chan struct{}), make(chan struct{})
	dev.recv = func(ctx context.Context, _ []byte) (int, error) {
		close(entered)
		<-ctx.Done()
		<-mayLeave
		if dev.left() != 1 {
			t.Error("the socket was closed while a call was under way")
		}
		return 0, driver.FromContext("recv", ctx)
	}
	conn := dialFake(t, dev)
	read := make(chan error)
	go func() { read <- second(conn.Read(make([]byte, 1))) }()
	<-entered
	closed := make(chan error)
	go func() { closed <- conn.Close() }()
	mayLeave <- struct{}{}
	if err := <-read; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Read: %v", err)
	}
	if err := <-closed; err != nil {
		t.Errorf("Close: %v", err)
	}
}

func TestWriteTellsWhatWasSent(t *testing.T) {
	dev := newFakeDev()
	pieces := 0
	dev.write = func(_ context.Context, data []byte) error {
		if len(data) > writePiece {
			t.Errorf("a piece of %d bytes", len(data))
		}
		if pieces++; pieces == 3 {
			return driver.ECONNRESET
		}
		return nil
	}
	n, err := dialFake(t, dev).Write(make([]byte, 4*writePiece))
	if n != 2*writePiece || !errors.Is(err, netdev.ECONNRESET) {
		t.Errorf("Write = %d, %v", n, err)
	}
}

func TestReadAndWriteAllocateNothing(t *testing.T) {
	dev := newFakeDev()
	dev.recv = func(_ context.Context, b []byte) (int, error) { return len(b), nil }
	conn := dialFake(t, dev)
	conn.SetDeadline(time.Now().Add(time.Hour))
	b := make([]byte, 100)
	if n := testing.AllocsPerRun(100, func() { conn.Read(b) }); n != 0 {
		t.Errorf("Read allocates %v times", n)
	}
	if n := testing.AllocsPerRun(100, func() { conn.Write(b) }); n != 0 {
		t.Errorf("Write allocates %v times", n)
	}
}

func TestDatagramsAreNotSplit(t *testing.T) {
	dev := newFakeDev()
	var sizes []int
	dev.write = func(_ context.Context, data []byte) error {
		sizes = append(sizes, len(data))
		return nil
	}
	conn, err := New(dev).Dial("udp", fakeRemote.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for _, size := range []int{writePiece + 1, 0} {
		if n, err := conn.Write(make([]byte, size)); n != size || err != nil {
			t.Errorf("Write = %d, %v", n, err)
		}
	}
	if len(sizes) != 2 || sizes[0] != writePiece+1 || sizes[1] != 0 {
		t.Errorf("the device got datagrams of %v bytes", sizes)
	}
	if _, err := conn.(*UDPConn).WriteTo([]byte("x"), net.UDPAddrFromAddrPort(fakeRemote)); !errors.Is(err, net.ErrWriteToConnected) {
		t.Errorf("WriteTo on a connected socket: %v", err)
	}
}

func TestAcceptErrorsAreTemporaryWhereTheyPass(t *testing.T) {
	dev := newFakeDev()
	dev.socket = netdev.Socket{State: netdev.StateListening, LAddr: fakeLocal.Addr(), LPort: 80}
	dev.accept = func(context.Context) (netdev.FD, error) { return 0, driver.Fail("accept", driver.EMFILE, nil) }
	l, err := New(dev).Listen("tcp", ":80")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, err = l.Accept()
	if temporary, ok := err.(interface{ Temporary() bool }); !ok || !temporary.Temporary() {
		t.Errorf("Accept: %v is not temporary, so that net/http would end the server", err)
	}
	if want := "accept tcp 10.0.0.2:80: accept: too many open files"; err.Error() != want {
		t.Errorf("Accept: %s, want %s", err, want)
	}
}

// namelessPeers is a device that does not know who connected.
type namelessPeers struct{ *fakeDev }

func (namelessPeers) Accept(context.Context, netdev.FD) (netdev.FD, netip.AddrPort, error) {
	return 7, netip.AddrPort{}, nil
}

// A peer that has gone before the device could tell who it was still has an address to print.
func TestAcceptOfAnUnknownPeer(t *testing.T) {
	dev := newFakeDev()
	dev.socket = netdev.Socket{State: netdev.StateListening, LAddr: fakeLocal.Addr(), LPort: 80}
	l, err := New(namelessPeers{dev}).Listen("tcp", ":80")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	dev.socket.State = netdev.StateClosed
	dev.open[7] = true
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if remote, ok := conn.RemoteAddr().(*net.TCPAddr); !ok || remote == nil || remote.String() != ":0" {
		t.Errorf("RemoteAddr() = %#v, want a *net.TCPAddr that names nobody", conn.RemoteAddr())
	}
}
