package conform

import (
	"fmt"
	"sync"
	"time"
)

// lingering is how long a handler takes at the least, so that a device that calls two at once is seen to.
const lingering = 5 * time.Millisecond

// A Handling watches how a device calls the handlers of its events: one at a time, with no lock held that a call of
// the device needs, when the state is that of after the event, and not any more once the subscription was cancelled.
type Handling struct {
	of *T

	mu       sync.Mutex
	handling string        // the event whose handler runs, "" for none
	left     int           // handlers that have not run yet
	done     chan struct{} // closed when all have run
	wrong    Outcome       // the first thing that was wrong
}

// Handling returns a Handling of so many events.
func (t *T) Handling(events int) *Handling {
	return &Handling{of: t, left: events, done: make(chan struct{})}
}

// Handle is called by the handler of an event. It makes calls of the device, whose checks may end the test, beside
// the device's own goroutine.
func (h *Handling) Handle(event string, calls func(t *T)) {
	defer h.begin(event)()
	child := &T{opts: h.of.opts, ctx: h.of.ctx, done: make(chan struct{})}
	go func() {
		defer close(child.done)
		defer child.recovered()
		calls(child)
	}()
	if limit := min(grace, h.of.opts.Timeout/4); !child.waitFor(child.done, limit) {
		h.fail("the handler of %s called the device, which did not answer within %v", event, limit)
		return
	}
	if out := child.read(); out.Status != Passed {
		out.Reason = "in the handler of " + event + ": " + out.Reason
		h.note(out)
	}
}

// begin notes that a handler runs, and waits a moment for another one. It returns what ends it.
func (h *Handling) begin(event string) (end func()) {
	h.mu.Lock()
	if h.handling != "" {
		other := h.handling
		h.mu.Unlock()
		h.fail("%s was told while the handler of %s was running", event, other)
		return h.ran
	}
	h.handling = event
	h.mu.Unlock()
	return func() {
		h.of.waitFor(h.of.ctx.Done(), lingering)
		h.mu.Lock()
		h.handling = ""
		h.mu.Unlock()
		h.ran()
	}
}

// ran notes that a handler has run.
func (h *Handling) ran() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.left--; h.left == 0 {
		close(h.done)
	}
}

// Canceled is called by the handler of an event whose subscription was cancelled before.
func (h *Handling) Canceled(event string) {
	h.fail("%s was told to a subscription that was cancelled", event)
}

func (h *Handling) fail(format string, args ...any) {
	h.note(Outcome{Status: Failed, Reason: fmt.Sprintf(format, args...)})
}

func (h *Handling) note(out Outcome) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.wrong.Status == Passed {
		h.wrong = out
	}
}

// Done waits for the handlers and ends the test as the first of them that met something wrong. settle waits until
// the device's queue is empty.
func (h *Handling) Done(t *T, settle func(*T)) {
	settle(t)
	came := t.waitFor(h.done, t.opts.Timeout)
	h.mu.Lock()
	wrong, left := h.wrong, h.left
	h.mu.Unlock()
	switch {
	case wrong.Status != Passed:
		t.end(wrong)
	case !came:
		t.Fatalf("%s of a second subscription did not run", count(left, "handler", "handlers"))
	}
}
