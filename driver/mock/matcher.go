package mock

import (
	"bytes"
	"cmp"
	"errors"
	"reflect"
	"slices"
)

// A Matcher tells which values of a parameter an expectation takes. The zero Matcher takes all.
type Matcher[T any] struct{ *rule[T] }

type rule[T any] struct {
	match func(T) bool
	text  func(show func(T) string) string // how a failure prints it; show prints a value of T
	take  func(T)                          // told of the value of a call that was taken
	want  *T                               // the only value that is taken, if there is only one
}

// Func returns a Matcher of the values for which match reports true. The text says in a
// failure what was wanted: "an even port". Match is called while a call is being answered
// and must not use the mock itself.
func Func[T any](text string, match func(T) bool) Matcher[T] {
	return describedBy(func(func(T) string) string { return text }, match)
}

func describedBy[T any](text func(show func(T) string) string, match func(T) bool) Matcher[T] {
	return Matcher[T]{&rule[T]{match: match, text: text}}
}

func equalValue[T any](want T, match func(T) bool) Matcher[T] {
	m := describedBy(func(show func(T) string) string { return show(want) }, match)
	m.rule.want = &want
	return m
}

// Any returns a Matcher of all values.
func Any[T any]() Matcher[T] { return Func("anything", func(T) bool { return true }) }

// Eq returns a Matcher of one value.
func Eq[T comparable](want T) Matcher[T] {
	return equalValue(want, func(got T) bool { return got == want })
}

// Bytes returns a Matcher of one sequence of bytes. It keeps a copy of want; nil is an empty one.
func Bytes[T ~[]byte](want T) Matcher[T] {
	want = bytes.Clone(want)
	return equalValue(want, func(got T) bool { return bytes.Equal(got, want) })
}

// List returns a Matcher of one list, element by element. It keeps a copy of want; nil is an empty one.
func List[T comparable](want []T) Matcher[[]T] {
	want = slices.Clone(want)
	return equalValue(want, func(got []T) bool { return slices.Equal(got, want) })
}

// Pointee returns a Matcher of pointers to one value, or of nil.
func Pointee[T comparable](want *T) Matcher[*T] {
	if want == nil {
		return equalValue(want, func(got *T) bool { return got == nil })
	}
	value := *want
	return equalValue(&value, func(got *T) bool { return got != nil && *got == value })
}

// Equal returns a Matcher of the values whose method Equal says that they are, such as a
// point in time.
func Equal[T interface{ Equal(T) bool }](want T) Matcher[T] {
	return equalValue(want, func(got T) bool { return got.Equal(want) })
}

// Deep returns a Matcher of the values that reflect.DeepEqual finds equal. It is for
// types that == does not compare.
func Deep[T any](want T) Matcher[T] {
	return equalValue(want, func(got T) bool { return reflect.DeepEqual(got, want) })
}

// IsError returns a Matcher of the errors for which errors.Is finds target; of nil where
// target is nil. An error that == cannot compare is compared as Deep does.
func IsError(target error) Matcher[error] {
	comparable := reflect.ValueOf(&target).Elem().Comparable()
	return equalValue(target, func(got error) bool {
		if comparable {
			return errors.Is(got, target)
		}
		return reflect.DeepEqual(got, target)
	})
}

// SameNil returns a Matcher of the values that are nil where want is, and not nil where
// it is not. It is for functions, which cannot be compared.
func SameNil[T any](want T) Matcher[T] {
	null := isNil(want)
	text := "a func"
	if null {
		text = "nil"
	}
	return Func(text, func(got T) bool { return isNil(got) == null })
}

// NotNil returns a Matcher of all values but nil.
func NotNil[T any]() Matcher[T] {
	return Func("not nil", func(got T) bool { return !isNil(got) })
}

// InRange returns a Matcher of the values from least to most.
func InRange[T cmp.Ordered](least, most T) Matcher[T] {
	return describedBy(func(show func(T) string) string { return show(least) + " to " + show(most) },
		func(got T) bool { return least <= got && got <= most })
}

// Capture returns a Matcher of all values. It puts that of each call that meets the
// expectation into target, which the test reads after the call.
func Capture[T any](target *T) Matcher[T] {
	m := Any[T]()
	m.rule.take = func(got T) { *target = got }
	return m
}

// A matcher is a Matcher of any type, which is given the fields of records.
type matcher interface {
	fits(arg reflect.Value) bool
	takes() bool
	take(arg reflect.Value)
	wanted() reflect.Value // the only value that is taken, or no Value
	print(show func(reflect.Value) string) string
}

func (m Matcher[T]) matches(v T) bool { return m.rule == nil || m.match(v) }

func (m Matcher[T]) fits(arg reflect.Value) bool {
	return m.rule == nil || m.match(*arg.Addr().Interface().(*T))
}

func (m Matcher[T]) takes() bool { return m.rule != nil && m.rule.take != nil }

func (m Matcher[T]) take(arg reflect.Value) {
	if m.takes() {
		m.rule.take(*arg.Addr().Interface().(*T))
	}
}

func (m Matcher[T]) wanted() reflect.Value {
	if m.rule == nil || m.rule.want == nil {
		return reflect.Value{}
	}
	return reflect.ValueOf(m.rule.want).Elem()
}

// print returns how a failure prints m, where show prints one value.
func (m Matcher[T]) print(show func(reflect.Value) string) string {
	return m.printed(func(v T) string { return show(reflect.ValueOf(&v).Elem()) })
}

func (m Matcher[T]) printed(show func(T) string) string {
	if m.rule == nil {
		return "anything"
	}
	return m.text(show)
}

func isNil(v any) bool {
	if v == nil {
		return true
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Func, reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.Chan:
		return r.IsNil()
	}
	return false
}
