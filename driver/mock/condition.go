package mock

import "strconv"

// A Condition is what a mock's Wait waits for: calls of a method, events that were handled,
// or an expectation.
type Condition interface {
	// goal returns what is to come, where mock is the mock that waits and c its controller.
	goal(c *Controller, mock any) goal
}

// A goal is something to come in a mock.
type goal struct {
	ctl  *Controller
	met  func() bool   // is called with the lock of ctl held
	text func() string // what is waited for, and how far it has come; is called without the lock
}

// MethodOf is the number of a method of a mock of type M. As a Condition it stands for one
// call of it or more.
type MethodOf[M any] int

// Times returns the condition that the method has been called n times or more, since the
// mock was made or its calls were reset.
func (m MethodOf[M]) Times(n int) Condition { return callsOf[M]{m, n} }

func (m MethodOf[M]) goal(c *Controller, mock any) goal { return m.Times(1).goal(c, mock) }

type callsOf[M any] struct {
	method MethodOf[M]
	times  int
}

func (w callsOf[M]) goal(c *Controller, mock any) goal {
	if _, own := mock.(M); !own {
		return foreign(c, "a method")
	}
	m := &c.methods[w.method]
	return goal{c, func() bool { return m.count >= w.times }, func() string {
		return counted(w.times, "call", "calls") + " of " + m.Name + ", got " + c.read(&m.count)
	}}
}

// EventOf is the number of an event of a mock of type M. As a Condition it says that the
// handlers of one such event or more have returned.
type EventOf[M any] int

// Times returns the condition that the handlers of n such events or more have returned,
// since the mock was made or its calls were reset.
func (e EventOf[M]) Times(n int) Condition { return eventsOf[M]{e, n} }

func (e EventOf[M]) goal(c *Controller, mock any) goal { return e.Times(1).goal(c, mock) }

type eventsOf[M any] struct {
	event EventOf[M]
	times int
}

func (w eventsOf[M]) goal(c *Controller, mock any) goal {
	if _, own := mock.(M); !own {
		return foreign(c, "an event")
	}
	return goal{c, func() bool { return c.handled[w.event] >= w.times }, func() string {
		return counted(w.times, "handled event ", "handled events ") + c.about.Events[w.event-1] + ", got " + c.read(&c.handled[w.event])
	}}
}

// read returns the text of a number that the lock guards.
func (c *Controller) read(n *int) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strconv.Itoa(*n)
}

// foreign returns a goal that never comes: the method or event of another interface's mock.
func foreign(c *Controller, what string) goal {
	return goal{c, func() bool { return false }, func() string { return what + " of another interface, which this mock does not have" }}
}

// goal makes an expectation a Condition: it has taken as many calls as it must.
func (x *Expected) goal(*Controller, any) goal {
	return goal{x.method.ctl, x.met.Load, func() string {
		return "the call of " + x.method.Name + "(" + x.describe() + ") expected at " + x.place.String()
	}}
}

// counted returns a number and what it counts.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
