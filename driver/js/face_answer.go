package js

import (
	"errors"

	"github.com/dop251/goja"

	"drivergen/driver"
)

// Args are the arguments with which a driver calls a callback.
type Args []goja.Value

// At returns an argument, undefined where the driver gave fewer.
func (a Args) At(index int) goja.Value {
	if index >= len(a) {
		return goja.Undefined()
	}
	return orUndefined(a[index])
}

// Take returns an argument as a Go value.
func Take[T any](r *Realm, args Args, index int, name string, t Type[T]) (T, error) {
	value, err := t.From(r, args.At(index))
	return value, inside(name, err)
}

// TakeField returns a property of a method's result as a Go value, where the method has several.
func TakeField[T any](r *Realm, v goja.Value, name string, t Type[T]) (T, error) {
	o, ok := v.(*goja.Object)
	if !ok {
		var none T
		return none, inside("the result", misfit(v, "an object"))
	}
	value, err := t.From(r, orUndefined(o.Get(name)))
	return value, inside(name, err)
}

// NoResults is for a callback that gets nothing but the status.
func NoResults(*Realm, Args) (struct{}, error) { return struct{}{}, nil }

// Invoke calls a method of the driver, on the loop. One that is missing is EOPNOTSUPP.
func (f *Face) Invoke(op string, args ...goja.Value) (goja.Value, error) {
	call, ok := goja.AssertFunction(orUndefined(f.object.Get(op)))
	if !ok {
		return nil, driver.Fail(op, driver.EOPNOTSUPP, errors.New("the driver has no method "+op))
	}
	return call(f.object, args...)
}

// A Failure reports whether a method's answer says that it failed.
type Failure func(v goja.Value) bool

// FailsMissing is the failure of a method that answers with null or undefined.
func FailsMissing(v goja.Value) bool { return isMissing(v) }

// FailsNegative is the failure of a method that answers with a negative number, or with none.
func FailsNegative(v goja.Value) bool {
	n, ok := number(v)
	return !ok || n < 0
}

// FailsWith is the failure of a method that answers with one value.
func FailsWith(failure any) Failure {
	return func(v goja.Value) bool { return !isMissing(v) && v.Export() == failure }
}

// Result returns the answer of a method that answers at once. Where it says that the method failed, the error is the driver's
// errno, or EIO where that is 0.
func Result[T any](f *Face, op string, v goja.Value, t Type[T], failed Failure) (T, error) {
	if failed != nil && failed(v) {
		var none T
		return none, f.said(op, "the driver answered "+describe(v))
	}
	value, err := t.From(f.realm, v)
	return value, inside("the result", err)
}

// Found returns the snapshot of a handle. Where the driver has none the error is errno, whatever its own errno says: not
// every driver sets that.
func Found[T any](f *Face, op string, v goja.Value, t Type[T], errno driver.Errno) (T, error) {
	if isMissing(v) {
		var none T
		f.errno.Store(int32(errno))
		return none, driver.Fail(op, errno, errors.New("the driver answered "+describe(v)))
	}
	value, err := t.From(f.realm, v)
	return value, inside("the result", err)
}

// Status returns the error that the first argument of a callback stands for: nil for 0, undefined, null, false and "";
// the driver's errno for a negative number and true; that number for a positive one; an Error's errno, else EIO with its text.
func (f *Face) Status(op string, v goja.Value) error {
	if isMissing(v) || !v.ToBoolean() {
		if n, ok := number(v); ok && n != n {
			return driver.Fail(op, driver.EIO, errors.New("the driver answered NaN"))
		}
		return nil
	}
	if o, ok := v.(*goja.Object); ok {
		cause := causeOf(o)
		return driver.Fail(op, driver.ErrnoOf(cause), cause)
	}
	if text, ok := textOf(v); ok {
		return driver.Fail(op, driver.EIO, errors.New(text))
	}
	if n, ok := wholeNumber(v); ok && n != nil && n.Sign() > 0 && n.IsInt64() && n.Int64() <= maxErrno {
		f.errno.Store(int32(n.Int64()))
		return driver.Fail(op, driver.Errno(n.Int64()), nil)
	}
	return f.said(op, "the driver answered "+describe(v)+" and has no errno")
}

// said returns the error of the driver's errno, or EIO with a text where that is 0 or no number.
func (f *Face) said(op, text string) error {
	n, ok := wholeNumber(orUndefined(f.object.Get("errno")))
	if !ok || n == nil || n.Sign() <= 0 || !n.IsInt64() || n.Int64() > maxErrno {
		return driver.Fail(op, driver.EIO, errors.New(text))
	}
	f.errno.Store(int32(n.Int64()))
	return driver.Fail(op, driver.Errno(n.Int64()), nil)
}
