package main

import (
	"io"
	"log/slog"

	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devtrace"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/trace"
)

// traced wraps both halves of a device, so that every call is logged. Passwords are not.
func traced(net netdev.NetDev, radio ieee80211dev.WiFiDev, log io.Writer) (netdev.NetDev, ieee80211dev.WiFiDev) {
	to := trace.Slog(slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	return netdevtrace.Wrap(net, to), ieee80211devtrace.Wrap(radio, to)
}
