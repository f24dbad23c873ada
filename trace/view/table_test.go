package view_test

import (
	"errors"
	"strings"
	"testing"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/trace/view"
)

func tableOf(t *testing.T, entries view.Entries, screen view.Screen) string {
	t.Helper()
	var b strings.Builder
	if err := view.WriteTable(&b, entries, screen); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTable(t *testing.T) {
	const want = `
    TIME  DURATION  SOCKET  CALL                                         OUTCOME       RESULTS
0.000005   1.20 ms          resolve(name="example.org")                  ok            addr=192.0.2.80
0.001300   30.0 µs  0#1     socket(domain="AF_INET", protocol="STREAM")  ok            fd=0
0.001400   10.5 ms  0#1     connect(addr="192.0.2.80", port=80)          ok
0.011950            0#1     ◆ connect_cb()
0.012100    250 µs  0#1     write(data=64 bytes "GET / HTTP/1.1\r\n"…)   ok
0.012200   4.00 ms  1#2     connect(addr="192.0.2.81", port=8883)        ECONNREFUSED  netdev connect: ECONNREFUSED: connection refused
0.012050   30.0 ms  0#1     recv()                                       ok            n=1460, from=192.0.2.80:80, buf=1460 bytes "HTTP/1.1 200 OK\r\n"…
0.042100   5.00 µs  0#1     recv()                                       EOF           n=0, from=nil, buf=0 bytes
0.042200    900 µs  0#1     close()                                      ok
`
	if got := tableOf(t, of(nil, conversation(t)...), view.Screen{}); "\n"+got != want {
		t.Errorf("the table is\n%s\nwant%s", got, want)
	}
}

// A line is never wider than the screen, whatever stands in it.
func TestTableFitsTheScreen(t *testing.T) {
	wide := call("join", driver.NoHandle, 0, 0, 1)
	wide.Args = values(text("ssid", "カフェのネットワークです、とても長い名前のネットワーク"), text("long", strings.Repeat("x", 300)))
	wide.Results = values(text("r", strings.Repeat("é", 300)))
	entries := append(conversation(t), wide)
	for _, width := range []int{40, 60, 80, 81, 100, 200} {
		for line := range strings.Lines(tableOf(t, of(nil, entries...), view.Screen{Columns: width})) {
			line = strings.TrimSuffix(line, "\n")
			if n := view.Columns(line); n > width {
				t.Errorf("%d columns, of %d: %s", n, width, line)
			}
		}
	}
	if got := tableOf(t, of(nil, entries...), view.Screen{Columns: 100}); !strings.Contains(got, "カフェ") || !strings.Contains(got, "…") {
		t.Errorf("the long line is not cut:\n%s", got)
	}
}

// What a peer can choose, such as a network's name, does nothing to a terminal.
func TestTableEscapesWhatATerminalActsOn(t *testing.T) {
	const attack = "lab\x1b[2J\x1b]0;owned\a\r\n\u202e\u0085\xff"
	e := call("scan", 1, 1, 0, 1)
	e.Name, e.Error, e.ErrnoName, e.Errno = attack, attack, attack, 4999
	e.Args = values(recording.Value{Name: attack, Kind: driver.AnyKind, Text: attack}, text("ssid", attack), payload("data", 3, "\x1b[2"))
	second := call(attack, 1, 1, 0, 1)
	second.Interface = attack + "." + attack
	second.Args = values(recording.Value{Name: "l", Kind: driver.ListKind, Len: 1, Fields: values(text("", attack))}, recording.Value{Name: "g", Kind: driver.GroupKind, Fields: values(text(attack, attack))})
	entries := []*recording.Entry{e, second}
	var chart strings.Builder
	if err := view.WriteChart(&chart, of(nil, entries...), view.Screen{}); err != nil {
		t.Fatal(err)
	}
	stats, err := view.Collect(of(nil, entries...))
	if err != nil {
		t.Fatal(err)
	}
	var figures strings.Builder
	if err := view.WriteStats(&figures, stats, 0, view.Screen{}); err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]string{"table": tableOf(t, of(nil, entries...), view.Screen{}), "chart": chart.String(), "stats": figures.String()} {
		if strings.ContainsAny(got, "\x1b\a\r\u202e\u0085") || strings.Contains(got, "\xff") {
			t.Errorf("the %s has a character that a terminal acts on: %q", name, got)
		}
		if !strings.Contains(got, `lab\x1b[2J`) {
			t.Errorf("the %s does not show the text: %q", name, got)
		}
	}
}

func TestTableColours(t *testing.T) {
	got := tableOf(t, of(nil, conversation(t)...), view.Screen{Color: true})
	for _, want := range []string{"\x1b[31mECONNREFUSED\x1b[0m", "\x1b[32mok\x1b[0m", "\x1b[36m◆ connect_cb()\x1b[0m"} {
		if !strings.Contains(got, want) {
			t.Errorf("the table lacks %q", want)
		}
	}
}

// What stands before a fault is shown, and the fault is returned.
func TestFaultAtTheEnd(t *testing.T) {
	fault := errors.New("line 11: cut off")
	entries := conversation(t)
	for name, write := range map[string]func(b *strings.Builder) error{
		"table": func(b *strings.Builder) error { return view.WriteTable(b, of(fault, entries...), view.Screen{}) },
		"chart": func(b *strings.Builder) error { return view.WriteChart(b, of(fault, entries...), view.Screen{}) },
		"page":  func(b *strings.Builder) error { return view.WritePage(b, of(fault, entries...), view.Page{}) },
		"json":  func(b *strings.Builder) error { return view.WriteJSON(b, of(fault, entries...), start) },
		"stats": func(b *strings.Builder) error {
			stats, err := view.Collect(of(fault, entries...))
			return errors.Join(err, view.WriteStats(b, stats, 0, view.Screen{}))
		},
	} {
		var b strings.Builder
		if err := write(&b); !errors.Is(err, fault) {
			t.Errorf("%s: the error is %v", name, err)
		}
		if !strings.Contains(b.String(), "ECONNREFUSED") {
			t.Errorf("%s: what stands before the fault is not shown:\n%s", name, b.String())
		}
	}
}

// A table takes no more memory for a longer recording: entries are let go while it is written.
func TestTableStreams(t *testing.T) {
	const n = 20_000
	written, lag := 0, 0
	entries := func(yield func(*recording.Entry, error) bool) {
		for i := range n {
			lag = max(lag, i-written)
			if !yield(call("write", 1, 1, i, 1), nil) {
				return
			}
		}
	}
	count := writerFunc(func(p []byte) (int, error) {
		written += strings.Count(string(p), "\n")
		return len(p), nil
	})
	if err := view.WriteTable(count, entries, view.Screen{Columns: 80}); err != nil {
		t.Fatal(err)
	}
	if written != n+1 || lag > 1000 {
		t.Errorf("%d lines were written; %d entries were kept at once", written, lag)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
