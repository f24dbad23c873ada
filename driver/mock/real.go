package mock

import (
	"reflect"
	"slices"

	"drivergen/driver"
)

// A partial fake has a real implementation behind it, which answers the calls that nothing
// else does. Its methods are found by reflection, so that generated code need not name them.

// SetReal puts an implementation of the mocked interface behind the mock. Generated code
// calls it before the mock is used. It panics where real is nil.
func (c *Controller) SetReal(real any) {
	if isNil(real) {
		panic("mock: a partial fake needs a device that answers, got nil; New makes a mock without one")
	}
	c.real = real
}

// PassOn keeps the subscription to the real implementation's events, and ends it when the
// test ends. Generated code calls it before the mock is used.
func (c *Controller) PassOn(events driver.Subscription) {
	c.passed = events
	c.tb.Cleanup(events.Cancel)
}

// Behind returns a subscription to the mock's events whose Post goes behind what the real
// implementation has told so far, too. Generated code calls it.
func (c *Controller) Behind(events driver.Subscription) driver.Subscription {
	if c.passed == nil {
		return events
	}
	return behind{events, c.passed}
}

type behind struct {
	driver.Subscription
	real driver.Subscription
}

func (b behind) Post(f func()) { b.real.Post(func() { b.Subscription.Post(f) }) }

// With adds to a mock's capabilities those of the real implementation that its description
// does not name, such as driver.QueuesCapability. Generated code calls it.
func (c *Controller) With(has driver.Capabilities) driver.Capabilities {
	if d, ok := c.real.(interface{ Capabilities() driver.Capabilities }); ok {
		for name, capability := range d.Capabilities() {
			if !slices.Contains(c.about.Capabilities, name) {
				has[name] = capability
			}
		}
	}
	return has
}

// realMethod returns the method of the real implementation: a function, or the error that
// a call answers with where the implementation does not have it now. It must be called
// without the lock.
func (m *method) realMethod() any {
	of := m.ctl.real
	if m.Capability != "" {
		of = capability(of, m.Capability)
		if of == nil {
			return &failed{driver.Fail(m.Op, driver.EOPNOTSUPP, nil)}
		}
	}
	return reflect.ValueOf(of).MethodByName(m.Name).Interface()
}

// capability returns what implements a capability of a device, or nil.
func capability(device any, name string) any {
	if d, ok := device.(interface{ Capabilities() driver.Capabilities }); ok {
		return d.Capabilities()[name]
	}
	return nil
}
