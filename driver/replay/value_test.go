package replay_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/driver/replay"
)

type (
	size  uint8
	fd    int16
	word  string
	level int32
)

func (level) String() string { return "high" }

// answered returns the answer of a call whose results were recorded.
func answered(t *testing.T, tb replay.TB, results ...driver.Attr) *replay.Answer {
	t.Helper()
	var out bytes.Buffer
	rec := recording.New(&out, recording.Payload(100))
	trace := driver.NewTrace("x.X", []driver.Tracer{rec})
	_, call := trace.Begin(context.Background(), "get", none)
	call.End(nil, results...)
	call.Release()
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	read, err := recording.Read(&out)
	if err != nil {
		t.Fatal(err)
	}
	return replay.New(tb, read, device(nil)).Call(t.Context(), "get", none)
}

func TestEveryValueIsGivenAsItWasRecorded(t *testing.T) {
	when := time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC)
	mac := driver.MAC{0x5c, 0xcf, 0x7f, 0, 0, 1}
	addr := netip.MustParseAddr("fe80::1%eth0")
	addrport := netip.MustParseAddrPort("192.0.2.1:80")
	zoned, port := netip.AddrPortFrom(addr, 80), netip.AddrPortFrom(netip.Addr{}, 65535)
	seven := int8(7)
	ints := func(v int8) driver.Attr { return driver.IntAttr("", int64(v)) }
	for _, tt := range []struct {
		name string
		attr driver.Attr
		want any
		get  func(v replay.Value) any
	}{
		{"bool", driver.BoolAttr("r", true), true, func(v replay.Value) any { return replay.Bool(v) }},
		{"int", driver.IntAttr("r", -3), fd(-3), func(v replay.Value) any { return replay.Int[fd](v) }},
		{"lowest int", driver.IntAttr("r", math.MinInt64), int64(math.MinInt64), func(v replay.Value) any { return replay.Int[int64](v) }},
		{"uint", driver.UintAttr("r", 255), size(255), func(v replay.Value) any { return replay.Uint[size](v) }},
		{"highest uint", driver.UintAttr("r", math.MaxUint64), uint64(math.MaxUint64), func(v replay.Value) any { return replay.Uint[uint64](v) }},
		{"enum", driver.TextAttr("r", level(-2)), level(-2), func(v replay.Value) any { return replay.Enum[level](v) }},
		{"handle", driver.IntAttr("r", 9), fd(9), func(v replay.Value) any { return replay.Handle[fd](v) }},
		{"float64", driver.FloatAttr("r", 0.1), 0.1, func(v replay.Value) any { return replay.Float[float64](v) }},
		{"float32", driver.FloatAttr("r", float64(float32(0.1))), float32(0.1), func(v replay.Value) any { return replay.Float[float32](v) }},
		{"infinity", driver.FloatAttr("r", math.Inf(-1)), math.Inf(-1), func(v replay.Value) any { return replay.Float[float64](v) }},
		{"string", driver.StringAttr("r", "caf\xe9\x00"), word("caf\xe9\x00"), func(v replay.Value) any { return replay.String[word](v) }},
		{"bytes", driver.BytesAttr("r", []byte{0, 255}), []byte{0, 255}, func(v replay.Value) any { return replay.Bytes(v) }},
		{"no bytes", driver.BytesAttr("r", nil), []byte(nil), func(v replay.Value) any { return replay.Bytes(v) }},
		{"duration", driver.DurationAttr("r", math.MinInt64), time.Duration(math.MinInt64), func(v replay.Value) any { return replay.Duration(v) }},
		{"time", driver.TimeAttr("r", when), when, func(v replay.Value) any { return replay.Time(v) }},
		{"no time", driver.TimeAttr("r", time.Time{}), time.Time{}, func(v replay.Value) any { return replay.Time(v) }},
		{"mac", driver.MACAttr("r", mac), mac, func(v replay.Value) any { return replay.MAC(v) }},
		{"ip", driver.AddrAttr("r", addr), addr, func(v replay.Value) any { return replay.Addr(v) }},
		{"no ip", driver.AddrAttr("r", netip.Addr{}), netip.Addr{}, func(v replay.Value) any { return replay.Addr(v) }},
		{"addrport", driver.AddrPortAttr("r", addrport), addrport, func(v replay.Value) any { return replay.AddrPort(v) }},
		{"addrport with a zone", driver.AddrPortAttr("r", zoned), zoned, func(v replay.Value) any { return replay.AddrPort(v) }},
		{"port alone", driver.AddrPortAttr("r", port), port, func(v replay.Value) any { return replay.AddrPort(v) }},
		{"no addrport", driver.AddrPortAttr("r", netip.AddrPort{}), netip.AddrPort{}, func(v replay.Value) any { return replay.AddrPort(v) }},
		{"error", driver.ErrorAttr("r", driver.ECONNRESET), driver.ECONNRESET, func(v replay.Value) any { return replay.Error(v) }},
		{"end of file", driver.ErrorAttr("r", io.EOF), io.EOF, func(v replay.Value) any { return replay.Error(v) }},
		{"no error", driver.ErrorAttr("r", nil), nil, func(v replay.Value) any { return replay.Error(v) }},
		{"list", driver.ListAttr("r", []int8{1, -2}, ints), []int8{1, -2}, func(v replay.Value) any { return replay.List(v, replay.Int[int8]) }},
		{"empty list", driver.ListAttr("r", []int8{}, ints), []int8(nil), func(v replay.Value) any { return replay.List(v, replay.Int[int8]) }},
		{"pointer", driver.PointerAttr("r", &seven, ints), &seven, func(v replay.Value) any { return replay.Pointer(v, replay.Int[int8]) }},
		{"nil pointer", driver.PointerAttr("r", nil, ints), (*int8)(nil), func(v replay.Value) any { return replay.Pointer(v, replay.Int[int8]) }},
		{"field", driver.GroupAttr("r", driver.StringAttr("ssid", "lab")), "lab", func(v replay.Value) any { return replay.String[string](v.Field("ssid")) }},
		{"redacted", driver.RedactedAttr("r"), "", func(v replay.Value) any { return replay.String[string](v) }},
		{"redacted any", driver.RedactedAttr("r"), nil, func(v replay.Value) any { return replay.Any(v) }},
		{"any int", driver.AnyAttr("r", 5), 5, func(v replay.Value) any { return replay.Any(v) }},
		{"any uint16", driver.AnyAttr("r", uint16(5)), uint16(5), func(v replay.Value) any { return replay.Any(v) }},
		{"any float32", driver.AnyAttr("r", float32(0.1)), float32(0.1), func(v replay.Value) any { return replay.Any(v) }},
		{"any bool", driver.AnyAttr("r", true), true, func(v replay.Value) any { return replay.Any(v) }},
		{"any string", driver.AnyAttr("r", "text"), "text", func(v replay.Value) any { return replay.Any(v) }},
		{"any bytes", driver.AnyAttr("r", []byte("raw")), []byte("raw"), func(v replay.Value) any { return replay.Any(v) }},
		{"any error", driver.AnyAttr("r", driver.EIO), driver.EIO, func(v replay.Value) any { return replay.Any(v) }},
		{"any nil", driver.AnyAttr("r", nil), nil, func(v replay.Value) any { return replay.Any(v) }},
		{"Go type with a text", driver.AnyAttr("r", slog.LevelWarn), slog.LevelWarn, func(v replay.Value) any { return replay.Typed[slog.Level](v) }},
		{"hardware address", driver.AnyAttr("r", net.HardwareAddr(mac[:])), net.HardwareAddr(mac[:]), func(v replay.Value) any { return replay.Typed[net.HardwareAddr](v) }},
		{"Go type of bytes", driver.AnyAttr("r", []byte("raw")), word("raw"), func(v replay.Value) any { return word(replay.Typed[[]byte](v)) }},
		{"Go type without a value", driver.AnyAttr("r", nil), net.HardwareAddr(nil), func(v replay.Value) any { return replay.Typed[net.HardwareAddr](v) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			answer := answered(t, t, tt.attr)
			if got := tt.get(answer.Result("r")); !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%#v, want %#v", got, tt.want)
			}
			if err := answer.Err(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestNaN(t *testing.T) {
	if f := replay.Float[float64](answered(t, t, driver.FloatAttr("r", math.NaN())).Result("r")); !math.IsNaN(f) {
		t.Errorf("%v", f)
	}
}

// TestValuesThatDoNotFit: a description that has changed since is told of, and nothing is made up.
func TestValuesThatDoNotFit(t *testing.T) {
	const since = ": the description has changed since, record again"
	for _, tt := range []struct {
		attr driver.Attr
		get  func(a *replay.Answer)
		want string
	}{
		{driver.StringAttr("r", "x"), func(a *replay.Answer) { replay.Int[int](a.Result("r")) },
			`result r is "x" (of kind string), want a value of kind int` + since},
		{driver.IntAttr("r", 256), func(a *replay.Answer) { replay.Int[uint8](a.Result("r")) },
			`result r is 256 (of kind int), want an integer that fits in uint8` + since},
		{driver.IntAttr("r", -1), func(a *replay.Answer) { replay.Int[uint64](a.Result("r")) },
			`result r is -1 (of kind int), want an integer that fits in uint64` + since},
		{driver.AnyAttr("r", "up"), func(a *replay.Answer) { replay.Enum[level](a.Result("r")) },
			`result r is "up" (of kind any), want an integer that fits in replay_test.level` + since},
		{driver.IntAttr("r", 1), func(a *replay.Answer) { a.Result("q") }, `there is no result q` + since},
		{driver.GroupAttr("r", driver.IntAttr("a", 1)), func(a *replay.Answer) { a.Result("r").Field("b") }, `result r has no field b` + since},
		{driver.IntAttr("r", 1), func(a *replay.Answer) { a.Result("r").Field("b") }, `result r is 1 (of kind int), want a value of kind struct` + since},
		{driver.ListAttr("r", []string{"x"}, func(s string) driver.Attr { return driver.StringAttr("", s) }),
			func(a *replay.Answer) { replay.List(a.Result("r"), replay.MAC) }, `result r[0] is "x" (of kind string), want a value of kind mac` + since},
		{driver.AnyAttr("r", struct{}{}), func(a *replay.Answer) { replay.Any(a.Result("r")) },
			`result r is value (of kind any), want a value of one of Go's basic types, the only ones that a recording holds of a type that is left open` + since},
		{driver.AnyAttr("r", struct{}{}), func(a *replay.Answer) { replay.Typed[io.Reader](a.Result("r")) },
			`result r is value (of kind any), want an io.Reader, of which the recording holds no more than that` + since},
		{driver.IntAttr("r", 1), func(a *replay.Answer) { a.Fill("r", make([]byte, 9)) }, `result r is 1 (of kind int), want a value of kind bytes` + since},
	} {
		tb := &fakeTest{}
		answer := answered(t, tb, tt.attr)
		tt.get(answer)
		if want := "replay: recording line 2, get: " + tt.want; tb.report() != want {
			t.Errorf("got  %s\nwant %s", tb.report(), want)
		}
		if err := answer.Err(); !errors.Is(err, replay.ErrDeparted) {
			t.Errorf("the call answers %v", err)
		}
	}
}
