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
	Ping        time.Duration // the round trip that AT+PING reports
}

func (t Timing) apply(c *Config) { c.Timing = t }

// SetTiming has the module take another time over what it begins from now on.
func (e *Emulator) SetTiming(t Timing) { e.times.Store(&t) }

// timing is how long the module takes at the moment.
func (e *Emulator) timing() Timing { return *e.times.Load() }

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
