package mock

import "slices"

// Ordered is an expectation of any generated mock.
type Ordered interface {
	core() *Expected
}

// InOrder says that the calls must be made in this order: each expectation can be met
// only when the one before it has been called often enough, and takes no more calls once
// the one behind it was called. They may belong to different mocks. Where the order
// contradicts one that was said before, the test fails and that pair has no order.
func InOrder(expectations ...Ordered) {
	for i := 1; i < len(expectations); i++ {
		before, x := expectations[i-1].core(), expectations[i].core()
		if before.comesBehind(x) {
			x.misused("InOrder wants " + before.method.Name + "(" + before.describe() + ")" + before.place.in() + " before " +
				x.method.Name + "(" + x.describe() + ")" + x.place.in() + ", which must come before it already")
			continue
		}
		x.method.ctl.mu.Lock()
		x.after = append(x.after, before)
		x.method.ctl.mu.Unlock()
	}
}

// comesBehind reports whether x is first, or can be met only after it.
func (x *Expected) comesBehind(first *Expected) bool {
	if x == first {
		return true
	}
	x.method.ctl.mu.Lock()
	after := slices.Clone(x.after)
	x.method.ctl.mu.Unlock()
	return slices.ContainsFunc(after, func(before *Expected) bool { return before.comesBehind(first) })
}
