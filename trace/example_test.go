package trace_test

import (
	"context"
	"log/slog"
	"os"

	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/impl/loopback"
	"drivergen/trace"
)

// A device whose calls are logged, without times.
func ExampleSlog() {
	device := loopback.New(loopback.NewNetwork(), loopback.NewAir())
	defer device.Close()
	withoutTimes := func(groups []string, a slog.Attr) slog.Attr {
		if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == "duration") {
			return slog.Attr{}
		}
		return a
	}
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{ReplaceAttr: withoutTimes}))

	dev := netdevtrace.Wrap(device.Net(), trace.Slog(logger))
	ctx := context.Background()
	fd, _ := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	_ = dev.Write(ctx, fd, []byte("hello"))
	// Output:
	// level=INFO msg=socket interface=netdev.NetDev handle=0 args.domain=AF_INET args.protocol=STREAM results.fd=0
	// level=WARN msg=write interface=netdev.NetDev handle=0 args.data=5 errno=ENOTCONN error="write: not connected"
}
