package mock

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	"drivergen/driver"
)

// A Controller is what the methods of one mock share.
type Controller struct {
	tb     TB
	about  *Interface
	real   any                 // the implementation behind a partial fake, or nil
	passed driver.Subscription // to its events, or nil
	nice   bool

	mu      sync.Mutex // guards what follows
	methods []method
	handled []int           // how many events of each number were handled
	has     map[string]bool // the capabilities that were said to be there or not
	states  *states         // nil until they are to be kept
	changed chan struct{}   // closed at the next call or event, where somebody waits for one
	faults  []*fault
	filled  sync.Once

	// alive ends when an unexpected call is made, and when the test ends.
	alive context.Context
	kill  context.CancelCauseFunc

	reporting sync.Mutex // orders the last report before the test's end; guards ended and fault.reported
	ended     bool
}

// errEnded is why a mock no longer answers when its test has ended.
var errEnded = errors.New("the mock's test has ended")

// newController returns the controller of a mock of an interface.
func newController(tb TB, about *Interface, opts []Option) *Controller {
	tb.Helper()
	c := &Controller{tb: tb, about: about, methods: make([]method, len(about.Methods)), handled: make([]int, len(about.Events)+1)}
	for i, m := range about.Methods {
		c.methods[i] = method{Method: m, ctl: c}
	}
	c.alive, c.kill = context.WithCancelCause(context.Background())
	tb.Cleanup(c.finish)
	for _, opt := range opts {
		opt.apply(c)
	}
	return c
}

// Failed returns a channel that is closed when an unexpected call is made, and when the
// test ends. What blocks in a test's own function should wait for it too.
func (c *Controller) Failed() <-chan struct{} { return c.alive.Done() }

// finish reports what is missing. Calls that come later are answered with an error and not reported.
func (c *Controller) finish() {
	c.tb.Helper()
	c.reporting.Lock()
	c.ended = true
	c.mu.Lock()
	var late []*fault // those whose calls have not come as far as to report
	for _, f := range c.faults {
		if !f.reported {
			f.reported = true
			late = append(late, f)
		}
	}
	var missing []func() string
	for i := range c.methods {
		for _, x := range c.methods[i].expected {
			missing = append(missing, x.missing()...)
		}
	}
	c.mu.Unlock()
	c.reporting.Unlock()
	c.kill(errEnded)
	var texts []string
	for _, f := range late {
		texts = append(texts, f.text())
	}
	for _, text := range missing {
		texts = append(texts, text())
	}
	if len(texts) > 0 {
		c.tb.Errorf("%s", strings.Join(texts, "\n"))
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

// giveUp releases whoever waits for a call or blocks in one: after a failure it may never
// come. The failure has been reported, so that a test that ends now ends as failed.
func (c *Controller) giveUp() { c.kill(ErrUnexpected) }

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
