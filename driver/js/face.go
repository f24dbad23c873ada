package js

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/dop251/goja"

	"drivergen/driver"
)

// A Face is a driver that is a JavaScript object, as Go calls it. Its calls may be made on any goroutine but the
// loop's, for which they wait.
type Face struct {
	name   string // netdev
	realm  *Realm
	runner *Runner
	config config
	object *goja.Object
	queue  driver.Subscription // events and answers, in the order in which the driver gave them
	errno  atomic.Int32
}

// NewFace returns the face of a driver's object. The name is that of the interface: netdev.
func NewFace(name string, vm *goja.Runtime, loop Loop, object *goja.Object, opts ...Option) *Face {
	f := &Face{name: name, realm: NewRealm(vm), runner: NewRunner(loop), config: configure(opts), object: object}
	if f.queue = f.config.queue; f.queue == nil {
		f.queue = driver.NewSubscription()
	}
	f.realm.post = func(job func()) bool { return f.runner.Post(func() { f.job(job) }) }
	f.realm.failed = f.config.failed
	return f
}

// Object returns the driver's object. It is used on the loop only.
func (f *Face) Object() *goja.Object { return f.object }

// Realm returns the realm that conversions take.
func (f *Face) Realm() *Realm { return f.realm }

// Errno returns the driver's errno as it was when a call last failed.
func (f *Face) Errno() int { return int(f.errno.Load()) }

// End makes the calls that are under way fail with ECANCELED, and delivers no more events.
func (f *Face) End() { f.runner.End() }

func (f *Face) ended() bool {
	select {
	case <-f.runner.Ended():
		return true
	default:
		return false
	}
}

// job runs a function on the loop.
func (f *Face) job(job func()) {
	job()
	f.config.each()
}

// outcome is how a call ended. Its error holds nothing of JavaScript's, which only the loop may look at.
type outcome[R any] struct {
	value R
	err   error
}

// ask runs job on the loop and waits for what it returns.
func ask[R any](ctx context.Context, f *Face, op string, job func() (R, error)) (R, error) {
	var none R
	if ctx.Err() != nil {
		return none, driver.FromContext(op, ctx)
	}
	answer := make(chan outcome[R], 1)
	posted := f.runner.Post(func() {
		f.job(func() {
			var o outcome[R]
			if thrown := f.realm.guard(func() { o.value, o.err = job() }); thrown != nil {
				o.err = thrown
			}
			o.err = f.failure(op, o.err)
			answer <- o
		})
	})
	if !posted {
		return none, driver.Fail(op, driver.ENODEV, errors.New("the loop of the JavaScript driver has ended"))
	}
	return wait(ctx, f, op, answer)
}

// wait waits for an outcome, until the context or the face ends.
func wait[R any](ctx context.Context, f *Face, op string, answer <-chan outcome[R]) (R, error) {
	var none R
	select {
	case o := <-answer:
		if o.err != nil {
			return none, o.err
		}
		return o.value, nil
	case <-ctx.Done():
		return none, driver.FromContext(op, ctx)
	case <-f.runner.Ended():
		return none, driver.Fail(op, driver.ECANCELED, nil)
	}
}

// Property returns a property of the driver. Where it is empty the call fails with errno.
func Property[T any](ctx context.Context, f *Face, name string, t Type[T]) (T, error) {
	return ask(ctx, f, name, func() (T, error) {
		v := orUndefined(f.object.Get(name))
		if text, ok := textOf(v); isMissing(v) || ok && text == "" {
			var none T
			return none, f.said(name, "the driver's "+name+" is "+describe(v))
		}
		value, err := t.From(f.realm, v)
		return value, inside(name, err)
	})
}

// CallNow calls a method that answers at once, and returns what result makes of its answer, on the loop.
func CallNow[R any](ctx context.Context, f *Face, op string, args func(r *Realm) []goja.Value, result func(r *Realm, v goja.Value) (R, error)) (R, error) {
	return ask(ctx, f, op, func() (R, error) {
		v, err := f.Invoke(op, args(f.realm)...)
		if err != nil {
			var none R
			return none, err
		}
		return result(f.realm, v)
	})
}

// Await calls a method that answers through a callback, and waits for it. What results makes, on the loop, of the
// callback's arguments behind the status is returned when the events that the driver told before were handled.
// A second answer changes nothing.
func Await[R any](ctx context.Context, f *Face, op string, args func(r *Realm) []goja.Value, results func(r *Realm, args Args) (R, error)) (R, error) {
	answer := make(chan outcome[R], 1)
	_, err := ask(ctx, f, op, func() (struct{}, error) {
		answered := false
		callback := f.realm.vm.ToValue(func(call goja.FunctionCall) goja.Value {
			if answered {
				return goja.Undefined()
			}
			answered = true
			var o outcome[R]
			thrown := f.realm.guard(func() {
				if o.err = f.Status(op, call.Argument(0)); o.err == nil {
					o.value, o.err = results(f.realm, Args(call.Arguments[min(1, len(call.Arguments)):]))
				}
			})
			if thrown != nil {
				o.err = thrown
			}
			o.err = f.failure(op, o.err)
			f.queue.Post(func() { answer <- o })
			return goja.Undefined()
		})
		_, err := f.Invoke(op, append(args(f.realm), callback)...)
		return struct{}{}, err
	})
	if err != nil {
		var none R
		return none, err
	}
	return wait(ctx, f, op, answer)
}

// Has reports whether the driver has all of the methods.
func (f *Face) Has(ctx context.Context, methods ...string) bool {
	has, err := ask(ctx, f, methods[0], func() (bool, error) {
		for _, name := range methods {
			if !isFunction(orUndefined(f.object.Get(name))) {
				return false, nil
			}
		}
		return true, nil
	})
	return err == nil && has
}
