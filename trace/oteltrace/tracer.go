package oteltrace

import (
	"context"
	"io"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"drivergen/driver"
	"drivergen/trace/internal/handles"
)

// handleKey is the attribute of the handle that a span belongs to.
const handleKey = attribute.Key("drivergen.handle")

// A tracer sends the calls and events of one device. spans or metrics is nil where nothing
// would come of them.
type tracer struct {
	iface   string
	config  *config
	spans   trace.Tracer
	metrics *metrics
	names   sync.Map // of *operation, by the name of a method or an event
	handles handles.Finder
	sockets sockets
}

// PayloadLimit implements driver.PayloadTracer.
func (t *tracer) PayloadLimit() int { return t.config.payload }

// Enabled implements driver.SwitchedTracer.
func (t *tracer) Enabled(context.Context) bool { return t.config.on() }

// Begin starts the span of a call.
func (t *tracer) Begin(ctx context.Context, call *driver.Call) context.Context {
	if t.spans == nil {
		return ctx
	}
	op := t.operation(call.Method)
	opts := op.call
	if made, ok := t.sockets.made(t.handles.Handle(call)); ok {
		opts = append(opts[:len(opts):len(opts)], made)
	}
	ctx, _ = t.spans.Start(ctx, op.name, opts...)
	return ctx
}

// End ends the span of a call and counts it.
func (t *tracer) End(ctx context.Context, call *driver.Call) {
	failure := failureOf(call)
	if t.metrics != nil {
		t.metrics.call(ctx, t.operation(call.Method), call, failure)
	}
	if t.spans == nil {
		return
	}
	span := trace.SpanFromContext(ctx)
	life := t.lifeOf(call)
	network := t.sockets.follow(call, life, span.SpanContext())
	if span.IsRecording() {
		attrs := append(make([]attribute.KeyValue, 0, 16), semconv.RPCResponseStatusCode(call.Outcome()))
		attrs = appendHandle(attrs, life.handle)
		attrs = append(attrs, network...)
		attrs = appendServer(attrs, call)
		attrs = t.appendAttrs(attrs, "drivergen.arg.", call.Args, call)
		if failure == "" {
			attrs = t.appendAttrs(attrs, "drivergen.result.", call.Results, call)
		} else {
			attrs = append(attrs, semconv.ErrorTypeKey.String(failure))
			span.SetStatus(codes.Error, valid(call.Err.Error()))
		}
		span.SetAttributes(attrs...)
	}
	span.End()
}

// lifeOf returns what a call means for the handles of its device.
func (t *tracer) lifeOf(call *driver.Call) life {
	l := life{on: t.handles.Handle(call), ends: t.handles.Ends(call)}
	l.made, l.makes = t.handles.Made(call)
	l.handle = l.on
	if l.makes && l.on == driver.NoHandle {
		l.handle = l.made
	}
	return l
}

// Event makes the span of an event and counts it.
func (t *tracer) Event(event *driver.Event) {
	ctx, op := context.Background(), t.operation(event.Name)
	if t.metrics != nil {
		t.metrics.event(ctx, op)
	}
	if t.spans == nil {
		return
	}
	opts := append(make([]trace.SpanStartOption, 0, 4), trace.WithNewRoot(), trace.WithTimestamp(event.Time))
	if made, ok := t.sockets.made(event.Handle); ok {
		opts = append(opts, made)
	}
	_, span := t.spans.Start(ctx, op.name, opts...)
	if span.IsRecording() {
		attrs := appendHandle(make([]attribute.KeyValue, 0, 8), event.Handle)
		attrs = append(attrs, t.sockets.network(event.Handle)...)
		span.SetAttributes(t.appendAttrs(attrs, "drivergen.value.", event.Values, event)...)
	}
	span.End(trace.WithTimestamp(event.Time))
}

// failureOf returns the error.type of a call that failed, or "".
func failureOf(call *driver.Call) string {
	switch call.Err {
	case nil, io.EOF:
		return ""
	case driver.ErrNotReturned:
		return "not_returned"
	}
	return call.Outcome()
}

// An operation is what the spans and measurements of a method or an event have in common.
type operation struct {
	name     string // the interface's and its own: netdev.NetDev/connect
	call     []trace.SpanStartOption
	measured measured
}

// operation returns the operation of a method or an event.
func (t *tracer) operation(name string) *operation {
	if op, ok := t.names.Load(name); ok {
		return op.(*operation)
	}
	full := t.iface + "/" + name
	kept, _ := t.names.LoadOrStore(name, &operation{
		name: full,
		call: []trace.SpanStartOption{
			trace.WithSpanKind(trace.SpanKindClient),
			trace.WithAttributes(rpcSystem, semconv.RPCMethod(full)),
		},
	})
	return kept.(*operation)
}

var rpcSystem = semconv.RPCSystemNameKey.String("drivergen")
