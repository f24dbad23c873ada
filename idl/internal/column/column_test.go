package column_test

import (
	"testing"

	"drivergen/idl/internal/column"
)

// TestOf counts columns of characters that take one to four bytes.
func TestOf(t *testing.T) {
	for _, test := range []struct {
		line          string
		byteColumn    int
		points, units int
	}{
		{"abc", 1, 1, 1},
		{"abc", 3, 3, 3},
		{"äbc", 3, 2, 2},
		{"🌡bc", 5, 2, 3},
		{"日本語", 7, 3, 3},
		{"a\xffb", 3, 3, 3},
		{"abc", 4, 4, 4},
		{"äb", 5, 4, 4},
		{"", 1, 1, 1},
		{"", 3, 3, 3},
	} {
		if got := column.Unit(column.CodePoints).Of(test.line, test.byteColumn); got != test.points {
			t.Errorf("byte %d of %q: character %d, want %d", test.byteColumn, test.line, got, test.points)
		}
		if got := column.Unit(column.UTF16).Of(test.line, test.byteColumn); got != test.units {
			t.Errorf("byte %d of %q: UTF-16 unit %d, want %d", test.byteColumn, test.line, got, test.units)
		}
	}
}
