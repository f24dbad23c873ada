package mock

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// How much of a value a failure prints.
const (
	mostShown = 48  // bytes of one string or payload
	mostText  = 200 // bytes of everything, about
	mostDeep  = 8   // levels
)

// Redacted returns a struct in one line, without the fields that are tagged as sensitive,
// however deep. Generated records of calls with sensitive arguments print themselves with it.
func Redacted(v any) string {
	p := printer{}
	p.fields(reflect.ValueOf(v), 0)
	return p.text.String()
}

// show returns a value in one line, as a failure prints it: as Go would write it where
// that is short, and without what is sensitive. The same value gives the same text.
func (s secrets) show(v reflect.Value) string {
	p := printer{secrets: s}
	p.value(v, 0)
	return p.text.String()
}

// A printer prints one value.
type printer struct {
	secrets secrets
	text    strings.Builder
	behind  []uintptr // the pointers that are being printed
}

func (p *printer) value(v reflect.Value, depth int) {
	switch kind := v.Kind(); {
	case kind == reflect.Interface && !v.IsNil():
		p.value(v.Elem(), depth)
	case kind == reflect.Invalid, nilable(kind) && v.IsNil():
		p.text.WriteString("nil")
	case kind == reflect.Func:
		p.text.WriteString("func")
	case p.method(v):
	case kind == reflect.String:
		p.text.WriteString(quote(v.String()))
	case isBytes(v):
		p.text.WriteString(quote(string(v.Bytes())))
	case depth == mostDeep:
		p.text.WriteString("...")
	case kind == reflect.Slice, kind == reflect.Array:
		p.list(v, depth)
	case kind == reflect.Map:
		p.mapping(v, depth)
	case kind == reflect.Struct:
		p.fields(v, depth)
	case kind == reflect.Pointer:
		p.pointer(v, depth)
	default:
		p.text.WriteString(number(v))
	}
}

// nilable reports whether a nil of that kind is printed as such. An empty list or map is
// printed like one that is nil, since they are equal to an expectation.
func nilable(kind reflect.Kind) bool {
	switch kind {
	case reflect.Pointer, reflect.Func, reflect.Interface, reflect.Chan, reflect.UnsafePointer:
		return true
	}
	return false
}

// method prints v by its own method Error or String and reports whether it has one that
// may be used.
func (p *printer) method(v reflect.Value) bool {
	if !v.CanInterface() || v.Kind() == reflect.Pointer && v.IsNil() {
		return false
	}
	text := ""
	switch value := v.Interface().(type) {
	case time.Time:
		text = value.Round(0).String() // without the monotonic clock's reading
	case error, fmt.Stringer:
		if holdsSecret(v) {
			return false
		}
		text = fmt.Sprint(value) // which survives a method that panics
	default:
		return false
	}
	switch {
	case p.secrets.in(text):
		text = redaction
	case len(text) > mostText:
		text = quote(text)
	case strings.ContainsFunc(text, unicode.IsControl):
		text = strconv.Quote(text)
	}
	p.text.WriteString(text)
	return true
}

// number prints what has no parts.
func number(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Bool:
		return strconv.FormatBool(v.Bool())
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	case v.CanFloat():
		return strconv.FormatFloat(v.Float(), 'g', -1, v.Type().Bits())
	case v.CanComplex():
		return strconv.FormatComplex(v.Complex(), 'g', -1, v.Type().Bits())
	}
	return v.Kind().String() // a channel
}

// more reports whether the text is as long as it may be. It then says how many parts are left out.
func (p *printer) more(rest int) bool {
	if p.text.Len() < mostText {
		return false
	}
	p.text.WriteString("... (" + strconv.Itoa(rest) + " more)")
	return true
}

func (p *printer) list(v reflect.Value, depth int) {
	p.text.WriteByte('[')
	for i := range v.Len() {
		if i > 0 {
			p.text.WriteByte(' ')
		}
		if p.more(v.Len() - i) {
			break
		}
		p.value(v.Index(i), depth+1)
	}
	p.text.WriteByte(']')
}

func (p *printer) mapping(v reflect.Value, depth int) {
	p.text.WriteString("map[")
	for i, key := range p.secrets.keys(v) {
		if i > 0 {
			p.text.WriteByte(' ')
		}
		if p.more(v.Len() - i) {
			break
		}
		p.value(key, depth+1)
		p.text.WriteByte(':')
		p.value(v.MapIndex(key), depth+1)
	}
	p.text.WriteByte(']')
}

// keys returns the keys of a map in the order of their values where they have one, else
// of their texts.
func (s secrets) keys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortStableFunc(keys, func(a, b reflect.Value) int {
		switch {
		case a.CanInt():
			return cmp.Compare(a.Int(), b.Int())
		case a.CanUint():
			return cmp.Compare(a.Uint(), b.Uint())
		case a.CanFloat():
			return cmp.Compare(a.Float(), b.Float())
		case a.Kind() == reflect.String:
			return cmp.Compare(a.String(), b.String())
		}
		return cmp.Compare(s.show(a), s.show(b))
	})
	return keys
}

func (p *printer) fields(v reflect.Value, depth int) {
	p.text.WriteByte('{')
	for i := range v.NumField() {
		if i > 0 {
			p.text.WriteByte(' ')
		}
		if p.more(v.NumField() - i) {
			break
		}
		field := v.Type().Field(i)
		p.text.WriteString(field.Name + ":")
		if sensitive(field) {
			p.text.WriteString(redaction)
		} else {
			p.value(v.Field(i), depth+1)
		}
	}
	p.text.WriteByte('}')
}

func (p *printer) pointer(v reflect.Value, depth int) {
	switch {
	case !looksBehind(v):
		p.text.WriteString(v.Type().String())
	case slices.Contains(p.behind, v.Pointer()):
		p.text.WriteString("&...")
	default:
		p.behind = append(p.behind, v.Pointer())
		p.text.WriteByte('&')
		p.value(v.Elem(), depth+1)
		p.behind = p.behind[:len(p.behind)-1]
	}
}

// isBytes reports whether v is a payload.
func isBytes(v reflect.Value) bool {
	return v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8
}

// quote returns a text as Go writes it, or its beginning and its length.
func quote(text string) string {
	if len(text) <= mostShown {
		return strconv.Quote(text)
	}
	end := mostShown
	for end > mostShown-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end-- // in front of a letter, not in it
	}
	return strconv.Quote(text[:end]) + "... (" + strconv.Itoa(len(text)) + " bytes)"
}
