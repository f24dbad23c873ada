package runtime

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"
)

// A Keeper keeps the program running while it is busy. When it stops being so, it must say so in a function that runs on
// the loop: the loop looks at its keepers after each.
type Keeper interface{ Busy() bool }

// A Loop runs all JavaScript of a program, one function at a time. It ends when no timer is set and no keeper is busy, at
// the first mistake of the script, by process.exit, or with its context.
type Loop struct {
	events  *eventloop.EventLoop
	vm      *goja.Runtime
	keepers []Keeper
	timers  timers

	ctx      context.Context // of the run
	started  bool            // the script runs, or has run
	over     atomic.Bool     // nothing of JavaScript runs any more
	err      error           // why it is over; nil where nothing is left to do
	goOn     func(err error) // is told what a callback threw; nil: that ends the program
	rejected []rejected      // promises that nobody handles yet
}

func newLoop() *Loop {
	l := &Loop{events: eventloop.NewEventLoop(eventloop.EnableConsole(false)), ctx: context.Background()}
	l.events.Run(func(vm *goja.Runtime) { l.vm = vm })
	l.vm.SetPromiseRejectionTracker(l.track)
	l.timers.loop = l
	return l
}

// RunOnLoop runs f on the loop, behind what was given to it before. It returns false where the loop has ended. It may be
// called from any goroutine; it does not wait.
func (l *Loop) RunOnLoop(f func(*goja.Runtime)) bool {
	return l.events.RunOnLoop(func(vm *goja.Runtime) {
		if l.over.Load() {
			return
		}
		f(vm)
		l.settle()
	})
}

// Fail ends the program with an error, such as an exception that nobody caught. What comes later changes nothing. It is
// called on the loop.
func (l *Loop) Fail(err error) {
	if err == nil || !l.over.CompareAndSwap(false, true) {
		return
	}
	l.err = l.reason(err)
	l.events.StopNoWait()
}

// Threw tells of what a function of the script threw that the runtime or a device has called. The end of the program, by
// process.exit or by its context, comes this way too. It is called on the loop.
func (l *Loop) Threw(err error) {
	var interrupted *goja.InterruptedError
	if as(l.vm, err, &interrupted) {
		l.Fail(err)
		l.vm.Interrupt(interrupted.Value()) // also what the device calls behind this, in the same turn
		return
	}
	if err == nil || l.over.Load() {
		return
	}
	if l.goOn == nil {
		l.Fail(err)
		return
	}
	l.goOn(err)
}

// run runs start and then what it began. It returns the reason of the end.
func (l *Loop) run(ctx context.Context, start func()) error {
	l.ctx = ctx
	stop := context.AfterFunc(ctx, func() {
		l.vm.Interrupt(context.Cause(ctx)) // a script that computes without an end
		l.events.RunOnLoop(func(*goja.Runtime) { l.Fail(context.Cause(ctx)) })
	})
	defer stop()
	l.RunOnLoop(func(*goja.Runtime) {
		l.started = true
		start()
	})
	l.events.StartInForeground()
	return l.err
}

// terminate stops the timers. No function runs on the loop any more.
func (l *Loop) terminate() {
	l.over.Store(true)
	l.timers.stop()
	l.events.Terminate()
}

// settle looks whether anything is left to do.
func (l *Loop) settle() {
	for _, r := range l.rejected {
		l.Threw(&rejection{r.promise.Result(), r.stack})
	}
	l.rejected = nil
	l.Fail(context.Cause(l.ctx))
	if !l.started || l.over.Load() || l.timers.count() > 0 {
		return
	}
	for _, keeper := range l.keepers {
		if keeper.Busy() {
			return
		}
	}
	l.over.Store(true)
	l.events.StopNoWait()
}

// call calls a function of the script on the loop, and reports whether it returned.
func (l *Loop) call(f goja.Callable, args ...goja.Value) bool {
	_, err := f(goja.Undefined(), args...)
	l.Threw(err)
	return err == nil
}

// reason returns the cause of an interruption, with the place except where the script itself has ended the program; other errors
// it returns as they are.
func (l *Loop) reason(err error) error {
	var interrupted *goja.InterruptedError
	if !as(l.vm, err, &interrupted) {
		return err
	}
	switch cause := interrupted.Value().(type) {
	case ExitError:
		return cause
	case error:
		return &stopped{cause, interrupted.Stack()}
	}
	return err
}

// stopped is the end of the context while the script ran.
type stopped struct {
	cause error
	stack []goja.StackFrame
}

func (s *stopped) Error() string { return s.cause.Error() }
func (s *stopped) Unwrap() error { return s.cause }

// track keeps the promises that were rejected and have no handler. Who handles one in the same turn is in time.
func (l *Loop) track(promise *goja.Promise, operation goja.PromiseRejectionOperation) {
	if operation == goja.PromiseRejectionReject {
		l.rejected = append(l.rejected, rejected{promise, l.vm.CaptureCallStack(originDepth, nil)})
		return
	}
	l.rejected = slices.DeleteFunc(l.rejected, func(r rejected) bool { return r.promise == promise })
}

// rejected is a promise, and where it was rejected.
type rejected struct {
	promise *goja.Promise
	stack   []goja.StackFrame
}

// A rejection is a promise's that nobody handled.
type rejection struct {
	value goja.Value
	stack []goja.StackFrame // of where the promise was rejected
}

func (r *rejection) Error() string { return "unhandled rejection: " + r.value.String() }
