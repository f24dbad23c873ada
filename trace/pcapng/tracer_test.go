package pcapng_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/impl/loopback"
	"drivergen/trace/pcapng"
)

// Much payload goes in segments of the MSS and is acknowledged before the window is full;
// the sequence numbers go over 2^32.
func TestSegments(t *testing.T) {
	for name, addr := range map[string]string{"IPv4": "192.0.2.7", "IPv6": "2001:db8::7"} {
		t.Run(name, func(t *testing.T) {
			s := newSession(t, "netdev.NetDev")
			s.tracer.SetISN(math.MaxUint32 - 100_000)
			s.stream(1)
			s.connect(1, addr, 80, nil)
			sent, received := strings.Repeat("0123456789", 30_000), strings.Repeat("abcdefg", 30_001)
			s.write(1, sent, nil)
			s.recv(1, received, nil)
			s.close(1)
			c := s.done().tcp[0]
			if string(c.sent) != sent || string(c.received) != received {
				t.Errorf("%d and %d bytes, want %d and %d", len(c.sent), len(c.received), len(sent), len(received))
			}
			first, last := c.packets[0].tcp.Seq, c.packets[len(c.packets)-1].tcp.Seq
			if first != math.MaxUint32-100_000 || last > first {
				t.Errorf("the sequence numbers go from %d to %d", first, last)
			}
			for i, p := range c.packets {
				if p.length > 1514 {
					t.Errorf("packet %d has %d bytes", i+1, p.length)
				}
			}
		})
	}
}

// With a limit, frames are cut and keep their length.
func TestPayloadLimit(t *testing.T) {
	for _, limit := range []int{0, 10, 2000} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			s := newSession(t, "netdev.NetDev", pcapng.PayloadLimit(limit))
			s.stream(1)
			s.connect(1, "192.0.2.7", 80, nil)
			text := strings.Repeat("0123456789", 400)
			s.write(1, text, nil)
			s.recv(1, text, nil)
			s.close(1)
			s.sendTo(2, text, "192.0.2.8", 7)
			if err := s.tracer.Close(); err != nil {
				t.Fatal(err)
			}
			r := read(t, s.file.Bytes())
			c := r.tcp[0]
			if string(c.sent) != text[:limit] || string(c.received) != text[:limit] {
				t.Errorf("%d and %d bytes, want %d", len(c.sent), len(c.received), limit)
			}
			whole := 0
			for _, p := range c.packets {
				if p.tcp.PSH || len(p.data) > 0 || p.length > 60 {
					whole += p.length - 54
				}
			}
			if whole != 2*len(text) {
				t.Errorf("the frames were of %d bytes, want %d", whole, 2*len(text))
			}
			last := r.packets[len(r.packets)-1]
			if last.length != 42+len(text) || string(last.data) != text[:limit] {
				t.Errorf("the datagram was of %d bytes and has %d", last.length, len(last.data))
			}
			out := tshark(t, s.file.Bytes(), "-Y", "tcp.analysis.flags || _ws.malformed || tcp.checksum.status == 0 || udp.checksum.status == 0")
			if out != "" {
				t.Errorf("tshark finds fault with\n%s", out)
			}
		})
	}
}

// A datagram that is longer than one can be is cut, with a comment.
func TestOversizedDatagram(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.sendTo(1, strings.Repeat("x", 70_000), "192.0.2.7", 7)
	s.sendTo(2, strings.Repeat("x", 70_000), "2001:db8::7", 7)
	r := s.done()
	for i, want := range []int{65507, 65527} {
		if len(r.packets[i].data) != want || !strings.Contains(strings.Join(r.packets[i].comments, ""), "was cut") {
			t.Errorf("%d bytes with %q, want %d", len(r.packets[i].data), r.packets[i].comments, want)
		}
	}
}

// TinyGo's interface has its socket among the arguments, and no event.
func TestNetdever(t *testing.T) {
	s := newSession(t, "tinygo.Netdever")
	fd := func(n int64) driver.Attr { return driver.IntAttr("sockfd", n) }
	socket := func(n, protocol int64) {
		s.begin("Socket", driver.NoHandle, driver.IntAttr("domain", 2), driver.IntAttr("stype", 1), driver.IntAttr("protocol", protocol))(nil, fd(n))
	}
	peer := netip.MustParseAddrPort("192.0.2.7:80")
	s.begin("Addr", driver.NoHandle)(nil, driver.AddrAttr("addr", netip.MustParseAddr("10.0.0.5")))
	s.begin("GetHostByName", driver.NoHandle, driver.StringAttr("name", "host.example"))(nil, driver.AddrAttr("addr", peer.Addr()))

	socket(1, 6)
	s.begin("Connect", driver.NoHandle, fd(1), driver.StringAttr("host", "host.example"), driver.AddrPortAttr("ip", peer))(nil)
	s.begin("Send", driver.NoHandle, fd(1), driver.BytesAttr("buf", []byte("sent, not sent")))(nil, driver.IntAttr("n", 4))
	s.begin("Recv", driver.NoHandle, fd(1))(nil, driver.IntAttr("n", 3), driver.BytesAttr("buf", []byte("got")))
	s.begin("Recv", driver.NoHandle, fd(1))(io.EOF)
	s.begin("Close", driver.NoHandle, fd(1))(nil)

	socket(1, 0xFE)
	s.begin("Connect", driver.NoHandle, fd(1), driver.StringAttr("host", "tls.example"), driver.AddrPortAttr("ip", netip.AddrPortFrom(netip.Addr{}, 8883)))(nil)
	s.begin("Close", driver.NoHandle, fd(1))(nil)

	socket(2, 0) // the type says it: a stream
	s.begin("Bind", driver.NoHandle, fd(2), driver.AddrPortAttr("ip", netip.MustParseAddrPort("0.0.0.0:8080")))(nil)
	s.begin("Listen", driver.NoHandle, fd(2), driver.IntAttr("backlog", 5))(nil)
	s.begin("Accept", driver.NoHandle, fd(2))(nil, driver.IntAttr("conn", 3), driver.AddrPortAttr("peer", netip.MustParseAddrPort("10.0.0.9:6000")))
	s.begin("Recv", driver.NoHandle, fd(3))(nil, driver.IntAttr("n", 2), driver.BytesAttr("buf", []byte("in")))
	s.begin("Close", driver.NoHandle, fd(3))(nil)
	s.begin("Close", driver.NoHandle, fd(2))(nil)

	socket(4, 17)
	s.begin("Connect", driver.NoHandle, fd(4), driver.StringAttr("host", ""), driver.AddrPortAttr("ip", netip.MustParseAddrPort("192.0.2.9:5000")))(nil)
	s.begin("Send", driver.NoHandle, fd(4), driver.BytesAttr("buf", []byte("datagram")))(nil, driver.IntAttr("n", 8))
	s.begin("Close", driver.NoHandle, fd(4))(nil)

	r := s.done()
	if len(r.tcp) != 3 {
		t.Fatalf("%d conversations", len(r.tcp))
	}
	client, tls, server := r.tcp[0], r.tcp[1], r.tcp[2]
	if string(client.sent) != "sent" || string(client.received) != "got" || client.shape() != ">S <SA >A >PA <A <PA >A <FA >A >FA <A" {
		t.Errorf("the client's has %q and %q: %s", client.sent, client.received, client.shape())
	}
	if client.other != peer || client.one.Addr().String() != "10.0.0.5" {
		t.Errorf("the client's is between %v and %v", client.one, client.other)
	}
	if tls.other.String() != "192.0.2.1:8883" || !strings.Contains(tls.packets[0].comments[0], "plaintext of a TLS connection") {
		t.Errorf("the TLS connection is with %v: %q", tls.other, tls.packets[0].comments)
	}
	if server.one.String() != "10.0.0.9:6000" || server.other.String() != "10.0.0.5:8080" || string(server.sent) != "in" {
		t.Errorf("the server's is between %v and %v: %q", server.one, server.other, server.sent)
	}
	last := r.packets[len(r.packets)-1]
	if last.udp == nil || string(last.data) != "datagram" || last.dst.String() != "192.0.2.9:5000" {
		t.Errorf("the datagram is %v", last)
	}
	if n := pcapng.Kept(s.bound); n != 0 {
		t.Errorf("%d things are kept of closed sockets", n)
	}
}

// Arguments that no device takes, and calls without any, leave the capture whole.
func TestOddCalls(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	for name := range map[string]bool{strings.Repeat("long.", 20_000): true, "\xff\x00": true, "": true} {
		s.stream(1)
		s.connect(1, name, 0, nil)
		s.write(1, "x", nil)
		s.close(1)
		s.resolve(name, "192.0.2.7", nil)
		s.sendTo(2, "x", name, 0)
	}
	for _, method := range []string{"mac", "ip", "socket", "get", "bind", "connect", "accept", "write", "send_to", "recv", "shutdown", "close", "resolve", "other"} {
		for _, fd := range []int64{driver.NoHandle, -1, 7} {
			s.begin(method, fd)(nil)
			s.begin(method, fd)(io.EOF)
			s.begin(method, fd)(driver.EIO)
			s.begin(method, fd, driver.RedactedAttr("data"), driver.RedactedAttr("addr"))(nil, driver.RedactedAttr("buf"), driver.RedactedAttr("socket"))
		}
	}
	s.trace.Event("close_cb", 99)
	s.trace.Event("read_cb", 7)
	if r := s.done(); len(r.tcp) == 0 {
		t.Error("there is nothing")
	}
}

// Two devices of one tracer are two interfaces. A connection between them is there twice,
// and the two do not mix.
func TestBothEnds(t *testing.T) {
	var file bytes.Buffer
	tracer := pcapng.New(&file)
	network, air := loopback.NewNetwork(), loopback.NewAir()
	near, far := loopback.New(network, air), loopback.New(network, air)
	t.Cleanup(func() { near.Close(); far.Close() })
	a, b := netdevtrace.Wrap(near.Net(), tracer), netdevtrace.Wrap(far.Net(), tracer)
	ctx := t.Context()
	listener, err := b.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	check(t, err)
	check(t, b.Bind(ctx, listener, "", 80))
	check(t, b.Listen(ctx, listener, 1))
	ip, err := b.IP(ctx)
	check(t, err)
	_, err = a.IP(ctx)
	check(t, err)
	fd, err := a.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	check(t, err)
	check(t, a.Connect(ctx, fd, ip.String(), 80))
	_, err = a.Get(ctx, fd)
	check(t, err)
	conn, _, err := b.Accept(ctx, listener)
	check(t, err)
	_, err = b.Get(ctx, conn)
	check(t, err)
	check(t, a.Write(ctx, fd, []byte("hello")))
	buf := make([]byte, 16)
	_, _, err = b.Recv(ctx, conn, buf)
	check(t, err)
	check(t, a.Close(ctx, fd))
	check(t, b.Close(ctx, conn))
	check(t, tracer.Close())

	r := read(t, file.Bytes())
	agree(t, file.Bytes(), r)
	if got := strings.Join(r.ifaces, ", "); got != "netdev.NetDev, netdev.NetDev 2" {
		t.Errorf("the interfaces are %s", got)
	}
	if len(r.tcp) != 2 || string(r.tcp[0].sent) != "hello" || string(r.tcp[1].sent) != "hello" {
		t.Fatalf("the capture has %v", r.packets)
	}
	if r.tcp[0].packets[0].iface != 0 || r.tcp[1].packets[0].iface != 1 {
		t.Error("a conversation is not its device's")
	}
	if notes := strings.Join(r.tcp[1].packets[0].comments, ""); !strings.Contains(notes, "the conversation with it is the other end's") {
		t.Errorf("the second one's comment is %q", notes)
	}
}

// A device without sockets is not traced at all.
func TestOtherInterfaces(t *testing.T) {
	var file bytes.Buffer
	tracer := pcapng.New(&file)
	if trace := driver.NewTrace("ieee80211dev.WiFiDev", []driver.Tracer{tracer}); trace != nil {
		t.Error("a WiFi device is traced")
	}
	if tracer.Bind("ieee80211dev.WiFiDev") != nil {
		t.Error("a WiFi device is bound")
	}
	check(t, tracer.Close())
	if r := read(t, file.Bytes()); len(r.packets) != 0 || len(r.ifaces) != 1 {
		t.Errorf("the capture has %v, %v", r.ifaces, r.packets)
	}
}

// Calls may be told to the tracer itself, and their end alone, as they are when a recording
// is read.
func TestUnbound(t *testing.T) {
	for name, begins := range map[string]bool{"begin and end": true, "end alone": false} {
		t.Run(name, func(t *testing.T) {
			var file bytes.Buffer
			tracer := pcapng.New(&file)
			start := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
			now := start
			call := func(iface, method string, handle int64, args, results []driver.Attr) {
				c := &driver.Call{Interface: iface, Method: method, Handle: handle, Creates: driver.NoHandle, Args: args, Start: now}
				if begins {
					tracer.Begin(context.Background(), c)
				}
				c.Results, c.Duration = results, time.Second
				tracer.End(context.Background(), c)
				now = now.Add(2 * time.Second)
			}
			call("netdev.NetDev", "socket", driver.NoHandle, attrs(driver.StringAttr("protocol", "STREAM")), attrs(driver.IntAttr("fd", 1)))
			call("netdev.NetDev", "connect", 1, attrs(driver.StringAttr("addr", "192.0.2.7"), driver.UintAttr("port", 80)), nil)
			call("netdev.NetDev", "close", 1, nil, nil)
			call("ieee80211dev.WiFiDev", "scan", driver.NoHandle, nil, nil)
			tracer.Event(&driver.Event{Interface: "netdev.NetDev", Name: "close_cb", Handle: 1})
			tracer.Event(&driver.Event{Interface: "ieee80211dev.WiFiDev", Name: "assoc_cb"})
			check(t, tracer.Close())
			r := read(t, file.Bytes())
			if len(r.tcp) != 1 || r.tcp[0].shape() != ">S <SA >A >FA <FA >A" {
				t.Fatalf("the capture has %v", r.packets)
			}
			for i, want := range []time.Duration{2, 3, 3, 5} {
				if got := r.packets[i].at.Sub(start); got != want*time.Second {
					t.Errorf("packet %d is of %v, want %v", i+1, got, want*time.Second)
				}
			}
		})
	}
}

var errFull = errors.New("the disk is full")

// A full takes so many bytes and then fails.
type full struct{ left int }

func (f *full) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// The first error of writing is that of Flush and Close; calls go on without a capture.
func TestWriteError(t *testing.T) {
	for _, room := range []int{0, 100, 100_000} {
		tracer := pcapng.New(&full{room})
		s := &session{t: t, tracer: tracer, trace: driver.NewTrace("netdev.NetDev", []driver.Tracer{tracer})}
		s.stream(1)
		s.connect(1, "192.0.2.7", 80, nil)
		for range 20 {
			s.write(1, strings.Repeat("x", 10_000), nil)
		}
		if err := tracer.Flush(); err != errFull {
			t.Errorf("Flush: %v", err)
		}
		s.close(1)
		for range 2 {
			if err := tracer.Close(); err != errFull {
				t.Errorf("Close: %v", err)
			}
		}
	}
}
