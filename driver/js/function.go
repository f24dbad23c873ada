package js

import "github.com/dop251/goja"

// A Function is a callback of a script's. It is called on the loop, by the device only and never by a script, so that
// what it throws has no caller in JavaScript: it goes to the binding's OnError.
type Function struct {
	base *Base
	this goja.Value
	call goja.Callable
}

// function returns the function that a value is, or nil.
func (b *Base) function(this, v goja.Value) *Function {
	call, ok := goja.AssertFunction(v)
	if !ok {
		return nil
	}
	return &Function{b, this, call}
}

// Call calls the function. A nil Function is none, and nothing happens.
func (f *Function) Call(args ...goja.Value) {
	if f == nil {
		return
	}
	if _, err := f.call(f.this, args...); err != nil {
		f.base.config.failed(err)
	}
}
