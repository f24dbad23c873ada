package mock

import "reflect"

// A Method says of a mock's method what a failure prints.
type Method struct {
	Name string // in Go: SendTo
	Op   string // in the description: send_to
	Args string // the names of the arguments in the description: "fd data"
	// Blank is a nil pointer to the type of the method's record: a struct with a field for each argument. The tag
	// `mock:"sensitive"` keeps a field from being printed.
	Blank any
	// Redact holds, in the places of arguments with something sensitive in them, functions that return them without it.
	Redact []any
}

// method is a method of one mock.
type method struct {
	Method
	ctl      *Controller
	calls    reflect.Value // the slice of the records; zero before the first call
	count    int           // how often it was called
	expected []*Expected
	nevers   int // how many of them forbid a call
}

// Record begins a call of the method of that number: it takes the lock that Answer gives
// back, and adds a record to calls, which points to the slice of the method's records. It
// returns a pointer to the record, for the mock to fill in. Nothing here depends on the
// record's type but at run time, so that a large mock compiles fast.
func (c *Controller) Record(number int, calls any) any {
	c.mu.Lock()
	m := &c.methods[number]
	if !m.calls.IsValid() {
		m.calls = reflect.ValueOf(calls).Elem()
	}
	n := m.calls.Len()
	if n == m.calls.Cap() {
		m.grow()
	}
	m.calls.SetLen(n + 1)
	return m.calls.Index(n).Addr().Interface()
}

// firstCalls is how many calls of a method are recorded before its record grows.
const firstCalls = 8

// grow doubles the room for records, where append would grow a long list by a quarter and
// so copy more often.
func (m *method) grow() {
	n := m.calls.Len()
	larger := reflect.MakeSlice(m.calls.Type(), n, max(2*n, firstCalls))
	reflect.Copy(larger, m.calls)
	m.calls.Set(larger)
}

// Lock takes the lock to read what was recorded.
func (c *Controller) Lock() { c.mu.Lock() }

// Unlock gives the lock back.
func (c *Controller) Unlock() { c.mu.Unlock() }

// Copy returns a copy of b. The caller holds the lock.
func (c *Controller) Copy(b []byte) []byte { return c.arena.copy(b) }

// Answer returns what answers a call of the method of that number, and ends what Record
// began: the function or the results of an expectation, or stub where it is not nil and no
// expectation is met. Call points to the record of the call, stub is a function of the
// method's type. An unexpected call fails the test and is answered with an error.
func (c *Controller) Answer(number int, call, stub any) any {
	m := &c.methods[number]
	m.count++
	if c.changed != nil {
		c.wake()
	}
	if isNil(stub) {
		stub = nil
	} else if len(m.expected) == 0 {
		c.mu.Unlock()
		return stub
	}
	answer, unexpected := m.answer(arguments(call), stub)
	if unexpected != nil {
		return &failed{unexpected.report()}
	}
	return answer
}

// answer looks for the expectation that takes a call, and gives the lock back.
func (m *method) answer(args reflect.Value, stub any) (answer any, unexpected *fault) {
	defer m.ctl.mu.Unlock() // a matcher of the test's own may panic
	x := m.find(args)
	switch {
	case x != nil && x.never():
		return nil, m.fault(args)
	case x != nil:
		return x.take(args), nil
	case stub != nil:
		return stub, nil
	}
	return nil, m.fault(args)
}

// find returns the expectation that takes a call or forbids it, or nil.
func (m *method) find(args reflect.Value) *Expected {
	if m.nevers > 0 {
		for _, x := range m.expected {
			if x.never() && x.fits(args) {
				return x
			}
		}
	}
	for _, x := range m.expected {
		if x.open() && x.fits(args) {
			return x
		}
	}
	return nil
}
