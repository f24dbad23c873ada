package gen

import "testing"

func TestSpan(t *testing.T) {
	for _, c := range [][3]string{{"6", "6", "6"}, {"1", "6", "1 to 6"}} {
		if got := span(c[0], c[1]); got != c[2] {
			t.Errorf("from %s to %s: %q, want %q", c[0], c[1], got, c[2])
		}
	}
}
