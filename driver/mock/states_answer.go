package mock

import (
	"context"
	"errors"
	"reflect"
)

// answer is what answers a call of a mock that keeps states: an error where they do not
// allow it; else what answers without them; else, where nothing does, what the states know.
// What a real implementation answers it may refuse itself: it knows its states best. The
// caller holds the lock, which is given back.
func (s *states) answer(ctx context.Context, number int, args reflect.Value, stub any) any {
	m := &s.ctl.methods[number]
	if number >= len(s.table.Methods) || s.table.Methods[number].idle() {
		return m.answer(ctx, args, stub)
	}
	taken := !isNil(stub) || m.expects(args) != nil
	e, err := s.enter(number, &s.table.Methods[number], args, taken || s.ctl.real == nil)
	if err != nil {
		if x := m.expects(args); x != nil {
			x.refuse(args, s.why(&s.table.Methods[number], args, err))
		}
		s.ctl.mu.Unlock()
		return &failed{err}
	}
	returned := false
	defer func() {
		if !returned { // it panicked, or ended its goroutine
			e.settle(reflect.Value{}, errInterrupted)
		}
	}()
	answer := e.chosen(ctx, m, stub, taken)
	returned = true
	return e.followed(answer)
}

// chosen returns what answers a call that states allow, and gives the lock back. Taken
// says that a stub function or an expectation does.
func (e *entered) chosen(ctx context.Context, m *method, stub any, taken bool) any {
	if !taken {
		if own := e.own(); own.IsValid() {
			m.pass(e.args, "the mock's states")
			m.ctl.mu.Unlock()
			return own.Interface()
		}
	}
	return m.answer(ctx, e.args, stub)
}

// expects returns the expectation that takes or forbids a call, or nil. The lock is given
// back where a matcher panics.
func (m *method) expects(args reflect.Value) *Expected {
	returned := false
	defer func() {
		if !returned {
			m.ctl.mu.Unlock()
		}
	}()
	x := m.find(args)
	returned = true
	return x
}

// takesFromQueue reports whether the method of that number takes what can be fired into a queue.
func (c *Controller) takesFromQueue(number int) bool {
	t := c.about.States
	return t != nil && number < len(t.Methods) && t.Methods[number].Takes != NoQueue && t.Methods[number].Func != nil
}

// idle reports whether a method has nothing to do with states.
func (r *MethodStates) idle() bool { return r.On == 0 && r.Creates == 0 && r.Tells == 0 }

// errInterrupted stands for the error of a call that panicked, or ended its goroutine.
var errInterrupted = errors.New("interrupted")

// followed returns the answer of a call, with what follows from it.
func (e *entered) followed(answer any) any {
	if !e.follows() {
		return answer
	}
	do := reflect.ValueOf(answer)
	if answer == nil || do.Kind() != reflect.Func {
		result, err := e.outcome(answer)
		e.settle(result, err)
		return answer
	}
	return reflect.MakeFunc(do.Type(), func(in []reflect.Value) (out []reflect.Value) {
		result, err := reflect.Value{}, errInterrupted
		defer func() { e.settle(result, err) }()
		out = do.Call(in)
		if len(out) > 0 {
			result = out[0]
		}
		err = errorOf(out)
		return out
	}).Interface()
}

// errorOf returns the error among the results of a call, which is the last of them.
func errorOf(results []reflect.Value) error {
	if len(results) == 0 {
		return nil
	}
	err, _ := results[len(results)-1].Interface().(error)
	return err
}

// outcome returns the first result and the error that an answer says.
func (e *entered) outcome(answer any) (reflect.Value, error) {
	if f, ok := answer.(*failed); ok {
		return reflect.Value{}, f.err
	}
	if answer == nil { // zero values
		if f := reflect.TypeOf(e.row.Func); f != nil {
			return reflect.Zero(f.Out(0)), nil
		}
		return reflect.Value{}, nil
	}
	r := answer.(interface{ outcome() (any, error) })
	result, err := r.outcome()
	return reflect.ValueOf(result), err
}

func (r *results0) outcome() (any, error)          { return nil, r.err }
func (r *results1[A]) outcome() (any, error)       { return r.a, r.err }
func (r *results2[A, B]) outcome() (any, error)    { return r.a, r.err }
func (r *results3[A, B, C]) outcome() (any, error) { return r.a, r.err }
func (f *filling0) outcome() (any, error)          { return nil, f.err }
func (f *filling1[B]) outcome() (any, error)       { return nil, f.err }

// own returns a function that answers a call from what the states know, or the zero
// Value. What was fired goes before a real implementation. The caller holds the lock.
func (e *entered) own() reflect.Value {
	c, row := e.states.ctl, e.row
	if row.Func == nil {
		return reflect.Value{}
	}
	if row.Takes != NoQueue {
		return e.taking()
	}
	if !c.nice || c.real != nil || !e.states.enforced {
		return reflect.Value{}
	}
	switch {
	case row.Creates > 0:
		number := e.states.lowest(row.Creates)
		e.states.open(row.Creates, number).created = true // not another call's
		return e.constant(number)
	case row.Tells > 0:
		return e.constant(e.states.device.state)
	case row.Snapshot != nil:
		return e.snapshot()
	}
	return reflect.Value{}
}

// taking returns a function that takes from a queue into which something was fired, or
// the zero Value. That of a nice mock waits for it as a device does: who takes until that
// fails would never end.
func (e *entered) taking() reflect.Value {
	c := e.states.ctl
	waits := c.nice && c.real == nil
	if e.on == nil && waits {
		number := integer(e.args.Field(e.row.Handle - 1))
		if e.on = e.states.handles[e.row.On-1][number]; e.on == nil || e.on.closing {
			e.on = e.states.open(e.row.On, number)
		}
	}
	o := e.on
	if o == nil {
		return reflect.Value{}
	}
	ready := len(o.stream) > 0 || len(o.backlog) > 0
	if c.real != nil && !ready || c.real == nil && !o.fed && !o.gone && !waits {
		return reflect.Value{}
	}
	if e.row.Takes == StreamQueue {
		return e.function(e.receive)
	}
	return e.function(e.accept)
}

// function returns a function of the method's type.
func (e *entered) function(f func(t reflect.Type, in []reflect.Value) []reflect.Value) reflect.Value {
	t := reflect.TypeOf(e.row.Func)
	return reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value { return f(t, in) })
}

// results returns a function's results: zero values, and err where it has an error.
func results(t reflect.Type, err error) []reflect.Value {
	out := make([]reflect.Value, t.NumOut())
	for i := range out {
		out[i] = reflect.New(t.Out(i)).Elem()
	}
	if err != nil && len(out) > 0 && t.Out(len(out)-1) == reflect.TypeFor[error]() {
		out[len(out)-1].Set(reflect.ValueOf(err))
	}
	return out
}

// setInteger sets a variable of any integer type.
func setInteger(v reflect.Value, n int) {
	if v.CanUint() {
		v.SetUint(uint64(n))
		return
	}
	v.SetInt(int64(n))
}

// constant returns a function whose first result is a number.
func (e *entered) constant(n int) reflect.Value {
	return e.function(func(t reflect.Type, _ []reflect.Value) []reflect.Value {
		out := results(t, nil)
		setInteger(out[0], n)
		return out
	})
}

// snapshot returns a function that returns what is known of a handle.
func (e *entered) snapshot() reflect.Value {
	o, names := e.on, e.row.Snapshot
	number, state, kept := o.number, o.state, o.kept
	return e.function(func(t reflect.Type, _ []reflect.Value) []reflect.Value {
		out := results(t, nil)
		if names.Handle != "" {
			setInteger(out[0].FieldByName(names.Handle), number)
		}
		if names.State != "" {
			setInteger(out[0].FieldByName(names.State), state)
		}
		for i, name := range names.Kept {
			if name != "" && i < len(kept) {
				out[0].FieldByName(name).Set(kept[i])
			}
		}
		return out
	})
}
