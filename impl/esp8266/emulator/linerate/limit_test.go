package linerate

import (
	"testing"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// The limits in bytes on the line, counted by hand.
func TestLimits(t *testing.T) {
	const baud = 1_000_000 // 10 µs a byte
	at17, at22 := Line{emulator.Firmware17, baud, 0}, Line{emulator.Firmware22, baud, 0}
	for _, c := range []struct {
		name  string
		limit func(Line) time.Duration
		line  Line
		bytes int // on the line
		turns int
	}{
		{"AT", func(l Line) time.Duration { return l.Command("AT\r\n", "\r\nOK\r\n") }, at22, 4 + 6, 1},
		{"a byte", func(l Line) time.Duration { return l.Upload(1, 1) }, at22, 16 + 9 + 1 + 16 + 11, 2},
		{"a byte", func(l Line) time.Duration { return l.Upload(1, 1) }, at17, 16 + 7 + 1 + 16 + 11, 2},
		{"a full send", func(l Line) time.Duration { return l.Upload(2048, 4096) }, at22, 19 + 9 + 2048 + 19 + 11, 2},
		{"three pieces", func(l Line) time.Duration { return l.Upload(2500, 1000) }, at22,
			2*(19+9+1000+19+11) + (18 + 9 + 500 + 18 + 11), 6},
		{"a read", func(l Line) time.Duration { return l.Download(5760, true) }, at22, 23 + 18 + 5760 + 6, 1},
		{"a read", func(l Line) time.Duration { return l.Download(2048, true) }, at17, 23 + 20 + 2048 + 6, 1},
		{"two reads", func(l Line) time.Duration { return l.Download(5761, true) }, at22, 23 + 18 + 5760 + 6 + 20 + 15 + 1 + 6, 2},
		{"three reads", func(l Line) time.Duration { return l.Download(6144, true) }, at17, 3 * (23 + 20 + 2048 + 6), 3},
		{"a read, strictly", func(l Line) time.Duration { return l.Download(5760, false) }, at22, 23 + 18 + 5760 + 6, 0},
	} {
		for _, turn := range []time.Duration{0, 2 * time.Millisecond} {
			c.line.Turn = turn
			want := time.Duration(c.bytes)*10*time.Microsecond + time.Duration(c.turns)*turn
			if got := c.limit(c.line); got != want {
				t.Errorf("%s, %v: %v, want %v", c.name, c.line, got, want)
			}
		}
	}
}
