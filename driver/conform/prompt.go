package conform

import (
	"context"
	"fmt"
	"time"
)

// tries is how often a test is taken, each time with a device of its own, before it fails because
// something was late: a machine under load is late now and then, a device that ignores its context always.
const tries = 3

// grace is how long anything may take that is not measured: a call that is given up, a goroutine that ends.
const grace = time.Second

// Promptly runs a call whose context has ended and checks that it returns at once.
func (t *T) Promptly(c *Call, call func()) {
	start := time.Now()
	call()
	t.prompt(c.Name, "its context had ended", time.Since(start))
}

// Deadline runs a call with a deadline that is d from now, and checks that it returns
// neither before it nor long after it.
func (t *T) Deadline(c *Call, d time.Duration, call func(ctx context.Context) error) {
	start := time.Now()
	err := call(t.Within(d))
	took := time.Since(start)
	t.filled(err)
	if took < d {
		t.Fatalf("%s: returned after %v, before its deadline of %v", c.Name, took.Round(time.Millisecond), d)
	}
	t.prompt(c.Name, "its context had ended", took-d)
}

// prompt fails the test, if it is late again in another try, where something took longer than it may.
func (t *T) prompt(what, after string, took time.Duration) {
	if took <= t.opts.Prompt {
		return
	}
	t.late("%s: returned %v after %s; at most %v is allowed", what, took.Round(time.Millisecond), after, t.opts.Prompt)
}

// late is Fatalf for what another try may be in time for.
func (t *T) late(format string, args ...any) {
	t.end(Outcome{Status: Failed, late: true, Reason: place() + fmt.Sprintf(format, args...)})
}
