package mock

import (
	"io"
	"reflect"
	"strconv"

	"drivergen/driver"
)

// An entered call is one that states allow, until it is answered.
type entered struct {
	states *states
	op     string
	number int // of the method
	row    *MethodStates
	args   reflect.Value
	on     *object    // what it works on, or nil
	rule   *StateRule // what holds for it, or nil
	alone  bool       // it keeps other calls from changing the state
}

// enter checks whether states allow a call. Where they do not and refuses is set, the error
// answers it. The caller holds the lock.
func (s *states) enter(number int, row *MethodStates, args reflect.Value, refuses bool) (*entered, error) {
	e := &entered{states: s, op: s.ctl.methods[number].Op, number: number, row: row, args: args}
	if err := e.find(); err != nil && refuses {
		return nil, e.wrap(err)
	}
	switch {
	case e.on != nil && row.Ends:
		e.on.close()
		s.ctl.wake()
		return e, nil
	case !s.enforced:
		return e, nil
	}
	err := e.allow()
	if err == nil && row.Creates > 0 && s.full(row.Creates) {
		err = s.table.Machines[row.Creates-1].Full
	}
	if err != nil && refuses {
		return nil, e.wrap(err)
	}
	if row.Creates > 0 {
		s.creating[row.Creates-1]++
	}
	if e.alone = err == nil && e.changes(); e.alone {
		e.on.busy, e.on.to, e.on.failed = true, e.rule.To, e.rule.Failed
	}
	return e, nil
}

// changes reports whether the call's success or failure changes what it works on.
func (e *entered) changes() bool { return e.on != nil && e.rule != nil && e.rule.Alone }

// find looks for what the call works on.
func (e *entered) find() error {
	s, row := e.states, e.row
	if row.On == 0 {
		return nil
	}
	machine := &s.table.Machines[row.On-1]
	if machine.Name == "" {
		e.on = s.device
		return nil
	}
	e.on = s.lookup(row.On, integer(e.args.Field(row.Handle-1)))
	if e.on == nil && s.enforced {
		return machine.Invalid
	}
	return nil
}

// allow is what driver.Handle's Enter, Receive and Accept check, in their order.
func (e *entered) allow() error {
	o := e.on
	if o == nil {
		return nil
	}
	if e.rule = e.row.choose(e.args); e.rule == nil {
		return nil
	}
	if err := e.prepare(); err != nil {
		return err
	}
	allowed := e.rule.Allows(o.state)
	switch {
	case e.row.Takes == StreamQueue && (o.gone || allowed):
		if o.ended {
			return io.EOF
		}
		return nil
	case e.row.Takes == BacklogQueue && len(o.backlog) > 0:
		return nil
	}
	if e.row.Takes == NoQueue {
		if errno := o.barred(e.number); errno != 0 {
			return errno
		}
	}
	switch {
	case o.gone:
		return o.goneError()
	case e.rule.Alone && o.busy:
		return driver.EALREADY
	case !allowed:
		return e.rule.Refusal(o.state)
	}
	return nil
}

// prepare brings what the call works on into a state from which it is allowed, where
// the description names a method that does that.
func (e *entered) prepare() error {
	if e.row.First == 0 {
		return nil
	}
	o := e.on
	row := &e.states.table.Methods[e.row.First-1]
	if o.gone || e.rule.Allows(o.state) || row.Rule == nil || !row.Rule.Allows(o.state) {
		return nil
	}
	if errno := o.barred(e.row.First - 1); errno != 0 {
		return errno
	}
	if o.busy {
		return driver.EALREADY
	}
	o.succeed(row.Rule)
	return nil
}

// choose returns the rule that holds for a call with these arguments.
func (r *MethodStates) choose(args reflect.Value) *StateRule {
	if r.By > 0 {
		value := enumText(args.Field(r.By - 1))
		for i := range r.Where {
			if r.Where[i].Is == value {
				return &r.Where[i].Rule
			}
		}
	}
	return r.Rule
}

// wrap returns an error as the method returns it.
func (e *entered) wrap(err error) error {
	switch {
	case e.row.Timeout != nil:
		return driver.TimeoutAs(err, e.row.Timeout)
	case e.row.Sentinels:
		return err
	}
	return driver.Wrap(e.op, err)
}

// integer returns the value of an integer of any type.
func integer(v reflect.Value) int {
	if v.CanUint() {
		return int(v.Uint())
	}
	return int(v.Int())
}

// enumText returns the value of an enum as the tables have it.
func enumText(v reflect.Value) string {
	switch {
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	}
	return v.String()
}
