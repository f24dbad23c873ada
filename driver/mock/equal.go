package mock

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"time"
)

// An equal takes the values that are equal to one: bytes and lists by what they hold,
// pointers by what they point to, points in time by Equal, errors by errors.Is, functions
// by whether they are nil, all else as == or, where Go has none, reflect.DeepEqual does.
type equal struct {
	want reflect.Value
	same func(got, want reflect.Value) bool
}

func (e equal) fits(got reflect.Value) bool { return e.same(got, e.want) }

func (e equal) takes() bool { return false }

func (e equal) take(reflect.Value) {}

func (e equal) print(show func(reflect.Value) string) string {
	if e.want.Kind() == reflect.Func {
		if e.want.IsNil() {
			return "nil"
		}
		return "a func"
	}
	return show(e.want)
}

var (
	timeType  = reflect.TypeFor[time.Time]()
	errorType = reflect.TypeFor[error]()
)

// equalTo returns the matcher of the values equal to want. It keeps a copy of what want refers to.
func equalTo(want reflect.Value) matcher {
	t := want.Type()
	switch {
	case t == errorType:
		return equal{want, sameError}
	case t == timeType:
		kept := reflect.New(t).Elem()
		kept.Set(want)
		return equal{kept, sameTime}
	}
	switch t.Kind() {
	case reflect.Func:
		return equal{want, func(got, want reflect.Value) bool { return got.IsNil() == want.IsNil() }}
	case reflect.Slice:
		return equalList(want)
	case reflect.Pointer:
		if !want.IsNil() {
			kept := reflect.New(t.Elem())
			kept.Elem().Set(want.Elem())
			want = kept
		}
		return equal{want, samePointee}
	}
	return equal{want, same}
}

func equalList(want reflect.Value) matcher {
	if want.Type().Elem().Kind() == reflect.Uint8 {
		if !want.IsNil() {
			kept := reflect.MakeSlice(want.Type(), want.Len(), want.Len())
			reflect.Copy(kept, want)
			want = kept
		}
		return equal{want, func(got, want reflect.Value) bool { return bytes.Equal(got.Bytes(), want.Bytes()) }}
	}
	kept := reflect.MakeSlice(want.Type(), want.Len(), want.Len())
	reflect.Copy(kept, want)
	return equal{kept, sameList}
}

func sameError(got, want reflect.Value) bool {
	target, _ := want.Interface().(error)
	err, _ := got.Interface().(error)
	return errors.Is(err, target)
}

// sameTime reads both where they are: reflect would allocate to hand out a copy.
func sameTime(got, want reflect.Value) bool {
	return got.Addr().Interface().(*time.Time).Equal(*want.Addr().Interface().(*time.Time))
}

func sameList(got, want reflect.Value) bool {
	if got.Len() != want.Len() {
		return false
	}
	for i := range got.Len() {
		if !same(got.Index(i), want.Index(i)) {
			return false
		}
	}
	return true
}

func samePointee(got, want reflect.Value) bool {
	if got.IsNil() || want.IsNil() {
		return got.IsNil() == want.IsNil()
	}
	return same(got.Elem(), want.Elem())
}

func same(got, want reflect.Value) bool {
	switch {
	case got.Kind() == reflect.String: // the most common, and quicker than Equal
		return got.String() == want.String()
	case got.CanInt():
		return got.Int() == want.Int()
	case got.CanUint():
		return got.Uint() == want.Uint()
	case slices.Contains(containers, got.Kind()) && !(got.Comparable() && want.Comparable()):
		return reflect.DeepEqual(got.Interface(), want.Interface())
	}
	return got.Equal(want)
}

// containers are the kinds whose values may hold what == does not compare.
var containers = []reflect.Kind{reflect.Struct, reflect.Array, reflect.Interface, reflect.Map, reflect.Slice}
