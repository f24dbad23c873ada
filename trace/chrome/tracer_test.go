package chrome_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"drivergen/driver"
	"drivergen/generated/tinygo"
	"drivergen/generated/tinygo/tinygotrace"
	"drivergen/trace/chrome"
)

// A session tells a tracer of calls as a generated wrapper does.
type session struct {
	t      *testing.T
	file   *bytes.Buffer
	tracer *chrome.Tracer
	bound  driver.Tracer
	trace  *driver.Trace
}

func newSession(t *testing.T, iface string, opts ...chrome.Option) *session {
	file := new(bytes.Buffer)
	s := &session{t: t, file: file, tracer: chrome.New(file, opts...)}
	s.bound = s.tracer.Bind(iface)
	s.trace = driver.NewTrace(iface, []driver.Tracer{s.bound})
	return s
}

// begin begins a call and returns what ends it.
func (s *session) begin(method string, handle int64, args ...driver.Attr) func(err error, results ...driver.Attr) {
	_, call := s.trace.Begin(context.Background(), method, handle, args...)
	return func(err error, results ...driver.Attr) {
		call.End(err, results...)
		call.Release()
	}
}

// open makes a handle.
func (s *session) open(handle int64) {
	_, call := s.trace.Begin(context.Background(), "socket", driver.NoHandle, driver.StringAttr("protocol", "STREAM"))
	call.Created(handle, nil)
	call.End(nil, driver.IntAttr("fd", handle))
	call.Release()
}

// close begins to end a handle and returns what ends the call.
func (s *session) close(handle int64) func(err error) {
	_, call := s.trace.Begin(context.Background(), "close", handle)
	return func(err error) {
		call.Ended()
		call.End(err)
		call.Release()
	}
}

func (s *session) done() timeline {
	s.t.Helper()
	if err := s.tracer.Close(); err != nil {
		s.t.Fatal(err)
	}
	return read(s.t, s.file.Bytes())
}

func TestTimeline(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.open(3)
	s.begin("connect", 3, driver.StringAttr("addr", "host"), driver.UintAttr("port", 80))(driver.ECONNREFUSED)
	s.begin("write", 3, driver.BytesAttr("data", []byte("secret?")))(nil)
	s.trace.Event("read_cb", 3)
	s.begin("recv", 3)(io.EOF, driver.IntAttr("n", 0))
	s.begin("resolve", driver.NoHandle, driver.StringAttr("name", "host"))(nil, driver.AddrAttr("addr", netip.MustParseAddr("192.0.2.7")))
	s.close(3)(nil)
	s.trace.Event("close_cb", 3, driver.ErrorAttr("cause", nil))
	tl := s.done()
	want := `X socket [device] {"args":{"protocol":"STREAM"},"handle":3,"results":{"fd":3}}
b handle 3 [handle 3] {"args":{"protocol":"STREAM"},"handle":3,"results":{"fd":3}}
X connect [handle 3] error {"args":{"addr":"host","port":80},"errno":"ECONNREFUSED","error":"connection refused","handle":3}
X write [handle 3] {"args":{"data":7},"handle":3}
i read_cb [handle 3]
X recv [handle 3] {"eof":true,"handle":3,"results":{"n":0}}
X resolve [device] {"args":{"name":"host"},"results":{"addr":"192.0.2.7"}}
X close [handle 3] {"handle":3}
e handle 3 [handle 3]
i close_cb [handle 3] {"cause":null}
`
	if diff := cmp.Diff(want, tl.lines()); diff != "" {
		t.Error(diff)
	}
	if len(tl.processes) != 1 || tl.processes[1] != "netdev.NetDev" {
		t.Errorf("the processes are %v", tl.processes)
	}
	if n := chrome.Kept(s.bound); n != 0 {
		t.Errorf("%d things are kept of a handle that has ended", n)
	}
}

// Calls of one handle that run at the same time are beside each other; lanes are used again.
func TestOverlap(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.open(3)
	first, second := s.begin("recv", 3), s.begin("write", 3)
	second(nil)
	s.begin("write", 3)(nil)
	third := s.begin("shutdown", 3)
	first(driver.ECONNABORTED)
	s.begin("get", 3)(nil)
	third(nil)
	want := `X write [handle 3, call 2] {"handle":3}
X write [handle 3, call 2] {"handle":3}
X recv [handle 3] error {"errno":"ECONNABORTED","error":"connection aborted","handle":3}
X get [handle 3] {"handle":3}
X shutdown [handle 3, call 2] {"handle":3}
`
	lines := s.done().lines()
	_, got, _ := strings.Cut(lines, "b handle 3")
	_, got, _ = strings.Cut(got, "\n")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// More calls at once than a handle has lanes are asynchronous events.
func TestManyAtOnce(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	var ends []func(error, ...driver.Attr)
	for range 100 {
		ends = append(ends, s.begin("accept", 3))
	}
	for _, end := range ends {
		end(nil)
	}
	complete, async := 0, 0
	for _, e := range s.done().events {
		switch e.Phase {
		case "X":
			complete++
		case "e":
			async++
		}
	}
	if complete != 64 || async != 36 {
		t.Errorf("%d complete and %d asynchronous events, want 64 and 36", complete, async)
	}
}

// A number that is used again is another life; a close that ends late ends its own.
func TestLives(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	s.open(3)
	closing := s.close(3)
	s.open(3)
	closing(nil)
	s.close(7)(driver.EBADF)
	s.close(8)(nil) // was open before the trace began
	s.close(3)(nil)
	s.close(3)(driver.EBADF)
	if n := chrome.Kept(s.bound); n != 0 {
		t.Errorf("%d things are kept of handles that have ended", n)
	}
	var lives []string
	for _, e := range s.done().events {
		if e.Category == "handle" {
			lives = append(lives, e.Phase+" "+e.ID)
		}
	}
	if got := strings.Join(lives, ", "); got != "b 0x1, b 0x2, e 0x1, e 0x2" {
		t.Errorf("the lives are %s", got)
	}
}

// An accept has the listener as its handle and begins the life of the connection.
func TestAccept(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	_, call := s.trace.Begin(context.Background(), "accept", 1)
	call.Created(2, nil)
	call.End(nil, driver.IntAttr("conn", 2), driver.AddrPortAttr("peer", netip.MustParseAddrPort("10.0.0.9:6000")))
	call.Release()
	want := `X accept [handle 1] {"handle":1,"results":{"conn":2,"peer":"10.0.0.9:6000"}}
b handle 2 [handle 2] {"handle":1,"results":{"conn":2,"peer":"10.0.0.9:6000"}}
`
	if diff := cmp.Diff(want, s.done().lines()); diff != "" {
		t.Error(diff)
	}
}

func TestTimes(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	synctest.Test(t, func(*testing.T) {
		end := s.begin("connect", 3)
		time.Sleep(1500 * time.Microsecond)
		end(nil)
		time.Sleep(250*time.Nanosecond + time.Hour)
		s.trace.Event("read_cb", 3)
	})
	for _, e := range s.done().events {
		switch {
		case e.Phase == "X" && (*e.Time != 0 || *e.Duration != 1500):
			t.Errorf("the call is at %v, for %v", *e.Time, *e.Duration)
		case e.Phase == "i" && *e.Time != 3_600_001_500.25:
			t.Errorf("the event is at %v", *e.Time)
		}
	}
}

// What is written out is readable at any time, but for the closing bracket.
func TestProgramDies(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	for i := range 5 {
		s.begin("write", 3, driver.StringAttr("text", strings.Repeat("x", 30_000)))(nil)
		if i == 3 {
			continue
		}
		if err := s.tracer.Flush(); err != nil {
			t.Fatal(err)
		}
		read(t, append(bytes.Clone(s.file.Bytes()), ']'))
	}
	// Without a Flush the buffer is written when it is full, at the end of an event.
	writes := 0
	tracer := chrome.New(writer(func(p []byte) (int, error) {
		writes++
		if last := p[len(p)-1]; last != '}' {
			t.Errorf("what is written ends with %q", last)
		}
		return len(p), nil
	}))
	s.trace = driver.NewTrace("netdev.NetDev", []driver.Tracer{tracer})
	for range 10 {
		s.begin("write", 3, driver.StringAttr("text", strings.Repeat("x", 30_000)))(nil)
	}
	if writes < 3 {
		t.Errorf("%d writes", writes)
	}
}

type writer func(p []byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }

// Calls that have not ended when the timeline is closed are open in it.
func TestCloseWhileCallsRun(t *testing.T) {
	s := newSession(t, "netdev.NetDev")
	end := s.begin("accept", 3)
	tl := s.done()
	size := s.file.Len()
	end(nil)
	s.begin("write", 3)(nil)
	s.trace.Event("read_cb", 3)
	if err := s.tracer.Close(); err != nil || s.file.Len() != size {
		t.Errorf("the timeline grew after it was closed: %v", err)
	}
	if got := tl.lines(); got != "B accept [handle 3]\n" {
		t.Errorf("the timeline is %s", got)
	}
}

func TestNothing(t *testing.T) {
	var file bytes.Buffer
	if err := chrome.New(&file).Close(); err != nil {
		t.Fatal(err)
	}
	if tl := read(t, file.Bytes()); len(tl.events) != 0 {
		t.Errorf("there are %v", tl.events)
	}
}

func TestWriteError(t *testing.T) {
	full := errors.New("the disk is full")
	tracer := chrome.New(writer(func([]byte) (int, error) { return 0, full }))
	s := &session{t: t, tracer: tracer, trace: driver.NewTrace("netdev.NetDev", []driver.Tracer{tracer})}
	for range 3000 {
		s.begin("write", 3)(nil)
	}
	for range 2 {
		if err := tracer.Flush(); err != full {
			t.Errorf("Flush: %v", err)
		}
		if err := tracer.Close(); err != full {
			t.Errorf("Close: %v", err)
		}
	}
}

// Calls may be told to the tracer itself, and their end alone.
func TestUnbound(t *testing.T) {
	var file bytes.Buffer
	tracer := chrome.New(&file)
	now := time.Now()
	for _, iface := range []string{"netdev.NetDev", "ieee80211dev.WiFiDev", "netdev.NetDev"} {
		both := &driver.Call{Interface: iface, Method: "both", Handle: 1, Creates: driver.NoHandle, Start: now}
		tracer.Begin(t.Context(), both)
		tracer.End(t.Context(), both)
		for range 2 { // at the same time
			tracer.End(t.Context(), &driver.Call{Interface: iface, Method: "end", Handle: 1, Creates: driver.NoHandle, Start: now, Duration: time.Second})
		}
		tracer.Event(&driver.Event{Interface: iface, Name: "event", Handle: 1, Time: now})
	}
	if err := tracer.Close(); err != nil {
		t.Fatal(err)
	}
	tl := read(t, file.Bytes())
	if diff := cmp.Diff(map[int]string{1: "netdev.NetDev", 2: "ieee80211dev.WiFiDev"}, tl.processes); diff != "" {
		t.Error(diff)
	}
	const each = "X both [handle 1] {\"handle\":1}\nb end [handle 1] {\"handle\":1}\ne end [handle 1]\nb end [handle 1] {\"handle\":1}\ne end [handle 1]\ni event [handle 1]\n"
	if diff := cmp.Diff(strings.Repeat(each, 3), tl.lines()); diff != "" {
		t.Error(diff)
	}
}

// A netdever answers as TinyGo's devices do; its sockets are numbers among the arguments.
type netdever struct{ tinygo.Netdever }

func (netdever) Socket(int, int, int) (int, error)                 { return 4, nil }
func (netdever) Connect(int, string, netip.AddrPort) error         { return nil }
func (netdever) Accept(int) (int, netip.AddrPort, error)           { return 5, netip.AddrPort{}, nil }
func (netdever) Send(int, []byte, int, time.Time) (int, error)     { return 2, nil }
func (netdever) Close(int) error                                   { return nil }
func (netdever) GetHostByName(name string) (a netip.Addr, _ error) { return a, nil }

func TestNetdever(t *testing.T) {
	var file bytes.Buffer
	tracer := chrome.New(&file)
	bound := tracer.Bind("tinygo.Netdever")
	dev := tinygotrace.WrapNetdever(netdever{}, bound)
	dev.GetHostByName("host")
	fd, _ := dev.Socket(2, 1, 6)
	dev.Connect(fd, "host", netip.MustParseAddrPort("192.0.2.7:80"))
	dev.Send(fd, []byte("hi"), 0, time.Time{})
	conn, _, _ := dev.Accept(9)
	dev.Close(fd)
	dev.Close(conn)
	if n := chrome.Kept(bound); n != 1 {
		t.Errorf("%d things are kept, want the listener's", n)
	}
	if err := tracer.Close(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(read(t, file.Bytes()).lines()) {
		line, _, _ = strings.Cut(strings.TrimSpace(line), " {")
		got = append(got, line)
	}
	want := []string{
		"X GetHostByName [device]", "X Socket [device]", "b handle 4 [handle 4]", "X Connect [handle 4]", "X Send [handle 4]",
		"X Accept [handle 9]", "b handle 5 [handle 5]", "X Close [handle 4]", "e handle 4 [handle 4]", "X Close [handle 5]", "e handle 5 [handle 5]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
