package conform

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"drivergen/driver"
)

// An Event is one kind of event of one handle, as a test waits for it.
type Event[E any] struct {
	Name  string // with its handle: connect_cb(3)
	Match func(E) bool
	// Latest says that the device may tell it any number of times (delivery: latest),
	// so that only its presence is checked.
	Latest bool
}

// A Recorder keeps a device's events in the order in which they were delivered.
type Recorder[E any] struct {
	name         func(E) string
	subscription driver.Subscription

	mu      sync.Mutex
	log     []E
	changed chan struct{} // closed and replaced at each event

	// Only the test's goroutine uses these.
	next  int        // the first event that no Wait has passed
	taken []E        // what Wait returned
	known []Event[E] // what the test waited for, or wanted not to come
}

// NewRecorder returns a Recorder. The caller passes its Add to the device's Subscribe and the
// result to Subscribed. name returns an event for a reader.
func NewRecorder[E any](name func(E) string) *Recorder[E] {
	return &Recorder[E]{name: name, changed: make(chan struct{})}
}

// Subscribed keeps the subscription, which Quiet and Done need to know that all events have come.
func (r *Recorder[E]) Subscribed(s driver.Subscription) { r.subscription = s }

// Add records an event.
func (r *Recorder[E]) Add(e E) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, e)
	close(r.changed)
	r.changed = make(chan struct{})
}

// Wait waits for an event that was delivered after the one that the last Wait returned.
func (r *Recorder[E]) Wait(t *T, want Event[E]) E { return r.wait(t, t.ctx, want) }

// WaitFor is Wait with a limit of its own.
func (r *Recorder[E]) WaitFor(t *T, limit time.Duration, want Event[E]) E {
	return r.wait(t, t.Within(limit), want)
}

func (r *Recorder[E]) wait(t *T, ctx context.Context, want Event[E]) E {
	r.know(want)
	from := r.next
	for {
		r.mu.Lock()
		log, changed := r.log, r.changed
		r.mu.Unlock()
		for i := from; i < len(log); i++ {
			if want.Match(log[i]) {
				r.next = i + 1
				r.taken = append(r.taken, log[i])
				return log[i]
			}
		}
		from = len(log)
		select {
		case <-changed:
		case <-ctx.Done():
			t.Fatalf("event %s did not come; since the last one that was waited for there came %s", want.Name, r.list(log[r.next:]))
		}
	}
}

// Quiet checks that no such event came since the last one that was waited for.
func (r *Recorder[E]) Quiet(t *T, unwanted Event[E]) {
	r.know(unwanted)
	r.Settle(t)
	r.mu.Lock()
	log := r.log[r.next:]
	r.mu.Unlock()
	for _, e := range log {
		if unwanted.Match(e) {
			t.Fatalf("event %s came, where none may come; since the last one that was waited for there came %s", unwanted.Name, r.list(log))
		}
	}
}

// Done checks that each event which the test named came exactly as often as it was waited for.
func (r *Recorder[E]) Done(t *T) {
	r.Settle(t)
	r.mu.Lock()
	log := r.log
	r.mu.Unlock()
	for _, event := range r.known {
		if event.Latest {
			continue
		}
		if n, want := matches(event, log), matches(event, r.taken); n != want {
			t.Fatalf("event %s came %s, want %d; all events: %s", event.Name, count(n, "time", "times"), want, r.list(log))
		}
	}
}

func matches[E any](event Event[E], log []E) int {
	n := 0
	for _, e := range log {
		if event.Match(e) {
			n++
		}
	}
	return n
}

// Close ends the subscription.
func (r *Recorder[E]) Close() {
	if r.subscription != nil {
		r.subscription.Cancel()
	}
}

// Settle waits until the events that are in the device's queue have been delivered.
func (r *Recorder[E]) Settle(t *T) {
	if r.subscription == nil {
		return
	}
	delivered := make(chan struct{})
	r.subscription.Post(sync.OnceFunc(func() { close(delivered) })) // a faulty device may run it twice
	timer := time.NewTimer(t.opts.Timeout)
	defer timer.Stop()
	select {
	case <-delivered:
	case <-timer.C:
		t.Fatalf("the device's queue of events did not get as far as a function posted to it")
	}
}

func (r *Recorder[E]) know(e Event[E]) {
	for _, k := range r.known {
		if k.Name == e.Name {
			return
		}
	}
	r.known = append(r.known, e)
}

func (r *Recorder[E]) list(log []E) string {
	if len(log) == 0 {
		return "no event"
	}
	names := make([]string, len(log))
	for i, e := range log {
		names[i] = r.name(e)
	}
	return strings.Join(names, ", ")
}

// Named returns an event's name with its handle, as Event.Name wants it: connect_cb(3).
func Named(event string, handle any) string { return fmt.Sprintf("%s(%v)", event, handle) }
