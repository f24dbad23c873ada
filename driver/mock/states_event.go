package mock

import (
	"reflect"
	"runtime"
	"strings"

	"drivergen/driver"
)

// Fire fires an event: put, which does not wait, puts it into the queue of the mock's
// events. Where states are obeyed it changes them; one that cannot happen fails the test,
// is not put there, and the answer is false. Kind is the event's number, and event the event as a value. Generated code
// calls it.
func (c *Controller) Fire(kind int, event any, passed bool, put func()) bool {
	c.mu.Lock()
	s := c.states
	if s == nil || kind >= len(s.table.Events) || s.table.Events[kind].Name == "" {
		put()
		c.mu.Unlock()
		return true
	}
	wrong := s.fire(kind, reflect.ValueOf(event), passed, put)
	c.wake()
	c.mu.Unlock()
	if wrong != "" {
		c.misfired(s.table.Events[kind].Name, wrong)
	}
	return wrong == ""
}

// fire is Fire for an event that the states know of. It returns what is wrong. The caller
// holds the lock.
func (s *states) fire(kind int, event reflect.Value, passed bool, put func()) string {
	row := &s.table.Events[kind]
	o := s.device
	if passed && row.Handle != "" { // of which handle of that number is not known
		put()
		return ""
	}
	if row.Handle != "" {
		number := integer(event.FieldByName(row.Handle))
		if o = s.handles[row.On-1][number]; o == nil {
			if s.enforced {
				return " of " + s.table.Machines[row.On-1].numbered(number) + ", which is not open"
			}
			o = s.open(row.On, number)
		}
	}
	rule := row.choose(event)
	if s.enforced && !passed {
		if wrong := s.misfired(row, o, rule); wrong != "" {
			return " of " + o.called() + wrong
		}
	}
	o.count++
	if o.fired == nil {
		o.fired = map[int]int{}
	}
	o.fired[kind] = o.count
	if o.waiting { // nobody knows its number
		o.late = append(o.late, func() { o.move(row, rule, event); put() })
		return ""
	}
	if o.defers() {
		o.late = append(o.late, func() { o.move(row, rule, event) })
	} else {
		o.move(row, rule, event)
	}
	put()
	return ""
}

// misfired returns why an event cannot happen now, or "".
func (s *states) misfired(row *EventStates, o *object, rule *driver.Rule) string {
	if o.closing && !row.Ending {
		return ", which is closed"
	}
	if last := row.Last; last > 0 && o.fired[last] > 0 {
		return " after " + s.table.Events[last].Name + ": nothing that \"" + row.Trigger + "\" triggers comes behind that"
	}
	if row.Before > 0 && o.fired[row.Before] <= o.fired[s.kind(row)] {
		before := s.table.Events[row.Before].Name
		return " without " + before + " before: \"" + row.Trigger + "\" triggers " + before + ", then " + row.Name
	}
	in := row.In
	if rule != nil && rule.From != 0 {
		in = rule.From
	}
	switch {
	case in == 0 || o.gone && row.Queue:
	case in&(1<<o.state) != 0, o.busy && o.to != driver.Stay && in&(1<<o.to) != 0:
	default:
		return " in the state " + o.machine.name(o.state) + ": it can happen in " + o.machine.names(in)
	}
	return ""
}

// kind returns the kind of an event.
func (s *states) kind(row *EventStates) int {
	for i := range s.table.Events {
		if &s.table.Events[i] == row {
			return i
		}
	}
	return 0
}

// choose returns where an event leads, or nil.
func (r *EventStates) choose(event reflect.Value) *driver.Rule {
	if r.By != "" {
		value := enumText(event.FieldByName(r.By))
		for i := range r.Where {
			if r.Where[i].Is == value {
				return &r.Where[i].Rule
			}
		}
	}
	return r.Rule
}

// move changes the object as an event does.
func (o *object) move(row *EventStates, rule *driver.Rule, event reflect.Value) {
	if o.closing || o.gone {
		return
	}
	if row.Remote {
		o.gone = true
		if row.Cause != "" {
			o.cause, _ = event.FieldByName(row.Cause).Interface().(error)
		}
	}
	if rule != nil && rule.To != driver.Stay && rule.Allows(o.state) {
		o.state = rule.To
	}
}

// wrong marks the test failed with a text that begins with its place, and ends every wait.
func (c *Controller) wrong(text string) {
	var reported bool
	c.reportOnce(&reported, text)
	c.giveUp()
}

// misfired is wrong for an event, or for what is put into a queue, which has the name "".
// The text names what the test called where that is not the event itself.
func (c *Controller) misfired(event, wrong string) {
	place, called := c.fired()
	switch {
	case called == "" || called == event:
		called = event
	case event != "":
		called += ": " + event
	default:
		called += ": "
	}
	c.wrong(place + ": fired " + called + wrong)
}

// firedAt returns the line of the test that fired something.
func (c *Controller) firedAt() string {
	place, _ := c.fired()
	return place
}

// fired returns the line of the test that fired something, and the name of the generated
// function that it called.
func (c *Controller) fired() (place, called string) {
	frames := make([]uintptr, 24)
	mocks := c.about.pkg() + "."
	place = outside(frames[:runtime.Callers(2, frames)], 0, func(function string) bool {
		generated := strings.HasPrefix(function, mocks)
		if generated {
			called = strings.TrimSuffix(function[strings.LastIndexByte(function, '.')+1:], "-fm") // of a method value
		}
		return generated || own(function)
	})
	return place, called
}
