package mock

import (
	"bytes"
	"errors"
	"reflect"
	"time"
)

// An equal takes the values that are equal to one, however deep: lists and maps by what
// they hold, of which nil is an empty one, pointers by what they point to, structs field by
// field, points in time by Equal, errors by errors.Is where == compares them, functions by
// whether they are nil.
// All else is compared as == does, or where Go has no ==, as reflect.DeepEqual does.
type equal struct{ want reflect.Value }

func (e equal) fits(got reflect.Value) bool { return same(got, e.want) }

func (e equal) takes() bool { return false }

func (e equal) take(reflect.Value) {}

func (e equal) wanted() reflect.Value { return e.want }

func (e equal) print(show func(reflect.Value) string) string { return show(e.want) }

// equalTo returns the matcher of the values equal to want. It keeps a copy of what want refers to.
func equalTo(want reflect.Value) matcher { return equal{detached(want)} }

// opaque reports whether v is a struct with fields that only its own package may use.
func opaque(v reflect.Value) bool {
	if v.Kind() != reflect.Struct {
		return false
	}
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			return true
		}
	}
	return false
}

var (
	timeType  = reflect.TypeFor[time.Time]()
	errorType = reflect.TypeFor[error]()
)

// A comparison compares two values. It knows the references that it is at, since a value
// may hold itself.
type comparison struct {
	depth int
	at    map[[2]reference]bool
}

// unguarded is how many levels are compared before references are remembered: that of
// nearly all values, which cost no allocation.
const unguarded = 16

// A reference is a pointer, list or map.
type reference struct {
	to  uintptr
	n   int // of a list: two of different lengths may begin at the same place
	typ reflect.Type
}

func referenceOf(v reflect.Value) reference {
	r := reference{to: v.Pointer(), typ: v.Type()}
	if v.Kind() == reflect.Slice {
		r.n = v.Len()
	}
	return r
}

func pairOf(got, want reflect.Value) [2]reference {
	return [2]reference{referenceOf(got), referenceOf(want)}
}

// same compares two values of one type.
func same(got, want reflect.Value) bool {
	var c comparison
	return c.same(got, want)
}

func (c *comparison) same(got, want reflect.Value) bool {
	switch {
	case got.Kind() == reflect.String:
		return got.String() == want.String()
	case got.CanInt():
		return got.Int() == want.Int()
	case got.CanUint():
		return got.Uint() == want.Uint()
	}
	c.depth++
	is := c.parts(got, want)
	c.depth--
	return is
}

// parts compares two values that are made of others.
func (c *comparison) parts(got, want reflect.Value) bool {
	switch got.Kind() {
	case reflect.Slice, reflect.Array:
		return c.list(got, want)
	case reflect.Map:
		return c.mapping(got, want)
	case reflect.Struct:
		return c.fields(got, want)
	case reflect.Interface:
		return c.dynamic(got, want)
	case reflect.Pointer:
		if got.Pointer() == want.Pointer() || got.IsNil() || want.IsNil() {
			return got.Pointer() == want.Pointer()
		}
		return c.again(got, want) || c.same(got.Elem(), want.Elem())
	case reflect.Func:
		return got.IsNil() == want.IsNil()
	}
	return sameOpaque(got, want)
}

// again reports whether these references are compared already: they differ if something
// else in them does.
func (c *comparison) again(got, want reflect.Value) bool {
	if c.depth < unguarded {
		return false
	}
	pair := pairOf(got, want)
	if c.at[pair] {
		return true
	}
	if c.at == nil {
		c.at = map[[2]reference]bool{}
	}
	c.at[pair] = true
	return false
}

func (c *comparison) list(got, want reflect.Value) bool {
	switch {
	case isBytes(got):
		return bytes.Equal(got.Bytes(), want.Bytes())
	case got.Len() != want.Len():
		return false
	case got.Kind() == reflect.Slice && c.again(got, want):
		return true
	}
	for i := range got.Len() {
		if !c.same(got.Index(i), want.Index(i)) {
			return false
		}
	}
	return true
}

func (c *comparison) mapping(got, want reflect.Value) bool {
	if got.Len() != want.Len() {
		return false
	}
	if c.again(got, want) {
		return true
	}
	for entries := want.MapRange(); entries.Next(); {
		v := got.MapIndex(entries.Key())
		if !v.IsValid() || !c.same(v, entries.Value()) {
			return false
		}
	}
	return true
}

func (c *comparison) fields(got, want reflect.Value) bool {
	switch {
	case got.Type() == timeType:
		return timeOf(got).Equal(timeOf(want))
	case opaque(got):
		return sameOpaque(got, want)
	}
	for i := range got.NumField() {
		if !c.same(got.Field(i), want.Field(i)) {
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

// dynamic compares what two values of an interface type hold.
func (c *comparison) dynamic(got, want reflect.Value) bool {
	switch {
	case got.Type() == errorType && want.Comparable():
		target, _ := want.Interface().(error)
		err, _ := got.Interface().(error)
		return errors.Is(err, target)
	case got.IsNil() || want.IsNil():
		return got.IsNil() && want.IsNil()
	case got.Elem().Type() != want.Elem().Type():
		return false
	}
	return c.same(got.Elem(), want.Elem())
}

func sameOpaque(got, want reflect.Value) bool {
	if got.Comparable() && want.Comparable() {
		return got.Equal(want)
	}
	return reflect.DeepEqual(got.Interface(), want.Interface())
}
