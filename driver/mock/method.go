package mock

// A Record holds the arguments of one call. Its method hands each of them to Arg or one
// of Arg's kin, in order, and stops at the first that answers false.
type Record interface{ MatchArgs(a *Args) bool }

// A Method says of a mock's method what a failure prints.
type Method struct {
	Name  string // in Go: SendTo
	Op    string // in the description: send_to
	Blank Record // a record of no call
}

// method is a method of one mock.
type method struct {
	Method
	ctl      *Controller
	count    int // how often it was called
	expected []*Expected
	nevers   int // how many of them forbid a call
}

// firstCalls is how many calls of a method are recorded before its record grows.
const firstCalls = 8

// Add puts a call into a method's record and returns it there. The caller holds the
// controller's lock. It is not inlined, so that a large mock compiles fast.
//
//go:noinline
func Add[A any](calls *[]A, call A) *A {
	if len(*calls) == cap(*calls) {
		// Twice as many, where append would grow a long record by a quarter and so copy more often.
		*calls = append(make([]A, 0, max(2*len(*calls), firstCalls)), *calls...)
	}
	*calls = append(*calls, call)
	return &(*calls)[len(*calls)-1]
}

// Begin takes the lock under which a call is recorded by Add and answered by Answer, which
// gives it back. It returns c, so that a mock does all of it in one expression: Go calls
// Begin before the functions in Answer's arguments.
func (c *Controller) Begin() *Controller {
	c.mu.Lock()
	return c
}

// Lock takes the lock to read what was recorded.
func (c *Controller) Lock() { c.mu.Lock() }

// Unlock gives the lock back.
func (c *Controller) Unlock() { c.mu.Unlock() }

// Copy returns a copy of b. The caller holds the lock.
func (c *Controller) Copy(b []byte) []byte { return c.arena.copy(b) }

// Answer returns what answers a call of the method of that number, and ends what Begin
// began: the function or the results of an expectation, or stub where it is set and no
// expectation is met; else a Fault.
func (c *Controller) Answer(number int, call Record, stub any, stubbed bool) any {
	m := &c.methods[number]
	m.count++
	if c.changed != nil {
		c.wake()
	}
	if len(m.expected) == 0 && stubbed {
		c.mu.Unlock()
		return stub
	}
	defer c.mu.Unlock() // a matcher of the test's own may panic
	if x := m.find(call); x != nil {
		if x.never() {
			return m.fault(call)
		}
		return x.take(call)
	}
	if stubbed {
		return stub
	}
	return m.fault(call)
}

// find returns the expectation that takes a call or forbids it, or nil.
func (m *method) find(call Record) *Expected {
	if m.nevers > 0 {
		for _, x := range m.expected {
			if x.never() && call.MatchArgs(&x.args) {
				return x
			}
		}
	}
	for _, x := range m.expected {
		if x.open() && call.MatchArgs(&x.args) {
			return x
		}
	}
	return nil
}
