package js

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"drivergen/driver"
)

// deepest is how deep the objects of a value of any type may be nested: one that holds itself has no end.
const deepest = 64

// Any is the type of values of which a description says nothing: nil, a bool, an int64, a float64, a *big.Int, a string, a
// []byte, a []any or a map[string]any in Go.
func Any() Type[any] {
	return Type[any]{
		from: func(r *Realm, v goja.Value) (any, error) { return anyFrom(r, v, deepest) },
		to:   func(r *Realm, v any) goja.Value { return anyTo(r, reflect.ValueOf(v), deepest) },
	}
}

func anyFrom(r *Realm, v goja.Value, depth int) (any, error) {
	o, ok := v.(*goja.Object)
	switch {
	case isMissing(v):
		return nil, nil
	case !ok:
		if _, symbol := v.(*goja.Symbol); symbol {
			return nil, misfit(v, "a value")
		}
		return plain(v), nil
	case depth == 0:
		return nil, beyond(v, "a value that is not nested so deep")
	case r.hasBytes(o):
		return r.bytesOf(o, "bytes")
	case isFunction(o):
		return nil, misfit(v, "a value")
	case o.ClassName() == "Array":
		elem := Type[any]{from: func(r *Realm, v goja.Value) (any, error) { return anyFrom(r, v, depth-1) }}
		list, err := listFrom(r, elem, o)
		return list, err
	}
	fields := map[string]any{}
	for _, key := range o.Keys() {
		value, err := anyFrom(r, orUndefined(o.Get(key)), depth-1)
		if err != nil {
			return nil, inside(key, err)
		}
		fields[key] = value
	}
	return fields, nil
}

// plain returns a value that is no object: a whole number that JavaScript holds exactly is an int64, another number a float64.
func plain(v goja.Value) any {
	n, ok := number(v)
	switch {
	case !ok:
		return v.Export()
	case math.Trunc(n) == n && math.Abs(n) <= maxSafe && !(n == 0 && math.Signbit(n)):
		return int64(n)
	}
	return n
}

func anyTo(r *Realm, v reflect.Value, depth int) goja.Value {
	if !v.IsValid() || depth == 0 {
		return goja.Null()
	}
	if whole, ok := v.Interface().(*big.Int); ok && whole != nil {
		return r.vm.ToValue(whole)
	}
	if text, ok := v.Interface().(fmt.Stringer); ok && v.Kind() != reflect.Pointer {
		return r.vm.ToValue(text.String())
	}
	switch v.Kind() {
	case reflect.Bool, reflect.String, reflect.Float32, reflect.Float64:
		return r.vm.ToValue(v.Interface())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return intTo(r, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return intTo(r, v.Uint())
	case reflect.Interface, reflect.Pointer:
		return anyTo(r, v.Elem(), depth-1)
	case reflect.Slice, reflect.Array:
		if data, ok := v.Interface().([]byte); ok {
			return bytesTo(r, data)
		}
		values := make([]any, v.Len())
		for i := range values {
			values[i] = anyTo(r, v.Index(i), depth-1)
		}
		return r.vm.NewArray(values...)
	case reflect.Map:
		o := r.vm.NewObject()
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int {
			return strings.Compare(fmt.Sprint(a.Interface()), fmt.Sprint(b.Interface()))
		})
		for _, key := range keys {
			if err := o.Set(fmt.Sprint(key.Interface()), anyTo(r, v.MapIndex(key), depth-1)); err != nil {
				return goja.Undefined()
			}
		}
		return o
	}
	return r.vm.ToValue(fmt.Sprint(v.Interface()))
}

// Opaque is a type that JavaScript knows nothing of: a script can pass a value on, and cannot make one.
func Opaque[T any]() Type[T] {
	return Type[T]{
		from: func(_ *Realm, v goja.Value) (T, error) {
			var value T
			if isMissing(v) {
				return value, nil
			}
			if o, ok := v.(*goja.Object); !ok || o.ExportType() != reflect.TypeFor[boxed]() {
				return value, misfit(v, "a value that came from Go")
			}
			box, _ := v.Export().(boxed)
			value, ok := box.value.(T)
			if !ok {
				return value, misfit(v, "another value that came from Go")
			}
			return value, nil
		},
		to: func(r *Realm, v T) goja.Value { return r.vm.ToValue(boxed{v}) },
	}
}

// boxed holds a value of Go in JavaScript, which sees no part of it.
type boxed struct{ value any }

// Error is the type of errors: null, or an Error with the property errno.
func Error() Type[error] {
	return Type[error]{
		from: func(_ *Realm, v goja.Value) (error, error) {
			if isMissing(v) {
				return nil, nil
			}
			o, ok := v.(*goja.Object)
			if !ok {
				return nil, misfit(v, "an Error or null")
			}
			return causeOf(o), nil
		},
		to: func(r *Realm, v error) goja.Value {
			if v == nil {
				return goja.Null()
			}
			fault := r.construct(r.fault, r.vm.ToValue(v.Error()))
			if o, ok := fault.(*goja.Object); ok {
				_ = o.Set("errno", int(driver.ErrnoOf(v)))
			}
			return fault
		},
	}
}

// causeOf returns an Error of JavaScript as an error, with its errno where it has one.
func causeOf(o *goja.Object) error {
	text := "JavaScript's " + o.ClassName()
	if message, ok := textOf(orUndefined(o.Get("message"))); ok {
		text = message
	}
	cause := errors.New(text)
	if n, ok := wholeNumber(orUndefined(o.Get("errno"))); ok && n != nil && n.IsInt64() && n.Int64() > 0 && n.Int64() <= maxErrno {
		return &driver.Error{Op: "script", Errno: driver.Errno(n.Int64()), Err: cause}
	}
	return cause
}

// maxErrno is the greatest error number that is taken from a script.
const maxErrno = 1<<31 - 1
