package mock

import "reflect"

// A candidate is an expectation that might have been meant by an unexpected call, as it
// was when the call was made.
type candidate struct {
	*Expected
	misfits []int // the arguments that it does not want
	rank    int
	reason  string    // what else keeps it from taking the call
	before  *Expected // what must be called before it, or nil
	behind  *Expected // what must come behind it and was called, or nil
}

// candidates returns the expectations that want the most of a call's arguments. The caller
// holds the lock.
func (m *method) candidates(args reflect.Value) []candidate {
	var list []candidate
	for _, x := range m.expected {
		misfits := x.misfits(args)
		if len(list) > 0 && len(misfits) < len(list[0].misfits) {
			list = list[:0]
		}
		if len(list) == 0 || len(misfits) == len(list[0].misfits) {
			list = append(list, candidate{x, misfits, x.rank(), x.why(), x.waitsFor(), x.behind.Load()})
		}
	}
	return list
}

// misfits returns which arguments x does not want.
func (x *Expected) misfits(args reflect.Value) []int {
	var list []int
	for i, want := range x.want {
		if !want.fits(args.Field(i)) {
			list = append(list, i)
		}
	}
	return list
}

// rank orders expectations that want the same arguments: first those that forbid a call,
// then those that may still be called.
func (x *Expected) rank() int {
	switch {
	case x.never():
		return 2
	case !x.exhausted():
		return 1
	}
	return 0
}

// why says what keeps x from taking a call whose arguments fit, but for one that must be
// made before or behind.
func (x *Expected) why() string {
	if x.never() {
		return "must not be called"
	}
	calls := 0
	for _, s := range x.steps {
		calls += s.count
	}
	return "was called " + counted(calls, "time", "times") + " already, which is all that is expected"
}

// nearest returns the candidate whose arguments differ in the fewest places, and those
// places: of several the one of the highest rank, else the first.
func nearest(list []candidate, args reflect.Value, s secrets) (c candidate, places []difference, more int) {
	for i, x := range list {
		found, rest := x.differences(x.misfits, args, s)
		fewer := extent(found) + rest - extent(places) - more
		if i == 0 || fewer < 0 || fewer == 0 && x.rank > c.rank {
			c, places, more = x, found, rest
		}
	}
	return c, places, more
}

// extent returns in how many places and lines a value differs.
func extent(found []difference) int {
	n := 0
	for _, d := range found {
		n += max(1, d.lines)
	}
	return n
}
