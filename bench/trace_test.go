package bench

import (
	"context"
	"io"
	"log/slog"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/trace"
)

// quiet is a device that does nothing.
type quiet struct{ netdev.NetDev }

func (quiet) Write(context.Context, netdev.FD, []byte) error { return nil }

func (quiet) Subscribe(netdev.NetDevEvents) driver.Subscription { return nil }

func (quiet) Capabilities() driver.Capabilities { return nil }

// nothing is a tracer that keeps nothing.
type nothing struct{}

func (nothing) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }
func (nothing) End(context.Context, *driver.Call)                         {}
func (nothing) Event(*driver.Event)                                       {}

// BenchmarkTrace is one call of NetDev.Write through the tracing wrapper.
func BenchmarkTrace(b *testing.B) {
	to := func(h slog.Handler) driver.Tracer { return trace.Slog(slog.New(h)) }
	warnings := &slog.HandlerOptions{Level: slog.LevelWarn}
	cases := []struct {
		name    string
		size    int
		tracers []driver.Tracer
	}{
		{"off", payload, nil},
		{"nothing", payload, []driver.Tracer{nothing{}}},
		{"slog-below-level", payload, []driver.Tracer{to(slog.NewTextHandler(io.Discard, warnings))}},
		{"slog-text", payload, []driver.Tracer{to(slog.NewTextHandler(io.Discard, nil))}},
		{"slog-text-1460", 1460, []driver.Tracer{to(slog.NewTextHandler(io.Discard, nil))}},
		{"slog-json", payload, []driver.Tracer{to(slog.NewJSONHandler(io.Discard, nil))}},
	}
	call := func(b *testing.B, dev netdev.NetDev, size int) {
		ctx, data := b.Context(), make([]byte, size)
		b.ReportAllocs()
		for b.Loop() {
			if err := dev.Write(ctx, 3, data); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.Run("unwrapped", func(b *testing.B) { call(b, quiet{}, payload) })
	for _, c := range cases {
		b.Run(c.name, func(b *testing.B) { call(b, netdevtrace.Wrap(quiet{}, c.tracers...), c.size) })
	}
}
