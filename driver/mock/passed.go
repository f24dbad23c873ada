package mock

import "reflect"

// A passed call is one that met no expectation of its method and was answered all the
// same. It may be the one that a missing expectation meant.
type passed struct {
	args reflect.Value
	by   string // what answered it
}

// mostPassed is how many passed calls of a method are kept: the first ones.
const mostPassed = 64

// pass keeps a call of a method that has expectations. The caller holds the lock.
func (m *method) pass(args reflect.Value, by string) {
	if len(m.expected) > 0 && len(m.passed) < mostPassed {
		m.passed = append(m.passed, passed{args, by})
	}
}

// A refused call is one that met an expectation, had the states allowed it.
type refused struct {
	args  reflect.Value
	place string // where it was made
	why   string
}

// refuse keeps the first call that states refused an expectation. The caller holds the lock.
func (x *Expected) refuse(args reflect.Value, why string) {
	if x.refused == nil {
		x.refused = &refused{args, x.method.callPlace(), why}
	}
}

// hint returns a line about the call that x may have meant, or "": one that states refused,
// or the nearest of those that passed. It is called without the lock.
func (x *Expected) hint(r *refused, calls []passed) string {
	var s secrets
	x.addSecrets(&s)
	if r != nil {
		s.addIn(r.args)
		return "\n  " + x.method.Name + "(" + x.method.showCall(s, r.args) + ") at " + r.place + " was refused by the states: " + r.why
	}
	var best passed
	var misfits []int
	for _, call := range calls {
		if list := x.misfits(call.args); best.by == "" || len(list) < len(misfits) {
			best, misfits = call, list
		}
	}
	if best.by == "" || len(misfits) > 1 && len(misfits) == len(x.want) {
		return ""
	}
	s.addIn(best.args)
	line := "\n  nearest call " + x.method.Name + "(" + x.method.showCall(s, best.args) + ") (answered by " + best.by + "):"
	if len(misfits) == 0 {
		return line + " came out of order, or before it was expected"
	}
	return line + list(x.differences(misfits, best.args, s))
}
