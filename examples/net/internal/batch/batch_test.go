package batch

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestAppendLine(t *testing.T) {
	for _, n := range []int{1, 1000, maxWrites} {
		line := string(appendLine([]byte("before "), n, maxWrites))
		if len(line) != len("before ")+lineLength || strings.Index(line, "\n") != len(line)-1 || line == "before "+end {
			t.Errorf("line %d is %q", n, line)
		}
	}
}

func TestCount(t *testing.T) {
	for _, tt := range []struct{ sent, want string }{
		{"end\n", "0 bytes\n"},
		{"a line\nend\n", "7 bytes\n"},
		{"end \nendend\nend\nmore\n", "12 bytes\n"},
		{"\r\nend\r\nend\n", "7 bytes\n"},
		{"a line without an end", ""},
		{"", ""},
	} {
		near, far := net.Pipe()
		go func() { Count(far); far.Close() }()
		go func() {
			io.WriteString(near, tt.sent)
			if tt.want == "" {
				near.Close()
			}
		}()
		got, err := io.ReadAll(near)
		if err != nil && tt.want != "" || string(got) != tt.want {
			t.Errorf("%q: answered %q, %v, want %q", tt.sent, got, err, tt.want)
		}
		near.Close()
	}
}

func TestParseCount(t *testing.T) {
	for _, n := range []int{0, 7, 1_000_000_000} {
		if got, err := parseCount(countText(n)); got != n || err != nil {
			t.Errorf("%d: %d, %v", n, got, err)
		}
	}
	for _, text := range []string{"", "7", "7 bytes", "many bytes\n", "HTTP/1.1 400 Bad Request\r\n"} {
		if n, err := parseCount(text); err == nil {
			t.Errorf("%q is %d", text, n)
		}
	}
}

func TestRate(t *testing.T) {
	for _, tt := range []struct {
		bytes int
		took  time.Duration
		want  string
	}{
		{100, time.Second, "100 B/s"},
		{100_000, 2 * time.Second, "50.0 kB/s"},
		{100_000, 20 * time.Millisecond, "5.0 MB/s"},
		{100, 0, "100000.0 MB/s"},
	} {
		if got := rate(tt.bytes, tt.took); got != tt.want {
			t.Errorf("%d bytes in %v: %s, want %s", tt.bytes, tt.took, got, tt.want)
		}
	}
}
