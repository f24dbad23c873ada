package driver

import (
	"slices"
	"sync"
)

// A Subscription is what a device's Subscribe returns.
type Subscription interface {
	// Cancel ends it. An event that is being delivered at the time is finished; none
	// is delivered afterwards.
	Cancel()
	// Post puts f into the device's queue, behind the events that are there: f runs
	// after their handlers and before those of later events. It never waits.
	Post(f func())
}

// DefaultBound is how many events a device's queue holds at the most before the
// oldest that may be dropped is dropped.
const DefaultBound = 1024

// Events is a device's queue of events: it delivers them one at a time, in the
// order in which they were put in, with no lock held, so that a handler may call
// the device. Its zero value is ready to use. No goroutine runs while the queue is empty.
type Events[E any] struct {
	mu      sync.Mutex
	queue   []queued[E] // what waits stands from head on
	head    int
	count   uint64 // how many were put in
	running bool
	subs    []*subscription[E]
	dropped uint64
	idle    chan struct{} // closed when the queue runs empty, where somebody waits for it
	handled func(E)       // told of each event that was delivered
}

type queued[E any] struct {
	event  E
	number uint64 // its place among all that were put in
	run    func() // set for a posted function
	key    uint64 // not 0 for an event of which only the latest counts
	class  uint64 // not 0 for an event of which only so many wait
	needed bool   // never dropped
}

type subscription[E any] struct {
	events  *Events[E]
	deliver func(E)
	since   uint64 // the number of the first event that it gets
	ended   bool   // under events.mu
}

// Subscribe calls deliver for each event that is put in from now on.
func (e *Events[E]) Subscribe(deliver func(E)) Subscription {
	e.mu.Lock()
	s := &subscription[E]{events: e, deliver: deliver, since: e.count}
	// The list is copied, so that a delivery under way keeps the one it reads.
	e.subs = append(slices.Clip(e.subs), s)
	e.mu.Unlock()
	return s
}

// NewSubscription returns a subscription to no events, with a queue of its own for what is posted: for a
// device that has none.
func NewSubscription() Subscription { return new(Events[struct{}]).Subscribe(func(struct{}) {}) }

// QueueOf returns the queue for what is posted about a device that has no events: the device's own, where it has a method
// Queue, else NewSubscription.
func QueueOf(dev any) Subscription {
	if d, ok := dev.(interface{ Queue() Subscription }); ok {
		return d.Queue()
	}
	return NewSubscription()
}

func (s *subscription[E]) Cancel() {
	e := s.events
	e.mu.Lock()
	defer e.mu.Unlock()
	s.ended = true
	kept := make([]*subscription[E], 0, len(e.subs))
	for _, other := range e.subs {
		if other != s {
			kept = append(kept, other)
		}
	}
	e.subs = kept
}

func (s *subscription[E]) Post(f func()) { s.events.put(queued[E]{run: f, needed: true}) }

// Put puts an event into the queue. Where the queue is full, the oldest event that was
// put in by Put is dropped and counted.
func (e *Events[E]) Put(event E) { e.put(queued[E]{event: event}) }

// PutLatest puts an event into the queue unless one with the same key waits there:
// then it takes that one's place. The key is not 0.
func (e *Events[E]) PutLatest(key uint64, event E) { e.put(queued[E]{event: event, key: key}) }

// PutBounded is Put for an event of which no more than bound, at least 1, wait under one key, which is
// not 0. Beyond that the oldest of them is dropped or, where newest is set, event itself.
func (e *Events[E]) PutBounded(key uint64, bound int, newest bool, event E) {
	e.mu.Lock()
	defer e.mu.Unlock()
	waiting, oldest := 0, 0
	for i := len(e.queue) - 1; i >= e.head; i-- {
		if e.queue[i].class == key {
			waiting, oldest = waiting+1, i
		}
	}
	switch {
	case waiting < bound:
	case newest:
		e.dropped++
		return
	default:
		e.drop(oldest)
	}
	e.add(queued[E]{event: event, class: key})
}

// OnHandled calls f for each event when its handlers have returned, and before the next is delivered. It is
// set before the first event is put in.
func (e *Events[E]) OnHandled(f func(E)) {
	e.mu.Lock()
	e.handled = f
	e.mu.Unlock()
}

// Dropped returns how many events were dropped because the queue was full.
func (e *Events[E]) Dropped() uint64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.dropped
}

// Idle returns a channel that is closed as soon as the queue is empty and no handler runs.
func (e *Events[E]) Idle() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.idle == nil {
		e.idle = make(chan struct{})
		if !e.running {
			close(e.idle)
		}
	}
	idle := e.idle
	if !e.running {
		e.idle = nil
	}
	return idle
}

func (e *Events[E]) put(q queued[E]) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.add(q)
}

// add puts something into the queue. The caller holds e.mu.
func (e *Events[E]) add(q queued[E]) {
	if len(e.subs) == 0 && q.run == nil && e.handled == nil {
		return
	}
	q.number = e.count
	e.count++
	if q.key != 0 {
		for i := e.head; i < len(e.queue); i++ {
			if e.queue[i].key == q.key {
				e.queue[i] = q
				return
			}
		}
	}
	if len(e.queue)-e.head >= DefaultBound {
		e.dropOldest()
	}
	if len(e.queue) == cap(e.queue) && e.head > len(e.queue)/2 {
		n := copy(e.queue, e.queue[e.head:])
		clear(e.queue[n:])
		e.queue, e.head = e.queue[:n], 0
	}
	e.queue = append(e.queue, q)
	if !e.running {
		e.running = true
		go e.run()
	}
}

func (e *Events[E]) dropOldest() {
	for i := e.head; i < len(e.queue); i++ {
		if e.queue[i].needed || e.queue[i].key != 0 {
			continue
		}
		e.drop(i)
		return
	}
}

// drop drops what waits at an index of the queue, and counts it. The caller holds e.mu.
func (e *Events[E]) drop(i int) {
	e.dropped++
	copy(e.queue[e.head+1:i+1], e.queue[e.head:i])
	e.take()
}

// take takes the first of what waits.
func (e *Events[E]) take() queued[E] {
	first := e.queue[e.head]
	e.queue[e.head] = queued[E]{}
	e.head++
	if e.head == len(e.queue) {
		e.queue, e.head = e.queue[:0], 0
	}
	return first
}

// run delivers until the queue is empty.
func (e *Events[E]) run() {
	for {
		e.mu.Lock()
		if len(e.queue) == 0 {
			e.running = false
			if e.idle != nil {
				close(e.idle)
				e.idle = nil
			}
			e.mu.Unlock()
			return
		}
		next := e.take()
		subs, handled := e.subs, e.handled
		e.mu.Unlock()

		if next.run != nil {
			next.run()
			continue
		}
		for _, s := range subs {
			e.mu.Lock()
			wanted := !s.ended && next.number >= s.since
			e.mu.Unlock()
			if wanted {
				s.deliver(next.event)
			}
		}
		if handled != nil {
			handled(next.event)
		}
	}
}
