// Package trace is where the traces of devices go. A generated wrapper such as
// netdevtrace.Wrap records the calls and events of a device; what this package makes are
// the tracers that it tells of them:
//
//	dev = netdevtrace.Wrap(dev, trace.Slog(slog.Default()))
package trace
