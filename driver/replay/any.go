package replay

import (
	"encoding"
	"net"
	"reflect"
	"strconv"

	"drivergen/driver"
	"drivergen/internal/article"
)

// Any returns a value whose type the description leaves open: one of Go's basic types, bytes, an error, or
// nil. Of any other the recording has no more than a text; then the test fails.
func Any(v Value) any {
	if v.absent() || v.v.Kind == driver.RedactedKind {
		return nil
	}
	switch v.v.Kind {
	case driver.BytesKind:
		return append([]byte{}, v.v.Data...)
	case driver.ErrorKind:
		return Error(v)
	}
	if t, ok := basicTypes[v.v.Type]; ok && v.is(driver.AnyKind) {
		into := reflect.New(t).Elem()
		if set(into, v.v.Text) {
			return into.Interface()
		}
	}
	v.misfit("a value of one of Go's basic types, the only ones that a recording holds of a type that is left open")
	return nil
}

// basicTypes are Go's basic types by name.
var basicTypes = func() map[string]reflect.Type {
	types := map[string]reflect.Type{}
	for _, v := range []any{
		false, "", 0, int8(0), int16(0), int32(0), int64(0), uint(0), uint8(0), uint16(0), uint32(0), uint64(0), float32(0), float64(0),
	} {
		t := reflect.TypeOf(v)
		types[t.String()] = t
	}
	return types
}()

// Typed returns a value of a Go type that the description names: one whose kind is basic, or that is read
// from a text. Of any other the test fails, unless it was nil.
func Typed[T any](v Value) T {
	var t T
	if v.absent() || v.v.Kind == driver.RedactedKind {
		return t
	}
	if v.v.Kind == driver.BytesKind {
		if into := reflect.ValueOf(&t).Elem(); into.Kind() == reflect.Slice && into.Type().Elem().Kind() == reflect.Uint8 {
			into.SetBytes(append([]byte(nil), v.v.Data...))
			return t
		}
	}
	if v.v.Kind == driver.AnyKind && fromText(&t, v.v.Text, v.v.Number) {
		return t
	}
	v.misfit(article.With(reflect.TypeFor[T]().String()) + ", of which the recording holds no more than that")
	return *new(T)
}

// fromText sets what into points to from its text or its number.
func fromText(into any, text, number string) bool {
	switch into := into.(type) {
	case *net.HardwareAddr:
		mac, err := net.ParseMAC(text)
		*into = mac
		return err == nil
	case encoding.TextUnmarshaler:
		return into.UnmarshalText([]byte(text)) == nil
	}
	if number != "" {
		text = number
	}
	return set(reflect.ValueOf(into).Elem(), text)
}

// set sets a value of a basic kind from its text.
func set(into reflect.Value, text string) bool {
	var err error
	switch {
	case into.Kind() == reflect.String:
		into.SetString(text)
	case into.Kind() == reflect.Bool:
		var b bool
		b, err = strconv.ParseBool(text)
		into.SetBool(b)
	case into.CanInt():
		var n int64
		n, err = strconv.ParseInt(text, 10, into.Type().Bits())
		into.SetInt(n)
	case into.CanUint():
		var n uint64
		n, err = strconv.ParseUint(text, 10, into.Type().Bits())
		into.SetUint(n)
	case into.CanFloat():
		var f float64
		f, err = strconv.ParseFloat(text, into.Type().Bits())
		into.SetFloat(f)
	default:
		return false
	}
	return err == nil
}
