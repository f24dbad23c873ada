package pcapng_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/gonet"
	"drivergen/impl/hostnet"
	"drivergen/impl/loopback"
	"drivergen/trace/pcapng"
)

// A rig is a traced device and another one on its network.
type rig struct {
	t      *testing.T
	file   bytes.Buffer
	tracer *pcapng.Tracer
	dev    netdev.NetDev // traced
	near   *gonet.Stack  // over dev
	far    *gonet.Stack
	host   string // where far listens
	own    string // where near listens
}

// everywhere runs a test over devices in memory and over this machine's own sockets.
func everywhere(t *testing.T, test func(t *testing.T, r *rig)) {
	t.Run("loopback", func(t *testing.T) {
		network, air := loopback.NewNetwork(), loopback.NewAir()
		near, far := loopback.New(network, air), loopback.New(network, air)
		t.Cleanup(func() { near.Close(); far.Close() })
		r := newRig(t, near.Net(), far.Net())
		ip, err := far.Net().IP(t.Context())
		check(t, err)
		own, err := r.dev.IP(t.Context())
		check(t, err)
		r.host, r.own = ip.String(), own.String()
		test(t, r)
	})
	t.Run("hostnet", func(t *testing.T) {
		near, far := hostnet.New(), hostnet.New()
		t.Cleanup(func() { near.Close(); far.Close() })
		r := newRig(t, near.Net(), far.Net())
		r.host, r.own = "127.0.0.1", "127.0.0.1"
		test(t, r)
	})
}

func newRig(t *testing.T, near, far netdev.NetDev) *rig {
	r := &rig{t: t}
	r.tracer = pcapng.New(&r.file)
	r.dev = netdevtrace.Wrap(near, r.tracer)
	r.near, r.far = gonet.New(r.dev), gonet.New(far)
	return r
}

// done closes the capture and reads it.
func (r *rig) done(t *testing.T) *reading {
	t.Helper()
	check(t, r.tracer.Close())
	all := read(t, r.file.Bytes())
	t.Run("tshark", func(t *testing.T) { agree(t, r.file.Bytes(), all) })
	return all
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestHTTP(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		l, err := r.far.Listen("tcp", net.JoinHostPort(r.host, "0"))
		check(t, err)
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			sum := sha256.New()
			n, err := io.Copy(sum, req.Body)
			fmt.Fprintf(w, "%d bytes %x %v", n, sum.Sum(nil), err)
		})}
		served := make(chan error, 1)
		go func() { served <- server.Serve(l) }()

		transport := &http.Transport{DialContext: r.near.DialContext, MaxConnsPerHost: 4}
		client := &http.Client{Transport: transport}
		sizes := []int{0, 1, 1460, 1461, 5000, 100_000}
		var wg sync.WaitGroup
		for _, size := range sizes {
			wg.Go(func() {
				resp, err := client.Post("http://"+l.Addr().String()+"/", "text/plain", bytes.NewReader(make([]byte, size)))
				if err != nil {
					t.Error(err)
					return
				}
				defer resp.Body.Close()
				body, err := io.ReadAll(resp.Body)
				if want := fmt.Sprintf("%d bytes %x <nil>", size, sha256.Sum256(make([]byte, size))); err != nil || string(body) != want {
					t.Errorf("the server answered %q, %v", body, err)
				}
			})
		}
		wg.Wait()
		transport.CloseIdleConnections()
		check(t, server.Shutdown(context.WithoutCancel(t.Context())))
		if err := <-served; err != http.ErrServerClosed {
			t.Error(err)
		}

		all := r.done(t)
		requests, answers := 0, 0
		for _, c := range all.tcp {
			requests += bytes.Count(c.sent, []byte("POST / HTTP/1.1"))
			answers += bytes.Count(c.received, []byte("HTTP/1.1 200 OK"))
			if c.other.String() != l.Addr().String() {
				t.Errorf("a conversation with %v, the server is at %v", c.other, l.Addr())
			}
		}
		if requests != len(sizes) || answers != len(sizes) {
			t.Errorf("%d requests and %d answers, want %d", requests, answers, len(sizes))
		}
	})
}

// A connection that a peer makes begins with the peer's SYN, and has the peer's port.
func TestAccepted(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		l, err := r.near.Listen("tcp", net.JoinHostPort(r.own, "0"))
		check(t, err)
		far, err := r.far.Dial("tcp", l.Addr().String())
		check(t, err)
		near, err := l.Accept()
		check(t, err)
		_, err = far.Write([]byte("a question"))
		check(t, err)
		buf := make([]byte, 32)
		n, err := near.Read(buf)
		check(t, err)
		_, err = near.Write(bytes.ToUpper(buf[:n]))
		check(t, err)
		check(t, near.Close())
		check(t, far.Close())
		check(t, l.Close())

		all := r.done(t)
		if len(all.tcp) != 1 {
			t.Fatalf("%d conversations", len(all.tcp))
		}
		c := all.tcp[0]
		if c.one.String() != far.LocalAddr().String() || c.other.String() != l.Addr().String() {
			t.Errorf("between %v and %v, want %v and %v", c.one, c.other, far.LocalAddr(), l.Addr())
		}
		if string(c.sent) != "a question" || string(c.received) != "A QUESTION" {
			t.Errorf("%q and %q", c.sent, c.received)
		}
		if want := ">S <SA >A >PA <A <PA >A <FA >FA <A"; c.shape() != want {
			t.Errorf("got  %s\nwant %s", c.shape(), want)
		}
	})
}

func TestRefused(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		l, err := r.far.Listen("tcp", net.JoinHostPort(r.host, "0"))
		check(t, err)
		addr := l.Addr().String()
		check(t, l.Close())
		if _, err := r.near.Dial("tcp", addr); !errors.Is(err, driver.ECONNREFUSED) {
			t.Fatalf("Dial: %v", err)
		}
		all := r.done(t)
		if len(all.tcp) != 1 || all.tcp[0].shape() != ">S <RA" || all.tcp[0].other.String() != addr {
			t.Errorf("the capture has %v", all.packets)
		}
	})
}

func TestPeerCloses(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		near, far := r.pair(t)
		_, err := far.Write([]byte("bye"))
		check(t, err)
		check(t, far.Close())
		got, err := io.ReadAll(near)
		check(t, err)
		check(t, near.Close())
		c := r.only(t)
		if string(c.received) != "bye" || string(got) != "bye" {
			t.Errorf("%q", c.received)
		}
		if want := ">S <SA >A <PA >A <FA >A >FA <A"; c.shape() != want {
			t.Errorf("got  %s\nwant %s", c.shape(), want)
		}
	})
}

// A reset that the machine's own sockets make.
func TestReset(t *testing.T) {
	dev := hostnet.New()
	t.Cleanup(func() { dev.Close() })
	r := newRig(t, dev.Net(), dev.Net())
	for _, host := range []string{"127.0.0.1", "::1"} {
		l, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
		if err != nil && host == "::1" {
			t.Logf("this machine has no IPv6: %v", err)
			continue
		}
		check(t, err)
		near, err := r.near.Dial("tcp", l.Addr().String())
		check(t, err)
		far, err := l.Accept()
		check(t, err)
		check(t, l.Close())
		_, err = far.Write([]byte("before"))
		check(t, err)
		buf := make([]byte, 16)
		_, err = near.Read(buf)
		check(t, err)
		check(t, far.(*net.TCPConn).SetLinger(0))
		check(t, far.Close())
		if _, err = near.Read(buf); !errors.Is(err, driver.ECONNRESET) {
			t.Fatalf("Read: %v", err)
		}
		check(t, near.Close())
	}
	for _, c := range r.done(t).tcp {
		if got, want := c.shape(), ">S <SA >A <PA >A <RA"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if string(c.received) != "before" {
			t.Errorf("%q was received", c.received)
		}
	}
}

func TestDatagrams(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		far, err := r.far.ListenPacket("udp", net.JoinHostPort(r.host, "0"))
		check(t, err)
		near, err := r.near.ListenPacket("udp", net.JoinHostPort(r.own, "0"))
		check(t, err)
		buf := make([]byte, 2000)
		for i, size := range []int{1, 500, 1400} {
			_, err = near.WriteTo(bytes.Repeat([]byte{byte(i)}, size), far.LocalAddr())
			check(t, err)
			n, from, err := far.ReadFrom(buf)
			check(t, err)
			_, err = far.WriteTo(buf[:n], from)
			check(t, err)
			n, _, err = near.ReadFrom(buf)
			if err != nil || n != size {
				t.Fatalf("%d bytes came back, %v", n, err)
			}
		}
		check(t, near.Close())
		check(t, far.Close())
		all := r.done(t)
		if len(all.packets) != 6 {
			t.Fatalf("%d packets", len(all.packets))
		}
		for i, p := range all.packets {
			src, dst := near.LocalAddr().String(), far.LocalAddr().String()
			if i%2 == 1 {
				src, dst = dst, src
			}
			if p.udp == nil || p.src.String() != src || p.dst.String() != dst || !bytes.Equal(p.data, bytes.Repeat([]byte{byte(i / 2)}, len(p.data))) {
				t.Errorf("packet %d: %v", i+1, p)
			}
		}
		out := tshark(t, r.file.Bytes(), "-q", "-z", "conv,udp")
		a, b := netip.MustParseAddrPort(near.LocalAddr().String()), netip.MustParseAddrPort(far.LocalAddr().String())
		if table := conversations(out); len(table) != 1 || table[pair(a, b)] != 6 {
			t.Errorf("tshark finds %v\n%s", table, out)
		}
	})
}

// pair returns a connection that the traced device has dialled.
func (r *rig) pair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l, err := r.far.Listen("tcp", net.JoinHostPort(r.host, "0"))
	check(t, err)
	defer l.Close()
	near, err = r.near.Dial("tcp", l.Addr().String())
	check(t, err)
	far, err = l.Accept()
	check(t, err)
	return near, far
}

// only returns the capture's one conversation.
func (r *rig) only(t *testing.T) *conversation {
	t.Helper()
	all := r.done(t)
	if len(all.tcp) != 1 {
		t.Fatalf("%d conversations, want 1", len(all.tcp))
	}
	return all.tcp[0]
}
