package boardtest_test

import (
	"testing"

	"drivergen/examples/net/internal/boardtest"
)

func TestMatches(t *testing.T) {
	for _, tt := range []struct {
		got, want string
		matches   bool
	}{
		{"a.b", "a.b", true},
		{"axb", "a.b", false},
		{"a.b\n", "a.b", false},
		{"port 80\n", "port <port>\n", true},
		{"port 123456\n", "port <port>\n", false},
		{"took 1m0.5s at 4.2 kB/s", "took <time> at <rate>", true},
		{"took 20ms at 7 B/s", "took <time> at <rate>", true},
		{"took long", "took <time>", false},
		{"Sat, 21 Nov 2026 20:05:41 GMT", "<date>", true},
		{"5c:cf:7f:1c:ca:27", "<mac>", true},
		{"5c:cf:7f:1c:ca", "<mac>", false},
		{"a\nb\n", "<any>", false},
		{"a\nb\nc\n", "<lines>c\n", true},
		{"a\nb\nbc\n", "<lines>c\n", false},
	} {
		if got := boardtest.Matches(tt.got, tt.want); got != tt.matches {
			t.Errorf("Matches(%q, %q) is %v", tt.got, tt.want, got)
		}
	}
}
