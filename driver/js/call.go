package js

import (
	"errors"

	"github.com/dop251/goja"

	"drivergen/driver"
)

// A Call is a script's call of a method. Its arguments are taken by Arg and OptionalArg, in order; then Begin or
// Ready tells whether the device may be called.
type Call struct {
	base     *Base
	method   string // netdev.connect
	args     []goja.Value
	next     int
	callback goja.Value
	answer   *Function
	err      error // the first argument that does not fit
}

// Arg takes an argument that the script must give.
func Arg[T any](c *Call, name string, t Type[T]) T { return arg(c, name, t, false) }

// OptionalArg takes an argument that the script may leave out, or give as null or undefined: for which the zero value stands.
func OptionalArg[T any](c *Call, name string, t Type[T]) T { return arg(c, name, t, true) }

func arg[T any](c *Call, name string, t Type[T], optional bool) T {
	var zero T
	v := goja.Undefined()
	if c.callback == nil && c.next < len(c.args) {
		v = c.args[c.next]
	}
	if !t.takesFunctions && isFunction(v) {
		// What stands between here and the callback was left out.
		c.callback, v = v, goja.Undefined()
	}
	c.next++
	if optional && isMissing(v) {
		return zero
	}
	value, err := t.From(c.base.realm, v)
	if err != nil {
		if c.err == nil {
			c.err = inside(name, err)
		}
		return zero
	}
	return value
}

// Begin takes the callback, and reports whether the arguments fit, so that the call is to be made and Answer to follow. Else
// it throws a TypeError, or the callback gets -1 with errno EINVAL.
func (c *Call) Begin() bool {
	if c.callback == nil && c.next < len(c.args) {
		c.callback = c.args[c.next]
	}
	if c.err == nil && !isMissing(c.callback) && !isFunction(c.callback) {
		c.err = inside("callback", misfit(c.callback, "a function"))
	}
	c.answer = c.base.function(goja.Undefined(), c.callback)
	c.throw()
	c.base.pending++
	if c.err == nil {
		return true
	}
	if !c.base.runner.Post(func() {
		c.base.job(func() { c.Answer(c.base.errno.Failed(driver.EINVAL)) })
	}) {
		c.base.pending--
	}
	return false
}

// Ready is Begin for a method that answers at once: where an argument does not fit, errno is EINVAL.
func (c *Call) Ready() bool {
	c.throw()
	if c.err != nil {
		c.base.errno.Failed(driver.EINVAL)
		return false
	}
	return true
}

// throw throws the error of an argument of another type.
func (c *Call) throw() {
	var thrown *goja.Exception
	switch {
	case c.err == nil || isRange(c.err):
	case errors.As(c.err, &thrown):
		panic(thrown)
	default:
		panic(c.base.realm.vm.NewTypeError("%s: %s", c.method, c.err.Error()))
	}
}

// Answer calls the callback, where there is one: with 0 and the results, or with -1 alone.
func (c *Call) Answer(status int, results ...goja.Value) {
	c.base.pending--
	values := []goja.Value{c.base.realm.vm.ToValue(status)}
	if status == 0 {
		values = append(values, results...)
	}
	c.answer.Call(values...)
}

// Done is Answer without results.
func (c *Call) Done(status int) { c.Answer(status) }

// To returns the JavaScript value of a result.
func To[T any](b *Base, t Type[T], v T) goja.Value { return t.to(b.realm, v) }
