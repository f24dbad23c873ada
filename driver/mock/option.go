package mock

import "slices"

// An Option is an option of a mock's constructor.
type Option struct{ apply func(*Controller) }

// Strict makes an unexpected call fail the test. A mock without a mode is strict.
func Strict() Option { return Option{func(c *Controller) { c.nice = false }} }

// Nice answers an unexpected call with zero values and does not fail the test; a method that
// takes from a queue, such as a socket's received bytes, waits until something is fired into it. The call is
// recorded; one that an expectation forbids by Never still fails.
func Nice() Option { return Option{func(c *Controller) { c.nice = true }} }

// WithCapability gives the mock the capability of that name. Generated options call it. It is
// not inlined, so that a failure does not take its function for the test's.
//
//go:noinline
func WithCapability(name string) Option {
	return Option{func(c *Controller) {
		if !slices.Contains(c.about.Capabilities, name) {
			c.misused(c.firedAt(), "an option gives the capability "+name+" to a mock whose interface has none of that name")
			return
		}
		c.SetCapability(name, true)
	}}
}

// SetCapability says whether the mock has a capability from now on. Generated code calls it.
func (c *Controller) SetCapability(name string, on bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.has == nil {
		c.has = map[string]bool{}
	}
	c.has[name] = on
}

// HasCapability reports whether the mock has a capability: where nobody has said so, one
// with a real implementation behind it has what that has. Generated code calls it.
func (c *Controller) HasCapability(name string) bool {
	c.mu.Lock()
	on, said := c.has[name]
	real := c.real
	c.mu.Unlock()
	if said || real == nil {
		return on
	}
	return capability(real, name) != nil
}
