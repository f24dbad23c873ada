package conform

import (
	"context"
	"time"
)

// A Pending is a call that runs beside the test.
type Pending struct {
	what    string
	cancel  context.CancelFunc
	wakened time.Time // when it was made to return; zero where it was not
	why     string    // by what
	ended   time.Time // set when done is closed
	done    chan struct{}
}

// parking is how long Start waits at the most for the call to come to rest.
const parking = time.Second

// Start runs a call beside the test and returns once the call waits for something, or has
// returned: a test that then closes the call's handle meets a call that waits.
func (t *T) Start(c *Call, call func()) *Pending {
	return t.StartContext(c, func(context.Context) { call() })
}

// StartContext is Start with a context for the call that Cancel cancels.
func (t *T) StartContext(c *Call, call func(ctx context.Context)) *Pending {
	ctx, cancel := context.WithCancel(t.ctx)
	p := &Pending{what: c.Name, cancel: cancel, done: make(chan struct{})}
	t.pending = append(t.pending, p)
	id := make(chan goroutine, 1)
	go func() {
		defer close(p.done)
		defer t.recovered()
		id <- current()
		call(ctx)
		p.ended = time.Now()
	}()
	t.rest(<-id, p.done)
	return p
}

// Cancel cancels the context of a call that was started. Join then checks that it returned at once.
func (t *T) Cancel(p *Pending) {
	p.wake("its context was cancelled")
	p.cancel()
}

// wake notes that from now on the call has a reason to return.
func (p *Pending) wake(why string) { p.wakened, p.why = time.Now(), why }

// Join waits for a call that was started.
func (t *T) Join(p *Pending) {
	if !p.wakened.IsZero() {
		if !t.waitFor(p.done, grace+t.opts.Prompt) {
			t.late("%s did not return within %v after %s", p.what, grace+t.opts.Prompt, p.why)
		}
		if p.ended.Before(p.wakened) && t.ctx.Err() != nil {
			t.late("%s ended with the time of the test, before %s", p.what, p.why)
		}
		t.prompt(p.what, p.why, p.ended.Sub(p.wakened))
		return
	}
	select {
	case <-p.done:
	case <-t.ctx.Done():
		if !t.waitFor(p.done, grace) {
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
