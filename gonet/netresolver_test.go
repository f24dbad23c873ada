package gonet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"drivergen/gonet"

	"github.com/miekg/dns"
)

// A nameServer is a DNS server on the other side.
type nameServer struct {
	addr    string
	streams atomic.Int32  // questions that came over TCP
	silent  chan struct{} // told when the name silent.test is asked for
}

// startNameServer starts a server that knows the addresses of some names. A name without
// addresses is silent.test, which it does not answer; a server that knows none cannot answer
// at all.
func startNameServer(t *testing.T, s sides, names map[string][]netip.Addr) *nameServer {
	t.Helper()
	packets, streams := samePort(t, s)
	n := &nameServer{addr: packets.LocalAddr().String(), silent: make(chan struct{}, 10)}
	handler := dns.HandlerFunc(func(w dns.ResponseWriter, r *dns.Msg) { n.answer(w, r, names) })
	startDNS(t, &dns.Server{PacketConn: packets, Handler: handler})
	startDNS(t, &dns.Server{Listener: streams, Handler: handler})
	return n
}

// samePort returns what takes datagrams and streams at one address. Another program may have
// the port of the one for the other.
func samePort(t *testing.T, s sides) (net.PacketConn, net.Listener) {
	t.Helper()
	for tries := 1; ; tries++ {
		packets, err := s.packet("udp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		streams, err := s.listen("tcp", packets.LocalAddr().String())
		if err == nil {
			return packets, streams
		}
		check(t, packets.Close())
		if tries == 10 {
			t.Fatal(err)
		}
	}
}

func (n *nameServer) answer(w dns.ResponseWriter, r *dns.Msg, names map[string][]netip.Addr) {
	q := r.Question[0]
	addrs, known := names[q.Name]
	m := new(dns.Msg)
	m.SetReply(r)
	m.RecursionAvailable = true
	switch {
	case len(names) == 0:
		m.Rcode = dns.RcodeServerFailure
	case !known:
		m.Rcode = dns.RcodeNameError
	case addrs == nil:
		n.silent <- struct{}{}
		return
	}
	for _, addr := range addrs {
		header := dns.RR_Header{Name: q.Name, Rrtype: q.Qtype, Class: dns.ClassINET, Ttl: 60}
		switch {
		case q.Qtype == dns.TypeA && addr.Is4():
			m.Answer = append(m.Answer, &dns.A{Hdr: header, A: addr.AsSlice()})
		case q.Qtype == dns.TypeAAAA && addr.Is6():
			m.Answer = append(m.Answer, &dns.AAAA{Hdr: header, AAAA: addr.AsSlice()})
		}
	}
	if _, tcp := w.RemoteAddr().(*net.TCPAddr); tcp {
		n.streams.Add(1)
	} else {
		m.Truncate(dns.MinMsgSize)
	}
	w.WriteMsg(m)
}

// everyName are the names of the tests: three addresses and one, more than fit a datagram,
// none that is told.
func everyName() map[string][]netip.Addr {
	names := map[string][]netip.Addr{"silent.test.": nil}
	for _, text := range []string{"192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1"} {
		names["many.test."] = append(names["many.test."], netip.MustParseAddr(text))
	}
	for i := range 60 {
		names["big.test."] = append(names["big.test."], netip.AddrFrom4([4]byte{192, 0, 2, byte(i)}))
	}
	return names
}

// Package net's resolver asks a name server through the device.
func TestNetResolver(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		names := everyName()
		server := startNameServer(t, s, names)
		r := s.device.NetResolver(server.addr)

		got, err := r.LookupNetIP(t.Context(), "ip4", "many.test")
		if want := names["many.test."][:3]; err != nil || !slices.Equal(sorted(got), want) {
			t.Errorf("LookupNetIP of ip4 = %v, %v; want %v", got, err, want)
		}
		got, err = r.LookupNetIP(t.Context(), "ip", "many.test") // two questions at once
		if want := names["many.test."]; err != nil || !slices.Equal(sorted(got), want) {
			t.Errorf("LookupNetIP of ip = %v, %v; want %v", got, err, want)
		}
		if server.streams.Load() != 0 {
			t.Error("a question for what fits a datagram came over TCP")
		}
		got, err = r.LookupNetIP(t.Context(), "ip4", "big.test")
		if want := names["big.test."]; err != nil || !slices.Equal(sorted(got), want) || server.streams.Load() == 0 {
			t.Errorf("LookupNetIP of what fits no datagram = %v, %v with %d questions over TCP", got, err, server.streams.Load())
		}
		var failed *net.DNSError
		if got, err := r.LookupHost(t.Context(), "nobody.test"); !errors.As(err, &failed) || !failed.IsNotFound || failed.Name != "nobody.test" {
			t.Errorf("LookupHost of an unknown name = %v, %v", got, err)
		}
	})
}

// A program's own *net.Resolver works with a Stack's DialContext.
func TestResolverWithACustomDial(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		names := everyName()
		server := startNameServer(t, s, names)
		r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return s.device.DialContext(ctx, network, server.addr)
		}}
		for _, name := range []string{"many.test.", "big.test."} { // by a datagram, and by a stream after one
			want := slices.DeleteFunc(slices.Clone(names[name]), netip.Addr.Is6)
			got, err := r.LookupNetIP(t.Context(), "ip4", name)
			if err != nil || !slices.Equal(sorted(got), want) {
				t.Errorf("LookupNetIP(%s) = %v, %v; want %v", name, got, err, want)
			}
		}
		var failed *net.DNSError
		if got, err := r.LookupHost(t.Context(), "nobody.test."); !errors.As(err, &failed) || !failed.IsNotFound {
			t.Errorf("LookupHost of an unknown name = %v, %v", got, err)
		}
	})
}

func sorted(addrs []netip.Addr) []netip.Addr {
	for i := range addrs {
		addrs[i] = addrs[i].Unmap()
	}
	slices.SortFunc(addrs, netip.Addr.Compare)
	return addrs
}

// A question without an answer ends with its caller's patience, and leaves no socket open.
func TestNetResolverWithoutAnAnswer(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		server := startNameServer(t, s, everyName())
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		var failed *net.DNSError
		if got, err := s.device.NetResolver(server.addr).LookupNetIP(ctx, "ip4", "silent.test"); !errors.As(err, &failed) || !failed.IsTimeout || !failed.Timeout() {
			t.Errorf("LookupNetIP within a time = %v, %v", got, err)
		}
		server = startNameServer(t, s, everyName())
		ctx, cancel = context.WithCancel(t.Context())
		go func() {
			<-server.silent
			cancel()
		}()
		if got, err := s.device.NetResolver(server.addr).LookupNetIP(ctx, "ip4", "silent.test"); !errors.As(err, &failed) || failed.IsNotFound || ctx.Err() == nil {
			t.Errorf("LookupNetIP that is cancelled = %v, %v", got, err)
		}
	})
}

// A server that cannot answer is left for the next.
func TestNetResolverAsksTheNextServer(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		names := everyName()
		broken, good := startNameServer(t, s, nil), startNameServer(t, s, names)
		got, err := s.device.NetResolver(broken.addr, good.addr).LookupNetIP(t.Context(), "ip4", "many.test")
		if err != nil || len(got) != 3 {
			t.Errorf("LookupNetIP = %v, %v", got, err)
		}
	})
}

// A name with several addresses is dialled until one of them answers.
func TestDialOfANameWithSeveralAddresses(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		l, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		defer l.Close()
		go func() {
			for {
				far, err := l.Accept()
				if err != nil {
					return
				}
				go echo(far)
			}
		}()
		good := netip.MustParseAddr(s.other)
		server := startNameServer(t, s, map[string][]netip.Addr{
			"first.test.": {good}, "all.test.": {good.Next(), netip.MustParseAddr("2001:db8::1"), good}, "none.test.": {good.Next()},
		})
		_, port, err := net.SplitHostPort(l.Addr().String())
		check(t, err)
		d := &gonet.Dialer{Stack: s.device, Resolver: s.device.NetResolver(server.addr), Timeout: time.Minute}
		for _, name := range []string{"first.test", "all.test"} {
			conn, err := d.Dial("tcp", net.JoinHostPort(name, port))
			check(t, err)
			if remote := conn.RemoteAddr().(*net.TCPAddr).AddrPort(); remote.Addr().Unmap() != good || strconv.Itoa(int(remote.Port())) != port {
				t.Errorf("%s: connected to %v", name, remote)
			}
			_, err = conn.Write([]byte("x"))
			check(t, err)
			_, err = io.ReadFull(conn, []byte{0})
			check(t, err)
			check(t, conn.Close())
		}
		if conn, err := d.Dial("tcp", net.JoinHostPort("none.test", port)); err == nil {
			conn.Close()
			t.Error("a name whose only host does not listen was connected to")
		}
	})
}
