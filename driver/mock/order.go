package mock

// Ordered is an expectation of any generated mock.
type Ordered interface {
	core() *Expected
}

// InOrder says that the calls must be made in this order: each expectation can be met
// only when the one before it has been called often enough, and takes no more calls once
// the one behind it was called. They may belong to different mocks.
func InOrder(expectations ...Ordered) {
	for i := 1; i < len(expectations); i++ {
		before, x := expectations[i-1].core(), expectations[i].core()
		x.method.ctl.mu.Lock()
		x.after = append(x.after, before)
		x.method.ctl.mu.Unlock()
	}
}
