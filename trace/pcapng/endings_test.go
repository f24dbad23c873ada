package pcapng_test

import (
	"io"
	"strings"
	"testing"

	"drivergen/driver"
	"drivergen/trace/pcapng"
)

// Each way in which a connection begins and ends, as segments.
func TestShapes(t *testing.T) {
	established := func(s *session) {
		s.stream(3)
		s.connect(3, "192.0.2.7", 80, nil)
	}
	const handshake = ">S <SA >A"
	tests := []struct {
		name string
		run  func(s *session)
		want string
		note string // in a comment
	}{
		{"refused", func(s *session) {
			s.stream(3)
			s.connect(3, "192.0.2.7", 80, driver.ECONNREFUSED)
			s.close(3)
		}, ">S <RA", ""},
		{"no answer", func(s *session) {
			s.stream(3)
			s.connect(3, "192.0.2.7", 80, driver.ETIMEDOUT)
			s.close(3)
		}, ">S", "connect failed: ETIMEDOUT"},
		{"nothing was tried", func(s *session) {
			s.stream(3)
			s.connect(3, "192.0.2.7", 80, driver.EINVAL)
			s.connect(3, "192.0.2.7", 80, driver.ENETDOWN)
			s.close(3)
		}, "", ""},
		{"close", func(s *session) {
			established(s)
			s.close(3)
		}, handshake + " >FA <FA >A", ""},
		{"left open", established, handshake, ""},
		{"the peer closes", func(s *session) {
			established(s)
			s.recv(3, "x", nil)
			s.recv(3, "", io.EOF)
			s.close(3)
		}, handshake + " <PA >A <FA >A >FA <A", ""},
		{"the peer closes and only an event tells", func(s *session) {
			established(s)
			s.closed(3, nil)
			s.recv(3, "what was there", nil)
			s.begin("close", 3)(nil)
		}, handshake + " <PA >A <FA >A >FA <A", ""},
		{"the peer resets", func(s *session) {
			established(s)
			s.write(3, "x", nil)
			s.recv(3, "", driver.ECONNRESET)
			s.close(3)
		}, handshake + " >PA <A <RA", ""},
		{"the peer resets and only an event tells", func(s *session) {
			established(s)
			s.closed(3, driver.ECONNRESET)
			s.begin("close", 3)(nil)
		}, handshake + " <RA", ""},
		{"a write finds the reset", func(s *session) {
			established(s)
			s.write(3, "x", driver.ECONNRESET)
			s.close(3)
		}, handshake + " <RA", ""},
		{"the network goes", func(s *session) {
			established(s)
			s.closed(3, driver.ENETDOWN)
			s.begin("close", 3)(nil)
		}, handshake, ""},
		{"half-closed", func(s *session) {
			established(s)
			s.write(3, "question", nil)
			s.shutdown(3, "WR")
			s.recv(3, "answer", nil)
			s.recv(3, "", io.EOF)
			s.close(3)
		}, handshake + " >PA <A >FA <A <PA >A <FA >A", ""},
		{"both directions shut", func(s *session) {
			established(s)
			s.shutdown(3, "RDWR")
			s.close(3)
		}, handshake + " >FA <A <FA >A", ""},
		{"the reading side shut", func(s *session) {
			established(s)
			s.shutdown(3, "RD")
			s.write(3, "x", nil)
		}, handshake + " >PA <A", ""},
		{"a failed write carries nothing", func(s *session) {
			established(s)
			s.write(3, "x", driver.ETIMEDOUT)
			s.write(3, "", nil)
			s.recv(3, "", driver.ETIMEDOUT)
		}, handshake, ""},
		{"there before the trace began", func(s *session) {
			s.write(3, "x", nil)
			s.recv(3, "y", nil)
			s.close(3)
		}, ">PA <A <PA >A >FA <FA >A", "the connection was there before the trace began"},
		{"the peer of a socket that was there is told", func(s *session) {
			s.recvFrom(3, "y", "192.0.2.9:7", nil)
		}, ">PA <A", "the connection was there before the trace began"},
		{"TLS", func(s *session) {
			s.open(3, "AF_INET", "TLS")
			s.connect(3, "192.0.2.7", 443, nil)
			s.write(3, "plain", nil)
		}, handshake + " >PA <A", "the payload is the plaintext of a TLS connection"},
		{"a protocol that nobody knows", func(s *session) {
			s.open(3, "AF_INET", "SCTP")
			s.connect(3, "192.0.2.7", 443, nil)
			s.write(3, "x", nil)
			s.recv(3, "x", nil)
			s.close(3)
		}, "", ""},
		{"the number of a closed socket is used again", func(s *session) {
			established(s)
			s.begin("close", 3)(nil)
			s.stream(3)
			s.closed(3, nil) // of the first socket
			s.connect(3, "192.0.2.8", 80, nil)
			s.close(3)
		}, handshake + " >FA <FA >A", ""},
		{"closed twice", func(s *session) {
			established(s)
			first, second := s.begin("close", 3), s.begin("close", 3)
			second(driver.EBADF)
			first(nil)
		}, handshake + " >FA <FA >A", ""},
		{"tried again after a refusal", func(s *session) {
			s.stream(3)
			s.connect(3, "192.0.2.7", 80, driver.ECONNREFUSED)
			s.connect(3, "192.0.2.7", 80, nil)
			s.write(3, "x", nil)
		}, ">S <RA", ""},
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
			switch {
			case c == nil && test.want == "":
				return
			case c == nil:
				t.Fatalf("there is nothing, want %s", test.want)
			case c.shape() != test.want:
				t.Errorf("got  %s\nwant %s", c.shape(), test.want)
			}
			if notes := strings.Join(c.packets[0].comments, "\n"); notes != test.note {
				t.Errorf("the comment is %q, want %q", notes, test.note)
			}
		})
	}
}

// The second life of a number is a conversation of its own.
func TestNumberUsedAgain(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	for range 3 {
		s.stream(3)
		s.connect(3, "192.0.2.7", 80, nil)
		s.write(3, "x", nil)
		s.begin("close", 3)(nil)
	}
	for range 3 {
		s.closed(3, nil)
	}
	if r := s.done(); len(r.tcp) != 3 {
		t.Errorf("%d conversations, want 3", len(r.tcp))
	}
	if n := pcapng.Kept(s.bound); n != 0 {
		t.Errorf("%d things are kept of closed sockets", n)
	}
}

// A close that ends after the next socket of the number was made ends the first one.
func TestCloseEndsLate(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.stream(3)
	s.connect(3, "192.0.2.7", 80, nil)
	end := s.begin("close", 3)
	s.stream(3)
	end(nil)
	s.closed(3, nil)
	s.connect(3, "192.0.2.8", 81, nil)
	s.write(3, "second", nil)
	r := s.done()
	if len(r.tcp) != 2 || r.tcp[0].shape() != ">S <SA >A >FA <FA >A" || string(r.tcp[1].sent) != "second" || r.tcp[1].other.Port() != 81 {
		t.Errorf("the capture has %v", r.packets)
	}
}

// The event of a socket whose close has not ended is not taken for that of the next socket.
func TestEventWhileCloseEndsLate(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.stream(3)
	s.connect(3, "192.0.2.7", 80, nil)
	end := s.begin("close", 3)
	s.stream(3)
	s.connect(3, "192.0.2.8", 80, nil)
	s.closed(3, driver.ECONNRESET) // of the first
	s.write(3, "second", nil)
	s.close(3)
	end(nil)
	r := s.done()
	if len(r.tcp) != 2 || r.tcp[1].shape() != ">S <SA >A >PA <A >FA <FA >A" {
		t.Errorf("the capture has %v", r.packets)
	}
	if n := pcapng.Kept(s.bound); n != 0 {
		t.Errorf("%d things are kept of closed sockets", n)
	}
}

// A connect that is told to have succeeded when its socket is closed already is a whole
// conversation, and ends.
func TestConnectEndsBehindClose(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.stream(3)
	end := s.begin("connect", 3, driver.StringAttr("addr", "192.0.2.7"), driver.UintAttr("port", 80))
	s.close(3)
	end(nil)
	if n := pcapng.Kept(s.bound); n != 0 {
		t.Errorf("%d things are kept of closed sockets", n)
	}
	if r := s.done(); len(r.tcp) != 1 || r.tcp[0].shape() != ">S <SA >A >FA <FA >A" {
		t.Errorf("the capture has %v", r.packets)
	}
}

// A device may connect a socket again whose connection is gone.
func TestSocketConnectedAgain(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.stream(3)
	s.connect(3, "192.0.2.7", 80, nil)
	s.closed(3, driver.ECONNRESET)
	s.connect(3, "192.0.2.7", 81, nil)
	s.write(3, "second", nil)
	s.close(3)
	if n := pcapng.Kept(s.bound); n != 0 {
		t.Errorf("%d things are kept of closed sockets", n)
	}
	r := s.done()
	if len(r.tcp) != 2 || r.tcp[0].shape() != ">S <SA >A <RA" || r.tcp[1].shape() != ">S <SA >A >PA <A >FA <FA >A" {
		t.Errorf("the capture has %v", r.packets)
	}
}
