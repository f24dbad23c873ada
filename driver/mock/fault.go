package mock

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	"drivergen/driver"
)

// A fault is an unexpected call.
type fault struct {
	ctl *Controller
	op  string

	// text describes the call by the expectation that came closest. It may run methods
	// Error and String of the arguments, so that no lock is held meanwhile.
	text func() string

	reported bool
}

// report marks the test failed and returns the error that the call answers with: EIO,
// which wraps ErrUnexpected.
func (f *fault) report() error {
	f.ctl.reportOnce(&f.reported, f.text())
	f.ctl.giveUp()
	return driver.Fail(f.op, driver.EIO, ErrUnexpected)
}

// fault returns an unexpected call with those arguments, which are not changed any more.
// The caller holds the lock.
func (m *method) fault(args reflect.Value) *fault {
	begin := m.callPlace() + ": unexpected call " + m.Name
	candidates := m.candidates(args)
	f := &fault{ctl: m.ctl, op: m.Op, text: sync.OnceValue(func() string {
		return begin + m.describeFault(args, candidates)
	})}
	m.ctl.faults = append(m.ctl.faults, f)
	return f
}

// describeFault returns the arguments of an unexpected call, and what was expected in its place.
func (m *method) describeFault(args reflect.Value, candidates []candidate) string {
	var s secrets
	s.addIn(args)
	for _, c := range candidates {
		c.addSecrets(&s)
	}
	text := "(" + m.showCall(s, args) + ")"
	if len(candidates) == 0 {
		return text + "\n  no call of " + m.Name + " is expected"
	}
	x, places, more := nearest(candidates, args, s)
	text += "\n  nearest expectation" + x.place.in() + ":"
	switch {
	case len(places) > 0:
		return text + list(places, more)
	case x.before != nil && x.rank < 2:
		return text + " must come after " + x.before.method.Name + "(" + x.before.describe() + ")" + x.before.place.in()
	case x.behind != nil && x.rank < 2:
		return text + " must come before " + x.behind.method.Name + "(" + x.behind.describe() + ")" + x.behind.place.in() + ", which was called already"
	}
	return text + " " + x.reason
}

// list returns differences in the same line where they are few and short, else in a line each.
func list(places []difference, more int) string {
	var short []string
	excerpts := more > 0
	for _, d := range places {
		short = append(short, d.path+": "+d.text)
		excerpts = excerpts || len(d.more) > 0
	}
	if line := strings.Join(short, "; "); !excerpts && (len(line) <= mostLine || len(places) == 1) {
		return " " + line
	}
	var b strings.Builder
	for _, d := range places {
		b.WriteString("\n    " + d.path + ": " + d.text)
		for _, line := range d.more {
			b.WriteString("\n      " + line)
		}
	}
	if more > 0 {
		b.WriteString("\n    and " + strconv.Itoa(more) + " more")
	}
	return b.String()
}
