package mock

import (
	"strconv"
	"strings"

	"drivergen/driver"
)

// A Fault is an unexpected call.
type Fault struct {
	ctl  *Controller
	op   string
	text string

	reported bool
}

// report marks the test failed and returns the error that the call answers with: EIO,
// which wraps ErrUnexpected.
func (f *Fault) report() error {
	f.ctl.tb.Helper()
	f.ctl.reportOnce(&f.reported, f.text)
	f.ctl.giveUp()
	return driver.Fail(f.op, driver.EIO, ErrUnexpected)
}

// fault describes an unexpected call by the expectation that came closest. The caller
// holds the lock.
func (m *method) fault(call Record) *Fault {
	text := "unexpected call " + m.Name + "(" + list(call, nil).got() + ")"
	if x, shown := m.nearest(call); x != nil {
		text += "\n  nearest expectation" + x.place.in() + ": " + x.why(shown)
	} else {
		text += "\n  no call of " + m.Name + " is expected"
	}
	f := &Fault{ctl: m.ctl, op: m.Op, text: text}
	m.ctl.faults = append(m.ctl.faults, f)
	return f
}

// nearest returns the expectation with the fewest arguments that differ: of several a
// forbidding one, else one that may still be called, else the first.
func (m *method) nearest(call Record) (*Expected, arguments) {
	var nearest *Expected
	var shown arguments
	for _, x := range m.expected {
		args := list(call, x.args.want)
		if nearest == nil || args.differing() < shown.differing() ||
			args.differing() == shown.differing() && x.rank() > nearest.rank() {
			nearest, shown = x, args
		}
	}
	return nearest, shown
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
func (x *Expected) why(args arguments) string {
	before := x.waitsFor()
	switch {
	case args.differing() > 0:
		return args.difference()
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

// describe returns what x wants of each argument.
func (x *Expected) describe() string {
	a := Args{mode: describing, want: x.args.want}
	x.method.Blank.MatchArgs(&a)
	texts := make([]string, len(a.list))
	for i, arg := range a.list {
		texts[i] = arg.want
	}
	return strings.Join(texts, ", ")
}

// arguments are a call's arguments as a failure prints them.
type arguments []shown

func list(call Record, want []any) arguments {
	a := Args{mode: listing, want: want}
	call.MatchArgs(&a)
	return a.list
}

func (args arguments) got() string {
	texts := make([]string, len(args))
	for i, arg := range args {
		texts[i] = arg.got
	}
	return strings.Join(texts, ", ")
}

func (args arguments) differing() int {
	n := 0
	for _, arg := range args {
		if !arg.fits {
			n++
		}
	}
	return n
}

// difference names each argument that does not fit, what was wanted and what came.
func (args arguments) difference() string {
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
