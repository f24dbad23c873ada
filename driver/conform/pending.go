package conform

import "time"

// A Pending is a call that runs beside the test.
type Pending struct {
	what string
	done chan struct{}
}

// parking is how long Start waits at the most for the call to come to rest.
const parking = time.Second

// Start runs a call beside the test and returns once the call waits for something, or has
// returned: a test that then closes the call's handle meets a call that waits.
func (t *T) Start(c *Call, call func()) *Pending {
	p := &Pending{what: c.Name, done: make(chan struct{})}
	t.pending = append(t.pending, p)
	id := make(chan goroutine, 1)
	go func() {
		defer close(p.done)
		defer t.recovered()
		id <- current()
		call()
	}()
	t.rest(<-id, p.done)
	return p
}

// Join waits for a call that was started.
func (t *T) Join(p *Pending) {
	select {
	case <-p.done:
	case <-t.ctx.Done():
		if !t.waitFor(p.done, t.opts.Prompt) {
			t.Fatalf("%s did not return", p.what)
		}
	}
}

// rest waits until the goroutine waits for something other than a lock. There is no event
// for this, so it looks every millisecond.
func (t *T) rest(g goroutine, done <-chan struct{}) {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(parking)
	defer limit.Stop()
	for {
		select {
		case <-done:
			return
		case <-limit.C:
			return
		case <-tick.C:
			if waits(g) {
				return
			}
		}
	}
}
