package esp8266_test

import (
	"testing"
	"testing/synctest"
	"time"

	"drivergen/impl/esp8266/emulator/linerate"
)

// leastFraction is the share of what the line can carry that each transfer reaches at the least.
const leastFraction = 0.97

// Beside the bulk, which linerate_size_test.go gives: sends that are small.
const (
	smallSends = 1000
	smallSize  = 100 // bytes of each
)

// lines are the lines that are measured.
func lines() []linerate.Line {
	var all []linerate.Line
	for _, f := range firmwares {
		for _, baud := range []int{115200, 460800, 921600} {
			for _, turn := range []time.Duration{0, 2 * time.Millisecond} {
				all = append(all, linerate.Line{Firmware: f.firmware, Baud: baud, Turn: turn})
			}
		}
	}
	return all
}

// rate is how long a transfer took beside the least time that its line allows.
type rate struct {
	bytes       int
	took, limit time.Duration
}

// fraction is the share of what the line can carry.
func (r rate) fraction() float64 { return float64(r.limit) / float64(r.took) }

// goodput is in bytes a second.
func (r rate) goodput() float64 { return float64(r.bytes) / r.took.Seconds() }

// lineRates is what was measured on one line.
type lineRates struct {
	line                  linerate.Line
	up, down, both, small rate
	downStrict            rate // down, beside a limit that grants a read no turn-around
}

// TestLineRate holds the driver against what the line can carry, in virtual time. The limits are the closed forms of
// package linerate.
func TestLineRate(t *testing.T) {
	all := make([]lineRates, len(lines()))
	t.Run("", func(t *testing.T) {
		for i, l := range lines() {
			t.Run(l.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { all[i] = measure(startTransfer(t, l)) })
			})
		}
	})
	if t.Failed() {
		return
	}
	table := rateTable(all)
	t.Log("\n" + table)
	if bulk == tableBulk {
		keepTable(t, "line rate", table)
	}
}

// measure runs each transfer on a line.
func measure(x *transfer) lineRates {
	x.Helper()
	l := x.Line
	up, down := l.Upload(bulk, bulk), l.Download(bulk, true)
	r := lineRates{
		line: l,
		up:   rate{bulk, x.upload(bulk, 32<<10), up},
		down: rate{bulk, x.download(bulk), down},
		// One command at a time, and nothing but its answer comes while it runs: the two take turns.
		both:  rate{2 * bulk, x.uploadAndDownload(bulk), up + down},
		small: rate{smallSends * smallSize, x.upload(smallSends*smallSize, smallSize), l.Upload(smallSends*smallSize, smallSize)},
	}
	r.downStrict = rate{bulk, r.down.took, l.Download(bulk, false)}
	for _, m := range []struct {
		name string
		rate rate
	}{
		{"an upload", r.up}, {"a download", r.down}, {"both at once", r.both}, {"small sends", r.small},
	} {
		if f := m.rate.fraction(); f < leastFraction {
			x.Errorf("%s: %d bytes took %v, which is %.4f of what the line can carry (%v); want %v at least",
				m.name, m.rate.bytes, m.rate.took, f, m.rate.limit, leastFraction)
		} else if f > 1 {
			x.Errorf("%s: %d bytes took %v, less than is possible (%v): the limit is wrong", m.name, m.rate.bytes, m.rate.took, m.rate.limit)
		}
	}
	return r
}
