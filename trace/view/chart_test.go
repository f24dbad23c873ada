package view_test

import (
	"strings"
	"testing"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/trace/view"
)

func chartOf(t *testing.T, screen view.Screen, entries ...*recording.Entry) string {
	t.Helper()
	var b strings.Builder
	if err := view.WriteChart(&b, of(nil, entries...), screen); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestChart(t *testing.T) {
	const want = `
    TIME  application                                      device
0.000005       ├── resolve(name="example.org") ──────────────▶┃
0.001205       │◀─ resolve: ok, addr=192.0.2.80, 1.20 ms ─────┃
               │                                              │     0#1
0.001300       ├── socket(domain="AF_INET", protocol="STREAM") ─────▶┃
0.001330       │◀─ socket: ok, fd=0, 30.0 µs ─────────────────┼──────┃
0.001400       ├── connect(addr="192.0.2.80", port=80) ───────┼─────▶┃
0.011900       │◀─ connect: ok, 10.5 ms ──────────────────────┼──────┃
0.011950       │◀╌ ◆ connect_cb() ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌┼╌╌╌╌╌╌│
0.012050       ├── [1] recv() ────────────────────────────────┼─────▶┃
0.012100       ├── [2] write(data=64 bytes "GET / HTTP/1.1\r\n"…) ──▶║
               │                                              │      ║     1#2
0.012200       ├── [3] connect(addr="192.0.2.81", port=8883) ─┼──────╫─────▶┃
0.012350       │◀─ [2] write: ok, 250 µs ─────────────────────┼──────║      ┃
0.016200       │◀─ [3] connect: ECONNREFUSED, 4.00 ms ────────┼──────╂──────┃
0.042050       │◀─ [1] recv: ok, n=1460, from=192.0.2.80:80, buf=1… ─┃
0.042100       ├── recv() ────────────────────────────────────┼─────▶┃
0.042105       │◀─ recv: EOF, n=0, from=nil, buf=0 bytes, 5.00 µs ───┃
0.042200       ├── close() ───────────────────────────────────┼─────▶┃
0.043100       │◀─ close: ok, 900 µs ─────────────────────────┼──────┃
`
	if got := chartOf(t, view.Screen{Columns: 80}, conversation(t)...); "\n"+got != want {
		t.Errorf("the chart is\n%s\nwant%s", got, want)
	}
}

// Sockets that were not there at the same time are drawn on the same lane.
func TestChartUsesLanesAgain(t *testing.T) {
	const want = `
    TIME  application               device
               │                       │     3#1
0.000000       ├── close() ────────────┼─────▶┃
0.000010       │◀─ close: ok, 10.0 µs ─┼──────┃
               │                       │     3#2
0.000020       ├── recv(), unfinished ─┼─────▶┃
`
	waiting := call("recv", 3, 2, 20, 500)
	waiting.Unfinished = true
	if got := chartOf(t, view.Screen{}, call("close", 3, 1, 0, 10), waiting); "\n"+got != want {
		t.Errorf("the chart is\n%s\nwant%s", got, want)
	}
}

// More sockets at once than there is room for are refused, with what to do.
func TestChartThatIsTooWide(t *testing.T) {
	var entries []*recording.Entry
	for i := range 12 {
		entries = append(entries, call("connect", int64(i), i+1, 0, 1000))
	}
	var b strings.Builder
	err := view.WriteChart(&b, of(nil, entries...), view.Screen{Columns: 100})
	const want = "a chart of 12 sockets at once takes 127 columns, and there are 100: choose some with --socket, or give --width 0 and scroll"
	if err == nil || err.Error() != want || b.Len() > 0 {
		t.Errorf("error %v, want %s; it wrote %q", err, want, b.String())
	}
	if err := view.WriteChart(&b, of(nil, entries...), view.Screen{Columns: 127}); err != nil {
		t.Error(err)
	}
	for line := range strings.Lines(b.String()) {
		if n := view.Columns(strings.TrimSuffix(line, "\n")); n > 127 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

func TestChartOfTooMany(t *testing.T) {
	e := call("ip", driver.NoHandle, 0, 0, 1)
	entries := func(yield func(*recording.Entry, error) bool) {
		for range view.MostCharted + 1 {
			if !yield(e, nil) {
				return
			}
		}
	}
	var b strings.Builder
	if err := view.WriteChart(&b, entries, view.Screen{}); err == nil || !strings.Contains(err.Error(), "at most 100 000 entries: choose some with --since") || b.Len() > 0 {
		t.Errorf("error %v, %d bytes written", err, b.Len())
	}
}
