package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"drivergen/impl/esp8266/at"
)

// latencyRounds is how often each command is measured.
const latencyRounds = 50

// slowAnswer is how much longer than its bytes take a command may be before the line counts as slow: the latency timer
// of USB adapters is 16 ms.
const slowAnswer = 12 * time.Millisecond

// probes are the commands that are measured. They change nothing and wait for nobody.
var probes = []at.Cmd{{}, at.Exec("GMR"), at.Exec("CIPSTATUS")}

// latencies measures how long commands take.
func (x *examination) latencies(ctx context.Context, talk *at.Dialogue) {
	var rows [][]string
	excess := time.Duration(0)
	for _, probe := range probes {
		took, bytes, err := x.measure(ctx, talk, probe)
		if refused(err) {
			continue
		}
		if err != nil {
			if ctx.Err() == nil {
				x.fail(err, adviseModule(err), "%s", probe.Name())
			}
			return
		}
		wire := "-"
		if x.baud > 0 {
			onLine := bytesTime(bytes, x.baud)
			wire = rounded(onLine).String()
			excess = max(excess, took[len(took)/2]-onLine)
		}
		rows = append(rows, []string{
			probe.Name(), fmt.Sprint(len(took)), rounded(took[0]).String(), rounded(took[len(took)/2]).String(),
			rounded(took[len(took)-1]).String(), wire,
		})
	}
	x.table([]string{"command", "times", "min", "median", "max", "its bytes take"}, rows...)
	if excess > slowAnswer {
		x.warn("a USB adapter may hold bytes back: on Linux lower its latency_timer to 1, or use another one",
			"an answer comes %v later than its bytes take", rounded(excess))
		return
	}
	x.ok("commands are answered in time")
}

// measure runs a command many times. It returns how long each took, the shortest first, and the bytes of one, both ways.
func (x *examination) measure(ctx context.Context, talk *at.Dialogue, c at.Cmd) ([]time.Duration, int, error) {
	in, out := x.line.moved()
	took := make([]time.Duration, 0, latencyRounds)
	for range latencyRounds {
		start := time.Now()
		if _, err := lines(ctx, talk, c); err != nil {
			return nil, 0, err
		}
		took = append(took, time.Since(start))
	}
	inNow, outNow := x.line.moved()
	slices.Sort(took)
	return took, (inNow - in + outNow - out) / latencyRounds, nil
}

// bytesTime is how long bytes take on a line: ten bits each.
func bytesTime(bytes, baud int) time.Duration {
	return time.Duration(bytes) * 10 * time.Second / time.Duration(baud)
}

// rounded rounds a duration to what a reader wants to see.
func rounded(d time.Duration) time.Duration {
	switch {
	case d > 10*time.Second:
		return d.Round(100 * time.Millisecond)
	case d > 10*time.Millisecond:
		return d.Round(time.Millisecond)
	}
	return d.Round(10 * time.Microsecond)
}
