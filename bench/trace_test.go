package bench

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	nometric "go.opentelemetry.io/otel/metric/noop"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	notrace "go.opentelemetry.io/otel/trace/noop"

	"drivergen/bench/gowraps"
	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/generated/tinygo"
	"drivergen/generated/tinygo/tinygotrace"
	"drivergen/trace"
	"drivergen/trace/oteltrace"
)

// quiet is a device that does nothing, of both forms.
type quiet struct{ netdev.NetDev }

func (quiet) Write(context.Context, netdev.FD, []byte) error { return nil }

func (quiet) Subscribe(netdev.NetDevEvents) driver.Subscription { return nil }

func (quiet) Capabilities() driver.Capabilities { return nil }

type quietNetdever struct{ tinygo.Netdever }

func (quietNetdever) Send(_ int, buf []byte, _ int, _ time.Time) (int, error) { return len(buf), nil }

// nothing is a tracer that keeps nothing.
type nothing struct{}

func (nothing) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }
func (nothing) End(context.Context, *driver.Call)                         {}
func (nothing) Event(*driver.Event)                                       {}

// latest is a writer that keeps the latest record in memory.
type latest struct{ bytes.Buffer }

func (w *latest) Write(p []byte) (int, error) {
	w.Reset()
	return w.Buffer.Write(p)
}

// memory and file return writers for a sink.
func memory(testing.TB) io.Writer { return &latest{} }

func file(b testing.TB) io.Writer {
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = f.Close() })
	return f
}

func buffered(b testing.TB) io.Writer {
	w := trace.NewBuffer(file(b))
	b.Cleanup(func() { _ = w.Close() })
	return w
}

func text(w io.Writer) slog.Handler   { return slog.NewTextHandler(w, nil) }
func asJSON(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) }
func warnings(w io.Writer) slog.Handler {
	return slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn})
}

// large is the payload of a full Ethernet frame.
const large = 1460

// traced lists our sinks.
var traced = []struct {
	name    string
	tracers func(testing.TB) []driver.Tracer
}{
	{"off", func(testing.TB) []driver.Tracer { return nil }},
	{"nothing", func(testing.TB) []driver.Tracer { return []driver.Tracer{nothing{}} }},
	{"slog-below-level", slogTo(memory, warnings)},
	{"slog-text", slogTo(memory, text)},
	{"slog-json", slogTo(memory, asJSON)},
	{"slog-text-file", slogTo(file, text)},
	{"slog-text-file-buffered", slogTo(buffered, text)},
	{"otel-noop", func(testing.TB) []driver.Tracer { return []driver.Tracer{otelNoop()} }},
	{"otel-global-not-set", func(testing.TB) []driver.Tracer { return []driver.Tracer{oteltrace.New()} }},
	{"otel-not-sampled", func(testing.TB) []driver.Tracer { return []driver.Tracer{otelWith(sdktrace.NeverSample())} }},
	{"otel-sampled", func(testing.TB) []driver.Tracer { return []driver.Tracer{otelWith(sdktrace.AlwaysSample())} }},
}

func slogTo(to func(testing.TB) io.Writer, handler func(io.Writer) slog.Handler) func(testing.TB) []driver.Tracer {
	return func(b testing.TB) []driver.Tracer { return []driver.Tracer{trace.Slog(slog.New(handler(to(b))))} }
}

func otelNoop() driver.Tracer {
	return oteltrace.New(oteltrace.WithTracerProvider(notrace.NewTracerProvider()), oteltrace.WithMeterProvider(nometric.NewMeterProvider()))
}

func otelWith(s sdktrace.Sampler) driver.Tracer {
	return oteltrace.New(oteltrace.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSampler(s))), oteltrace.WithMeterProvider(nometric.NewMeterProvider()))
}

// BenchmarkTrace is one call of NetDev.Write, and one of Netdever.Send, through the tracing
// wrappers and through gowrap's.
func BenchmarkTrace(b *testing.B) {
	write := func(b *testing.B, dev netdev.NetDev) {
		ctx, data := b.Context(), make([]byte, large)
		b.ReportAllocs()
		for b.Loop() {
			if err := dev.Write(ctx, 3, data); err != nil {
				b.Fatal(err)
			}
		}
	}
	send := func(b *testing.B, dev tinygo.Netdever) {
		data := make([]byte, large)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := dev.Send(3, data, 0, time.Time{}); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("netdev/unwrapped", func(b *testing.B) { write(b, quiet{}) })
	for _, c := range traced {
		b.Run("netdev/"+c.name, func(b *testing.B) { write(b, netdevtrace.Wrap(quiet{}, c.tracers(b)...)) })
	}
	b.Run("netdev/gowrap-log", func(b *testing.B) { write(b, gowraps.NewNetDevWithLog(quiet{}, memory(b), memory(b))) })
	b.Run("netdev/gowrap-log-file", func(b *testing.B) { w := file(b); write(b, gowraps.NewNetDevWithLog(quiet{}, w, w)) })
	b.Run("tinygo/unwrapped", func(b *testing.B) { send(b, quietNetdever{}) })
	for _, c := range traced {
		b.Run("tinygo/"+c.name, func(b *testing.B) { send(b, tinygotrace.WrapNetdever(quietNetdever{}, c.tracers(b)...)) })
	}
	b.Run("tinygo/gowrap-log", func(b *testing.B) { send(b, gowraps.NewNetdeverWithLog(quietNetdever{}, memory(b), memory(b))) })
	b.Run("netdev/gowrap-otel-noop", func(b *testing.B) {
		// Last of all: gowrap takes the global provider, which is set for good.
		otel.SetTracerProvider(notrace.NewTracerProvider())
		write(b, gowraps.NewNetDevWithTracing(quiet{}, "bench"))
	})
}
