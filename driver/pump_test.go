package driver_test

import (
	"bytes"
	"context"
	"testing"
	"testing/synctest"

	"drivergen/driver"
)

// A pumped handle has a callback as the callback form makes it.
type pumped struct {
	log
	table    *driver.Table[props]
	h        *driver.Handle[props]
	w        *wire
	events   driver.Events[string]
	sub      driver.Subscription
	pump     driver.Pump[driver.Chunk]
	callback func(data string)
}

func pumping(t *testing.T, f func(t *testing.T, p *pumped)) {
	bubble(t, func(t *testing.T, table *driver.Table[props], h *driver.Handle[props], w *wire) {
		p := &pumped{table: table, h: h, w: w}
		p.sub = p.events.Subscribe(func(e string) { p.add("event %s", e) })
		p.pump.Post = p.sub.Post
		p.pump.Claim = func() *driver.Claim {
			return driver.ClaimOf(driver.Capabilities{driver.QueuesCapability: driver.Queues(table)}, h.Number())
		}
		p.pump.Take = func(ctx context.Context) (driver.Chunk, error) {
			buf := make([]byte, 4)
			n, from, err := h.Receive(ctx, &recvRule, buf, w.read)
			return driver.Chunk{Data: bytes.Clone(buf[:n]), From: from}, err
		}
		p.pump.Back = func(claim *driver.Claim, chunk driver.Chunk) { claim.Unread(chunk.Data, chunk.From) }
		p.pump.Give = func(chunk driver.Chunk) bool {
			if p.callback == nil {
				return false
			}
			p.callback(string(chunk.Data))
			return true
		}
		p.callback = func(data string) { p.add("%s", data) }
		f(t, p)
		p.pump.Stop()
		p.sub.Cancel()
		h.Close()
	})
}

// arrive makes data arrive as the hardware would.
func (p *pumped) arrive(data string) {
	p.w.arrive(data)
	if p.h.Readable() {
		p.pump.Wake()
	}
}

func TestPumpMovesInOrder(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		p.arrive("0123456")
		p.pump.Start(t.Context())
		p.pump.Start(t.Context())
		synctest.Wait()
		p.want(t, "0123", "456")
		p.arrive("78")
		synctest.Wait()
		p.want(t, "78")
		receive(t.Context(), p.h, p.w, 4).want(t, "", driver.EBUSY)
	})
}

func TestPumpStopLeavesTheRest(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		p.arrive("0123456789")
		p.callback = func(data string) {
			p.add("%s", data)
			p.callback = nil
			p.pump.Stop()
		}
		p.pump.Start(t.Context())
		synctest.Wait()
		p.want(t, "0123")
		receive(t.Context(), p.h, p.w, 16).want(t, "456789", 0)
	})
}

// A value that waits for its turn in the event queue when the pump stops goes back in front.
func TestPumpStopTakesBackWhatWaits(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		hold := make(chan struct{})
		p.sub.Post(func() { <-hold })
		p.arrive("0123456789")
		p.pump.Start(t.Context())
		synctest.Wait()
		p.pump.Stop()
		receive(t.Context(), p.h, p.w, 16).want(t, "0123", 0)
		receive(t.Context(), p.h, p.w, 16).want(t, "456789", 0)
		close(hold)
		synctest.Wait()
		p.want(t)
	})
}

// Receiving right after Stop waits for the pump to let go; it does not fail with EBUSY.
func TestPumpStopThenReceiveInAHandler(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		p.pump.Start(t.Context())
		synctest.Wait()
		p.w.arrive("abcdef")
		p.sub.Post(func() {
			p.pump.Stop()
			receive(t.Context(), p.h, p.w, 16).want(t, "abcdef", 0)
		})
		synctest.Wait()
	})
}

func TestPumpStopAndStartLosesAndDoublesNothing(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		p.pump.Start(t.Context())
		for n := range 20 {
			p.arrive(string(rune('a' + n)))
			p.pump.Stop()
			p.pump.Start(t.Context())
			if n%3 == 0 {
				synctest.Wait()
			}
		}
		synctest.Wait()
		p.mu.Lock()
		got := ""
		for _, line := range p.lines {
			got += line
		}
		p.mu.Unlock()
		if got != "abcdefghijklmnopqrst" {
			t.Errorf("got %q", got)
		}
		receive(t.Context(), p.h, p.w, 16).want(t, "", driver.EBUSY)
	})
}

func TestPumpWaitsForWake(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		fails := true
		take := p.pump.Take
		p.pump.Take = func(ctx context.Context) (driver.Chunk, error) {
			if fails {
				return driver.Chunk{}, driver.ENOTCONN
			}
			return take(ctx)
		}
		p.pump.Wake() // not started
		p.pump.Start(t.Context())
		synctest.Wait()
		fails = false
		p.arrive("now")
		synctest.Wait()
		p.want(t, "now")
	})
}

func TestPumpWithoutCallbackGivesBack(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		p.callback = nil
		p.arrive("data")
		p.pump.Start(t.Context())
		synctest.Wait()
		p.pump.Stop()
		receive(t.Context(), p.h, p.w, 16).want(t, "data", 0)
	})
}

func TestPumpStartedAnewWhileAValueIsRefused(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		give := p.pump.Give
		p.pump.Give = func(driver.Chunk) bool {
			p.pump.Give = give
			p.pump.Stop()
			p.pump.Start(t.Context())
			return false
		}
		p.arrive("0123456")
		p.pump.Start(t.Context())
		synctest.Wait()
		p.want(t, "0123", "456")
	})
}

func TestPumpEndsWithItsContext(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		ctx, cancel := context.WithCancel(t.Context())
		p.pump.Start(ctx)
		synctest.Wait()
		cancel()
		synctest.Wait()
		p.arrive("data")
		synctest.Wait()
		p.want(t)
		receive(t.Context(), p.h, p.w, 16).want(t, "data", 0)
	})
}

func TestPumpAfterComesBehindTheData(t *testing.T) {
	pumping(t, func(t *testing.T, p *pumped) {
		p.pump.After(func() { p.add("at once") })
		p.want(t, "at once")
		p.arrive("0123456")
		hold := make(chan struct{})
		p.sub.Post(func() { <-hold })
		p.pump.Start(t.Context())
		synctest.Wait()
		p.h.Lose(closed, nil)
		p.sub.Post(func() { p.pump.After(func() { p.add("shutdown") }) })
		p.sub.Post(func() { p.pump.After(func() { p.add("close") }) })
		p.sub.Post(func() { p.pump.Then(func() { p.add("answer") }) })
		close(hold)
		synctest.Wait()
		p.want(t, "0123", "456", "shutdown", "close", "answer")
		p.pump.Then(func() { p.add("at once") })
		p.want(t, "at once")
	})
}

// The second event of an end must not overtake the first when the pump ends between them.
func TestPumpAfterKeepsOrderWhileThePumpEnds(t *testing.T) {
	for range 200 {
		pumping(t, func(t *testing.T, p *pumped) {
			p.arrive("x")
			p.h.Lose(closed, nil)
			p.pump.Start(t.Context())
			p.sub.Post(func() { p.pump.After(func() { p.add("1") }) })
			p.sub.Post(func() { p.pump.After(func() { p.add("2") }) })
			p.sub.Post(func() { p.pump.After(func() { p.add("3") }) })
			synctest.Wait()
			p.mu.Lock()
			defer p.mu.Unlock()
			last := ""
			for _, line := range p.lines {
				if line != "x" && line < last {
					t.Errorf("got %q", p.lines)
				}
				if line != "x" {
					last = line
				}
			}
			if len(p.lines) != 4 {
				t.Errorf("got %q", p.lines)
			}
		})
	}
}

func TestPumpBufferTakesTheLongestDatagram(t *testing.T) {
	const longest = 65535 - 20 - 8 // UDP over IPv4 (RFC 768, RFC 791)
	if driver.PumpBuffer < longest {
		t.Errorf("%d bytes", driver.PumpBuffer)
	}
}
