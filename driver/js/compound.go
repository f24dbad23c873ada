package js

import (
	"github.com/dop251/goja"
)

// longestList is how many elements a list may have: a script's object may claim any length.
const longestList = 1 << 20

// List is the type of lists: arrays in JavaScript. null stands for none.
func List[T any](elem Type[T]) Type[[]T] {
	return Type[[]T]{
		from: func(r *Realm, v goja.Value) ([]T, error) { return listFrom(r, elem, v) },
		to: func(r *Realm, list []T) goja.Value {
			values := make([]any, len(list))
			for i, e := range list {
				values[i] = elem.to(r, e)
			}
			return r.vm.NewArray(values...)
		},
	}
}

func listFrom[T any](r *Realm, elem Type[T], v goja.Value) ([]T, error) {
	if isMissing(v) {
		return nil, nil
	}
	o, ok := v.(*goja.Object)
	if !ok || isFunction(o) {
		return nil, misfit(v, "an array")
	}
	length, ok := wholeNumber(orUndefined(o.Get("length")))
	switch {
	case !ok || length == nil || length.Sign() < 0:
		return nil, misfit(v, "an array")
	case !length.IsInt64() || length.Int64() > longestList:
		return nil, beyond(v, "an array of fewer elements")
	}
	var list []T
	for i := range int(length.Int64()) {
		name := element(i)
		e, err := elem.From(r, o.Get(name[1:len(name)-1]))
		if err != nil {
			return nil, inside(name, err)
		}
		list = append(list, e)
	}
	return list, nil
}

func orUndefined(v goja.Value) goja.Value {
	if v == nil {
		return goja.Undefined()
	}
	return v
}

// Optional is the type of values that may be missing, null in JavaScript. In Go it is a pointer, nil where the value is missing.
func Optional[T any](elem Type[T]) Type[*T] {
	return Type[*T]{
		from: func(r *Realm, v goja.Value) (*T, error) {
			if isMissing(v) {
				return nil, nil
			}
			value, err := elem.From(r, v)
			if err != nil {
				return nil, err
			}
			return &value, nil
		},
		to: func(r *Realm, v *T) goja.Value {
			if v == nil {
				return goja.Null()
			}
			return elem.to(r, *v)
		},
		takesFunctions: elem.takesFunctions,
	}
}

// Ref is the type that *t will be when it is used: for types that name each other.
func Ref[T any](t *Type[T]) Type[T] {
	return Type[T]{
		from: func(r *Realm, v goja.Value) (T, error) { return t.from(r, v) },
		to:   func(r *Realm, v T) goja.Value { return t.to(r, v) },
	}
}

// A Flag is the name of one bit, or of several.
type Flag[T integer] struct {
	Name string
	Bits T
}

// Flags is a type of flags that are written as text: the names of those that are set with a space between them, empty where
// none is.
func Flags[T integer](empty string, flags ...Flag[T]) Type[T] {
	return Type[T]{
		from: func(_ *Realm, v goja.Value) (T, error) {
			s, ok := textOf(v)
			if !ok {
				return 0, misfit(v, "a string with the names of flags")
			}
			return flagsFrom(s, v, empty, flags)
		},
		to: func(r *Realm, v T) goja.Value { return r.vm.ToValue(flagsText(v, empty, flags)) },
	}
}
