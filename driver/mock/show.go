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

// showAny returns a value as a failure prints it: as Go would write it where that is short.
func showAny(v any) string {
	switch v := v.(type) {
	case nil:
		return "nil"
	case []byte:
		return showBytes(v)
	case string:
		return strconv.Quote(v)
	}
	r := reflect.ValueOf(v)
	switch {
	case (r.Kind() == reflect.Pointer || r.Kind() == reflect.Func) && r.IsNil():
		return "nil"
	case r.Kind() == reflect.Func:
		return "func"
	}
	switch v.(type) {
	case error, fmt.Stringer:
		return fmt.Sprint(v) // which survives a method that panics
	}
	switch r.Kind() {
	case reflect.String:
		return strconv.Quote(r.String())
	case reflect.Pointer:
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
