package pcapng_test

import (
	"bytes"
	"context"
	"io"
	"net/netip"
	"testing"

	"drivergen/driver"
	"drivergen/trace/pcapng"
)

// A session tells a tracer of calls as a generated wrapper does.
type session struct {
	t      *testing.T
	file   *bytes.Buffer
	tracer *pcapng.Tracer
	bound  driver.Tracer
	trace  *driver.Trace
}

func newSession(t *testing.T, iface string, opts ...pcapng.Option) *session {
	file := new(bytes.Buffer)
	s := &session{t: t, file: file, tracer: pcapng.New(file, opts...)}
	return s.device(iface)
}

// device returns a session with another device that has the same capture.
func (s *session) device(iface string) *session {
	other := *s
	other.bound = s.tracer.Bind(iface)
	other.trace = driver.NewTrace(iface, []driver.Tracer{other.bound})
	return &other
}

// begin begins a call and returns what ends it.
func (s *session) begin(method string, fd int64, args ...driver.Attr) func(err error, results ...driver.Attr) {
	_, call := s.trace.Begin(context.Background(), method, fd, args...)
	return func(err error, results ...driver.Attr) {
		call.End(err, results...)
		call.Release()
	}
}

func attrs(a ...driver.Attr) []driver.Attr { return a }

// What follows are whole calls of netdev.

func (s *session) open(fd int64, domain, protocol string) {
	s.begin("socket", driver.NoHandle, driver.StringAttr("domain", domain), driver.StringAttr("protocol", protocol))(nil, driver.IntAttr("fd", fd))
}

func (s *session) stream(fd int64) { s.open(fd, "AF_INET", "STREAM") }

func (s *session) connect(fd int64, addr string, port uint16, err error) {
	s.begin("connect", fd, driver.StringAttr("addr", addr), driver.UintAttr("port", uint64(port)))(err)
}

func (s *session) write(fd int64, data string, err error) {
	s.begin("write", fd, driver.BytesAttr("data", []byte(data)))(err)
}

func (s *session) recv(fd int64, data string, err error) { s.recvFrom(fd, data, "", err) }

func (s *session) recvFrom(fd int64, data, from string, err error) {
	var addr netip.AddrPort
	if from != "" {
		addr = netip.MustParseAddrPort(from)
	}
	s.begin("recv", fd)(err, driver.IntAttr("n", int64(len(data))), driver.AddrPortAttr("from", addr), driver.BytesAttr("buf", []byte(data)))
}

func (s *session) close(fd int64) {
	s.begin("close", fd)(nil)
	s.closed(fd, nil)
}

func (s *session) closed(fd int64, cause error) {
	s.trace.Event("close_cb", fd, driver.ErrorAttr("cause", cause))
}

func (s *session) shutdown(fd int64, how string) {
	s.begin("shutdown", fd, driver.StringAttr("how", how))(nil)
}

func (s *session) get(fd int64, ptcl, local, remote string) {
	l, r := netip.MustParseAddrPort(local), netip.MustParseAddrPort(remote)
	s.begin("get", fd)(nil, driver.GroupAttr("socket",
		driver.IntAttr("fd", fd), driver.StringAttr("ptcl", ptcl),
		driver.AddrAttr("laddr", l.Addr()), driver.UintAttr("lport", uint64(l.Port())),
		driver.AddrAttr("raddr", r.Addr()), driver.UintAttr("rport", uint64(r.Port()))))
}

// done closes the capture and reads it.
func (s *session) done() *reading {
	s.t.Helper()
	if err := s.tracer.Close(); err != nil {
		s.t.Fatal(err)
	}
	r := read(s.t, s.file.Bytes())
	s.t.Run("tshark", func(t *testing.T) { agree(t, s.file.Bytes(), r) })
	return r
}

func TestConnection(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.stream(0)
	s.connect(0, "192.0.2.7", 80, nil)
	s.get(0, "STREAM", "10.0.0.5:4711", "192.0.2.7:80")
	s.write(0, "GET / HTTP/1.0\r\n\r\n", nil)
	s.recv(0, "HTTP/1.0 200 OK\r\n\r\nhello", nil)
	s.recv(0, "", io.EOF)
	s.close(0)
	r := s.done()
	if len(r.tcp) != 1 {
		t.Fatalf("%d conversations", len(r.tcp))
	}
	c := r.tcp[0]
	if c.one != netip.MustParseAddrPort("10.0.0.5:4711") || c.other != netip.MustParseAddrPort("192.0.2.7:80") {
		t.Errorf("between %v and %v", c.one, c.other)
	}
	const shape = ">S <SA >A >PA <A <PA >A <FA >A >FA <A"
	if c.shape() != shape {
		t.Errorf("got  %s\nwant %s", c.shape(), shape)
	}
}
