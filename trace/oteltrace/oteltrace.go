package oteltrace

import (
	"context"
	"reflect"
	"strings"
	"sync"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	nometric "go.opentelemetry.io/otel/metric/noop"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"
	notrace "go.opentelemetry.io/otel/trace/noop"

	"drivergen/driver"
	"drivergen/trace/internal/handles"
)

// scope is the name of the instrumentation scope of spans and metrics.
const scope = "drivergen/trace/oteltrace"

// An Option sets where New's tracer sends spans and metrics, and what.
type Option func(*config)

type config struct {
	tracers trace.TracerProvider
	meters  metric.MeterProvider
	payload int
	// The provider stands in for a global one that is not set.
	unsetTracers, unsetMeters bool
}

// standsIn reports whether a global provider is the one that stands in for what is not set
// yet. Such a provider becomes what is set, and is then not the global one any more.
func standsIn(provider any) bool {
	t := reflect.TypeOf(provider)
	return t.Kind() == reflect.Pointer && strings.HasSuffix(t.Elem().PkgPath(), "go.opentelemetry.io/otel/internal/global")
}

// on reports whether spans or metrics go anywhere.
func (c *config) on() bool {
	return !c.unsetTracers || !c.unsetMeters || otel.GetTracerProvider() != c.tracers || otel.GetMeterProvider() != c.meters
}

// WithTracerProvider sets the provider of spans. Without it, it is the global one.
func WithTracerProvider(p trace.TracerProvider) Option { return func(c *config) { c.tracers = p } }

// WithMeterProvider sets the provider of metrics. Without it, it is the global one.
func WithMeterProvider(p metric.MeterProvider) Option { return func(c *config) { c.meters = p } }

// WithPayload sets how many bytes of each payload are put into a span, in an attribute with
// .payload behind its name. Without it none are.
func WithPayload(limit int) Option { return func(c *config) { c.payload = limit } }

// New returns a tracer that sends the calls and events of devices to OpenTelemetry. A wrapper
// asks once, when it is made, whether the providers are the no-op ones of package noop: with
// both it leaves the tracer out, with one what that would do. While neither global provider
// is set, nothing is recorded; they may be set later.
func New(opts ...Option) driver.Tracer {
	c := &config{}
	for _, opt := range opts {
		opt(c)
	}
	if c.tracers == nil {
		c.tracers = otel.GetTracerProvider()
		c.unsetTracers = standsIn(c.tracers)
	}
	if c.meters == nil {
		c.meters = otel.GetMeterProvider()
		c.unsetMeters = standsIn(c.meters)
	}
	return &unbound{config: c}
}

// unbound is the tracer before it knows its device. A wrapper calls Bind and then the tracer
// that it returns; who calls unbound's own methods gets one tracer for each interface.
type unbound struct {
	config *config
	bound  sync.Map // of driver.Tracer, by interface
}

// Bind implements driver.Binder.
func (u *unbound) Bind(iface string) driver.Tracer {
	t := u.tracer(iface)
	spans := u.config.tracers.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL))
	if _, none := spans.(notrace.Tracer); !none {
		t.spans = spans
	}
	meter := u.config.meters.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL))
	if _, none := meter.(nometric.Meter); !none {
		t.metrics = newMetrics(meter)
	}
	if t.spans == nil && t.metrics == nil {
		return nil
	}
	return t
}

// tracer returns a tracer that sends nothing yet.
func (u *unbound) tracer(iface string) *tracer {
	return &tracer{iface: iface, config: u.config, handles: handles.Of(iface)}
}

// of returns the tracer of an interface.
func (u *unbound) of(iface string) *tracer {
	if t, ok := u.bound.Load(iface); ok {
		return t.(*tracer)
	}
	t, ok := u.Bind(iface).(*tracer)
	if !ok {
		t = u.tracer(iface)
	}
	kept, _ := u.bound.LoadOrStore(iface, t)
	return kept.(*tracer)
}

// PayloadLimit implements driver.PayloadTracer.
func (u *unbound) PayloadLimit() int { return u.config.payload }

// Begin implements driver.Tracer.
func (u *unbound) Begin(ctx context.Context, call *driver.Call) context.Context {
	return u.of(call.Interface).Begin(ctx, call)
}

// End implements driver.Tracer.
func (u *unbound) End(ctx context.Context, call *driver.Call) { u.of(call.Interface).End(ctx, call) }

// Event implements driver.Tracer.
func (u *unbound) Event(event *driver.Event) { u.of(event.Interface).Event(event) }
