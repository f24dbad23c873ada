package driver_test

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"testing"
	"time"

	"drivergen/driver"
)

// tracer keeps what it is told.
type tracer struct {
	limit  int
	calls  []string
	events []string
	data   []string
	ctx    context.Context
}

type tracerKey struct{}

func (t *tracer) PayloadLimit() int { return t.limit }

func (t *tracer) Begin(ctx context.Context, call *driver.Call) context.Context {
	t.calls = append(t.calls, "begin "+call.Method)
	return context.WithValue(ctx, tracerKey{}, t)
}

func (t *tracer) End(ctx context.Context, call *driver.Call) {
	t.ctx = ctx
	t.calls = append(t.calls, "end "+call.Method+" "+call.Outcome())
	for _, a := range call.Args {
		t.data = append(t.data, a.Name+"="+a.String()+":"+string(call.Payload(a)))
	}
	for _, a := range call.Results {
		t.data = append(t.data, a.Name+"="+a.String())
	}
}

func (t *tracer) Event(event *driver.Event) { t.events = append(t.events, event.Name) }

func TestTraceTellsEachTracer(t *testing.T) {
	none, some := &tracer{}, &tracer{limit: 3}
	tr := driver.NewTrace("x.X", []driver.Tracer{none, nil, some})
	ctx, call := tr.Begin(context.Background(), "write", 3, driver.BytesAttr("data", []byte("hello")), driver.RedactedAttr("key"))
	if ctx.Value(tracerKey{}) != some {
		t.Error("the device is not called with the last tracer's context")
	}
	call.End(driver.ECONNRESET, driver.IntAttr("n", 0))
	call.Release()
	tr.Event("close_cb", 3)

	for _, tt := range []struct {
		t    *tracer
		data string
	}{{none, "data=5 bytes:"}, {some, "data=5 bytes:hel"}} {
		if len(tt.t.calls) != 2 || tt.t.calls[0] != "begin write" || tt.t.calls[1] != "end write ECONNRESET" {
			t.Errorf("calls %q", tt.t.calls)
		}
		if len(tt.t.data) != 3 || tt.t.data[0] != tt.data || tt.t.data[1] != "key=[redacted]:" || tt.t.data[2] != "n=0" {
			t.Errorf("data %q, want %q first", tt.t.data, tt.data)
		}
		if len(tt.t.events) != 1 || tt.t.events[0] != "close_cb" {
			t.Errorf("events %q", tt.t.events)
		}
		if tt.t.ctx.Value(tracerKey{}) != tt.t {
			t.Error("End does not get the context of the tracer's own Begin")
		}
	}
	if driver.NewTrace("x.X", nil) != nil || driver.NewTrace("x.X", []driver.Tracer{nil}) != nil {
		t.Error("a trace without a tracer is not nil")
	}
}

func TestOutcome(t *testing.T) {
	for _, tt := range []struct {
		err   error
		word  string
		errno driver.Errno
	}{
		{nil, "ok", 0},
		{io.EOF, "EOF", 0},
		{driver.Fail("connect", driver.ECONNREFUSED, nil), "ECONNREFUSED", driver.ECONNREFUSED},
		{context.DeadlineExceeded, "ETIMEDOUT", driver.ETIMEDOUT},
		{errors.New("Host unknown"), "EIO", driver.EIO},
		{driver.Errno(4999), "errno 4999", 4999},
	} {
		call := driver.Call{Err: tt.err}
		if call.Outcome() != tt.word || call.Errno() != tt.errno {
			t.Errorf("%v: %s, %v; want %s, %v", tt.err, call.Outcome(), call.Errno(), tt.word, tt.errno)
		}
	}
}

func TestAttrsGiveBackWhatTheyHold(t *testing.T) {
	when := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	mac := driver.MAC{0x5c, 0xcf, 0x7f, 0, 0, 1}
	four, six := netip.MustParseAddrPort("192.0.2.255:1883"), netip.MustParseAddrPort("[fe80::ff%eth0]:65535")
	port := netip.AddrPortFrom(netip.Addr{}, 8883)
	mapped := netip.MustParseAddr("::ffff:192.0.2.1")
	seven := 7
	number := func(v int) driver.Attr { return driver.IntAttr("", int64(v)) }
	check := func(name string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	check("Int", driver.IntAttr("a", -1<<63).Int(), int64(-1<<63))
	check("Uint", driver.UintAttr("a", 1<<64-1).Uint(), uint64(1<<64-1))
	check("Float", driver.FloatAttr("a", -0.5).Float(), -0.5)
	check("Bool", driver.BoolAttr("a", true).Bool(), true)
	check("Duration", driver.DurationAttr("a", -time.Second).Duration(), -time.Second)
	check("Time", driver.TimeAttr("a", when).Time().Equal(when), true)
	check("MAC", driver.MACAttr("a", mac).MAC(), mac)
	check("port without an address", driver.AddrPortAttr("a", port).AddrPort(), port)
	check("IPv4", driver.AddrPortAttr("a", four).AddrPort(), four)
	check("IPv6", driver.AddrPortAttr("a", six).AddrPort(), six)
	check("Addr", driver.AddrAttr("a", six.Addr()).Addr(), six.Addr())
	check("IPv4 in IPv6", driver.AddrAttr("a", mapped).Addr(), mapped)
	check("Error", driver.ErrorAttr("a", io.EOF).Any(), any(io.EOF))
	check("Any", driver.AnyAttr("a", 3).Any(), any(3))
	check("Pointer", driver.PointerAttr("a", &seven, number).Int(), int64(7))
	check("Pointer's name", driver.PointerAttr("a", &seven, number).Name, "a")
	check("Filled", driver.FilledAttr("a", []byte("hello"), 2).Len(), 2)
	check("Filled beyond the buffer", driver.FilledAttr("a", []byte("hello"), 9).Len(), 5)
	check("Filled by less than nothing", driver.FilledAttr("a", []byte("hello"), -1).Len(), 0)
	check("wrong kind", driver.StringAttr("a", "7").Int(), int64(0))

	list := driver.ListAttr("a", []int{1, 2}, number)
	for _, tt := range []struct {
		a    driver.Attr
		kind driver.AttrKind
		text string
	}{
		{list, driver.ListKind, "[1 2]"},
		{driver.GroupAttr("a", driver.StringAttr("ssid", "lab"), driver.RedactedAttr("password")), driver.GroupKind, "{ssid:lab password:[redacted]}"},
		{driver.TimeAttr("a", time.Time{}), driver.NilKind, "nil"},
		{driver.AddrAttr("a", netip.Addr{}), driver.NilKind, "nil"},
		{driver.AddrPortAttr("a", netip.AddrPort{}), driver.NilKind, "nil"},
		{driver.AddrPortAttr("a", port), driver.AddrPortKind, ":8883"},
		{driver.ErrorAttr("a", nil), driver.NilKind, "nil"},
		{driver.AnyAttr("a", nil), driver.NilKind, "nil"},
		{driver.PointerAttr[int]("a", nil, number), driver.NilKind, "nil"},
		{driver.FuncAttr("a", false), driver.NilKind, "nil"},
		{driver.FuncAttr("a", true), driver.FuncKind, "func"},
		{driver.BytesAttr("a", make([]byte, 1460)), driver.BytesKind, "1460 bytes"},
		{driver.MACAttr("a", mac), driver.MACKind, "5c:cf:7f:00:00:01"},
		{driver.AddrPortAttr("a", four), driver.AddrPortKind, "192.0.2.255:1883"},
		{driver.TextAttr("a", mac), driver.AnyKind, "5c:cf:7f:00:00:01"},
		{driver.AnyAttr("a", true), driver.AnyKind, "true"},
		{driver.DurationAttr("a", time.Minute), driver.DurationKind, "1m0s"},
	} {
		if tt.a.Kind() != tt.kind || tt.a.String() != tt.text {
			t.Errorf("kind %d, text %q; want %d, %q", tt.a.Kind(), tt.a.String(), tt.kind, tt.text)
		}
	}
}
