package trace_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/metric/noop"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devtrace"
	"drivergen/trace"
	"drivergen/trace/oteltrace"
	"drivergen/trace/pcapng"
)

const password = "correct horse"

// radio is a WiFi device whose errors show its dialogue with the chip, as a driver's may.
type radio struct{ ieee80211dev.WiFiDev }

func (radio) Subscribe(ieee80211dev.WiFiDevEvents) driver.Subscription { return nil }

func (radio) Connect(_ context.Context, info ieee80211dev.ConnectInfo) error {
	return driver.Fail("connect", driver.EACCES, fmt.Errorf("AT+CWJAP=%q,%q answered FAIL", info.SSID, info.Password))
}

func (radio) GetConnection(context.Context) (*ieee80211dev.ConnectionInfo, error) {
	return &ieee80211dev.ConnectionInfo{SSID: "lab", Password: password}, nil
}

// Reset fails with what is left in the chip's buffer.
func (radio) Reset(context.Context) error { return errors.New(`unexpected "rect horse\r\n"`) }

func (r radio) Capabilities() driver.Capabilities { return driver.Capabilities{"APMode": r} }

func (radio) StartAP(_ context.Context, info ieee80211dev.APInfo) error {
	return errors.New("AT+CWSAP=" + info.Password)
}
func (radio) StopAP(context.Context) error                    { return nil }
func (radio) APClients(context.Context) ([]driver.MAC, error) { return nil, nil }

func TestNoSinkHoldsAPassword(t *testing.T) {
	var text, encoded, record, capture bytes.Buffer
	spans := tracetest.NewInMemoryExporter()
	provider := sdk.NewTracerProvider(sdk.WithSyncer(spans))
	recorder, packets := recording.New(&record, recording.Payload(1<<20)), pcapng.New(&capture)
	slogTo := func(h slog.Handler) driver.Tracer { return trace.Slog(slog.New(h), trace.SlogPayload(1<<20)) }
	dev := ieee80211devtrace.Wrap(radio{}, slogTo(slog.NewTextHandler(&text, nil)), slogTo(slog.NewJSONHandler(&encoded, nil)), recorder, packets,
		oteltrace.New(oteltrace.WithTracerProvider(provider), oteltrace.WithMeterProvider(noop.NewMeterProvider()), oteltrace.WithPayload(1<<20)))

	err := dev.Connect(ctx, ieee80211dev.ConnectInfo{SSID: "lab", Password: password})
	if err == nil || !strings.Contains(err.Error(), password) {
		t.Errorf("the application gets %v", err)
	}
	if info, err := dev.GetConnection(ctx); err != nil || info.Password != password {
		t.Errorf("the application gets %v, %v", info, err)
	}
	_ = dev.Reset(ctx)
	ap, ok := ieee80211dev.APModeOf(dev)
	if !ok {
		t.Fatal("access point mode is not found through the trace")
	}
	_ = ap.StartAP(ctx, ieee80211dev.APInfo{SSID: "field", Password: password})
	for _, sink := range []io.Closer{recorder, packets} {
		if err := sink.Close(); err != nil {
			t.Error(err)
		}
	}

	sinks := map[string]string{
		"text": text.String(), "JSON": encoded.String(), "recording": record.String(), "pcapng": capture.String(), "OpenTelemetry": fmt.Sprintf("%+v", spans.GetSpans()),
	}
	for name, got := range sinks {
		if strings.Contains(got, "horse") || strings.Contains(got, "rect h") {
			t.Errorf("%s holds the password:\n%s", name, got)
		}
		if name == "pcapng" { // it has nothing of a radio
			continue
		}
		for _, want := range []string{"ap_mode", "EACCES", driver.Redaction} {
			if !strings.Contains(got, want) {
				t.Errorf("%s does not hold %s:\n%s", name, want, got)
			}
		}
	}
}
