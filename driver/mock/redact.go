package mock

import (
	"reflect"

	"drivergen/driver"
)

const redaction = driver.Redaction

// sensitive reports whether a field of a struct is tagged `driver:"sensitive"`, as the
// description's sensitive fields and arguments are in generated structs and records.
func sensitive(field reflect.StructField) bool { return field.Tag.Get("driver") == "sensitive" }

// looksBehind reports whether a failure looks at what a pointer points to. It does not
// where only the pointer's own package may use the fields: others may change them
// meanwhile, under a lock that is not known here.
func looksBehind(p reflect.Value) bool {
	return !p.IsNil() && (p.Type().Elem() == timeType || !opaque(p.Elem()))
}

// A search looks for the sensitive fields in a value, however deep.
type search struct {
	found func(secret reflect.Value) // told of no Value where one may be in what is not looked at
	seen  map[reference]bool         // a value may hold itself
}

// holdsSecret reports whether there is a sensitive field in v.
func holdsSecret(v reflect.Value) bool {
	holds := false
	s := search{found: func(reflect.Value) { holds = true }}
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem() // whatever it is: its text is made of it
	}
	s.walk(v)
	return holds
}

func (s *search) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		s.walk(v.Elem())
	case reflect.Pointer:
		switch {
		case v.IsNil():
		case !looksBehind(v) && !v.Type().Implements(errorType):
			if declaresSecret(v.Type(), map[reflect.Type]bool{}) {
				s.found(reflect.Value{})
			}
		case s.first(v):
			s.walk(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if sensitive(v.Type().Field(i)) {
				s.found(v.Field(i))
			} else {
				s.walk(v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		if partless(v.Type().Elem()) || v.Kind() == reflect.Slice && !s.first(v) {
			return
		}
		for i := range v.Len() {
			s.walk(v.Index(i))
		}
	case reflect.Map:
		if !s.first(v) {
			return
		}
		for entries := v.MapRange(); entries.Next(); {
			s.walk(entries.Key())
			s.walk(entries.Value())
		}
	}
}

// declaresSecret reports whether a type has a sensitive field, however deep.
func declaresSecret(t reflect.Type, seen map[reflect.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	switch t.Kind() {
	case reflect.Map:
		return declaresSecret(t.Key(), seen) || declaresSecret(t.Elem(), seen)
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return declaresSecret(t.Elem(), seen)
	case reflect.Struct:
		for i := range t.NumField() {
			if sensitive(t.Field(i)) || declaresSecret(t.Field(i).Type, seen) {
				return true
			}
		}
	}
	return false
}

// first reports whether what v refers to was not walked before.
func (s *search) first(v reflect.Value) bool {
	r := referenceOf(v)
	if s.seen[r] {
		return false
	}
	if s.seen == nil {
		s.seen = map[reference]bool{}
	}
	s.seen[r] = true
	return true
}

// partless reports whether values of a type have no parts.
func partless(t reflect.Type) bool {
	return t.Kind() < reflect.Array || t.Kind() == reflect.String // as package reflect orders the kinds
}
