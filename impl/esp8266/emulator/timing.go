package emulator

import (
	"context"
	"time"
)

// Timing is how long the module takes over what takes a real one seconds. All zero, and everything happens at once.
// The comments give what was seen on real modules. It is an Option.
type Timing struct {
	Boot        time.Duration // from reset to ready: 300 ms
	Restart     time.Duration // from the OK of AT+RST to the reset: 200 ms on ESP-AT 2.2
	AutoConnect time.Duration // from ready to joining the saved access point: 1 s
	Scan        time.Duration // AT+CWLAP: 1 to 3 s
	Join        time.Duration // to WIFI CONNECTED: 1 to 3 s
	DHCP        time.Duration // from there to WIFI GOT IP: 1 s
	JoinOK      time.Duration // from there to OK: up to 1 s on AT 1.7
	JoinFail    time.Duration // how long a join is tried again: 14 s on AT 1.7, 15 s on ESP-AT 2.2
	Rejoin      time.Duration // from an access point's return to joining it again
	Resolve     time.Duration // a DNS query
	Connect     time.Duration // a link's connect, on top of what the network takes
	Ack         time.Duration // from Recv to SEND OK on AT 1.7, which waits for the peer's acknowledgement
	GiveUp      time.Duration // how long AT 1.7 sends again and again on a link whose access point is gone: some 20 s
	Stations    time.Duration // from the module's access point coming on the air to each of its stations: 3 s; 0: they are there
	WPS         time.Duration // how long AT+WPS looks for an access point whose button was pressed: 120 s
	Ping        time.Duration // the round trip that AT+PING reports

	// Turn is the turn-around: from the last byte of a command, or of a send's data, to the first byte of the answer.
	// The module is busy for as long. What it says unasked is not held back. Some milliseconds.
	Turn time.Duration
}

func (t Timing) apply(c *Config) { c.Timing = t }

// SetTiming has the module take another time over what it begins from now on.
func (e *Emulator) SetTiming(t Timing) { e.times.Store(&t) }

// timing is how long the module takes at the moment.
func (e *Emulator) timing() Timing { return *e.times.Load() }

// turn runs f after the turn-around, unless the module was reset meanwhile. busy is what the module is until then.
func (m *module) turn(busy phase, f func()) {
	d := m.e.timing().Turn
	if d <= 0 {
		f()
		return
	}
	was := m.phase
	m.phase = busy
	m.later(d, func() {
		if m.phase == busy {
			m.phase = was
			f()
		}
	})
}

// sleep waits, or gives the reason why it waited no longer.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
