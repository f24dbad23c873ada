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
// and duration. The end of a stream is no failure: it is logged as a success with eof.
func Slog(logger *slog.Logger, opts ...SlogOption) driver.Tracer {
	s := &slogTracer{handler: logger.Handler(), success: slog.LevelInfo, failure: slog.LevelWarn, event: slog.LevelInfo}
	for _, opt := range opts {
		opt(s)
	}
	return s
}

type slogTracer struct {
	handler                 slog.Handler
	success, failure, event slog.Leveler
	payload                 int
}

func (s *slogTracer) PayloadLimit() int { return s.payload }

func (s *slogTracer) Begin(ctx context.Context, _ *driver.Call) context.Context { return ctx }

func (s *slogTracer) End(ctx context.Context, call *driver.Call) {
	failed := call.Err != nil && call.Err != io.EOF
	level := s.success.Level()
	if failed {
		level = s.failure.Level()
	}
	if !s.handler.Enabled(ctx, level) {
		return
	}
	r := slog.NewRecord(call.Start.Add(call.Duration), level, call.Method, 0)
	var buf [8]slog.Attr
	attrs := append(buf[:0], slog.String("interface", call.Interface))
	attrs = appendHandle(attrs, call.Handle)
	attrs = s.appendGroup(attrs, "args", call.Args, call)
	switch {
	case failed:
		attrs = append(attrs, slog.String("errno", call.Outcome()), slog.String("error", call.Err.Error()))
	default:
		attrs = s.appendGroup(attrs, "results", call.Results, call)
		if call.Err == io.EOF {
			attrs = append(attrs, slog.Bool("eof", true))
		}
	}
	attrs = append(attrs, slog.Duration("duration", call.Duration))
	r.AddAttrs(attrs...)
	_ = s.handler.Handle(ctx, r) // a logger's own failure has nowhere to go
}

func (s *slogTracer) Event(event *driver.Event) {
	ctx, level := context.Background(), s.event.Level()
	if !s.handler.Enabled(ctx, level) {
		return
	}
	r := slog.NewRecord(event.Time, level, event.Name, 0)
	var buf [4]slog.Attr
	attrs := append(buf[:0], slog.String("interface", event.Interface))
	attrs = appendHandle(attrs, event.Handle)
	r.AddAttrs(s.appendGroup(attrs, "values", event.Values, event)...)
	_ = s.handler.Handle(ctx, r) // as in End
}

// A carrier is a Call or an Event: it gives the bytes of a payload.
type carrier interface {
	Payload(driver.Attr) []byte
}

func appendHandle(attrs []slog.Attr, handle int64) []slog.Attr {
	if handle == driver.NoHandle {
		return attrs
	}
	return append(attrs, slog.Int64("handle", handle))
}

// appendGroup appends a group of attributes, or nothing where there are none.
func (s *slogTracer) appendGroup(attrs []slog.Attr, name string, from []driver.Attr, owner carrier) []slog.Attr {
	if len(from) == 0 {
		return attrs
	}
	return append(attrs, slog.Attr{Key: name, Value: s.group(from, owner)})
}

func (s *slogTracer) group(from []driver.Attr, owner carrier) slog.Value {
	values := make([]slog.Attr, len(from))
	for i, a := range from {
		values[i] = slog.Attr{Key: a.Name, Value: s.value(a, owner)}
	}
	return slog.GroupValue(values...)
}

// value returns an attribute's value for slog. It keeps nothing that belongs to the trace.
func (s *slogTracer) value(a driver.Attr, owner carrier) slog.Value {
	switch a.Kind() {
	case driver.NilKind:
		return slog.AnyValue(nil)
	case driver.BoolKind:
		return slog.BoolValue(a.Bool())
	case driver.IntKind:
		return slog.Int64Value(a.Int())
	case driver.UintKind:
		return slog.Uint64Value(a.Uint())
	case driver.FloatKind:
		return slog.Float64Value(a.Float())
	case driver.DurationKind:
		return slog.DurationValue(a.Duration())
	case driver.TimeKind:
		return slog.TimeValue(a.Time())
	case driver.BytesKind:
		if s.payload <= 0 {
			return slog.IntValue(a.Len())
		}
		return slog.GroupValue(slog.Int("len", a.Len()), slog.String("data", string(owner.Payload(a))))
	case driver.ListKind:
		return s.list(a)
	case driver.GroupKind:
		return s.group(a.Group(), owner)
	}
	return slog.StringValue(a.String())
}

// list returns a list's elements as texts.
func (s *slogTracer) list(a driver.Attr) slog.Value {
	texts := make([]string, a.Len())
	for i := range texts {
		texts[i] = a.Index(i).String()
	}
	return slog.AnyValue(texts)
}

var _ driver.PayloadTracer = (*slogTracer)(nil)
