package mock

import (
	"sync"

	"drivergen/driver"
)

// A Callback is the function that a method of a mock was last given. F is its type.
type Callback[F any] struct {
	mu    sync.Mutex
	last  F
	given bool
}

// Give keeps the function that a method is given. Generated code calls it.
func (c *Callback[F]) Give(function F) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last, c.given = function, true
}

// Fire calls the function in the queue of the mock's events: call is run with it. A nil one
// is not called. Where the method was not called so far, the test fails. Event is the number
// under which Wait counts it. Generated code calls it.
func (c *Callback[F]) Fire(ctl *Controller, queue driver.Subscription, event int, call func(F)) {
	c.mu.Lock()
	function, given := c.last, c.given
	c.mu.Unlock()
	if !given {
		ctl.wrong(ctl.firedAt() + ": fired " + ctl.about.Events[event-1] + ", which was given no function")
		return
	}
	queue.Post(func() {
		if !isNil(function) {
			call(function)
		}
		ctl.Handled(event)
	})
}
