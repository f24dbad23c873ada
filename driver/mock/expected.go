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
	method  *method
	place   place
	want    []matcher
	takes   bool // one of want wants the values of the calls that are taken
	steps   []step
	at      int // the step that the next call takes
	after   []*Expected
	met     atomic.Bool              // every step was called often enough
	behind  atomic.Pointer[Expected] // a later one of its order that was called, or nil
	misuse  bool                     // the test was told that it is set wrongly
	refused *refused                 // a call that states kept from it, or nil
}

// A step is what an expectation wants and answers for one stretch of its calls.
type step struct {
	answer          any
	min, max, count int
	blocks          bool            // it does not answer before it is released
	release         <-chan struct{} // nil: only the end of its context and a failure release it
}

func (x *Expected) core() *Expected { return x }

// answer sets the answer of the current step.
func (x *Expected) answer(answer any) {
	x.method.ctl.mu.Lock()
	defer x.method.ctl.mu.Unlock()
	x.steps[len(x.steps)-1].answer = answer
}

// block makes the current step wait until it is released.
func (x *Expected) block(release <-chan struct{}) {
	x.method.ctl.mu.Lock()
	defer x.method.ctl.mu.Unlock()
	s := &x.steps[len(x.steps)-1]
	s.blocks, s.release = true, release
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
		x.misused("Then is never reached: what stands before it may be called any number of times")
	}
}

func (x *Expected) times(said string, least, most int) {
	switch {
	case least < 0 || most < 0:
		x.misused(said + " must not be given a negative number")
		return
	case most < least:
		x.misused(said + " must not be given a maximum below the minimum: " + strconv.Itoa(most) + " is below " + strconv.Itoa(least))
		return
	}
	c := x.method.ctl
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
	return !x.exhausted() && x.behind.Load() == nil && x.waitsFor() == nil
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

// take counts a call and returns the step that it takes.
func (x *Expected) take(args reflect.Value) step {
	for _, before := range x.after {
		before.behind.Store(x)
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
	return *s
}

func (x *Expected) satisfied() bool {
	for i := x.at; i < len(x.steps); i++ {
		if x.steps[i].count < x.steps[i].min {
			return false
		}
	}
	return true
}

// missing returns for each step that was not called often enough what makes the line that
// tells of it, with no lock held. The last tells what call may have been meant, too.
func (x *Expected) missing() []func() string {
	if x.misuse {
		return nil
	}
	var lines []func() string
	steps := len(x.steps)
	for i, s := range x.steps {
		if s.count >= s.min {
			continue
		}
		lines = append(lines, func() string {
			line := "missing call of " + x.method.Name + "(" + x.describe() + ")"
			if steps > 1 {
				line += ", step " + strconv.Itoa(i+1) + " of " + strconv.Itoa(steps)
			}
			return line + ": want " + s.wanted() + ", got " + strconv.Itoa(s.count) + x.place.in()
		})
	}
	if last := len(lines) - 1; last >= 0 {
		line, kept, calls := lines[last], x.refused, x.method.passed
		lines[last] = func() string { return line() + x.hint(kept, calls) }
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
