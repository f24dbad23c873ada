package js

import (
	"reflect"
	"strings"

	"github.com/dop251/goja"
)

// A Member is one field of a struct.
type Member[S any] struct {
	from func(r *Realm, o *goja.Object, s *S) error
	to   func(r *Realm, o *goja.Object, s *S) error
}

// Field is a field that every object has: where a script leaves it out, or gives null, it is the zero value, of which the
// device thinks what the description says. Its other spelling is taken too: subnet_mask for subnetMask.
func Field[S, T any](name string, at func(s *S) *T, t Type[T]) Member[S] {
	return member(name, at, t, false)
}

// OptionalField is a field that an object need not have: it has none where the value is the zero value.
func OptionalField[S, T any](name string, at func(s *S) *T, t Type[T]) Member[S] {
	return member(name, at, t, true)
}

func member[S, T any](name string, at func(s *S) *T, t Type[T], optional bool) Member[S] {
	other := otherSpelling(name)
	return Member[S]{
		from: func(r *Realm, o *goja.Object, s *S) error {
			v := o.Get(name)
			if isMissing(v) && other != "" {
				v = o.Get(other)
			}
			if isMissing(v) {
				return nil
			}
			value, err := t.From(r, v)
			if err != nil {
				return inside(name, err)
			}
			*at(s) = value
			return nil
		},
		to: func(r *Realm, o *goja.Object, s *S) error {
			value := at(s)
			if optional && reflect.ValueOf(value).Elem().IsZero() {
				return nil
			}
			return o.Set(name, t.to(r, *value))
		},
	}
}

// Struct is the type of a struct: a plain object in JavaScript. Properties that are not fields are left alone.
func Struct[S any](members ...Member[S]) Type[S] {
	return Type[S]{
		from: func(r *Realm, v goja.Value) (S, error) {
			var s S
			o, ok := v.(*goja.Object)
			if !ok || isFunction(o) {
				return s, misfit(v, "an object")
			}
			return s, fromObject(r, o, &s, members)
		},
		to: func(r *Realm, s S) goja.Value {
			o := r.vm.NewObject()
			if err := toObject(r, o, &s, members); err != nil {
				return goja.Undefined()
			}
			return o
		},
	}
}

func fromObject[S any](r *Realm, o *goja.Object, s *S, members []Member[S]) error {
	for _, m := range members {
		if err := m.from(r, o, s); err != nil {
			return err
		}
	}
	return nil
}

func toObject[S any](r *Realm, o *goja.Object, s *S, members []Member[S]) error {
	for _, m := range members {
		if err := m.to(r, o, s); err != nil {
			return err
		}
	}
	return nil
}

// otherSpelling returns a name with underscores as one with capitals, and the other way round; "" where both are the same.
func otherSpelling(name string) string {
	var b strings.Builder
	if strings.Contains(name, "_") {
		for i, word := range strings.Split(name, "_") {
			if i > 0 && word != "" {
				word = strings.ToUpper(word[:1]) + word[1:]
			}
			b.WriteString(word)
		}
	} else {
		for _, c := range name {
			if 'A' <= c && c <= 'Z' {
				b.WriteByte('_')
				c += 'a' - 'A'
			}
			b.WriteRune(c)
		}
	}
	if other := b.String(); other != name {
		return other
	}
	return ""
}
