package oteltrace_test

import (
	"context"
	"net/netip"
	"slices"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/impl/loopback"
	"drivergen/trace/oteltrace"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// telemetry keeps what a tracer sends.
type telemetry struct {
	spans    *tracetest.InMemoryExporter
	provider *sdk.TracerProvider
	reader   *metric.ManualReader
	meters   *metric.MeterProvider
}

func newTelemetry(t *testing.T) *telemetry {
	spans, reader := tracetest.NewInMemoryExporter(), metric.NewManualReader()
	tel := &telemetry{
		spans: spans, provider: sdk.NewTracerProvider(sdk.WithSyncer(spans)),
		reader: reader, meters: metric.NewMeterProvider(metric.WithReader(reader)),
	}
	t.Cleanup(func() {
		_ = tel.provider.Shutdown(context.Background())
		_ = tel.meters.Shutdown(context.Background())
	})
	return tel
}

func (tel *telemetry) tracer(opts ...oteltrace.Option) driver.Tracer {
	return oteltrace.New(append(opts, oteltrace.WithTracerProvider(tel.provider), oteltrace.WithMeterProvider(tel.meters))...)
}

// all returns the spans of a name, in order.
func (tel *telemetry) all(name string) []tracetest.SpanStub {
	return slices.DeleteFunc(tel.spans.GetSpans(), func(s tracetest.SpanStub) bool { return s.Name != name })
}

// one returns the only span of a name.
func (tel *telemetry) one(t *testing.T, name string) tracetest.SpanStub {
	t.Helper()
	found := tel.all(name)
	if len(found) != 1 {
		t.Fatalf("%d spans %s, want 1; all: %v", len(found), name, tel.spans.GetSpans())
	}
	return found[0]
}

func attributesOf(s tracetest.SpanStub) map[attribute.Key]string {
	attrs := map[attribute.Key]string{}
	for _, kv := range s.Attributes {
		attrs[kv.Key] = kv.Value.String()
	}
	return attrs
}

func wantAttributes(t *testing.T, s tracetest.SpanStub, want map[attribute.Key]string) {
	t.Helper()
	got := attributesOf(s)
	for key, value := range want {
		if found, ok := got[key]; !ok && value != "" || found != value {
			t.Errorf("span %s: %s is %q, want %q; all: %v", s.Name, key, found, value, got)
		}
	}
}

func madeBy(s tracetest.SpanStub, maker tracetest.SpanStub) bool {
	return len(s.Links) == 1 && s.Links[0].SpanContext.SpanID() == maker.SpanContext.SpanID()
}

// listen makes a device with a listening socket, and returns its address and the socket.
func listen(t *testing.T, dev netdev.NetDev) (netip.Addr, netdev.FD) {
	t.Helper()
	ctx := t.Context()
	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		t.Fatal(err)
	}
	if err := dev.Bind(ctx, fd, "0.0.0.0", 7); err != nil {
		t.Fatal(err)
	}
	if err := dev.Listen(ctx, fd, 4); err != nil {
		t.Fatal(err)
	}
	addr, err := dev.IP(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return addr, fd
}

func TestSpansOfTwoSocketsOfOneNumber(t *testing.T) {
	tel, network := newTelemetry(t), loopback.NewNetwork()
	server, client := loopback.New(network, loopback.NewAir()), loopback.New(network, loopback.NewAir())
	t.Cleanup(func() { _, _ = server.Close(), client.Close() })
	addr, _ := listen(t, server.Net())
	dev := netdevtrace.Wrap(client.Net(), tel.tracer())
	closed := make(chan netdev.FD, 2)
	defer dev.Subscribe(netdev.NetDevEvents{Closed: func(fd netdev.FD, _ error) { closed <- fd }}).Cancel()

	ctx, parent := tel.provider.Tracer("test").Start(t.Context(), "parent")
	var fds [2]netdev.FD
	for i := range fds {
		var err error
		if fds[i], err = dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream); err != nil {
			t.Fatal(err)
		}
		if err = dev.Connect(ctx, fds[i], addr.String(), 7); err != nil {
			t.Fatal(err)
		}
		if err = dev.Write(ctx, fds[i], []byte("hello")); err != nil {
			t.Fatal(err)
		}
		if err = dev.Close(ctx, fds[i]); err != nil {
			t.Fatal(err)
		}
		<-closed
	}
	parent.End()

	sockets, writes, events := tel.all("netdev.NetDev/socket"), tel.all("netdev.NetDev/write"), tel.all("netdev.NetDev/close_cb")
	if fds[0] != fds[1] || len(sockets) != 2 || len(writes) != 2 || len(events) != 2 {
		t.Fatalf("fds %v, %d sockets, %d writes, %d events", fds, len(sockets), len(writes), len(events))
	}
	for i := range 2 {
		if !madeBy(writes[i], sockets[i]) || !madeBy(events[i], sockets[i]) || len(sockets[i].Links) != 0 {
			t.Errorf("socket %d: the links are %v and %v", i, writes[i].Links, events[i].Links)
		}
		if events[i].Parent.IsValid() {
			t.Error("an event's span has a parent")
		}
	}
	write := writes[0]
	if write.SpanKind != trace.SpanKindClient || write.Parent.SpanID() != parent.SpanContext().SpanID() || write.Status.Code != codes.Unset {
		t.Errorf("kind %v, parent %v, status %v", write.SpanKind, write.Parent, write.Status)
	}
	wantAttributes(t, write, map[attribute.Key]string{
		"rpc.system.name": "drivergen", "rpc.method": "netdev.NetDev/write", "rpc.response.status_code": "ok", "error.type": "",
		"network.transport": "tcp", "network.type": "ipv4", "network.peer.address": addr.String(), "network.peer.port": "7",
		"drivergen.arg.data": "5", "drivergen.arg.data.payload": "",
	})
	wantAttributes(t, tel.all("netdev.NetDev/connect")[0], map[attribute.Key]string{"server.address": addr.String(), "server.port": "7", "drivergen.arg.port": "7"})
	wantAttributes(t, sockets[0], map[attribute.Key]string{"network.transport": "tcp", "drivergen.result.fd": attributesOf(write)["drivergen.handle"]})
}

func TestSpansOfAListener(t *testing.T) {
	tel, network := newTelemetry(t), loopback.NewNetwork()
	server, client := loopback.New(network, loopback.NewAir()), loopback.New(network, loopback.NewAir())
	t.Cleanup(func() { _, _ = server.Close(), client.Close() })
	dev, ctx := netdevtrace.Wrap(server.Net(), tel.tracer(oteltrace.WithPayload(3))), t.Context()
	addr, fd := listen(t, dev)
	out, err := client.Net().Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Net().Connect(ctx, out, addr.String(), 7); err != nil {
		t.Fatal(err)
	}
	conn, peer, err := dev.Accept(ctx, fd)
	if err != nil {
		t.Fatal(err)
	}
	if err := dev.Write(ctx, conn, []byte("hello")); err != nil {
		t.Fatal(err)
	}
	accept, write := tel.one(t, "netdev.NetDev/accept"), tel.one(t, "netdev.NetDev/write")
	if !madeBy(accept, tel.one(t, "netdev.NetDev/socket")) || !madeBy(write, accept) {
		t.Errorf("accept is linked to %v, write to %v", accept.Links, write.Links)
	}
	wantAttributes(t, write, map[attribute.Key]string{
		"network.transport": "tcp", "network.local.port": "7", "network.peer.address": peer.Addr().String(), "drivergen.arg.data.payload": "hel",
	})
	wantAttributes(t, tel.one(t, "netdev.NetDev/bind"), map[attribute.Key]string{"network.local.address": "0.0.0.0", "server.address": ""})
}

func TestFailuresAndMetrics(t *testing.T) {
	tel, network := newTelemetry(t), loopback.NewNetwork()
	client := loopback.New(network, loopback.NewAir())
	t.Cleanup(func() { _ = client.Close() })
	dev, ctx := netdevtrace.Wrap(client.Net(), tel.tracer()), t.Context()
	for range 2 {
		if err := dev.Write(ctx, 99, []byte("hello")); err == nil {
			t.Fatal("a write on a socket that is not open succeeds")
		}
	}
	write := tel.all("netdev.NetDev/write")[1]
	wantAttributes(t, write, map[attribute.Key]string{"error.type": "EBADF", "rpc.response.status_code": "EBADF", "drivergen.handle": "99"})
	if write.Status.Code != codes.Error || write.Status.Description == "" {
		t.Errorf("status %v", write.Status)
	}
	if _, err := dev.IP(ctx); err != nil {
		t.Fatal(err)
	}

	const method = "rpc.method"
	if got := tel.sum(t, "drivergen.calls", method, "netdev.NetDev/write"); got != 2 {
		t.Errorf("%d writes, want 2", got)
	}
	if got := tel.sum(t, "drivergen.errors", "error.type", "EBADF"); got != 2 {
		t.Errorf("%d errors EBADF, want 2", got)
	}
	if got := tel.sum(t, "drivergen.errors", method, "netdev.NetDev/ip"); got != 0 {
		t.Errorf("%d errors of ip, want 0", got)
	}
	if got := tel.count(t, "rpc.client.call.duration", "rpc.response.status_code", "EBADF"); got != 2 {
		t.Errorf("%d durations of calls with EBADF, want 2", got)
	}
	for _, m := range tel.collect(t) {
		for _, attrs := range setsOf(m) {
			for _, kv := range attrs.ToSlice() {
				switch kv.Key {
				case "rpc.system.name", "rpc.method", "rpc.response.status_code", "error.type", "network.io.direction", "drivergen.event":
				default:
					t.Errorf("metric %s has the attribute %s", m.Name, kv.Key)
				}
			}
		}
	}
}

func (tel *telemetry) collect(t *testing.T) []metricdata.Metrics {
	t.Helper()
	var data metricdata.ResourceMetrics
	if err := tel.reader.Collect(t.Context(), &data); err != nil {
		t.Fatal(err)
	}
	if len(data.ScopeMetrics) != 1 {
		t.Fatalf("%d scopes, want 1", len(data.ScopeMetrics))
	}
	return data.ScopeMetrics[0].Metrics
}

func (tel *telemetry) metric(t *testing.T, name string) metricdata.Metrics {
	t.Helper()
	for _, m := range tel.collect(t) {
		if m.Name == name {
			return m
		}
	}
	t.Fatalf("no metric %s", name)
	return metricdata.Metrics{}
}

// sum returns the sum of a counter's measurements that have an attribute.
func (tel *telemetry) sum(t *testing.T, name string, key attribute.Key, value string) (sum int64) {
	t.Helper()
	for _, p := range tel.metric(t, name).Data.(metricdata.Sum[int64]).DataPoints {
		if got, _ := p.Attributes.Value(key); got.AsString() == value {
			sum += p.Value
		}
	}
	return sum
}

// count returns how many measurements of a histogram have an attribute.
func (tel *telemetry) count(t *testing.T, name string, key attribute.Key, value string) (count uint64) {
	t.Helper()
	for _, p := range tel.metric(t, name).Data.(metricdata.Histogram[float64]).DataPoints {
		if got, _ := p.Attributes.Value(key); got.AsString() == value {
			count += p.Count
		}
	}
	return count
}

func setsOf(m metricdata.Metrics) (sets []attribute.Set) {
	switch data := m.Data.(type) {
	case metricdata.Sum[int64]:
		for _, p := range data.DataPoints {
			sets = append(sets, p.Attributes)
		}
	case metricdata.Histogram[float64]:
		for _, p := range data.DataPoints {
			sets = append(sets, p.Attributes)
		}
	}
	return sets
}
