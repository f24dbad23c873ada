package mock

import (
	"math"
	"reflect"
	"strconv"
	"sync/atomic"

	"drivergen/driver"
)

// Expected is an expected call of any mock and method: what InOrder takes, and what the
// typed expectations are made of. One that nothing is said of must be met once, and
// answers with zero values.
type Expected struct {
	// The controller's lock guards the fields, but for the atomics, which other mocks read.
	method *method
	place  place
	want   []matcher
	takes  bool // one of want wants the values of the calls that are taken
	steps  []step
	at     int // the step that the next call takes
	after  []*Expected
	met    atomic.Bool // every step was called often enough
	closed atomic.Bool // a later one of its order was called
}

type step struct {
	answer          any
	min, max, count int
}

func (x *Expected) core() *Expected { return x }

// answer sets the answer of the current step.
func (x *Expected) answer(answer any) {
	x.method.ctl.mu.Lock()
	defer x.method.ctl.mu.Unlock()
	x.steps[len(x.steps)-1].answer = answer
}

func (x *Expected) fail(errno driver.Errno) {
	x.answer(&failed{driver.Fail(x.method.Op, errno, nil)})
}

func (x *Expected) then() {
	c := x.method.ctl
	c.mu.Lock()
	endless := x.steps[len(x.steps)-1].max == math.MaxInt
	x.steps = append(x.steps, step{min: 1, max: 1})
	x.met.Store(false)
	c.mu.Unlock()
	if endless {
		c.report("Then is never reached: what stands before it may be called any number of times" + x.place.in())
	}
}

func (x *Expected) times(said string, least, most int) {
	c := x.method.ctl
	if least < 0 || most < least {
		c.report(said + " must not be given a negative number, nor a maximum below the minimum" + x.place.in())
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if most == 0 {
		x.method.nevers++
	}
	last := &x.steps[len(x.steps)-1]
	last.min, last.max = least, most
	x.met.Store(x.satisfied())
}

// never reports whether x forbids the call.
func (x *Expected) never() bool { return len(x.steps) == 1 && x.steps[0].max == 0 }

// exhausted reports whether x was called as often as it may be.
func (x *Expected) exhausted() bool {
	for i := x.at; i < len(x.steps); i++ {
		if x.steps[i].count < x.steps[i].max {
			return false
		}
	}
	return true
}

// open reports whether x may take a call now.
func (x *Expected) open() bool {
	return !x.exhausted() && !x.closed.Load() && x.waitsFor() == nil
}

// waitsFor returns the expectation that must be met before x, or nil.
func (x *Expected) waitsFor() *Expected {
	for _, before := range x.after {
		if !before.met.Load() {
			return before
		}
	}
	return nil
}

// take counts a call and returns its answer.
func (x *Expected) take(args reflect.Value) any {
	for _, before := range x.after {
		before.closed.Store(true)
	}
	if x.takes {
		for i, want := range x.want {
			want.take(args.Field(i))
		}
	}
	for x.steps[x.at].count >= x.steps[x.at].max {
		x.at++ // open has made sure that there is one
	}
	s := &x.steps[x.at]
	s.count++
	x.met.Store(x.satisfied())
	return s.answer
}

func (x *Expected) satisfied() bool {
	for i := x.at; i < len(x.steps); i++ {
		if x.steps[i].count < x.steps[i].min {
			return false
		}
	}
	return true
}

// missing returns a line for each step that was not called often enough.
func (x *Expected) missing() []string {
	var lines []string
	for i, s := range x.steps {
		if s.count >= s.min {
			continue
		}
		line := "missing call of " + x.method.Name + "(" + x.describe() + ")"
		if len(x.steps) > 1 {
			line += ", step " + strconv.Itoa(i+1) + " of " + strconv.Itoa(len(x.steps))
		}
		lines = append(lines, line+": want "+s.wanted()+", got "+strconv.Itoa(s.count)+x.place.in())
	}
	return lines
}

// wanted returns how often the step must be called: "2", "1 to 3", "at least 1".
func (s step) wanted() string {
	switch {
	case s.max == math.MaxInt:
		return "at least " + strconv.Itoa(s.min)
	case s.min == s.max:
		return strconv.Itoa(s.min)
	case s.min == 0:
		return "at most " + strconv.Itoa(s.max)
	}
	return strconv.Itoa(s.min) + " to " + strconv.Itoa(s.max)
}
