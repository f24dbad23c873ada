package gonet_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"
)

// startDNS runs a server on one of both transports until the test ends.
func startDNS(t *testing.T, server *dns.Server) {
	t.Helper()
	started, done := make(chan struct{}), make(chan error, 1)
	server.NotifyStartedFunc = func() { close(started) }
	go func() { done <- server.ActivateAndServe() }()
	<-started
	t.Cleanup(func() {
		check(t, server.Shutdown())
		check(t, <-done)
	})
}

// lab is the zone device.test. Its biggest answer is that of the name big.
func lab(w dns.ResponseWriter, query *dns.Msg) {
	reply := new(dns.Msg).SetReply(query)
	question := query.Question[0]
	switch name := strings.TrimSuffix(question.Name, ".device.test."); {
	case question.Qtype == dns.TypeA && name == "www":
		for i := range 3 {
			reply.Answer = append(reply.Answer, record("www.device.test. 60 IN A 192.0.2.%d", i+1))
		}
	case question.Qtype == dns.TypeTXT && name == "big":
		for i := range 30 {
			reply.Answer = append(reply.Answer, record("big.device.test. 60 IN TXT \"%02d %s\"", i, strings.Repeat("x", 27)))
		}
	case name == "silent":
		return
	default:
		reply.Rcode = dns.RcodeNameError
	}
	if _, ok := w.LocalAddr().(*net.UDPAddr); ok {
		size := dns.MinMsgSize
		if options := query.IsEdns0(); options != nil {
			size = int(options.UDPSize())
		}
		reply.Truncate(size)
	}
	w.WriteMsg(reply)
}

func record(format string, args ...any) dns.RR {
	rr, err := dns.NewRR(fmt.Sprintf(format, args...))
	if err != nil {
		panic(err)
	}
	return rr
}

// dnsConns returns connections to a server of the zone, by datagrams and by a stream.
func dnsConns(t *testing.T, s sides) (datagrams, stream *dns.Conn) {
	t.Helper()
	packet, err := s.packet("udp", net.JoinHostPort(s.other, "0"))
	check(t, err)
	startDNS(t, &dns.Server{PacketConn: packet, Handler: dns.HandlerFunc(lab)})
	l, err := s.listen("tcp", net.JoinHostPort(s.other, "0"))
	check(t, err)
	startDNS(t, &dns.Server{Listener: l, Handler: dns.HandlerFunc(lab)})
	dial := func(address net.Addr) *dns.Conn {
		conn, err := s.device.Dial(address.Network(), address.String())
		check(t, err)
		t.Cleanup(func() { conn.Close() })
		return &dns.Conn{Conn: conn}
	}
	return dial(packet.LocalAddr()), dial(l.Addr())
}

func TestDNS(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		datagrams, stream := dnsConns(t, s)
		for name, conn := range map[string]*dns.Conn{"UDP": datagrams, "TCP": stream} {
			for i := range 10 { // one after the other on one connection
				reply, _, err := new(dns.Client).ExchangeWithConn(new(dns.Msg).SetQuestion("www.device.test.", dns.TypeA), conn)
				check(t, err)
				if len(reply.Answer) != 3 || reply.Answer[2].(*dns.A).A.String() != "192.0.2.3" {
					t.Errorf("%s, query %d: %v", name, i, reply)
				}
			}
			reply, _, err := new(dns.Client).ExchangeWithConn(new(dns.Msg).SetQuestion("nobody.device.test.", dns.TypeA), conn)
			check(t, err)
			if reply.Rcode != dns.RcodeNameError {
				t.Errorf("%s, an unknown name: %v", name, reply)
			}
		}
	})
}

// What does not fit into a datagram is cut there and whole on a stream.
func TestDNSTruncation(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		datagrams, stream := dnsConns(t, s)
		query := new(dns.Msg).SetQuestion("big.device.test.", dns.TypeTXT)
		cut, _, err := new(dns.Client).ExchangeWithConn(query, datagrams)
		check(t, err)
		if !cut.Truncated || len(cut.Answer) >= 30 {
			t.Fatalf("the answer by UDP has %d records, truncated: %v", len(cut.Answer), cut.Truncated)
		}
		whole, _, err := new(dns.Client).ExchangeWithConn(query, stream)
		check(t, err)
		if whole.Truncated || len(whole.Answer) != 30 {
			t.Errorf("the answer by TCP has %d records, truncated: %v", len(whole.Answer), whole.Truncated)
		}
		// The client may allow for more (RFC 6891).
		larger := new(dns.Msg).SetQuestion("big.device.test.", dns.TypeTXT).SetEdns0(1400, false)
		answer, _, err := new(dns.Client).ExchangeWithConn(larger, datagrams)
		check(t, err)
		if answer.Truncated || len(answer.Answer) != 30 {
			t.Errorf("the larger answer by UDP has %d records, truncated: %v", len(answer.Answer), answer.Truncated)
		}
	})
}

// A query that nobody answers ends by its time, and the connection goes on.
func TestDNSServerIsSilent(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		datagrams, stream := dnsConns(t, s)
		for name, conn := range map[string]*dns.Conn{"UDP": datagrams, "TCP": stream} {
			client := &dns.Client{Timeout: soon}
			_, _, err := client.ExchangeWithConn(new(dns.Msg).SetQuestion("silent.device.test.", dns.TypeA), conn)
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%s: %v", name, err)
			}
			_, _, err = new(dns.Client).ExchangeWithConn(new(dns.Msg).SetQuestion("www.device.test.", dns.TypeA), conn)
			if err != nil {
				t.Errorf("%s, the next query: %v", name, err)
			}
		}
	})
}

// A zone's transfer is many messages on one stream (RFC 5936).
func TestDNSTransfer(t *testing.T) {
	const hosts = 2000
	everyRole(t, func(t *testing.T, w world, l link) {
		startDNS(t, &dns.Server{Listener: l.listener, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, query *dns.Msg) {
			soa := record("device.test. 60 IN SOA ns.device.test. admin.device.test. 1 60 60 60 60")
			envelopes := make(chan *dns.Envelope, hosts/100+2)
			envelopes <- &dns.Envelope{RR: []dns.RR{soa}}
			for i := 0; i < hosts; i += 100 {
				var records []dns.RR
				for n := i; n < i+100; n++ {
					records = append(records, record("host%d.device.test. 60 IN A 192.0.2.1", n))
				}
				envelopes <- &dns.Envelope{RR: records}
			}
			envelopes <- &dns.Envelope{RR: []dns.RR{soa}}
			close(envelopes)
			if err := new(dns.Transfer).Out(w, query, envelopes); err != nil {
				t.Errorf("the server: %v", err)
			}
		})})
		conn, err := l.connect(t.Context())
		check(t, err)
		defer conn.Close()
		transfer := &dns.Transfer{Conn: &dns.Conn{Conn: conn}}
		envelopes, err := transfer.In(new(dns.Msg).SetAxfr("device.test."), "")
		check(t, err)
		var names []string
		for envelope := range envelopes {
			check(t, envelope.Error)
			for _, rr := range envelope.RR {
				if rr.Header().Rrtype == dns.TypeA {
					names = append(names, rr.Header().Name)
				}
			}
		}
		if len(names) != hosts || names[hosts-1] != fmt.Sprintf("host%d.device.test.", hosts-1) {
			t.Errorf("the zone has %d hosts, want %d", len(names), hosts)
		}
	})
}
