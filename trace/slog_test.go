package trace_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/driver/mock"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devmock"
	"drivergen/generated/ieee80211dev/ieee80211devtrace"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/trace"
)

var ctx = context.Background()

// logTo returns a logger that writes text without times and durations.
func logTo(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == "duration") {
				return slog.Attr{}
			}
			return a
		},
	}))
}

func TestSlog(t *testing.T) {
	var log bytes.Buffer
	m := netdevmock.New(t)
	peer := netip.MustParseAddrPort("192.0.2.7:1883")
	m.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(3, nil)
	m.EXPECT().Connect(3, "broker", 1883).ReturnErrno(netdev.ECONNREFUSED).Then().Return(nil)
	m.EXPECT().Write(3, []byte("secret payload"))
	m.EXPECT().Recv(3).ReturnData([]byte("hello"), peer, nil).Then().Return(0, netip.AddrPort{}, io.EOF)
	dev := netdevtrace.Wrap(m, trace.Slog(logTo(&log)))

	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		t.Fatal(err)
	}
	_ = dev.Connect(ctx, fd, "broker", 1883)
	_ = dev.Connect(ctx, fd, "broker", 1883)
	_ = dev.Write(ctx, fd, []byte("secret payload"))
	buf := make([]byte, 8)
	_, _, _ = dev.Recv(ctx, fd, buf)
	_, _, _ = dev.Recv(ctx, fd, buf)
	m.Fire().Closed(3, netdev.ECONNRESET)
	m.WaitForEvents(ctx)

	want := `level=INFO msg=socket interface=netdev.NetDev handle=3 args.domain=AF_INET args.protocol=STREAM results.fd=3
level=WARN msg=connect interface=netdev.NetDev handle=3 args.addr=broker args.port=1883 errno=ECONNREFUSED error="connect: connection refused"
level=INFO msg=connect interface=netdev.NetDev handle=3 args.addr=broker args.port=1883
level=INFO msg=write interface=netdev.NetDev handle=3 args.data=14
level=INFO msg=recv interface=netdev.NetDev handle=3 results.n=5 results.from=192.0.2.7:1883 results.buf=5
level=INFO msg=recv interface=netdev.NetDev handle=3 results.n=0 results.buf=0 eof=true
level=INFO msg=close_cb interface=netdev.NetDev handle=3 values.cause="connection reset by peer"
`
	if log.String() != want {
		t.Errorf("log:\n%s\nwant:\n%s", log.String(), want)
	}
}

func TestSlogNeverSeesSensitiveValues(t *testing.T) {
	const password = "correct horse"
	var log bytes.Buffer
	m := ieee80211devmock.New(t, ieee80211devmock.WithAPMode())
	m.EXPECT().ConnectWhere(mock.Any[ieee80211dev.ConnectInfo]())
	m.EXPECT().GetConnection().Return(&ieee80211dev.ConnectionInfo{SSID: "lab", Password: password}, nil)
	m.EXPECT().StartAP(ieee80211dev.APInfo{SSID: "field", Password: password})
	dev := ieee80211devtrace.Wrap(m, trace.Slog(logTo(&log), trace.SlogPayload(1<<20)))

	_ = dev.Connect(ctx, ieee80211dev.ConnectInfo{SSID: "lab", Password: password})
	_, _ = dev.GetConnection(ctx)
	ap, ok := ieee80211dev.APModeOf(dev)
	if !ok {
		t.Fatal("access point mode is not found through the trace")
	}
	_ = ap.StartAP(ctx, ieee80211dev.APInfo{SSID: "field", Password: password})

	if strings.Contains(log.String(), password) {
		t.Errorf("the log holds the password:\n%s", log.String())
	}
	for _, want := range []string{"msg=connect ", "msg=get_connection ", "msg=ap_mode ", "ssid=lab", "ssid=field", "password=[redacted]"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not hold %q:\n%s", want, log.String())
		}
	}
}

func TestEachEventIsTracedOnceWhoeverSubscribes(t *testing.T) {
	var log bytes.Buffer
	m := netdevmock.New(t)
	dev := netdevtrace.Wrap(m, trace.Slog(logTo(&log)))
	var order []string
	for range 2 {
		defer dev.Subscribe(netdev.NetDevEvents{Readable: func(netdev.FD) {
			order = append(order, strings.Repeat("traced ", strings.Count(log.String(), "\n")))
		}}).Cancel()
	}
	m.Fire().Readable(3)
	m.WaitForEvents(ctx)
	if want := "level=INFO msg=read_cb interface=netdev.NetDev handle=3\n"; log.String() != want {
		t.Errorf("log:\n%s\nwant:\n%s", log.String(), want)
	}
	if len(order) != 2 || order[0] != "traced " || order[1] != "traced " {
		t.Errorf("handlers ran after %q, want after one traced event each", order)
	}
}

func TestWithoutTracerTheDeviceIsNotWrapped(t *testing.T) {
	m := netdevmock.New(t)
	if netdevtrace.Wrap(m) != netdev.NetDev(m) || netdevtrace.Wrap(m, nil) != netdev.NetDev(m) {
		t.Error("the device is wrapped")
	}
}

func TestSlogLevelsAndPayload(t *testing.T) {
	var log bytes.Buffer
	m := netdevmock.New(t)
	m.EXPECT().Write(3, []byte("GET / HTTP/1.1\r\n"))
	m.EXPECT().Close(3).ReturnErrno(netdev.EBADF)
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
	dev := netdevtrace.Wrap(m, trace.Slog(logger, trace.SlogPayload(5), trace.SlogLevels(slog.LevelWarn, slog.LevelDebug, slog.LevelDebug)))
	_ = dev.Write(ctx, 3, []byte("GET / HTTP/1.1\r\n"))
	_ = dev.Close(ctx, 3)
	if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, `args.data.len=16 args.data.data="GET /" duration=`) {
		t.Errorf("log:\n%s", got)
	}
}

func TestSlogFollowsALevelThatChanges(t *testing.T) {
	var log bytes.Buffer
	var level slog.LevelVar
	dev := netdevtrace.Wrap(discard{}, trace.Slog(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: &level}))))
	for _, tt := range []struct {
		level slog.Level
		want  int
	}{{slog.LevelError, 0}, {slog.LevelInfo, 1}, {slog.LevelWarn, 1}} {
		level.Set(tt.level)
		_ = dev.Write(ctx, 3, nil)
		if got := strings.Count(log.String(), "msg=write"); got != tt.want {
			t.Errorf("at level %v: %d records, want %d", tt.level, got, tt.want)
		}
	}
}

func TestSlogKinds(t *testing.T) {
	var log bytes.Buffer
	tracer := trace.Slog(logTo(&log))
	shared := driver.NewTrace("x.X", []driver.Tracer{tracer})
	shared.Event("e", driver.NoHandle,
		driver.BoolAttr("bool", true), driver.IntAttr("int", -1), driver.UintAttr("uint", 1<<63), driver.FloatAttr("float", 0.5),
		driver.DurationAttr("duration", time.Second), driver.TimeAttr("time", time.Unix(0, 0).UTC()), driver.MACAttr("mac", driver.MAC{1, 2, 3, 4, 5, 6}),
		driver.AddrAttr("addr", netip.MustParseAddr("fe80::1%eth0")), driver.ErrorAttr("err", errors.New("broken")),
		driver.ListAttr("list", []int{1, 2}, func(v int) driver.Attr { return driver.IntAttr("", int64(v)) }),
		driver.RedactedAttr("secret"), driver.FuncAttr("func", true), driver.NilAttr("none"))
	for _, want := range []string{
		"values.bool=true", "values.int=-1", "values.uint=9223372036854775808", "values.float=0.5", "values.duration=1s", "values.time=1970-01-01T",
		"values.mac=01:02:03:04:05:06", "values.addr=fe80::1%eth0", "values.err=broken", `values.list="[1 2]"`, "values.secret=[redacted]", "values.func=func",
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not hold %s:\n%s", want, log.String())
		}
	}
}

// keeper is a handler that formats its records later.
type keeper struct {
	with    []slog.Attr
	records *[]slog.Record
}

func (keeper) Enabled(context.Context, slog.Level) bool { return true }
func (k keeper) WithGroup(string) slog.Handler          { return k }

func (k keeper) WithAttrs(attrs []slog.Attr) slog.Handler {
	return keeper{slices.Concat(k.with, attrs), k.records}
}

func (k keeper) Handle(_ context.Context, r slog.Record) error {
	r = r.Clone()
	r.AddAttrs(k.with...)
	*k.records = append(*k.records, r)
	return nil
}

func TestSlogToAHandlerThatKeepsRecords(t *testing.T) {
	var records []slog.Record
	dev := netdevtrace.Wrap(discard{}, trace.Slog(slog.New(keeper{records: &records})))
	const calls = 200
	for n := range calls {
		_ = dev.Write(ctx, netdev.FD(n), make([]byte, n))
	}
	var log bytes.Buffer
	late := logTo(&log).Handler()
	for _, r := range records {
		_ = late.Handle(ctx, r)
	}
	for n := range calls {
		want := fmt.Sprintf("level=INFO msg=write args.data=%d interface=netdev.NetDev handle=%d", n, n)
		if got, _ := log.ReadString('\n'); strings.TrimSpace(got) != want {
			t.Fatalf("record %d: %q, want %q", n, got, want)
		}
	}
}

func TestSlogOfManyValuesAndGroups(t *testing.T) {
	var log bytes.Buffer
	shared := driver.NewTrace("x.X", []driver.Tracer{trace.Slog(logTo(&log))})
	for round := range 3 {
		var values []driver.Attr
		var want strings.Builder
		for i := range 12 {
			name := string(rune('a' + i))
			values = append(values, driver.GroupAttr(name, driver.IntAttr("x", int64(round))), driver.IntAttr(name+"y", int64(i)))
			fmt.Fprintf(&want, " values.%s.x=%d values.%sy=%d", name, round, name, i)
		}
		log.Reset()
		shared.Event("e", driver.NoHandle, values...)
		if want := "level=INFO msg=e interface=x.X" + want.String() + "\n"; log.String() != want {
			t.Errorf("round %d:\n%s\nwant:\n%s", round, log.String(), want)
		}
	}
}

// discard is a device that does nothing.
type discard struct{ netdev.NetDev }

func (discard) Write(context.Context, netdev.FD, []byte) error    { return nil }
func (discard) Subscribe(netdev.NetDevEvents) driver.Subscription { return nil }
