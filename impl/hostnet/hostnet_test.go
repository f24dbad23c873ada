package hostnet_test

import (
	"bytes"
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
	"drivergen/impl/hostnet"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func start(t *testing.T, opts ...hostnet.Option) netdev.NetDev {
	t.Helper()
	dev := hostnet.New(opts...)
	t.Cleanup(func() { dev.Close() })
	return dev.Net()
}

// must(f())(t) is the value that f returns; an error ends the test.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		check(t, err)
		return v
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// listenHere is a server of this machine, outside of the device.
func listenHere(t *testing.T) (*net.TCPListener, netip.AddrPort) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	check(t, err)
	t.Cleanup(func() { l.Close() })
	return l.(*net.TCPListener), l.Addr().(*net.TCPAddr).AddrPort()
}

// connected returns a connected socket of the device and the other side's connection.
func connected(t *testing.T, dev netdev.NetDev) (netdev.FD, *net.TCPConn) {
	t.Helper()
	l, addr := listenHere(t)
	fd := must(dev.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream))(t)
	check(t, dev.Connect(t.Context(), fd, addr.Addr().String(), addr.Port()))
	peer, err := l.AcceptTCP()
	check(t, err)
	t.Cleanup(func() { peer.Close() })
	return fd, peer
}

func TestStreamBothWays(t *testing.T) {
	dev := start(t)
	fd, peer := connected(t, dev)
	data := make([]byte, 1<<20)
	for i := range data {
		data[i] = byte(i * i >> 7)
	}
	sent := make(chan error, 1)
	go func() { _, err := peer.Write(data); peer.CloseWrite(); sent <- err }()
	var got bytes.Buffer
	buf := make([]byte, 4000) // no divisor of the ring's size: reads wrap around
	for {
		n, _, err := dev.Recv(t.Context(), fd, buf)
		got.Write(buf[:n])
		if err == io.EOF {
			break
		}
		check(t, err)
	}
	check(t, <-sent)
	if !bytes.Equal(got.Bytes(), data) {
		t.Errorf("received %d bytes that differ from the %d sent", got.Len(), len(data))
	}

	fd, peer = connected(t, dev)
	back := make(chan []byte, 1)
	go func() { b, _ := io.ReadAll(peer); back <- b }()
	check(t, dev.Write(t.Context(), fd, data))
	check(t, dev.Shutdown(t.Context(), fd, netdev.ShutWR))
	if b := <-back; !bytes.Equal(b, data) {
		t.Errorf("the peer received %d bytes that differ from the %d sent", len(b), len(data))
	}
	if err := dev.Write(t.Context(), fd, data); !errors.Is(err, netdev.EPIPE) {
		t.Errorf("Write after SHUT_WR: %v", err)
	}
	_, err := peer.Write([]byte("still here")) // half-closed: the other direction works
	check(t, err)
	n, _, err := dev.Recv(t.Context(), fd, buf)
	if string(buf[:n]) != "still here" || err != nil {
		t.Errorf("Recv after SHUT_WR: %q, %v", buf[:n], err)
	}
}

func TestAcceptAndAddresses(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		t.Run(host, func(t *testing.T) {
			dev, ctx := start(t), t.Context()
			domain := netdev.DomainINET
			if host == "::1" {
				domain = netdev.DomainINET6
			}
			fd := must(dev.Socket(ctx, domain, netdev.ProtocolStream))(t)
			if err := dev.Bind(ctx, fd, host, 0); host == "::1" && errors.Is(err, netdev.EADDRNOTAVAIL) {
				t.Skip("this machine has no IPv6")
			} else {
				check(t, err)
			}
			bound := must(dev.Get(ctx, fd))(t)
			if bound.LPort == 0 || bound.State != netdev.StateBound {
				t.Fatalf("after Bind to port 0: %+v", bound)
			}
			where := netip.AddrPortFrom(bound.LAddr, bound.LPort).String()
			if c, err := net.Dial("tcp", where); err == nil {
				c.Close()
				t.Fatal("a socket that is bound and does not listen took a connection")
			}
			check(t, dev.Listen(ctx, fd, 0))
			peer, err := net.Dial("tcp", where)
			check(t, err)
			defer peer.Close()
			conn, from, err := dev.Accept(ctx, fd)
			check(t, err)
			if want := peer.LocalAddr().(*net.TCPAddr).AddrPort(); from != want {
				t.Errorf("Accept tells %v, want %v", from, want)
			}
			s := must(dev.Get(ctx, conn))(t)
			if s.RAddr != from.Addr() || s.RPort != from.Port() || s.LPort != bound.LPort || s.State != netdev.StateConnected {
				t.Errorf("the accepted socket: %+v", s)
			}
			check(t, dev.Write(ctx, conn, []byte("hello")))
			b := make([]byte, 5)
			if _, err := io.ReadFull(peer, b); string(b) != "hello" || err != nil {
				t.Errorf("the peer got %q, %v", b, err)
			}
		})
	}
}

func TestErrorsHaveTheirNumbers(t *testing.T) {
	dev, ctx := start(t, hostnet.MaxSockets(4)), t.Context()
	l, taken := listenHere(t)
	fd := must(dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream))(t)
	if err := dev.Bind(ctx, fd, taken.Addr().String(), taken.Port()); !errors.Is(err, netdev.EADDRINUSE) || !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("Bind to a port that is taken: %v", err)
	}
	l.Close()
	if err := dev.Connect(ctx, fd, taken.Addr().String(), taken.Port()); !errors.Is(err, netdev.ECONNREFUSED) {
		t.Errorf("Connect to nobody: %v", err)
	}
	if err := dev.Connect(ctx, fd, "::1", 80); !errors.Is(err, netdev.EAFNOSUPPORT) {
		t.Errorf("Connect of an IPv4 socket to an IPv6 address: %v", err)
	}
	if _, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolTLS); !errors.Is(err, netdev.EPROTONOSUPPORT) {
		t.Errorf("Socket of TLS: %v", err)
	}
	if _, err := dev.Socket(ctx, "AF_UNIX", netdev.ProtocolStream); !errors.Is(err, netdev.EAFNOSUPPORT) {
		t.Errorf("Socket of AF_UNIX: %v", err)
	}
	for option, value := range map[netdev.Option]int{netdev.OptionNodelay: 2, netdev.OptionKeepalive: -1, netdev.OptionLinger: -2} {
		if err := dev.SetOption(ctx, fd, option, value); !errors.Is(err, netdev.EINVAL) {
			t.Errorf("SetOption(%s, %d): %v", option, value, err)
		}
	}
	if err := dev.SetOption(ctx, fd, "TTL", 1); !errors.Is(err, netdev.ENOPROTOOPT) {
		t.Errorf("SetOption(TTL): %v", err)
	}
	var err error
	for range 4 {
		_, err = dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolDgram)
	}
	if !errors.Is(err, netdev.EMFILE) {
		t.Errorf("the fifth of four sockets: %v", err)
	}
	if _, err := dev.Resolve(ctx, "no-such-host.invalid"); driver.ErrnoOf(err) == 0 { // RFC 6761: never resolves
		t.Error("Resolve of an invalid name succeeded")
	}
}

func TestResetByThePeer(t *testing.T) {
	dev := start(t)
	fd, peer := connected(t, dev)
	check(t, peer.SetLinger(0))
	check(t, peer.Close())
	if _, _, err := dev.Recv(t.Context(), fd, make([]byte, 1)); !errors.Is(err, netdev.ECONNRESET) {
		t.Errorf("Recv: %v, want ECONNRESET", err)
	}
}

func TestPeerCloses(t *testing.T) {
	dev := start(t)
	fd, peer := connected(t, dev)
	closed := make(chan error, 1)
	defer dev.Subscribe(netdev.NetDevEvents{Closed: func(_ netdev.FD, cause error) { closed <- cause }}).Cancel()
	peer.Write([]byte("bye"))
	peer.Close()
	if cause := <-closed; cause != nil {
		t.Errorf("Closed tells %v, want an orderly end", cause)
	}
	buf := make([]byte, 10)
	if n, _, err := dev.Recv(t.Context(), fd, buf); string(buf[:n]) != "bye" || err != nil {
		t.Errorf("Recv: %q, %v", buf[:n], err)
	}
	if _, _, err := dev.Recv(t.Context(), fd, buf); err != io.EOF {
		t.Errorf("Recv at the end: %v", err)
	}
	if err := dev.Write(t.Context(), fd, buf); !errors.Is(err, netdev.EPIPE) {
		t.Errorf("Write: %v", err)
	}
}

// A peer that reads nothing lets the system's buffers fill up.
func TestContextEndsAWriteThatWaits(t *testing.T) {
	dev := start(t)
	fd, peer := connected(t, dev)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var err error
	for err == nil {
		err = dev.Write(ctx, fd, make([]byte, 1<<20))
	}
	if !errors.Is(err, netdev.ETIMEDOUT) || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("Write: %v, want ETIMEDOUT", err)
	}
	go io.Copy(io.Discard, peer)
	if err := dev.Write(t.Context(), fd, []byte("x")); err != nil {
		t.Errorf("the next Write: %v", err)
	}
	check(t, dev.Close(t.Context(), fd))
}

// Whoever gives up does not wait for another's write.
func TestContextEndsAWriteThatWaitsForAnother(t *testing.T) {
	dev := start(t)
	fd, _ := connected(t, dev)
	first := make(chan error, 1)
	go func() {
		var err error
		for err == nil {
			err = dev.Write(context.Background(), fd, make([]byte, 1<<20))
		}
		first <- err
	}()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	var err error
	for err == nil {
		err = dev.Write(ctx, fd, make([]byte, 1<<20))
	}
	if !errors.Is(err, netdev.ETIMEDOUT) {
		t.Errorf("Write: %v, want ETIMEDOUT", err)
	}
	select {
	case err := <-first:
		t.Errorf("the other Write ended too: %v", err)
	default:
	}
	check(t, dev.Close(t.Context(), fd))
	<-first
}

func TestCloseEndsAWriteThatWaits(t *testing.T) {
	dev := start(t)
	fd, _ := connected(t, dev)
	ended := make(chan error, 1)
	writing := make(chan struct{}, 1)
	go func() {
		for {
			select {
			case writing <- struct{}{}:
			default:
			}
			if err := dev.Write(context.Background(), fd, make([]byte, 1<<20)); err != nil {
				ended <- err
				return
			}
		}
	}()
	<-writing
	check(t, dev.Close(t.Context(), fd))
	if err := <-ended; driver.ErrnoOf(err) == driver.EIO {
		t.Errorf("Write: %v", err)
	}
}

func TestDatagrams(t *testing.T) {
	dev, ctx := start(t), t.Context()
	here, err := net.ListenPacket("udp4", "127.0.0.1:0")
	check(t, err)
	defer here.Close()
	to := here.LocalAddr().(*net.UDPAddr).AddrPort()

	fd := must(dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolDgram))(t)
	check(t, dev.Connect(ctx, fd, to.Addr().String(), to.Port()))
	check(t, dev.Write(ctx, fd, []byte("ping")))
	buf := make([]byte, 100)
	n, from, err := here.ReadFrom(buf)
	check(t, err)
	local := must(dev.Get(ctx, fd))(t)
	if string(buf[:n]) != "ping" || from.String() != netip.AddrPortFrom(local.LAddr, local.LPort).String() {
		t.Errorf("%q from %v, want ping from %v:%v", buf[:n], from, local.LAddr, local.LPort)
	}

	stranger, err := net.ListenPacket("udp4", "127.0.0.1:0")
	check(t, err)
	defer stranger.Close()
	stranger.WriteTo([]byte("from a stranger"), from)
	here.WriteTo([]byte("a long answer"), from)
	n, sender, err := dev.Recv(ctx, fd, buf[:6])
	if string(buf[:n]) != "a long" || sender != to || err != nil {
		t.Errorf("Recv: %q from %v, %v; want what the peer sent, cut", buf[:n], sender, err)
	}

	where := stranger.LocalAddr().(*net.UDPAddr).AddrPort()
	check(t, dev.SendTo(ctx, fd, []byte("hello stranger"), where.Addr().String(), where.Port()))
	if n, _, err := stranger.ReadFrom(buf); string(buf[:n]) != "hello stranger" {
		t.Errorf("SendTo on a connected socket: %q, %v", buf[:n], err)
	}
	if err := dev.SendTo(ctx, fd, make([]byte, 1<<16), where.Addr().String(), where.Port()); !errors.Is(err, netdev.EMSGSIZE) {
		t.Errorf("SendTo of 64 KiB: %v", err)
	}
}

func TestCloseWakesEverybody(t *testing.T) {
	device := hostnet.New()
	dev, ctx := device.Net(), t.Context()
	fd, _ := connected(t, dev)
	listener := must(dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream))(t)
	check(t, dev.Bind(ctx, listener, "127.0.0.1", 0))
	check(t, dev.Listen(ctx, listener, 0))
	ended := make(chan error, 2)
	go func() { _, _, err := dev.Recv(ctx, fd, make([]byte, 1)); ended <- err }()
	go func() { _, _, err := dev.Accept(ctx, listener); ended <- err }()
	check(t, device.Close())
	for range 2 {
		if err := <-ended; !errors.Is(err, netdev.ENODEV) {
			t.Errorf("a call that waits: %v, want ENODEV", err)
		}
	}
	if _, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("Socket: %v, want ENODEV", err)
	}
	goleak.VerifyNone(t)
}

func TestTheMachinesOwnAddresses(t *testing.T) {
	dev, ctx := start(t), t.Context()
	addr := must(dev.IP(ctx))(t)
	l, err := net.Listen("tcp", netip.AddrPortFrom(addr, 0).String())
	if err != nil {
		t.Errorf("IP tells %v, which is not this machine's: %v", addr, err)
	} else {
		l.Close()
	}
	if _, err := dev.MAC(ctx); err != nil {
		t.Errorf("MAC: %v", err)
	}
	if _, err := start(t, hostnet.Interface("nosuch0")).IP(ctx); !errors.Is(err, netdev.ENODEV) {
		t.Errorf("IP of an interface that is not there: %v", err)
	}
	if addr, err := dev.Resolve(ctx, "localhost"); err != nil || !addr.IsLoopback() {
		t.Errorf("Resolve(localhost) = %v, %v", addr, err)
	}
}
