package replay

import (
	"context"
	"slices"
	"time"

	"drivergen/driver"
)

// waitsInVain reports whether a call that the recording does not have is one that waits on the device until its
// handle is ended: where the goroutine that ends the handle came first when it was recorded, nobody waited. The
// caller holds mu.
func (p *Player) waitsInVain(l *lane, c *call) bool {
	return l != nil && l.ends != nil && !l.ended && slices.Contains(p.Takes, c.method) && p.nearest(l, c) == nil
}

// waitForEnd answers such a call when the program ends the handle, as a device does. It departs where that takes
// longer than the whole recording.
func (p *Player) waitForEnd(ctx context.Context, l *lane, c *call) *Answer {
	timer := time.NewTimer(p.patience + l.ends.End())
	defer timer.Stop()
	for {
		p.mu.Lock()
		err := p.stopped(c.method)
		if err == nil && l.ended {
			err = driver.Fail(c.method, driver.ECONNABORTED, nil)
		}
		changed := p.watch()
		p.mu.Unlock()
		if err != nil {
			return &Answer{err: err}
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return &Answer{err: driver.FromContext(c.method, ctx)}
		case <-timer.C:
			p.mu.Lock()
			text := p.departure(l, l.live, c)
			p.mu.Unlock()
			return p.depart(c, text)
		}
	}
}
