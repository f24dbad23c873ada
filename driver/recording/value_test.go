package recording_test

import (
	"bytes"
	"io"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drivergen/driver"
	"drivergen/driver/recording"
)

type level uint8

func (level) String() string { return "high" }

func TestEveryKindOfValueIsReadAsItWasRecorded(t *testing.T) {
	when := time.Date(2026, 1, 2, 3, 4, 5, 6, time.FixedZone("", 3600))
	attrs := []driver.Attr{
		driver.NilAttr("nil"),
		driver.BoolAttr("yes", true),
		driver.BoolAttr("no", false),
		driver.IntAttr("int", math.MinInt64),
		driver.UintAttr("uint", math.MaxUint64),
		driver.FloatAttr("float", -0.1),
		driver.FloatAttr("large", 1e300),
		driver.FloatAttr("nan", math.NaN()),
		driver.FloatAttr("inf", math.Inf(-1)),
		driver.StringAttr("string", "a \"quoted\" \\ \x00\x1f\x7f café \u2028 \U0001F4A1\n\r\t</script>"),
		driver.StringAttr("latin1", "caf\xe9"),
		driver.StringAttr("empty", ""),
		driver.BytesAttr("text", []byte("GET / HTTP/1.1\r\n")),
		driver.BytesAttr("binary", []byte{0, 1, 0xff}),
		driver.BytesAttr("cut", bytes.Repeat([]byte{'x'}, 40)),
		driver.BytesAttr("no bytes", nil),
		driver.DurationAttr("duration", -1500*time.Millisecond),
		driver.DurationAttr("longest", math.MinInt64),
		driver.TimeAttr("time", when),
		driver.TimeAttr("no time", time.Time{}),
		driver.MACAttr("mac", driver.MAC{0x5c, 0xcf, 0x7f, 0, 0, 1}),
		driver.AddrAttr("ip", netip.MustParseAddr("fe80::1%eth0")),
		driver.AddrAttr("odd zone", netip.MustParseAddr("fe80::1").WithZone("a\"\n")),
		driver.AddrPortAttr("addrport", netip.MustParseAddrPort("192.0.2.1:80")),
		driver.AddrPortAttr("port alone", netip.AddrPortFrom(netip.Addr{}, 8883)),
		driver.ErrorAttr("error", driver.Fail("close", driver.ECONNRESET, nil)),
		driver.ErrorAttr("eof", io.EOF),
		driver.FuncAttr("func", true),
		driver.ListAttr("list", []int{1, 2}, func(i int) driver.Attr { return driver.IntAttr("", int64(i)) }),
		driver.ListAttr("payloads", [][]byte{[]byte("one")}, func(b []byte) driver.Attr { return driver.BytesAttr("", b) }),
		driver.GroupAttr("struct", driver.StringAttr("ssid", "lab"), driver.RedactedAttr("password"), driver.GroupAttr("empty")),
		driver.AnyAttr("any int", int32(-7)),
		driver.AnyAttr("any string", "x"),
		driver.AnyAttr("any bool", true),
		driver.TextAttr("enum", level(3)),
		driver.RedactedAttr("redacted"),
	}
	want := []recording.Value{
		{Name: "nil", Kind: driver.NilKind},
		{Name: "yes", Kind: driver.BoolKind, Text: "true"},
		{Name: "no", Kind: driver.BoolKind, Text: "false"},
		{Name: "int", Kind: driver.IntKind, Text: "-9223372036854775808"},
		{Name: "uint", Kind: driver.UintKind, Text: "18446744073709551615"},
		{Name: "float", Kind: driver.FloatKind, Text: "-0.1"},
		{Name: "large", Kind: driver.FloatKind, Text: "1e+300"},
		{Name: "nan", Kind: driver.FloatKind, Text: "NaN"},
		{Name: "inf", Kind: driver.FloatKind, Text: "-Inf"},
		{Name: "string", Kind: driver.StringKind, Text: "a \"quoted\" \\ \x00\x1f\x7f café \u2028 \U0001F4A1\n\r\t</script>"},
		{Name: "latin1", Kind: driver.StringKind, Text: "caf\xe9"},
		{Name: "empty", Kind: driver.StringKind},
		{Name: "text", Kind: driver.BytesKind, Len: 16, Data: []byte("GET / HTTP/1.1\r\n")},
		{Name: "binary", Kind: driver.BytesKind, Len: 3, Data: []byte{0, 1, 0xff}},
		{Name: "cut", Kind: driver.BytesKind, Len: 40, Data: bytes.Repeat([]byte{'x'}, 20)},
		{Name: "no bytes", Kind: driver.BytesKind},
		{Name: "duration", Kind: driver.DurationKind, Text: "-1.5s"},
		{Name: "longest", Kind: driver.DurationKind, Text: "-2562047h47m16.854775808s"},
		{Name: "time", Kind: driver.TimeKind, Text: "2026-01-02T02:04:05.000000006Z"},
		{Name: "no time", Kind: driver.NilKind},
		{Name: "mac", Kind: driver.MACKind, Text: "5c:cf:7f:00:00:01"},
		{Name: "ip", Kind: driver.AddrKind, Text: "fe80::1%eth0"},
		{Name: "odd zone", Kind: driver.AddrKind, Text: "fe80::1%a\"\n"},
		{Name: "addrport", Kind: driver.AddrPortKind, Text: "192.0.2.1:80"},
		{Name: "port alone", Kind: driver.AddrPortKind, Text: ":8883"},
		{Name: "error", Kind: driver.ErrorKind, Text: "close: connection reset by peer", Errno: driver.ECONNRESET},
		{Name: "eof", Kind: driver.ErrorKind, Text: "EOF"},
		{Name: "func", Kind: driver.FuncKind},
		{Name: "list", Kind: driver.ListKind, Len: 2, Fields: []recording.Value{{Kind: driver.IntKind, Text: "1"}, {Kind: driver.IntKind, Text: "2"}}},
		{Name: "payloads", Kind: driver.ListKind, Len: 1, Fields: []recording.Value{{Kind: driver.BytesKind, Len: 3, Data: []byte("one")}}},
		{Name: "struct", Kind: driver.GroupKind, Fields: []recording.Value{
			{Name: "ssid", Kind: driver.StringKind, Text: "lab"}, {Name: "password", Kind: driver.RedactedKind}, {Name: "empty", Kind: driver.GroupKind, Fields: []recording.Value{}},
		}},
		{Name: "any int", Kind: driver.AnyKind, Text: "-7", Type: "int32", Number: "-7"},
		{Name: "any string", Kind: driver.AnyKind, Text: "x", Type: "string"},
		{Name: "any bool", Kind: driver.AnyKind, Text: "true", Type: "bool"},
		{Name: "enum", Kind: driver.AnyKind, Text: "high", Type: "recording_test.level", Number: "3"},
		{Name: "redacted", Kind: driver.RedactedKind},
	}
	out, rec, trace := open(recording.Payload(20))
	begin(trace, "all", driver.NoHandle, attrs...).End(nil, attrs...)
	trace.Event("told", driver.NoHandle, attrs...)
	got := read(t, out, rec)
	if len(got.Entries) != 2 || got.Payload != 20 || got.Version != recording.Version || got.Start.IsZero() {
		t.Fatalf("%+v", got)
	}
	for i, entry := range got.Entries {
		for _, list := range [][]recording.Value{entry.Args, entry.Results}[:2-i] {
			if diff := cmp.Diff(want, list); diff != "" {
				t.Errorf("%s (-want +got):\n%s", entry.Name, diff)
			}
		}
	}
}

func TestWithoutPayloadOnlyTheLengthIsRecorded(t *testing.T) {
	out, rec, trace := open()
	begin(trace, "write", 3, driver.BytesAttr("data", []byte("hello"))).End(nil)
	if got := read(t, out, rec).Entries[0].Args[0]; got.Len != 5 || got.Data != nil || strings.Contains(out.String(), "hello") {
		t.Errorf("%+v", got)
	}
}
