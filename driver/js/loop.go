package js

import (
	"sync"

	"github.com/dop251/goja"
)

// A Loop runs functions one after another on one goroutine, the only one on which the runtime's JavaScript runs.
// RunOnLoop does not wait; it returns false where the loop takes nothing any more. An EventLoop of goja_nodejs is one.
type Loop interface {
	RunOnLoop(func(*goja.Runtime)) bool
}

// A Runner runs functions on a loop, and lets others wait for them.
type Runner struct {
	loop  Loop
	once  sync.Once
	ended chan struct{} // closed by End
}

// NewRunner returns a runner on a loop.
func NewRunner(loop Loop) *Runner { return &Runner{loop: loop, ended: make(chan struct{})} }

// Post runs f on the loop, behind what was posted before. It does not wait, and reports false where the loop takes nothing
// any more.
func (r *Runner) Post(f func()) bool {
	return r.loop.RunOnLoop(func(*goja.Runtime) { f() })
}

// Run runs f on the loop and waits until it has returned or panicked. It does not wait after End, nor on a loop that takes
// nothing any more. It must not be called on the loop.
func (r *Runner) Run(f func()) {
	done := make(chan struct{})
	if !r.Post(func() {
		defer close(done)
		f()
	}) {
		return
	}
	select {
	case <-done:
	case <-r.ended:
	}
}

// End lets nobody wait for the loop any more. What was posted still runs where the loop does.
func (r *Runner) End() { r.once.Do(func() { close(r.ended) }) }

// Ended returns a channel that End closes.
func (r *Runner) Ended() <-chan struct{} { return r.ended }
