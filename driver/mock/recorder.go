package mock

import (
	"context"
	"reflect"
)

// A Recorder is the controller of a mock with the record of its calls. They are apart
// because the test keeps the controller until it ends, and need not keep what a mock that
// is no longer used has recorded.
type Recorder struct {
	*Controller

	// The controller's lock guards these.
	records []record // by the methods' numbers
	arena   arena    // copies the bytes that are recorded
}

// NewRecorder returns the recorder of a mock of an interface. When the test ends its
// controller checks that nothing is missing. It panics where there is no test.
func NewRecorder(tb TB, about *Interface, opts ...Option) *Recorder {
	if tb == nil {
		panic("mock: a mock needs the test that it reports to, such as a *testing.T, got nil")
	}
	tb.Helper() // what is missing is reported at the line that made the mock
	return &Recorder{Controller: newController(tb, about, opts), records: make([]record, len(about.Methods))}
}

// Answer returns what answers a call of the method of that number: the function or the
// results of an expectation, or stub where it is not nil and no expectation is met. Call
// points to an array of one, the call's record; stub is a function of the method's type,
// which may be nil. Every call of a mock passes here.
func (r *Recorder) Answer(ctx context.Context, number int, call, stub any) any {
	c := r.Controller
	c.mu.Lock()
	r.records[number].add(call, &r.arena)
	m := &c.methods[number]
	m.count++
	if c.changed != nil {
		c.wake()
	}
	if c.states != nil {
		return c.states.answer(ctx, number, r.records[number].last(), stub)
	}
	if len(m.expected) == 0 && !isNil(stub) {
		c.mu.Unlock()
		return stub
	}
	if c.nice && c.takesFromQueue(number) { // it waits until something is fired
		return c.keep().answer(ctx, number, r.records[number].last(), stub)
	}
	return m.answer(ctx, r.records[number].last(), stub)
}

// Snapshot sets the lists in the struct that calls points to, which are empty: the calls so
// far of each method, in the order of the methods. Generated code calls it.
func (r *Recorder) Snapshot(calls any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	lists := reflect.ValueOf(calls).Elem()
	for i := range r.records {
		r.records[i].list(lists.Field(i))
	}
}

// Reset forgets the calls so far, and the events that were handled. Expectations keep count
// of the calls that they took. Generated code calls it.
func (r *Recorder) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	clear(r.records)
	for i := range r.methods {
		r.methods[i].count = 0
	}
	clear(r.handled)
}
