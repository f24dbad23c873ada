package mock

import (
	"reflect"

	"drivergen/driver"
)

// An object is what has a state: an open handle, or the device.
type object struct {
	machine *Machine
	number  int // the handle's
	state   int
	kept    []reflect.Value // arguments of the call that created the handle

	closing bool  // its end has begun: its number is not open
	over    bool  // its number is free
	gone    bool  // the other side ended it
	cause   error // why, nil for an orderly end
	ended   bool  // its stream delivers nothing more
	bars    []Bar

	busy   bool   // a call whose rule is Alone is under way
	to     int    // the state after that call, or Stay
	failed uint64 // the bit of the state after its failure, or 0
	late   []func()

	fed     bool // something was fired into a queue of it
	stream  []chunk
	backlog []*object // handles that nobody has accepted
	peer    []any     // what Accept returns beside the handle
	waiting bool      // stands in a backlog
	created bool      // its number is about to be returned

	count int         // how many events were fired
	fired map[int]int // by kind: the number of the last one
}

// newObject returns an object in the state at the start.
func newObject(machine *Machine) *object {
	o := &object{machine: machine, to: driver.Stay}
	if len(machine.States) > 0 {
		o.state = machine.States[0].Value
	}
	return o
}

// called returns what a failure calls an object: "FD 3", "the device".
func (o *object) called() string {
	if o.machine.Name == "" {
		return "the device"
	}
	return o.machine.numbered(o.number)
}

// unqueue takes a handle from the backlog of o, which may be nil.
func (o *object) unqueue(waiting *object) {
	if o == nil {
		return
	}
	for i, w := range o.backlog {
		if w == waiting {
			o.backlog = append(o.backlog[:i:i], o.backlog[i+1:]...)
			return
		}
	}
}

// succeed changes the object as the success of a call does.
func (o *object) succeed(r *StateRule) {
	if r.To != driver.Stay {
		o.state = r.To
	}
	o.ended = o.ended || r.Ends
	for _, b := range r.Bars {
		if o.barred(b.Method) == 0 {
			o.bars = append(o.bars, b)
		}
	}
}

// barred returns the errno with which a method is refused, or 0.
func (o *object) barred(method int) driver.Errno {
	for _, b := range o.bars {
		if b.Method == method {
			return b.Errno
		}
	}
	return 0
}

// goneError is why a handle is gone that the other side ended.
func (o *object) goneError() error {
	if o.cause != nil {
		return o.cause
	}
	return o.machine.Gone
}

// close begins the end of a handle, and of those that nobody has accepted.
func (o *object) close() {
	o.closing = true
	for _, w := range o.backlog {
		w.closing, w.over = true, true
	}
	o.backlog = nil
}

// defers reports whether what is fired changes the state only when the call under way
// has ended.
func (o *object) defers() bool {
	return o.busy && (o.to != driver.Stay || o.failed != 0) || o.waiting
}

// release ends the call that kept others from changing the state.
func (o *object) release() {
	o.busy, o.to, o.failed = false, driver.Stay, 0
	o.tellLate()
}

// tellLate does what was put off.
func (o *object) tellLate() {
	late := o.late
	o.late = nil
	for _, f := range late {
		f()
	}
}
