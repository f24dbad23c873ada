package js

import "github.com/dop251/goja"

// A Realm is a runtime and those of its built-in objects that conversions need, as they were when it was made: a
// script that puts others in their place changes nothing. It is used on the loop only.
type Realm struct {
	vm                                *goja.Runtime
	uint8Array, dataView, date, fault *goja.Object

	post   func(f func()) bool // runs f on the loop, later
	failed func(err error)     // told of what a function threw that was called later; nil: nobody asks
}

// NewRealm returns the realm of a runtime.
func NewRealm(vm *goja.Runtime) *Realm {
	builtin := func(name string) *goja.Object {
		o, _ := vm.GlobalObject().Get(name).(*goja.Object)
		return o
	}
	return &Realm{
		vm: vm, uint8Array: builtin("Uint8Array"), dataView: builtin("DataView"), date: builtin("Date"), fault: builtin("Error"),
		post: func(func()) bool { return false },
	}
}

// VM returns the runtime.
func (r *Realm) VM() *goja.Runtime { return r.vm }

// construct makes an object of a built-in class, or undefined where a script took the class away before the realm was made.
func (r *Realm) construct(class *goja.Object, args ...goja.Value) goja.Value {
	if class == nil {
		return goja.Undefined()
	}
	o, err := r.vm.New(class, args...)
	if err != nil {
		return goja.Undefined()
	}
	return o
}

// try runs f and returns what JavaScript threw meanwhile, as a Go error.
func (r *Realm) try(f func()) error {
	if ex := r.vm.Try(f); ex != nil {
		return ex
	}
	return nil
}

// guard is try for what may also be interrupted, or runs out of stack.
func (r *Realm) guard(f func()) (err error) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case *goja.InterruptedError:
			err = thrown
		case *goja.StackOverflowError:
			err = thrown
		default:
			panic(thrown)
		}
	}()
	return r.try(f)
}

// isMissing reports whether a value is undefined or null.
func isMissing(v goja.Value) bool { return v == nil || goja.IsUndefined(v) || goja.IsNull(v) }

// isFunction reports whether a value can be called.
func isFunction(v goja.Value) bool {
	_, ok := goja.AssertFunction(v)
	return ok
}
