package mock

import (
	"context"
	"reflect"

	"drivergen/driver"
)

// method is a method of one mock.
type method struct {
	Method
	ctl      *Controller
	count    int // how often it was called
	expected []*Expected
	nevers   int // how many of them forbid a call
	passed   []passed
}

// answer returns what answers a call with those arguments, and gives the lock back.
func (m *method) answer(ctx context.Context, args reflect.Value, stub any) any {
	s, unexpected := m.choose(args, stub)
	switch {
	case unexpected != nil:
		return &failed{unexpected.report()}
	case s.blocks:
		if err := m.block(ctx, s.release); err != nil {
			return &failed{err}
		}
	}
	switch answer := s.answer.(type) {
	case realMethod:
		return m.realMethod()
	case *panics:
		panic(answer.value)
	}
	return s.answer
}

// choose returns the step of an expectation that answers a call, or one that stands for
// the stub function or the real method, and gives the lock back.
func (m *method) choose(args reflect.Value, stub any) (step, *fault) {
	defer m.ctl.mu.Unlock() // a matcher of the test's own may panic
	x := m.find(args)
	switch {
	case x != nil && x.never():
	case x != nil:
		return x.take(args), nil
	case !isNil(stub):
		m.pass(args, "the stub function")
		return step{answer: stub}, nil
	case m.ctl.real != nil:
		m.pass(args, "the real device")
		return step{answer: realMethod{}}, nil
	case m.ctl.nice:
		m.pass(args, "zero values")
		return step{}, nil
	}
	return step{}, m.fault(args)
}

// find returns the expectation that takes a call or forbids it, or nil.
func (m *method) find(args reflect.Value) *Expected {
	if m.nevers > 0 {
		for _, x := range m.expected {
			if x.never() && x.fits(args) {
				return x
			}
		}
	}
	for _, x := range m.expected {
		if x.open() && x.fits(args) {
			return x
		}
	}
	return nil
}

// block waits until a call is released. It returns the error that the call answers with
// where its context ends first, or the mock fails.
func (m *method) block(ctx context.Context, release <-chan struct{}) error {
	select {
	case <-release:
		return nil
	case <-ctx.Done():
		return driver.FromContext(m.Op, ctx)
	case <-m.ctl.alive.Done():
		return driver.Fail(m.Op, driver.EIO, context.Cause(m.ctl.alive))
	}
}
