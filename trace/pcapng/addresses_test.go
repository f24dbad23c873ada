package pcapng_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/gopacket/gopacket/layers"
	"github.com/gopacket/gopacket/pcapgo"

	"drivergen/driver"
	"drivergen/trace/pcapng"
)

func addr(s string) driver.Attr {
	if s == "" {
		return driver.AddrAttr("addr", netip.Addr{})
	}
	return driver.AddrAttr("addr", netip.MustParseAddr(s))
}

func (s *session) resolve(name, answer string, err error) {
	s.begin("resolve", driver.NoHandle, driver.StringAttr("name", name))(err, addr(answer))
}

func (s *session) ip(a string) {
	s.begin("ip", driver.NoHandle)(nil, driver.AddrAttr("ip", netip.MustParseAddr(a)))
}

func (s *session) bind(fd int64, addr string, port uint16) {
	s.begin("bind", fd, driver.StringAttr("addr", addr), driver.UintAttr("port", uint64(port)))(nil)
}

func (s *session) sendTo(fd int64, data, addr string, port uint16) {
	s.begin("send_to", fd, driver.BytesAttr("data", []byte(data)), driver.StringAttr("addr", addr), driver.UintAttr("port", uint64(port)))(nil)
}

// Where the two ends of a connection come from.
func TestAddresses(t *testing.T) {
	dial := func(s *session, to string) {
		s.open(1, "AF_INET", "STREAM")
		s.connect(1, to, 80, nil)
	}
	tests := []struct {
		name       string
		run        func(s *session)
		one, other string // a port is "*" where it is made up
		note       string
	}{
		{"nothing is told", func(s *session) { dial(s, "192.0.2.7") }, "198.51.100.1:*", "192.0.2.7:80", ""},
		{"ip", func(s *session) { s.ip("10.1.2.3"); dial(s, "10.1.2.4") }, "10.1.2.3:*", "10.1.2.4:80", ""},
		{"ip of IPv6", func(s *session) { s.ip("2001:db8:7::1"); dial(s, "2001:db8:7::2") }, "[2001:db8:7::1]:*", "[2001:db8:7::2]:80", ""},
		{"ip of the other family", func(s *session) { s.ip("10.1.2.3"); dial(s, "2001:db8:7::2") }, "[2001:db8::1]:*", "[2001:db8:7::2]:80", ""},
		{"a zone", func(s *session) { s.ip("fe80::1%eth0"); dial(s, "fe80::2%eth0") }, "[fe80::1]:*", "[fe80::2]:80", ""},
		{"mapped", func(s *session) { s.ip("::ffff:10.1.2.3"); dial(s, "::ffff:10.1.2.4") }, "10.1.2.3:*", "10.1.2.4:80", ""},
		{"this machine", func(s *session) { s.ip("10.1.2.3"); dial(s, "127.0.0.1") }, "127.0.0.1:*", "127.0.0.1:80", ""},
		{"bind", func(s *session) {
			s.ip("10.1.2.3")
			s.stream(1)
			s.bind(1, "10.1.2.9", 5000)
			s.connect(1, "10.1.2.4", 80, nil)
		}, "10.1.2.9:5000", "10.1.2.4:80", ""},
		{"bind to all", func(s *session) {
			s.ip("10.1.2.3")
			s.stream(1)
			s.bind(1, "0.0.0.0", 5001)
			s.connect(1, "10.1.2.4", 80, nil)
		}, "10.1.2.3:5001", "10.1.2.4:80", ""},
		{"get after connect", func(s *session) {
			dial(s, "board.example")
			s.get(1, "STREAM", "10.1.2.3:5002", "10.1.2.5:80")
			s.write(1, "x", nil)
		}, "10.1.2.3:5002", "10.1.2.5:80", ""},
		{"a name that was resolved", func(s *session) {
			s.resolve("known.example", "10.1.2.6", nil)
			dial(s, "known.example")
		}, "198.51.100.1:*", "10.1.2.6:80", ""},
		{"a name that was not", func(s *session) { dial(s, "unknown.example") }, "198.51.100.1:*", "192.0.2.1:80",
			"the address of unknown.example is not in the trace; 192.0.2.1 stands for it"},
		{"another one", func(s *session) { dial(s, "other.example") }, "198.51.100.1:*", "192.0.2.2:80",
			"the address of other.example is not in the trace; 192.0.2.2 stands for it"},
		{"the same again", func(s *session) { dial(s, "unknown.example") }, "198.51.100.1:*", "192.0.2.1:80",
			"the address of unknown.example is not in the trace; 192.0.2.1 stands for it"},
		{"a name, IPv6", func(s *session) {
			s.open(1, "AF_INET6", "STREAM")
			s.connect(1, "unknown.example", 80, nil)
		}, "[2001:db8::1]:*", "[2001:db8:1::3]:80", "the address of unknown.example is not in the trace; 2001:db8:1::3 stands for it"},
		{"accept", func(s *session) {
			s.ip("10.1.2.3")
			s.stream(1)
			s.bind(1, "", 8080)
			s.begin("accept", 1)(nil, driver.IntAttr("conn", 2), driver.AddrPortAttr("peer", netip.MustParseAddrPort("10.1.2.8:6000")))
			s.write(2, "x", nil)
		}, "10.1.2.8:6000", "10.1.2.3:8080", ""},
	}
	all := newSession(t, "netdev.NetDev")
	for i, test := range tests {
		if i == 0 {
			test.run(all)
		} else {
			test.run(all.device("netdev.NetDev"))
		}
	}
	r := all.done()
	for i, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			c := r.first(i)
			if c == nil {
				t.Fatal("there is no conversation")
			}
			one := test.one
			if host, made := strings.CutSuffix(one, "*"); made {
				one = host + c.one.String()[strings.LastIndex(c.one.String(), ":")+1:]
				if c.one.Port() < 49152 {
					t.Errorf("the port %d is not of the dynamic ports", c.one.Port())
				}
			}
			if c.one.String() != one || c.other.String() != test.other {
				t.Errorf("between %v and %v, want %s and %s", c.one, c.other, test.one, test.other)
			}
			if notes := strings.Join(c.packets[0].comments, "\n"); notes != test.note {
				t.Errorf("the comment is %q, want %q", notes, test.note)
			}
		})
	}
	t.Run("names", func(t *testing.T) {
		got := map[string]string{}
		for _, n := range r.names {
			got[n.Addr.(*pcapgo.NgIPAddress).Addr.String()] = strings.Join(n.Names, " ")
		}
		for _, want := range [][2]string{
			{"192.0.2.1", "unknown.example"}, {"192.0.2.2", "other.example"}, {"10.1.2.6", "known.example"},
			{"2001:db8:1::3", "unknown.example"}, {"10.1.2.5", "board.example"},
		} {
			if got[want[0]] != want[1] {
				t.Errorf("%s is %q, want %q", want[0], got[want[0]], want[1])
			}
		}
		out := tshark(t, all.file.Bytes(), "-N", "n", "-Y", "tcp.flags.syn == 1 && tcp.flags.ack == 0", "-T", "fields", "-e", "ip.dst_host")
		for _, name := range []string{"unknown.example", "board.example"} {
			if !strings.Contains(out, name) {
				t.Errorf("tshark does not know %s:\n%s", name, out)
			}
		}
	})
}

// An address that is told when the first frame was written comes too late.
func TestGetTooLate(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.stream(1)
	s.connect(1, "192.0.2.7", 80, nil)
	s.write(1, "x", nil)
	s.get(1, "STREAM", "10.1.2.3:5003", "10.1.2.4:81")
	s.write(1, "y", nil)
	r := s.done()
	if len(r.tcp) != 1 || r.tcp[0].one.String() != "198.51.100.1:49152" || r.tcp[0].other.String() != "192.0.2.7:80" || string(r.tcp[0].sent) != "xy" {
		t.Errorf("the capture has %v", r.packets)
	}
}

func TestLocalAddr(t *testing.T) {
	s := newSession(t, "netdev.NetDev", pcapng.LocalAddr(netip.MustParseAddr("10.9.9.9")), pcapng.LocalAddr(netip.MustParseAddr("2001:db8:9::9")))
	s.stream(1)
	s.connect(1, "192.0.2.7", 80, nil)
	s.stream(2)
	s.connect(2, "2001:db8::7", 80, nil)
	r := s.done()
	if r.tcp[0].one.Addr().String() != "10.9.9.9" || r.tcp[1].one.Addr().String() != "2001:db8:9::9" {
		t.Errorf("from %v and %v", r.tcp[0].one, r.tcp[1].one)
	}
}

// What resolve asks and is told are DNS messages, which Wireshark takes the names from.
func TestLookups(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.resolve("a.example", "192.0.2.7", nil)
	s.resolve("b.example.", "2001:db8::7", nil)
	s.resolve("nobody.example", "", driver.ENOENT)
	s.resolve("slow.example", "", driver.ETIMEDOUT)
	s.resolve("192.0.2.9", "192.0.2.9", nil)                        // is an address
	s.resolve("bad..name", "192.0.2.9", nil)                        // no name of DNS
	s.resolve(strings.Repeat("x", 64)+".example", "192.0.2.9", nil) // nor this
	s.resolve("down.example", "", driver.ENETDOWN)                  // nothing was asked
	r := s.done()
	type message struct {
		name   string
		answer bool
		code   layers.DNSResponseCode
		ip     string
	}
	want := []message{
		{"a.example", false, 0, ""}, {"a.example", true, 0, "192.0.2.7"},
		{"b.example", false, 0, ""}, {"b.example", true, 0, "2001:db8::7"},
		{"nobody.example", false, 0, ""}, {"nobody.example", true, layers.DNSResponseCodeNXDomain, ""},
		{"slow.example", false, 0, ""},
	}
	if len(r.packets) != len(want) {
		t.Fatalf("%d packets, want %d", len(r.packets), len(want))
	}
	for i, p := range r.packets {
		dns, ok := p.Layer(layers.LayerTypeDNS).(*layers.DNS)
		if !ok || len(dns.Questions) != 1 {
			t.Fatalf("packet %d is no DNS message: %v", i+1, p)
		}
		got := message{string(dns.Questions[0].Name), dns.QR, dns.ResponseCode, ""}
		if len(dns.Answers) > 0 {
			got.ip = dns.Answers[0].IP.String()
		}
		if got != want[i] {
			t.Errorf("packet %d is %v, want %v", i+1, got, want[i])
		}
	}
	out := tshark(t, s.file.Bytes(), "-Y", "dns.flags.response == 1", "-T", "fields", "-e", "dns.qry.name", "-e", "dns.a", "-e", "dns.aaaa", "-e", "dns.flags.rcode", "-e", "dns.response_to")
	const table = "a.example\t192.0.2.7\t\t0\t1\nb.example\t\t2001:db8::7\t0\t3\nnobody.example\t\t\t3\t5\n"
	if out != table {
		t.Errorf("tshark finds\n%s, want\n%s", out, table)
	}
}

func TestDatagramAddresses(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.open(1, "AF_INET", "DGRAM")
	s.bind(1, "10.0.0.5", 7000)
	s.sendTo(1, "to an address", "10.0.0.6", 7001)
	s.recvFrom(1, "from another", "10.0.0.7:7002", nil)
	s.recv(1, "from whom was sent to", nil)
	s.sendTo(1, "", "10.0.0.6", 7003)
	s.sendTo(1, "to all", "255.255.255.255", 7004)
	s.sendTo(1, "to many", "239.1.2.3", 7005)
	s.sendTo(1, "to a name", "name.example", 7006)

	s.open(2, "AF_INET6", "DGRAM")
	s.connect(2, "2001:db8::6", 7007, nil)
	s.write(2, "connected", nil)
	s.write(2, "", nil) // nothing
	s.recv(2, "answer", nil)
	s.sendTo(2, "elsewhere", "2001:db8::8", 7008)
	s.recv(2, "still the peer", nil)

	s.sendTo(9, "there before", "10.0.0.6", 7009)
	s.begin("send_to", 9, driver.BytesAttr("data", []byte("x")), driver.StringAttr("addr", "10.0.0.6"), driver.UintAttr("port", 1))(driver.EMSGSIZE)
	r := s.done()
	want := []string{
		"10.0.0.5:7000 10.0.0.6:7001 to an address",
		"10.0.0.7:7002 10.0.0.5:7000 from another",
		"10.0.0.6:7001 10.0.0.5:7000 from whom was sent to",
		"10.0.0.5:7000 10.0.0.6:7003 ",
		"10.0.0.5:7000 255.255.255.255:7004 to all",
		"10.0.0.5:7000 239.1.2.3:7005 to many",
		"10.0.0.5:7000 192.0.2.1:7006 to a name",
		"[2001:db8::1]:49152 [2001:db8::6]:7007 connected",
		"[2001:db8::6]:7007 [2001:db8::1]:49152 answer",
		"[2001:db8::1]:49152 [2001:db8::8]:7008 elsewhere",
		"[2001:db8::6]:7007 [2001:db8::1]:49152 still the peer",
		"198.51.100.1:49153 10.0.0.6:7009 there before",
	}
	if len(r.packets) != len(want) {
		t.Errorf("%d packets, want %d", len(r.packets), len(want))
	}
	for i, p := range r.packets[:min(len(r.packets), len(want))] {
		if got := p.src.String() + " " + p.dst.String() + " " + string(p.data); got != want[i] {
			t.Errorf("packet %d is %s, want %s", i+1, got, want[i])
		}
	}
	for i, mac := range map[int]string{4: "ff:ff:ff:ff:ff:ff", 5: "01:00:5e:01:02:03"} {
		if got := r.packets[i].LinkLayer().(*layers.Ethernet).DstMAC.String(); got != mac {
			t.Errorf("packet %d goes to %s, want %s", i+1, got, mac)
		}
	}
	if !strings.Contains(strings.Join(r.packets[6].comments, ""), "the address of name.example is not in the trace") {
		t.Errorf("the comments are %q", r.packets[6].comments)
	}
}

func TestMAC(t *testing.T) {
	mac := driver.MAC{0x24, 0x6f, 0x28, 1, 2, 3}
	s := newSession(t, "netdev.NetDev")
	s.begin("mac", driver.NoHandle)(nil, driver.MACAttr("mac", mac))
	s.stream(1)
	s.connect(1, "192.0.2.7", 80, driver.ECONNREFUSED)
	r := s.done()
	if got := r.packets[0].LinkLayer().(*layers.Ethernet).SrcMAC.String(); got != mac.String() {
		t.Errorf("the device is %s, want %s", got, mac)
	}
}
