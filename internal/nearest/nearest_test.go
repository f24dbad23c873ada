package nearest_test

import (
	"strings"
	"testing"

	"drivergen/internal/nearest"
)

func TestTo(t *testing.T) {
	candidates := []string{"generate", "lint", "new", "version", "EBUSY", "EIO", "connect_cb", "close_cb", "errnos", "x"}
	for _, c := range []struct{ name, want string }{
		{"genrate", "generate"},
		{"gneerate", "generate"},
		{"EBUSSY", "EBUSY"},
		{"ebusy", "EBUSY"},
		{"lnit", "lint"},
		{"nwe", "new"},
		{"EOI", "EIO"},
		{"conect_cb", "connect_cb"},
		{"errno", "errnos"},
		{"y", ""}, // as far from x as from nothing
		{"", ""},
		{"something else", ""},
		{strings.Repeat("generate", 1000), ""},
	} {
		if got := nearest.To(c.name, candidates); got != c.want {
			t.Errorf("To(%q) = %q, want %q", c.name, got, c.want)
		}
	}
}
