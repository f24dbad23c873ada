package mock

import (
	"fmt"
	"reflect"
	"strconv"

	"drivergen/driver"
)

const redaction = driver.Redaction

// mostShown is how many bytes of a payload a failure prints.
const mostShown = 48

// show returns a value as a failure prints it: as Go would write it where that is short.
func show[T any](v T) string { return showAny(v) }

func showAny(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case []byte:
		return showBytes(v)
	case string:
		return strconv.Quote(v)
	case error:
		return v.Error()
	case fmt.Stringer:
		if isNil(v) {
			return "nil"
		}
		return v.String()
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return strconv.Quote(r.String())
	case reflect.Func:
		if r.IsNil() {
			return "nil"
		}
		return "func"
	case reflect.Pointer:
		if r.IsNil() {
			return "nil"
		}
		return "&" + showAny(r.Elem().Interface())
	}
	return fmt.Sprintf("%+v", v)
}

func showBytes(b []byte) string {
	if len(b) <= mostShown {
		return strconv.Quote(string(b))
	}
	return strconv.Quote(string(b[:mostShown])) + "... (" + strconv.Itoa(len(b)) + " bytes)"
}
