package js

import (
	"github.com/dop251/goja"

	"drivergen/driver"
)

// A Base is what the binding of any device has: its object, its errno and its way onto the loop. Everything but
// Runner and End is used on the loop only.
type Base struct {
	name    string
	realm   *Realm
	runner  *Runner
	config  config
	object  *Object
	errno   *driver.LastErrno
	pending int   // calls that have not answered
	thrown  error // by a callback of the job that runs, where nobody asked to be told
}

// NewBase returns the base of a binding, with an object that has no properties yet. The name is the device's in scripts: netdev.
func NewBase(name string, vm *goja.Runtime, loop Loop, opts ...Option) *Base {
	b := &Base{name: name, realm: NewRealm(vm), runner: NewRunner(loop), config: configure(opts), errno: &driver.LastErrno{}}
	if b.config.failed == nil {
		b.config.failed = func(err error) {
			if b.thrown == nil {
				b.thrown = err
			}
		}
	}
	b.realm.post = func(f func()) bool { return b.runner.Post(func() { b.job(f) }) }
	b.realm.failed = b.config.failed
	b.object = newObject(b, name)
	return b
}

// Realm returns the realm that conversions take.
func (b *Base) Realm() *Realm { return b.realm }

// Object returns the object that stands for the device.
func (b *Base) Object() *Object { return b.object }

// Errno makes errno the number that the object's property of that name gives.
func (b *Base) Errno(errno *driver.LastErrno) {
	b.errno = errno
	b.object.Getter("errno", func() goja.Value { return b.realm.vm.ToValue(errno.Errno()) })
}

// Run runs f on the loop and waits for it, as a Runner does. It is for the device's events and answers.
func (b *Base) Run(f func()) { b.runner.Run(func() { b.job(f) }) }

// job runs f, tells that something happened, and then throws what nobody caught: whoever waits for f
// goes on all the same.
func (b *Base) job(f func()) {
	f()
	b.config.each()
	if err := b.thrown; err != nil {
		b.thrown = nil
		panic(err)
	}
}

// Subscription returns a subscription whose posted functions run on the loop. The events of sub must do so by Run.
func (b *Base) Subscription(sub driver.Subscription) driver.Subscription { return onLoop{sub, b} }

type onLoop struct {
	driver.Subscription
	base *Base
}

func (s onLoop) Post(f func()) { s.Subscription.Post(func() { s.base.Run(f) }) }

// Pending reports whether a call has not answered yet.
func (b *Base) Pending() bool { return b.pending > 0 }

// End lets the device wait for the loop no more.
func (b *Base) End() { b.runner.End() }

// Install makes the object a property of the global object, and of global where that is another one. The property global is
// defined where it is missing.
func (b *Base) Install(name string) {
	root := b.realm.vm.GlobalObject()
	global, ok := root.Get("global").(*goja.Object)
	if !ok {
		global = root
		_ = root.Set("global", root)
	}
	_ = root.Set(name, b.object.Value())
	if global != root {
		_ = global.Set(name, b.object.Value())
	}
}

// Failing runs f and reports whether it noted a failure in errno.
func (b *Base) Failing(f func()) bool {
	before := b.errno.Errno()
	b.errno.Set(0)
	f()
	if b.errno.Errno() != 0 {
		return true
	}
	b.errno.Set(before)
	return false
}

// A Named is one of several results.
type Named struct {
	Name  string
	Value goja.Value
}

// Results returns the object of several results.
func Results(b *Base, results ...Named) goja.Value {
	o := b.realm.vm.NewObject()
	for _, r := range results {
		if err := o.Set(r.Name, r.Value); err != nil {
			return goja.Undefined()
		}
	}
	return o
}
