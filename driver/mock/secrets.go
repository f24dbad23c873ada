package mock

import (
	"reflect"
	"strconv"
	"strings"
)

// shortestSecret is how many bytes a sensitive value must have to be looked for in texts:
// a shorter one is in every other text.
const shortestSecret = 4

// secrets are the texts of the sensitive values that a failure has to do with. What a
// method Error or String returns may be made of them.
type secrets []string

// addIn adds what is sensitive in v.
func (s *secrets) addIn(v reflect.Value) {
	sought := search{found: s.add}
	sought.walk(v)
}

// add adds v, which is sensitive as a whole.
func (s *secrets) add(v reflect.Value) {
	var parts search
	s.addParts(&parts, v)
}

func (s *secrets) addParts(parts *search, v reflect.Value) {
	text := ""
	switch {
	case v.Kind() == reflect.String:
		text = v.String()
	case v.CanInt():
		text = strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		text = strconv.FormatUint(v.Uint(), 10)
	}
	if len(text) >= shortestSecret {
		*s = append(*s, text)
	}
	switch v.Kind() {
	case reflect.Interface:
		s.addParts(parts, v.Elem())
	case reflect.Pointer:
		if looksBehind(v) && parts.first(v) {
			s.addParts(parts, v.Elem())
		}
	case reflect.Slice, reflect.Array:
		if isBytes(v) {
			if b := v.Bytes(); len(b) >= shortestSecret {
				*s = append(*s, string(b))
			}
			return
		}
		if v.Kind() == reflect.Slice && !parts.first(v) {
			return
		}
		for i := range v.Len() {
			s.addParts(parts, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			s.addParts(parts, v.Field(i))
		}
	case reflect.Map:
		if !parts.first(v) {
			return
		}
		for entries := v.MapRange(); entries.Next(); {
			s.addParts(parts, entries.Key())
			s.addParts(parts, entries.Value())
		}
	}
}

// in reports whether a text has one of the secrets in it, as it is or as Go quotes it.
func (s secrets) in(text string) bool {
	for _, secret := range s {
		quoted := strconv.Quote(secret)
		if strings.Contains(text, secret) || strings.Contains(text, quoted[1:len(quoted)-1]) {
			return true
		}
	}
	return false
}
