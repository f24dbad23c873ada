package emulator

import (
	"sync"
	"time"
)

// memoryDeadline ends waits on a condition. The condition's lock guards it.
type memoryDeadline struct {
	at    time.Time
	timer *time.Timer
}

// set moves the deadline and wakes who waits. The zero time is never.
func (d *memoryDeadline) set(at time.Time, c *sync.Cond) {
	d.stop()
	d.at = at
	if !at.IsZero() {
		d.timer = time.AfterFunc(time.Until(at), func() {
			c.L.Lock()
			defer c.L.Unlock()
			c.Broadcast()
		})
	}
	c.Broadcast()
}

func (d *memoryDeadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

func (d *memoryDeadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}
