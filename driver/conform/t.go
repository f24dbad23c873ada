package conform

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"drivergen/driver"
)

// ErrNotApplicable is what a world answers for a stimulus that it does not have. The
// tests that need the stimulus are then not applicable.
var ErrNotApplicable = errors.New("not applicable")

// Lacks returns the error of a world without the stimulus of the given name. It is an
// ErrNotApplicable.
func Lacks(stimulus string) error { return lack(stimulus) }

type lack string

func (l lack) Error() string { return "the world has no " + string(l) }

func (l lack) Is(target error) bool { return target == ErrNotApplicable }

// A T is one test under way. Its methods that end the test must be called on the
// test's own goroutine, as those of testing.T.
type T struct {
	opts Options
	ctx  context.Context

	mu      sync.Mutex
	outcome Outcome
	done    chan struct{} // closed when the test's function has ended
	self    goroutine     // that of the test's function, once done is closed or mu is held
	pending []*Pending
}

// Context returns the test's context. It ends with the test or when the test's time is over.
func (t *T) Context() context.Context { return t.ctx }

// Ended returns a context that was cancelled already.
func (t *T) Ended() context.Context {
	ctx, cancel := context.WithCancel(t.ctx)
	cancel()
	return ctx
}

// Expired returns a context whose deadline passed already.
func (t *T) Expired() context.Context {
	ctx, cancel := context.WithDeadline(t.ctx, time.Unix(1, 0))
	cancel()
	return ctx
}

// Within returns a context whose deadline is d from now. It ends with the test at the latest.
func (t *T) Within(d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.ctx, d)
	context.AfterFunc(t.ctx, cancel)
	return ctx
}

// Fatalf fails the test, with the file and line of the test that led here, and ends it.
func (t *T) Fatalf(format string, args ...any) {
	t.end(Outcome{Status: Failed, Reason: place() + fmt.Sprintf(format, args...)})
}

// NotApplicable ends the test as one that the set-up cannot take.
func (t *T) NotApplicable(format string, args ...any) {
	t.end(Outcome{Status: NotApplicable, Reason: fmt.Sprintf(format, args...)})
}

// end keeps the outcome and leaves the test's goroutine.
func (t *T) end(o Outcome) {
	t.set(o)
	runtime.Goexit()
}

func (t *T) set(o Outcome) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.outcome.Status == Passed {
		t.outcome = o
	}
}

// filled ends the test as waiting where err is that of a hardware call that is not filled in.
func (t *T) filled(err error) {
	var missing driver.NotFilledIn
	if errors.As(err, &missing) {
		t.end(Outcome{Status: Waiting, Reason: missing.Error(), Call: missing.Call})
	}
}

// recovered turns a panic of a device or a world into a failure.
func (t *T) recovered() {
	if r := recover(); r != nil {
		t.set(Outcome{Status: Failed, Reason: fmt.Sprintf("panic: %v\n%s", r, debug.Stack())})
	}
}

// body runs a test's function and returns its outcome. A function that does not return in
// time is left behind; stuck is then true.
func body(opts Options, run func(t *T)) (out Outcome, stuck bool) {
	ctx, cancel := context.WithTimeout(context.Background(), opts.Timeout)
	defer cancel()
	t := &T{opts: opts, ctx: ctx, done: make(chan struct{})}
	go func() {
		defer close(t.done)
		defer t.recovered()
		t.mu.Lock()
		t.self = current()
		t.mu.Unlock()
		run(t)
	}()
	if !t.waitFor(t.done, opts.Timeout+2*grace) {
		t.set(Outcome{Status: Failed, Reason: t.stuck()})
		return t.read(), true
	}
	cancel()
	for _, p := range t.pending {
		if !t.waitFor(p.done, grace) {
			t.set(Outcome{Status: Failed, Reason: p.what + " did not return when its context was cancelled"})
			return t.read(), true
		}
	}
	return t.read(), false
}

// stuck tells where the test's goroutine waits.
func (t *T) stuck() string {
	t.mu.Lock()
	self := t.self
	t.mu.Unlock()
	return fmt.Sprintf("a call did not return within %v after its deadline:\n%s", 2*grace, stacks()[self])
}

func (t *T) read() Outcome {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.outcome
}

// waitFor waits for done and reports whether it came in time.
func (t *T) waitFor(done <-chan struct{}, limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// place returns the file and line, as "netdevtest/scenarios.go:12: ", of the innermost caller
// outside this package.
func place() string {
	const own = "drivergen/driver/conform."
	pcs := make([]uintptr, 16)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, own) || strings.HasSuffix(frame.File, "_test.go") {
			dir, file := path.Split(filepath.ToSlash(frame.File))
			return fmt.Sprintf("%s/%s:%d: ", path.Base(dir), file, frame.Line)
		}
		if !more {
			return ""
		}
	}
}

// DeadlineOf returns the deadline of a context, the zero time where it has none: for methods
// that take a deadline instead of a context.
func DeadlineOf(ctx context.Context) time.Time {
	deadline, _ := ctx.Deadline()
	return deadline
}
