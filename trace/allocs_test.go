//go:build !race

package trace_test

import (
	"bytes"
	"log/slog"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/trace"
	"drivergen/trace/oteltrace"
)

// TestCallsDoNotAllocate is not built with the race detector, under which a sync.Pool
// drops some of what it is given.
func TestCallsDoNotAllocate(t *testing.T) {
	var log bytes.Buffer
	slogTo := func(h slog.Handler) driver.Tracer { return trace.Slog(slog.New(h)) }
	for name, tracers := range map[string][]driver.Tracer{
		"a tracer that keeps nothing":                {idle{}},
		"slog as text":                               {slogTo(slog.NewTextHandler(&log, nil))},
		"slog as JSON":                               {slogTo(slog.NewJSONHandler(&log, nil))},
		"OpenTelemetry whose providers are not set":  {oteltrace.New()},
		"slog twice and a tracer that keeps nothing": {slogTo(slog.NewTextHandler(&log, nil)), idle{}, slogTo(slog.NewJSONHandler(&log, nil))},
	} {
		dev, data := netdevtrace.Wrap(discard{}, tracers...), make([]byte, 1460)
		if n := testing.AllocsPerRun(1000, func() { log.Reset(); _ = dev.Write(ctx, 3, data) }); n != 0 {
			t.Errorf("%s: %v allocations a call, want none", name, n)
		}
	}
}
