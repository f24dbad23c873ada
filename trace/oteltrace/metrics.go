package oteltrace

import (
	"context"
	"sync"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"drivergen/driver"
)

// durationBounds are the bounds of the histogram's buckets in seconds, those of the
// conventions for rpc.client.call.duration.
var durationBounds = []float64{0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10}

// metrics are the instruments of one device.
type metrics struct {
	duration                  metric.Float64Histogram
	calls, errors, events, io metric.Int64Counter
	sent, received            metric.MeasurementOption
}

// newMetrics makes the instruments. One that the meter refuses does nothing; OpenTelemetry's
// error handler is told why.
func newMetrics(meter metric.Meter) *metrics {
	m := &metrics{
		sent:     metric.WithAttributeSet(attribute.NewSet(semconv.NetworkIODirectionTransmit)),
		received: metric.WithAttributeSet(attribute.NewSet(semconv.NetworkIODirectionReceive)),
	}
	counter := func(name, unit, description string) metric.Int64Counter {
		c, err := meter.Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(description))
		if err != nil {
			otel.Handle(err)
		}
		return c
	}
	var err error
	m.duration, err = meter.Float64Histogram("rpc.client.call.duration", metric.WithUnit("s"),
		metric.WithDescription("How long calls of the device took."), metric.WithExplicitBucketBoundaries(durationBounds...))
	if err != nil {
		otel.Handle(err)
	}
	m.calls = counter("drivergen.calls", "{call}", "Calls of the device.")
	m.errors = counter("drivergen.errors", "{error}", "Calls of the device that failed.")
	m.events = counter("drivergen.events", "{event}", "Events of the device.")
	m.io = counter("drivergen.io", "By", "Bytes of payload that successful calls carried.")
	return m
}

// measured holds the attributes of an operation's measurements. They are made when they are
// first needed.
type measured struct {
	once    sync.Once
	method  []metric.AddOption // rpc.method
	event   []metric.AddOption // drivergen.event
	outcome sync.Map           // of *outcome, by the outcome's name
}

// An outcome holds the attributes of calls that ended alike.
type outcome struct {
	duration []metric.RecordOption
	failure  []metric.AddOption
}

func (op *operation) attributes() *measured {
	m := &op.measured
	m.once.Do(func() {
		m.method = []metric.AddOption{metric.WithAttributeSet(attribute.NewSet(rpcSystem, semconv.RPCMethod(op.name)))}
		m.event = []metric.AddOption{metric.WithAttributeSet(attribute.NewSet(attribute.String("drivergen.event", op.name)))}
	})
	return m
}

func (op *operation) outcomeOf(call *driver.Call, failure string) *outcome {
	m, status := op.attributes(), call.Outcome()
	key := status
	if failure != "" {
		key = failure // tells not_returned from EIO
	}
	if o, ok := m.outcome.Load(key); ok {
		return o.(*outcome)
	}
	attrs := []attribute.KeyValue{rpcSystem, semconv.RPCMethod(op.name), semconv.RPCResponseStatusCode(status)}
	o := &outcome{}
	if failure != "" {
		kind := semconv.ErrorTypeKey.String(failure)
		attrs = append(attrs, kind)
		o.failure = []metric.AddOption{metric.WithAttributeSet(attribute.NewSet(rpcSystem, semconv.RPCMethod(op.name), kind))}
	}
	o.duration = []metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(attrs...))}
	kept, _ := m.outcome.LoadOrStore(key, o)
	return kept.(*outcome)
}

// call counts a call. The context is that of the call, so that a measurement may be tied to
// its span.
func (m *metrics) call(ctx context.Context, op *operation, call *driver.Call, failure string) {
	if !m.duration.Enabled(ctx) && !m.calls.Enabled(ctx) && !m.errors.Enabled(ctx) && !m.io.Enabled(ctx) {
		return
	}
	o := op.outcomeOf(call, failure)
	m.duration.Record(ctx, call.Duration.Seconds(), o.duration...)
	m.calls.Add(ctx, 1, op.attributes().method...)
	if failure != "" {
		m.errors.Add(ctx, 1, o.failure...)
		return
	}
	sent, received := payloadBytes(call)
	if sent > 0 {
		m.io.Add(ctx, sent, m.sent)
	}
	if received > 0 {
		m.io.Add(ctx, received, m.received)
	}
}

func (m *metrics) event(ctx context.Context, op *operation) {
	m.events.Add(ctx, 1, op.attributes().event...)
}

// payloadBytes returns how many bytes a successful call has sent and received. A result n
// says how many of the bytes among the arguments were sent.
func payloadBytes(call *driver.Call) (sent, received int64) {
	for i := range call.Args {
		if a := &call.Args[i]; a.Kind() == driver.BytesKind {
			sent += int64(a.Len())
		}
	}
	for i := range call.Results {
		switch a := &call.Results[i]; {
		case a.Kind() == driver.BytesKind:
			received += int64(a.Len())
		case sent > 0 && a.Kind() == driver.IntKind && a.Name == "n":
			sent = min(sent, max(0, a.Int()))
		}
	}
	return sent, received
}
