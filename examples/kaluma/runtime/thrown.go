package runtime

import (
	"errors"

	"github.com/dop251/goja"
)

// thrown returns what was thrown as text. uncaught stands before what is no Error.
func thrown(vm *goja.Runtime, value goja.Value, uncaught string, inspect func(goja.Value) string) string {
	object, ok := value.(*goja.Object)
	if !ok || object.ClassName() != "Error" {
		return uncaught + inspect(value) + " (what is thrown should be an Error)"
	}
	name, message := property(vm, object, "name", "Error"), property(vm, object, "message", "")
	if message == "" {
		return name
	}
	return name + ": " + message
}

// property returns a property of an object as text, or instead where it has none or reading it throws.
func property(vm *goja.Runtime, object *goja.Object, name, instead string) string {
	text := instead
	guard(vm, func() {
		if v := object.Get(name); v != nil {
			text = v.String()
		}
	})
	return text
}

// guard runs f, which may run code of the script's, and reports whether that has returned: a getter may throw, may be interrupted
// and may call itself without an end.
func guard(vm *goja.Runtime, f func()) (returned bool) {
	defer func() {
		switch thrown := recover().(type) {
		case nil:
		case *goja.InterruptedError, *goja.StackOverflowError:
			returned = false
		default:
			panic(thrown)
		}
	}()
	return vm.Try(f) == nil
}

// as is errors.As for what may be an exception: that looks for its cause in what was thrown, which may throw in turn.
func as(vm *goja.Runtime, err error, target any) (found bool) {
	guard(vm, func() { found = errors.As(err, target) })
	return found
}
