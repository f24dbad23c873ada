package trace

import (
	"context"
	"io"
	"log/slog"

	"drivergen/driver"
)

// A SlogOption sets how Slog logs.
type SlogOption func(*slogTracer)

// SlogLevels sets the levels of calls that succeed, of calls that fail, and of events.
// Without it they are Info, Warn and Info.
func SlogLevels(success, failure, event slog.Leveler) SlogOption {
	return func(s *slogTracer) { s.success, s.failure, s.event = success, failure, event }
}

// SlogPayload sets how many bytes of each payload are logged, as a string. Without it
// only the number of bytes is.
func SlogPayload(limit int) SlogOption { return func(s *slogTracer) { s.payload = limit } }

// Slog returns a tracer that logs each call when it has returned, and each event. The
// message is the method's or the event's name in the description. The attributes are
// interface, handle where there is one, the arguments in a group args (an event's values
// in values), the results in a group results, errno and error where the call failed,
// and duration. What is not there, such as a nil pointer or an address that is not known,
// has no attribute. The end of a stream is no failure: it is logged as a success with eof.
func Slog(logger *slog.Logger, opts ...SlogOption) driver.Tracer {
	s := &slogTracer{handlers: newHandlers(logger.Handler()), success: slog.LevelInfo, failure: slog.LevelWarn, event: slog.LevelInfo}
	switch s.handlers.plain.(type) {
	case *slog.TextHandler, *slog.JSONHandler:
		s.reuse = true
	}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

type slogTracer struct {
	handlers                *handlers
	success, failure, event slog.Leveler
	payload                 int
	reuse                   bool // the handler keeps nothing of a record that it has handled
}

// Bind returns the tracer of one device: its handlers have formatted the interface's name.
func (s *slogTracer) Bind(iface string) driver.Tracer {
	bound := *s
	bound.handlers = newHandlers(s.handlers.plain.WithAttrs([]slog.Attr{slog.String("interface", iface)}))
	return &bound
}

// Enabled reports whether a call or an event could be logged.
func (s *slogTracer) Enabled(ctx context.Context) bool {
	h := s.handlers.plain
	return h.Enabled(ctx, s.success.Level()) || h.Enabled(ctx, s.failure.Level()) || h.Enabled(ctx, s.event.Level())
}

func (s *slogTracer) PayloadLimit() int { return s.payload }

func (s *slogTracer) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }

func (s *slogTracer) End(ctx context.Context, call *driver.Call) {
	failed := call.Err != nil && call.Err != io.EOF
	level := s.success.Level()
	if failed {
		level = s.failure.Level()
	}
	if !s.handlers.plain.Enabled(ctx, level) {
		return
	}
	v := s.values()
	v.addGroup("args", call.Args, call)
	if failed {
		v.add(slog.String("errno", call.Outcome()), slog.String("error", call.Err.Error()))
	} else {
		v.addGroup("results", call.Results, call)
		if call.Err == io.EOF {
			v.add(slog.Bool("eof", true))
		}
	}
	v.add(slog.Duration("duration", call.Duration))
	v.log(ctx, s.handlers.of(call.Handle), call.Start.Add(call.Duration), level, call.Method)
}

func (s *slogTracer) Event(event *driver.Event) {
	ctx, level := context.Background(), s.event.Level()
	if !s.handlers.plain.Enabled(ctx, level) {
		return
	}
	v := s.values()
	v.addGroup("values", event.Values, event)
	v.log(ctx, s.handlers.of(event.Handle), event.Time, level, event.Name)
}

var _ driver.PayloadTracer = (*slogTracer)(nil)
