package mock

import (
	"reflect"
	"strconv"
	"strings"

	"drivergen/driver"
)

// A fault is an unexpected call.
type fault struct {
	ctl  *Controller
	op   string
	text string

	reported bool
}

// report marks the test failed and returns the error that the call answers with: EIO,
// which wraps ErrUnexpected.
func (f *fault) report() error {
	f.ctl.reportOnce(&f.reported, f.text)
	f.ctl.giveUp()
	return driver.Fail(f.op, driver.EIO, ErrUnexpected)
}

// fault describes an unexpected call by the expectation that came closest. The caller
// holds the lock.
func (m *method) fault(args reflect.Value) *fault {
	text := m.callPlace() + ": unexpected call " + m.Name + "(" + got(m.showAll(args, nil)) + ")"
	if x, shown := m.nearest(args); x != nil {
		text += "\n  nearest expectation" + x.place.in() + ": " + x.why(shown)
	} else {
		text += "\n  no call of " + m.Name + " is expected"
	}
	f := &fault{ctl: m.ctl, op: m.Op, text: text}
	m.ctl.faults = append(m.ctl.faults, f)
	return f
}

// nearest returns the expectation with the fewest arguments that differ: of several a
// forbidding one, else one that may still be called, else the first.
func (m *method) nearest(args reflect.Value) (*Expected, []shown) {
	var nearest *Expected
	var best []shown
	for _, x := range m.expected {
		list := m.showAll(args, x)
		if nearest == nil || differing(list) < differing(best) ||
			differing(list) == differing(best) && x.rank() > nearest.rank() {
			nearest, best = x, list
		}
	}
	return nearest, best
}

func (x *Expected) rank() int {
	switch {
	case x.never():
		return 2
	case !x.exhausted():
		return 1
	}
	return 0
}

// why says what keeps x from taking a call with those arguments.
func (x *Expected) why(args []shown) string {
	before := x.waitsFor()
	switch {
	case differing(args) > 0:
		return difference(args)
	case x.never():
		return "must not be called"
	case before != nil:
		return "must come after " + before.method.Name + "(" + before.describe() + ")" + before.place.in()
	case x.closed.Load():
		return "a call that must come later was made already"
	}
	calls := 0
	for _, s := range x.steps {
		calls += s.count
	}
	return "was called " + strconv.Itoa(calls) + " times already, which is all that is expected"
}

// got returns a call's arguments.
func got(args []shown) string {
	texts := make([]string, len(args))
	for i, arg := range args {
		texts[i] = arg.got
	}
	return strings.Join(texts, ", ")
}

// differing returns how many arguments do not fit.
func differing(args []shown) int {
	n := 0
	for _, arg := range args {
		if !arg.fits {
			n++
		}
	}
	return n
}

// difference names each argument that does not fit, what was wanted and what came.
func difference(args []shown) string {
	var texts []string
	for _, arg := range args {
		switch {
		case arg.fits:
		case arg.want == arg.got:
			texts = append(texts, arg.name+": differs in what is not printed: "+arg.got)
		default:
			texts = append(texts, arg.name+": want "+arg.want+", got "+arg.got)
		}
	}
	return strings.Join(texts, "; ")
}
