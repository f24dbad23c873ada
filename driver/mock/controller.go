package mock

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// A Controller is what the methods of one mock share.
type Controller struct {
	tb TB

	mu      sync.Mutex // guards the methods and their expectations
	methods []method
	arena   arena         // copies the bytes that are recorded
	changed chan struct{} // closed at the next call or failure, where somebody waits for one
	failed  bool          // an unexpected call was made, or the test has ended
	faults  []*fault
	filled  sync.Once

	reporting sync.Mutex // orders the last report before the test's end; guards ended and fault.reported
	ended     bool
}

// NewController returns the controller of a mock with these methods, which are numbered
// from 0. When the test ends it checks that nothing is missing.
func NewController(tb TB, methods []Method) *Controller {
	tb.Helper() // what is missing is reported at the line that made the mock
	c := &Controller{tb: tb, methods: make([]method, len(methods))}
	for i, m := range methods {
		c.methods[i] = method{Method: m, ctl: c}
	}
	tb.Cleanup(c.finish)
	return c
}

// finish reports what is missing. Calls that come later are answered with an error and not reported.
func (c *Controller) finish() {
	c.tb.Helper()
	c.reporting.Lock()
	defer c.reporting.Unlock()
	c.ended = true

	c.mu.Lock()
	var missing []string
	for _, f := range c.faults { // those whose calls have not come as far as to report
		if !f.reported {
			f.reported = true
			missing = append(missing, f.text)
		}
	}
	for i := range c.methods {
		for _, x := range c.methods[i].expected {
			missing = append(missing, x.missing()...)
		}
	}
	c.failed = true // nobody waits any longer
	c.wake()
	c.mu.Unlock()
	if len(missing) > 0 {
		c.tb.Errorf("%s", strings.Join(missing, "\n"))
	}
}

// report marks the test failed, unless it has ended.
func (c *Controller) report(text string) {
	c.tb.Helper()
	c.reporting.Lock()
	defer c.reporting.Unlock()
	if !c.ended {
		c.tb.Errorf("%s", text)
	}
}

// reportOnce marks the test failed and sets reported, unless it is set or the test has
// ended. The text begins with its place.
func (c *Controller) reportOnce(reported *bool, text string) {
	c.reporting.Lock()
	defer c.reporting.Unlock()
	if !*reported && !c.ended {
		*reported = true
		c.fail(text)
	}
}

// fail marks the test failed with a text that begins with its place. Where the test can
// print that without a place of its own, it does.
func (c *Controller) fail(text string) {
	if tb, ok := c.tb.(interface {
		Output() io.Writer
		Fail()
	}); ok {
		fmt.Fprintln(tb.Output(), text)
		tb.Fail()
		return
	}
	c.tb.Errorf("%s", text)
}

// giveUp ends every wait for a call: after a failure it may never come. The failure has
// been reported, so that a test that ends now ends as failed.
func (c *Controller) giveUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failed = true
	c.wake()
}

// wake wakes whoever waits. The caller holds mu.
func (c *Controller) wake() {
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// watch returns a channel that is closed at the next change. The caller holds mu.
func (c *Controller) watch() <-chan struct{} {
	if c.changed == nil {
		c.changed = make(chan struct{})
	}
	return c.changed
}
