package mock

import (
	"slices"
	"strconv"

	"drivergen/driver"
)

// states are the states of a mock's device and handles. The controller's lock guards all of it.
type states struct {
	ctl      *Controller
	table    *StateTable
	enforced bool // the description's states are obeyed; else only what was fired into queues is kept
	most     int  // how many handles of a kind may be open, 0: any number
	device   *object
	handles  []map[int]*object // by machine
	creating []int             // by machine: how many calls are under way that create a handle
}

// WithStates makes handles and the device obey the states of the description without an
// expectation: a call on a handle that is not open, or in a state that does not allow it, is recorded and
// answered with the description's errno; it meets no expectation, and is no failure of the
// test. The success of any other call changes the state, whatever answers it, and so does
// an event that is fired. An event that cannot happen fails the test. Of the limits of a
// stub driver.MaxHandles holds; without it there is none. Where nothing has a state, the option does nothing.
func WithStates(limits ...driver.StubOption) Option {
	return Option{func(c *Controller) {
		var config driver.StubConfig
		for _, limit := range limits {
			limit(&config)
		}
		if c.about.States == nil {
			return // nothing has a state
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		s := c.keep()
		s.enforced, s.most = true, config.Handles
	}}
}

// keep returns the states, which are kept from here on. The caller holds the lock.
func (c *Controller) keep() *states {
	if c.states == nil {
		s := &states{ctl: c, table: c.about.States, device: newObject(&Machine{})}
		for i := range s.table.Machines {
			machine := &s.table.Machines[i]
			s.handles, s.creating = append(s.handles, map[int]*object{}), append(s.creating, 0)
			if machine.Name == "" {
				s.device = newObject(machine)
			}
		}
		c.states = s
	}
	return c.states
}

// open makes the handle of a number.
func (s *states) open(machine, number int) *object {
	o := newObject(&s.table.Machines[machine-1])
	o.number = number
	s.handles[machine-1][number] = o
	return o
}

// lookup returns the object of a number whose end has not begun and that is in no backlog, or nil.
func (s *states) lookup(machine, number int) *object {
	o := s.handles[machine-1][number]
	if o == nil || o.closing || o.waiting || o.created {
		return nil
	}
	return o
}

// lowest returns the lowest free number.
func (s *states) lowest(machine int) int {
	n := 0
	for o := s.handles[machine-1][n]; o != nil && !o.over; o = s.handles[machine-1][n] {
		n++
	}
	return n
}

// full reports whether no handle is free.
func (s *states) full(machine int) bool {
	used := s.creating[machine-1]
	for _, o := range s.handles[machine-1] {
		if !o.over && !o.created {
			used++
		}
	}
	return s.most > 0 && used >= s.most
}

// SetState puts a handle, or the device, into a state. A handle that is not open is opened.
// Machines are counted from 1. Generated code calls it.
func (c *Controller) SetState(machine, number, state int) {
	c.tb.Helper()
	c.mu.Lock()
	wrong := c.setState(machine, number, state)
	c.wake()
	c.mu.Unlock()
	if wrong != "" {
		c.report(wrong)
	}
}

// setState is SetState, and returns what is wrong. The caller holds the lock.
func (c *Controller) setState(machine, number, state int) string {
	s := c.states
	if s == nil || !s.enforced {
		return "the mock keeps no states: make it with mock.WithStates()"
	}
	m := &s.table.Machines[machine-1]
	if !slices.ContainsFunc(m.States, func(known State) bool { return known.Value == state }) {
		return "there is no state " + strconv.Itoa(state)
	}
	o := s.device
	if m.Name != "" {
		if o = s.handles[machine-1][number]; o == nil || o.closing {
			o = s.open(machine, number)
		}
	}
	o.state = state
	// It is as if it had come there without having been shut or lost.
	o.waiting, o.gone, o.cause, o.ended, o.bars, o.fired = false, false, nil, false, nil, nil
	return ""
}

// StateOf returns the state of a handle, or of the device; false where the handle is not
// open, or the mock keeps no states. Machines are counted from 1. Generated code calls it.
func (c *Controller) StateOf(machine, number int) (state int, open bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.states
	if s == nil || !s.enforced {
		return 0, false
	}
	o := s.device
	if s.table.Machines[machine-1].Name != "" {
		o = s.lookup(machine, number)
	}
	if o == nil {
		return 0, false
	}
	return o.state, true
}
