package mock

import (
	"math/bits"
	"reflect"
)

// follows reports whether something follows from how the call is answered.
func (e *entered) follows() bool {
	return e.on != nil && e.row.Ends || e.changes() ||
		e.row.Creates > 0 && e.states.enforced || e.row.Takes == BacklogQueue
}

// settle ends a call: its first result and its error are known.
func (e *entered) settle(result reflect.Value, err error) {
	c := e.states.ctl
	c.mu.Lock()
	wrong := e.settled(result, err)
	c.wake()
	c.mu.Unlock()
	if wrong != "" {
		c.wrong(c.methods[e.number].callPlace() + ": " + wrong)
	}
}

// settled is settle with the lock held. It returns what is wrong with the result.
func (e *entered) settled(result reflect.Value, err error) string {
	o := e.on
	if o != nil && e.row.Ends {
		o.over = true
	}
	switch {
	case err == nil && e.changes():
		o.succeed(e.rule)
	case e.alone && o.failed != 0 && !o.gone:
		o.state = bits.TrailingZeros64(o.failed)
	}
	if e.alone {
		o.release()
	}
	if e.row.Creates > 0 && e.states.enforced {
		e.states.creating[e.row.Creates-1]--
	}
	switch {
	case err != nil:
	case e.row.Creates > 0 && e.states.enforced:
		return e.created(integer(result))
	case e.row.Takes == BacklogQueue:
		return e.accepted(integer(result))
	}
	return ""
}

// created opens the handle that a call returned.
func (e *entered) created(number int) string {
	if o := e.states.handles[e.row.Creates-1][number]; o != nil && !o.closing && !o.created {
		return e.states.ctl.methods[e.number].Name + " returned " + o.called() + ", which is open already"
	}
	o := e.states.open(e.row.Creates, number)
	for i := range e.args.NumField() {
		o.kept = append(o.kept, e.args.Field(i))
	}
	return ""
}

// accepted takes the handle that a call returned from the backlog, or opens it.
func (e *entered) accepted(number int) string {
	s := e.states
	o := s.handles[e.row.On-1][number]
	switch {
	case o != nil && o.waiting:
		e.on.unqueue(o)
		o.waiting = false
		o.tellLate()
		return ""
	case !s.enforced:
		return ""
	case o != nil && !o.closing:
		return s.ctl.methods[e.number].Name + " returned " + o.called() + ", which is open already"
	}
	o = s.open(e.row.On, number)
	o.state, o.kept = e.row.Arrives, e.on.kept
	return ""
}
