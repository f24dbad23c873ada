package js

import (
	"errors"
	"strconv"

	"github.com/dop251/goja"

	"drivergen/internal/article"
)

// A Type converts the values of one type of a description between Go and JavaScript. It is used on the loop only.
// A value that does not fit gives a *ValueError, never a panic.
type Type[T any] struct {
	from func(r *Realm, v goja.Value) (T, error)
	to   func(r *Realm, v T) goja.Value
	// takesFunctions says that a function may be a value, so that it is not the callback of the call.
	takesFunctions bool
}

// From returns the Go value of a JavaScript value.
func (t Type[T]) From(r *Realm, v goja.Value) (T, error) {
	if v == nil {
		v = goja.Undefined()
	}
	var value T
	var err error
	if thrown := r.try(func() { value, err = t.from(r, v) }); thrown != nil {
		return value, thrown // a getter of the value's own threw
	}
	return value, err
}

// To returns the JavaScript value of a Go value.
func (t Type[T]) To(r *Realm, v T) goja.Value { return t.to(r, v) }

// A ValueError tells why a JavaScript value does not fit.
type ValueError struct {
	Path string // where it stands, such as options.port
	Want string // what fits there: a whole number from 0 to 65535
	Got  string // what stands there: the string "80"
	// Range says that the type fits and the value does not. A device answers EINVAL to such a value; one of another
	// type is a mistake of the script's and is thrown.
	Range bool
}

// Error returns the place, what stands there and what fits.
func (e *ValueError) Error() string {
	text := "is " + e.Got + ", want " + e.Want
	if e.Path != "" {
		text = e.Path + " " + text
	}
	return text
}

// misfit returns the error of a value of another type.
func misfit(v goja.Value, want string) error { return &ValueError{Want: want, Got: describe(v)} }

// beyond returns the error of a value that is of the type and does not fit.
func beyond(v goja.Value, want string) error {
	return &ValueError{Want: want, Got: describe(v), Range: true}
}

// inside returns err with the name of the field or element in front of its path.
func inside(name string, err error) error {
	var e *ValueError
	if !errors.As(err, &e) {
		return err
	}
	inner := *e
	switch {
	case inner.Path == "":
		inner.Path = name
	case inner.Path[0] == '[':
		inner.Path = name + inner.Path
	default:
		inner.Path = name + "." + inner.Path
	}
	return &inner
}

// element returns the name of an element of a list.
func element(index int) string { return "[" + strconv.Itoa(index) + "]" }

// isRange reports whether an error is that of a value which is of its type.
func isRange(err error) bool {
	var e *ValueError
	return errors.As(err, &e) && e.Range
}

// longestText is how many bytes of a text an error shows.
const longestText = 40

// describe says what a JavaScript value is, for an error. It runs no code of the script's.
func describe(v goja.Value) string {
	switch {
	case v == nil || goja.IsUndefined(v):
		return "undefined"
	case goja.IsNull(v):
		return "null"
	}
	if o, ok := v.(*goja.Object); ok {
		if isFunction(o) {
			return "a function"
		}
		return article.With(o.ClassName())
	}
	if _, ok := v.(*goja.Symbol); ok {
		return "a symbol"
	}
	text := v.String()
	if len(text) > longestText {
		text = text[:longestText] + "…"
	}
	if _, ok := v.(goja.String); ok {
		return "the string " + strconv.Quote(text)
	}
	if _, ok := number(v); ok {
		return "the number " + text
	}
	return text // true, false or a BigInt
}
