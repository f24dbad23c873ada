package chrome_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"drivergen/driver"
	"drivergen/trace/chrome"
)

// Every kind of value is JSON.
func TestValues(t *testing.T) {
	s := newSession(t, "x.Y")
	s.begin("set", driver.NoHandle,
		driver.NilAttr("nil"), driver.BoolAttr("bool", true), driver.IntAttr("int", -5), driver.UintAttr("uint", math.MaxUint64),
		driver.FloatAttr("float", 1.5e300), driver.FloatAttr("nan", math.NaN()), driver.FloatAttr("inf", math.Inf(-1)),
		driver.StringAttr("string", "a \"quote\", a \\, a\ttab, \x00, ü, \xff and \u2028"),
		driver.BytesAttr("bytes", []byte("four")), driver.DurationAttr("duration", 1500*time.Millisecond),
		driver.TimeAttr("time", time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC).Local()), driver.MACAttr("mac", driver.MAC{1, 2, 3, 4, 5, 6}),
		driver.ErrorAttr("err", errors.New("broken")), driver.FuncAttr("func", true), driver.RedactedAttr("passphrase"),
		driver.ListAttr("list", []int64{1, 2}, func(v int64) driver.Attr { return driver.IntAttr("", v) }),
		driver.GroupAttr("group", driver.IntAttr("a", 1), driver.GroupAttr("b", driver.StringAttr("c", "d"))),
		driver.AnyAttr("any", 7),
	)(nil)
	tl := s.done()
	got := tl.events[len(tl.events)-1].Args["args"].(map[string]any)
	if at, err := time.Parse(time.RFC3339Nano, got["time"].(string)); err != nil || at.UTC().Nanosecond() != 6 {
		t.Errorf("the time is %v", got["time"])
	}
	delete(got, "time")
	want := map[string]any{
		"nil": nil, "bool": true, "int": -5.0, "uint": float64(math.MaxUint64), "float": 1.5e300, "nan": "NaN", "inf": "-Inf",
		"string": "a \"quote\", a \\, a\ttab, \x00, ü, \ufffd and \u2028", "bytes": 4.0, "duration": "1.5s", "mac": "01:02:03:04:05:06",
		"err": "broken", "func": "func", "passphrase": "[redacted]", "list": []any{1.0, 2.0},
		"group": map[string]any{"a": 1.0, "b": map[string]any{"c": "d"}}, "any": "7",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestPayload(t *testing.T) {
	tests := []struct {
		data string
		want map[string]any
	}{
		{"short", map[string]any{"len": 5.0, "text": "short"}},
		{"much too long", map[string]any{"len": 13.0, "text": "much too"}},
		{"1234567ü", map[string]any{"len": 9.0, "text": "1234567"}},
		{"123456ü", map[string]any{"len": 8.0, "text": "123456ü"}},
		{"\xff\x00\x01", map[string]any{"len": 3.0, "hex": "ff0001"}},
		{"", map[string]any{"len": 0.0, "text": ""}},
	}
	s := newSession(t, "netdev.NetDev", chrome.Payload(8))
	for _, test := range tests {
		s.begin("write", 3, driver.BytesAttr("data", []byte(test.data)))(nil)
	}
	calls := 0
	for _, e := range s.done().events {
		if e.Phase != "X" {
			continue
		}
		got := e.Args["args"].(map[string]any)["data"]
		if diff := cmp.Diff(any(tests[calls].want), got); diff != "" {
			t.Errorf("%q: %s", tests[calls].data, diff)
		}
		calls++
	}
	if calls != len(tests) {
		t.Errorf("%d calls", calls)
	}
}
