package mock

import (
	"bytes"
	"errors"
	"reflect"
	"time"
)

// An equal takes the values that are equal to one, however deep: lists by what they hold,
// of which nil is an empty one, pointers by what they point to, structs field by field,
// points in time by Equal, errors by errors.Is, functions by whether they are nil. All
// else is compared as == does, or where Go has no ==, as reflect.DeepEqual does.
type equal struct{ want reflect.Value }

func (e equal) fits(got reflect.Value) bool { return same(got, e.want, 0) }

func (e equal) takes() bool { return false }

func (e equal) take(reflect.Value) {}

func (e equal) print(show func(reflect.Value) string) string {
	if e.want.Kind() == reflect.Func && !e.want.IsNil() {
		return "a func"
	}
	return show(e.want)
}

// equalTo returns the matcher of the values equal to want. It keeps a copy of the lists
// and structs that want refers to.
func equalTo(want reflect.Value) matcher {
	kept := reflect.New(want.Type()).Elem()
	kept.Set(want)
	detach(kept)
	return equal{kept}
}

// detach puts copies in the place of what v refers to, so that a test may use its memory
// again. A struct with fields that only its package may use, such as a lock, is not copied
// behind a pointer.
func detach(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(list, v)
		v.Set(list)
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return
		}
		for i := range v.Len() {
			detach(v.Index(i))
		}
	case reflect.Pointer:
		if v.IsNil() || v.Type().Elem() != timeType && opaque(v.Elem()) {
			return
		}
		target := reflect.New(v.Type().Elem())
		target.Elem().Set(v.Elem())
		v.Set(target)
		detach(v.Elem())
	case reflect.Struct:
		if opaque(v) {
			return
		}
		for i := range v.NumField() {
			detach(v.Field(i))
		}
	}
}

// opaque reports whether v is a struct with fields that only its own package may use.
func opaque(v reflect.Value) bool {
	if v.Kind() != reflect.Struct {
		return false
	}
	for i := range v.NumField() {
		if !v.Field(i).CanInterface() {
			return true
		}
	}
	return false
}

var (
	timeType  = reflect.TypeFor[time.Time]()
	errorType = reflect.TypeFor[error]()
)

// deepest is how many levels are compared by their kinds. What lies deeper may refer to
// itself, which reflect.DeepEqual finds out.
const deepest = 64

// same compares two values of one type.
func same(got, want reflect.Value, depth int) bool {
	switch {
	case got.Kind() == reflect.String:
		return got.String() == want.String()
	case got.CanInt():
		return got.Int() == want.Int()
	case got.CanUint():
		return got.Uint() == want.Uint()
	case depth == deepest:
		return reflect.DeepEqual(got.Interface(), want.Interface())
	}
	switch got.Kind() {
	case reflect.Slice:
		return sameList(got, want, depth)
	case reflect.Struct:
		return sameStruct(got, want, depth)
	case reflect.Interface:
		return sameDynamic(got, want, depth)
	case reflect.Pointer:
		if got.Pointer() == want.Pointer() || got.IsNil() || want.IsNil() {
			return got.Pointer() == want.Pointer()
		}
		return same(got.Elem(), want.Elem(), depth+1)
	case reflect.Func:
		return got.IsNil() == want.IsNil()
	}
	return sameOpaque(got, want)
}

func sameList(got, want reflect.Value, depth int) bool {
	if got.Type().Elem().Kind() == reflect.Uint8 {
		return bytes.Equal(got.Bytes(), want.Bytes())
	}
	if got.Len() != want.Len() {
		return false
	}
	for i := range got.Len() {
		if !same(got.Index(i), want.Index(i), depth+1) {
			return false
		}
	}
	return true
}

func sameStruct(got, want reflect.Value, depth int) bool {
	switch {
	case got.Type() == timeType:
		return timeOf(got).Equal(timeOf(want))
	case opaque(got):
		return sameOpaque(got, want)
	}
	for i := range got.NumField() {
		if !same(got.Field(i), want.Field(i), depth+1) {
			return false
		}
	}
	return true
}

// timeOf reads a point in time where it is, if it can: reflect would allocate to hand out a copy.
func timeOf(v reflect.Value) time.Time {
	if v.CanAddr() {
		return *v.Addr().Interface().(*time.Time)
	}
	return v.Interface().(time.Time)
}

// sameDynamic compares what two values of an interface type hold.
func sameDynamic(got, want reflect.Value, depth int) bool {
	switch {
	case got.Type() == errorType:
		target, _ := want.Interface().(error)
		err, _ := got.Interface().(error)
		return errors.Is(err, target)
	case got.IsNil() || want.IsNil():
		return got.IsNil() && want.IsNil()
	case got.Elem().Type() != want.Elem().Type():
		return false
	}
	return same(got.Elem(), want.Elem(), depth+1)
}

func sameOpaque(got, want reflect.Value) bool {
	if got.Comparable() && want.Comparable() {
		return got.Equal(want)
	}
	return reflect.DeepEqual(got.Interface(), want.Interface())
}
