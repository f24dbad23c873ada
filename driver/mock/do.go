package mock

import (
	"context"
	"reflect"
)

var contextType = reflect.TypeFor[context.Context]()

// Do answers with a function of the test. Where its first parameter is a context, the
// context that it gets ends when the mock fails too, so that it does not block for ever.
func (x *Expected) do(do any) {
	function := reflect.ValueOf(do)
	if function.IsNil() {
		x.misused("Do must not be given a nil function")
		return
	}
	t := function.Type()
	if t.NumIn() == 0 || t.In(0) != contextType {
		x.answer(do)
		return
	}
	alive := x.method.ctl.alive
	x.answer(reflect.MakeFunc(t, func(args []reflect.Value) []reflect.Value {
		parent, ok := args[0].Interface().(context.Context)
		if !ok { // the caller passed nil
			return function.Call(args)
		}
		ctx, cancel := context.WithCancelCause(parent)
		defer cancel(nil)
		defer context.AfterFunc(alive, func() { cancel(context.Cause(alive)) })()
		return function.Call(append([]reflect.Value{reflect.ValueOf(ctx)}, args[1:]...))
	}).Interface())
}
