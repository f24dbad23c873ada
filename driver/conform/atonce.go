package conform

import "fmt"

// Rounds is how often each of those that run at once does it, so that they meet at different places.
const Rounds = 3

// Crowd is how many goroutines Together starts.
const Crowd = 8

// Together has several goroutines make all calls, each beginning with another one.
func (t *T) Together(calls []func(t *T)) {
	t.AtOnce(Crowd, func(t *T, i int) {
		for n := range len(calls) * Rounds {
			calls[(i+n)%len(calls)](t)
		}
	})
}

// AtOnce runs a function n times at once, each time with a T of its own, and waits for all of them. The test
// ends as the first of them that failed, or else that was not applicable or waits for a hardware call.
func (t *T) AtOnce(n int, run func(t *T, i int)) {
	all := make([]*T, n)
	start := make(chan struct{})
	for i := range all {
		child := &T{opts: t.opts, ctx: t.ctx, done: make(chan struct{})}
		all[i] = child
		go func() {
			defer close(child.done)
			defer child.recovered()
			child.mu.Lock()
			child.self = current()
			child.mu.Unlock()
			<-start
			run(child, i)
		}()
	}
	close(start)
	for i, child := range all {
		select {
		case <-child.done:
		case <-t.ctx.Done():
			if !t.waitFor(child.done, grace) {
				t.end(Outcome{Status: Failed, Reason: fmt.Sprintf("of %d at once number %d did not come to its end: %s", n, i+1, child.stuck())})
			}
		}
		t.pending = append(t.pending, child.pending...)
	}
	var worst Outcome
	for _, child := range all {
		if out := child.read(); out.Status == Failed && worst.Status != Failed || worst.Status == Passed {
			worst = out
		}
	}
	if worst.Status != Passed {
		t.end(worst)
	}
}
