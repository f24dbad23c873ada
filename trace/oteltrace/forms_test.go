package oteltrace_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	nometric "go.opentelemetry.io/otel/metric/noop"
	notrace "go.opentelemetry.io/otel/trace/noop"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/generated/tinygo"
	"drivergen/generated/tinygo/tinygotrace"
	"drivergen/trace/oteltrace"
)

// device is a NetDev of which a test sets what it needs.
type device struct {
	netdev.NetDev
	write func(context.Context) error
	recv  func(buf []byte) (int, netip.AddrPort, error)
}

func (d device) Write(ctx context.Context, _ netdev.FD, _ []byte) error { return d.write(ctx) }

func (d device) Recv(_ context.Context, _ netdev.FD, buf []byte) (int, netip.AddrPort, error) {
	return d.recv(buf)
}

func (device) Subscribe(netdev.NetDevEvents) driver.Subscription { return nil }

func succeeds(context.Context) error { return nil }

// linker is a Netlinker of which a test calls the function that it was given.
type linker struct {
	tinygo.Netlinker
	notify func(tinygo.Event)
}

func (l *linker) NetNotify(cb func(tinygo.Event)) { l.notify = cb }

func (l *linker) NetConnect(params *tinygo.ConnectParams) error {
	return errors.New("sent " + params.Passphrase)
}

func (l *linker) GetHardwareAddr() (net.HardwareAddr, error) {
	return net.HardwareAddr{2, 0, 0, 0, 0, 1}, nil
}

func TestWithoutContexts(t *testing.T) {
	tel, l := newTelemetry(t), &linker{}
	dev := tinygotrace.WrapNetlinker(l, tel.tracer())
	var heard []tinygo.Event
	dev.NetNotify(func(e tinygo.Event) { heard = append(heard, e) })
	l.notify(tinygo.EventNetDown)
	if len(heard) != 1 || heard[0] != tinygo.EventNetDown {
		t.Errorf("the application heard %v", heard)
	}
	if span := tel.one(t, "tinygo.Netlinker/NetNotify"); span.Parent.IsValid() {
		t.Errorf("the span of a call without context has the parent %v", span.Parent)
	}
	wantAttributes(t, tel.one(t, "tinygo.Netlinker/NetNotify.cb"), map[attribute.Key]string{"drivergen.value.arg1": tinygo.EventNetDown.String()})
	if got := tel.sum(t, "drivergen.events", "drivergen.event", "tinygo.Netlinker/NetNotify.cb"); got != 1 {
		t.Errorf("%d events, want 1", got)
	}

	if err := dev.NetConnect(&tinygo.ConnectParams{Ssid: "lab", Passphrase: "correct horse"}); !strings.Contains(err.Error(), "correct horse") {
		t.Errorf("the application's error has become %v", err)
	}
	span := tel.one(t, "tinygo.Netlinker/NetConnect")
	wantAttributes(t, span, map[attribute.Key]string{"drivergen.arg.params.Ssid": "lab", "drivergen.arg.params.Passphrase": driver.Redaction})
	if strings.Contains(span.Status.Description, "horse") || !strings.Contains(span.Status.Description, driver.Redaction) {
		t.Errorf("status %q", span.Status.Description)
	}
	if _, err := dev.GetHardwareAddr(); err != nil {
		t.Fatal(err)
	}
	wantAttributes(t, tel.one(t, "tinygo.Netlinker/GetHardwareAddr"), map[attribute.Key]string{"drivergen.result.addr": "02:00:00:00:00:01"})
}

func TestBytesSentAndReceived(t *testing.T) {
	tel, fails := newTelemetry(t), false
	dev := netdevtrace.Wrap(device{
		write: func(context.Context) error {
			if fails {
				return driver.EPIPE
			}
			return nil
		},
		recv: func(buf []byte) (int, netip.AddrPort, error) { return copy(buf, "abc"), netip.AddrPort{}, nil },
	}, tel.tracer())
	_ = dev.Write(t.Context(), 3, make([]byte, 1460))
	fails = true
	_ = dev.Write(t.Context(), 3, make([]byte, 1460))
	_, _, _ = dev.Recv(t.Context(), 3, make([]byte, 64))
	for direction, want := range map[string]int64{"transmit": 1460, "receive": 3} {
		if got := tel.sum(t, "drivergen.io", "network.io.direction", direction); got != want {
			t.Errorf("%s: %d bytes, want %d", direction, got, want)
		}
	}
}

func TestNoopProvidersAreLeftOut(t *testing.T) {
	tel, bare := newTelemetry(t), &device{write: succeeds}
	noSpans, noMetrics := oteltrace.WithTracerProvider(notrace.NewTracerProvider()), oteltrace.WithMeterProvider(nometric.NewMeterProvider())
	if netdevtrace.Wrap(bare, oteltrace.New(noSpans, noMetrics)) != netdev.NetDev(bare) {
		t.Error("the device is wrapped for providers that do nothing")
	}
	dev := netdevtrace.Wrap(bare, oteltrace.New(noSpans, oteltrace.WithMeterProvider(tel.meters)))
	_ = dev.Write(t.Context(), 3, nil)
	if got := tel.sum(t, "drivergen.calls", "rpc.method", "netdev.NetDev/write"); got != 1 {
		t.Errorf("%d calls, want 1", got)
	}
	dev = netdevtrace.Wrap(bare, oteltrace.New(noMetrics, oteltrace.WithTracerProvider(tel.provider)))
	_ = dev.Write(t.Context(), 3, nil)
	tel.one(t, "netdev.NetDev/write")
}

func TestGlobalProvidersSetAfterTheWrapper(t *testing.T) {
	tel := newTelemetry(t)
	dev := netdevtrace.Wrap(device{write: succeeds}, oteltrace.New())
	_ = dev.Write(t.Context(), 3, nil)
	otel.SetTracerProvider(tel.provider)
	otel.SetMeterProvider(tel.meters)
	t.Cleanup(func() {
		otel.SetTracerProvider(notrace.NewTracerProvider())
		otel.SetMeterProvider(nometric.NewMeterProvider())
	})
	_ = dev.Write(t.Context(), 3, nil)
	tel.one(t, "netdev.NetDev/write")
	if got := tel.sum(t, "drivergen.calls", "rpc.method", "netdev.NetDev/write"); got != 1 {
		t.Errorf("%d calls, want 1", got)
	}
}

func TestTwoProvidersAtOnce(t *testing.T) {
	first, second := newTelemetry(t), newTelemetry(t)
	dev := netdevtrace.Wrap(device{write: succeeds}, first.tracer(), second.tracer())
	_ = dev.Write(t.Context(), 3, nil)
	a, b := first.one(t, "netdev.NetDev/write"), second.one(t, "netdev.NetDev/write")
	if b.Parent.SpanID() != a.SpanContext.SpanID() {
		t.Errorf("the second span's parent is %v, want the first", b.Parent)
	}
}

func TestPanicEndsTheSpan(t *testing.T) {
	tel := newTelemetry(t)
	dev := netdevtrace.Wrap(device{write: func(context.Context) error { panic("broken") }}, tel.tracer())
	func() {
		defer func() {
			if r := recover(); r != "broken" {
				t.Errorf("the panic is %v", r)
			}
		}()
		_ = dev.Write(t.Context(), 3, nil)
	}()
	wantAttributes(t, tel.one(t, "netdev.NetDev/write"), map[attribute.Key]string{"error.type": "not_returned"})
	if got := tel.sum(t, "drivergen.errors", "error.type", "not_returned"); got != 1 {
		t.Errorf("%d errors, want 1", got)
	}
}

func TestTracerOfItsOwn(t *testing.T) {
	tel := newTelemetry(t)
	tracer, call := tel.tracer(), &driver.Call{Interface: "x.X", Method: "do", Handle: driver.NoHandle, Creates: driver.NoHandle}
	tracer.End(tracer.Begin(t.Context(), call), call)
	tracer.Event(&driver.Event{Interface: "x.X", Name: "done", Handle: driver.NoHandle, Time: time.Now()})
	tel.one(t, "x.X/do")
	tel.one(t, "x.X/done")
}

func TestTextsAreUTF8(t *testing.T) {
	tel, broken := newTelemetry(t), "\xff\xfe"
	tr := driver.NewTrace("x.X", []driver.Tracer{tel.tracer(oteltrace.WithPayload(9))})
	_, call := tr.Begin(t.Context(), "do", driver.NoHandle, driver.StringAttr("addr", broken), driver.BytesAttr("data", []byte(broken)))
	call.End(errors.New(broken))
	call.Release()
	span := tel.one(t, "x.X/do")
	for key, value := range attributesOf(span) {
		if !utf8.ValidString(value) {
			t.Errorf("%s is %q", key, value)
		}
	}
	if !utf8.ValidString(span.Status.Description) || attributesOf(span)["drivergen.arg.data.payload"] != "\uFFFD" {
		t.Errorf("status %q, attributes %v", span.Status.Description, attributesOf(span))
	}
}

func TestKindsOfValues(t *testing.T) {
	tel := newTelemetry(t)
	driver.NewTrace("x.X", []driver.Tracer{tel.tracer()}).Event("e", driver.NoHandle,
		driver.BoolAttr("bool", true), driver.IntAttr("int", -1), driver.UintAttr("small", 7), driver.UintAttr("large", 1<<63), driver.FloatAttr("float", 0.5),
		driver.DurationAttr("duration", 1500*time.Millisecond), driver.MACAttr("mac", driver.MAC{2, 0, 0, 0, 0, 1}), driver.NilAttr("none"),
		driver.ListAttr("list", []int{1, 2}, func(v int) driver.Attr { return driver.IntAttr("", int64(v)) }),
		driver.GroupAttr("group", driver.RedactedAttr("key"), driver.StringAttr("name", "lab")))
	span := tel.one(t, "x.X/e")
	wantAttributes(t, span, map[attribute.Key]string{
		"drivergen.value.bool": "true", "drivergen.value.int": "-1", "drivergen.value.small": "7", "drivergen.value.large": "9223372036854775808",
		"drivergen.value.float": "0.5", "drivergen.value.duration": "1.5", "drivergen.value.mac": "02:00:00:00:00:01", "drivergen.value.none": "",
		"drivergen.value.list": `["1","2"]`, "drivergen.value.group.key": driver.Redaction, "drivergen.value.group.name": "lab",
	})
	if got := attributesOf(span)["drivergen.handle"]; got != "" {
		t.Errorf("an event without handle has the handle %s", got)
	}
}

// netdever is a Netdever that makes the sockets 4 and 5.
type netdever struct{ tinygo.Netdever }

func (netdever) Socket(int, int, int) (int, error)             { return 4, nil }
func (netdever) Bind(int, netip.AddrPort) error                { return nil }
func (netdever) Connect(int, string, netip.AddrPort) error     { return nil }
func (netdever) Close(int) error                               { return nil }
func (netdever) Send(int, []byte, int, time.Time) (int, error) { return 3, nil }
func (netdever) Accept(int) (int, netip.AddrPort, error) {
	return 5, netip.MustParseAddrPort("192.0.2.9:6000"), nil
}

// TestSocketsThatArePlainNumbers: TinyGo's sockets are followed too.
func TestSocketsThatArePlainNumbers(t *testing.T) {
	tel := newTelemetry(t)
	dev := tinygotrace.WrapNetdever(netdever{}, tel.tracer())
	for range 2 { // the number is used again
		fd, _ := dev.Socket(tinygo.AF_INET, tinygo.SOCK_STREAM, tinygo.IPPROTO_TLS)
		_ = dev.Connect(fd, "broker", netip.AddrPortFrom(netip.Addr{}, 8883))
		_, _ = dev.Send(fd, []byte("abc"), 0, time.Time{})
		_ = dev.Close(fd)
	}
	sockets, sends := tel.all("tinygo.Netdever/Socket"), tel.all("tinygo.Netdever/Send")
	for i := range 2 {
		if !madeBy(sends[i], sockets[i]) || len(sockets[i].Links) != 0 {
			t.Errorf("socket %d: the links are %v and %v", i, sends[i].Links, sockets[i].Links)
		}
	}
	wantAttributes(t, sends[0], map[attribute.Key]string{"network.transport": "tcp", "network.type": "ipv4", "drivergen.handle": "4", "drivergen.arg.buf": "3"})
	wantAttributes(t, sockets[0], map[attribute.Key]string{"network.transport": "tcp", "drivergen.handle": "4"})
	wantAttributes(t, tel.all("tinygo.Netdever/Connect")[0], map[attribute.Key]string{
		"server.address": "broker", "server.port": "8883", "drivergen.arg.ip": ":8883", "network.peer.address": "",
	})

	_ = dev.Bind(4, netip.MustParseAddrPort("10.0.0.5:80"))
	_, _, _ = dev.Accept(4)
	_, _ = dev.Send(5, []byte("abc"), 0, time.Time{})
	accept, send := tel.one(t, "tinygo.Netdever/Accept"), tel.all("tinygo.Netdever/Send")[2]
	if !madeBy(accept, sockets[1]) || !madeBy(send, accept) {
		t.Errorf("accept is linked to %v, send to %v", accept.Links, send.Links)
	}
	wantAttributes(t, send, map[attribute.Key]string{"network.peer.address": "192.0.2.9", "network.peer.port": "6000", "network.local.port": "80", "drivergen.handle": "5"})
	wantAttributes(t, tel.one(t, "tinygo.Netdever/Bind"), map[attribute.Key]string{"server.port": ""})
}
