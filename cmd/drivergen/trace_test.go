package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/creack/pty"
)

const traceHeader = `{"recording":"drivergen","version":1,"start":"2026-01-02T03:04:05Z","payload":16}` + "\n"

// writeRecording writes a recording of n calls, and returns its path.
func writeRecording(tb testing.TB, n int) string {
	tb.Helper()
	var text bytes.Buffer
	text.WriteString(traceHeader)
	for i := range n {
		fmt.Fprintf(&text, `{"socket":%d,"handle":%d,"call":"write","of":"netdev.NetDev","t":%d,"d":%d,"args":{"data":{"bytes":1460,"text":"GET / HTTP/1.1\r\n"}}}`+"\n", 1+i%5, i%5, 1000*i, 100+i%977)
	}
	path := filepath.Join(tb.TempDir(), "run.jsonl")
	if err := os.WriteFile(path, text.Bytes(), 0o666); err != nil {
		tb.Fatal(err)
	}
	return path
}

// On a terminal lines are as wide as it is, and have colours.
func TestTraceOnTerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	path := writeRecording(t, 3)
	const columns = 50
	screen, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close()
	defer terminal.Close()
	if err := pty.Setsize(terminal, &pty.Winsize{Rows: 24, Cols: columns}); err != nil {
		t.Fatal(err)
	}
	if code := run([]string{"trace", "view", path}, terminal, terminal); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	shown := make([]byte, 4096)
	n, err := screen.Read(shown)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(shown[:n]), "\x1b[1m") {
		t.Errorf("there are no colours: %q", shown[:n])
	}
	for line := range strings.Lines(plainText(string(shown[:n]))) {
		if line = strings.TrimRight(line, "\r\n"); utf8.RuneCountInString(line) > columns {
			t.Errorf("more than %d columns: %s", columns, line)
		}
	}
}

// plainText returns a text without its colours.
func plainText(text string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, text, _ = strings.Cut(after, "m")
	}
}

// Of the commands below trace too the help can be read on a terminal of 100 columns.
func TestTraceHelp(t *testing.T) {
	const most = 100
	for _, name := range []string{"view", "stats"} {
		var out bytes.Buffer
		if code := run([]string{"trace", name, "--help"}, &out, &out); code != exitOK {
			t.Fatalf("exit code %d: %s", code, out.String())
		}
		before, usage, _ := strings.Cut(out.String(), "\nUsage:\n")
		_, usage, _ = strings.Cut(usage, "\n") // one line, of all the flags
		for line := range strings.Lines(before + usage) {
			if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > most {
				t.Errorf("%d columns: %s", n, line)
			}
		}
	}
}

func BenchmarkTraceView(b *testing.B) {
	const lines = 10_000
	path := writeRecording(b, lines)
	for _, args := range [][]string{{"view"}, {"view", "--json"}, {"stats"}} {
		b.Run(strings.Join(args, " "), func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if code := run(append(append([]string{"trace"}, args...), path), &out, &out); code != exitOK {
					b.Fatal(out.String())
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/lines, "ns/line")
		})
	}
}
