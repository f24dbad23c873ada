package trace_test

import (
	"bytes"
	"context"
	"log/slog"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/trace"
)

func BenchmarkWithoutWrapper(b *testing.B) { benchmarkWrite(b, discard{}) }

func BenchmarkTracerThatDoesNothing(b *testing.B) {
	benchmarkWrite(b, netdevtrace.Wrap(discard{}, idle{}))
}

func benchmarkWrite(b *testing.B, dev netdev.NetDev) {
	data := make([]byte, 1460)
	b.ReportAllocs()
	for b.Loop() {
		_ = dev.Write(ctx, 3, data)
	}
}

// idle is a tracer that does nothing.
type idle struct{}

func (idle) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }
func (idle) End(context.Context, *driver.Call)                         {}
func (idle) Event(*driver.Event)                                       {}

func BenchmarkSlog(b *testing.B) {
	m := discard{}
	var log bytes.Buffer
	dev := netdevtrace.Wrap(m, trace.Slog(slog.New(slog.NewTextHandler(&log, nil))))
	data := make([]byte, 1460)
	b.ReportAllocs()
	for b.Loop() {
		log.Reset()
		_ = dev.Write(ctx, 3, data)
	}
}
