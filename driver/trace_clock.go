package driver

import (
	"sync/atomic"
	"time"
)

// A clock reads as time.Now does, but reads the wall clock, which costs as much as the
// monotonic one again, once a second at the most. A step of the wall clock is therefore
// seen up to a second late; durations are not touched by it.
type clock struct{ last atomic.Pointer[time.Time] }

var wall clock

// now returns the time, with a monotonic reading.
func (c *clock) now() time.Time {
	if last := c.last.Load(); last != nil {
		// A negative time has passed where a test's own clock runs beside the system's.
		if passed := time.Since(*last); passed >= 0 && passed < time.Second {
			return last.Add(passed)
		}
	}
	read := time.Now()
	c.last.Store(&read)
	return read
}

func now() time.Time { return wall.now() }

func since(start time.Time) time.Duration { return time.Since(start) }
