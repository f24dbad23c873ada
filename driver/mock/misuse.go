package mock

import "runtime"

// misused marks the test failed because of how it sets an expectation. The text begins with
// the line of the test that does. What is missing of the expectation is not reported.
func (x *Expected) misused(text string) {
	c := x.method.ctl
	c.mu.Lock()
	x.misuse = true
	c.mu.Unlock()
	frames := make([]uintptr, 24)
	c.misused(outside(frames[:runtime.Callers(2, frames)], 0, own), text)
}

// misused marks the test failed because of how it uses the mock at a place.
func (c *Controller) misused(place, text string) {
	var reported bool
	c.reportOnce(&reported, place+": "+text)
}
