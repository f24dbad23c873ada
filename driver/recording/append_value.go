package recording

import (
	"encoding/base64"
	"errors"
	"io"
	"math"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"drivergen/driver"
)

// appendValue appends a value as an object whose first member tells the kind.
func appendValue(b []byte, a *driver.Attr, from payload) []byte {
	b = append(append(append(b, `{"`...), KindName(a.Kind())...), `":`...)
	switch a.Kind() {
	case driver.BoolKind:
		b = strconv.AppendBool(b, a.Bool())
	case driver.IntKind:
		b = strconv.AppendInt(b, a.Int(), 10)
	case driver.UintKind:
		b = strconv.AppendUint(b, a.Uint(), 10)
	case driver.FloatKind:
		b = appendFloat(b, a.Float())
	case driver.StringKind:
		b = appendText(b, a.String())
	case driver.BytesKind:
		b = strconv.AppendInt(b, int64(a.Len()), 10)
		b = appendPayload(b, from.Payload(*a))
	case driver.DurationKind:
		b = strconv.AppendInt(b, int64(a.Duration()), 10)
	case driver.TimeKind:
		b = append(b, '"')
		b = a.Time().UTC().AppendFormat(b, time.RFC3339Nano)
		b = append(b, '"')
	case driver.MACKind:
		b = appendMAC(b, a.MAC())
	case driver.AddrKind, driver.AddrPortKind:
		b = appendAddr(b, a)
	case driver.ErrorKind:
		b = appendString(b, a.String())
		if err, ok := a.Any().(error); ok && !errors.Is(err, io.EOF) {
			b = appendErrno(b, driver.ErrnoOf(err))
		}
	case driver.ListKind:
		b = append(b, '[')
		for i := range a.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			elem := a.Index(i)
			b = appendValue(b, &elem, from)
		}
		b = append(b, ']')
	case driver.GroupKind:
		b = appendObject(b, a.Group(), from)
	case driver.AnyKind:
		b = appendAny(b, a)
	default: // nothing but the kind is known
		b = append(b, "true"...)
	}
	return append(b, '}')
}

// appendAddr appends an address. A zone is whatever text its maker chose.
func appendAddr(b []byte, a *driver.Attr) []byte {
	switch addr := a.Addr(); {
	case addr.Zone() != "" || !addr.IsValid():
		return appendString(b, a.String())
	case a.Kind() == driver.AddrPortKind:
		return append(a.AddrPort().AppendTo(append(b, '"')), '"')
	default:
		return append(addr.AppendTo(append(b, '"')), '"')
	}
}

// appendFloat appends a number, or as a text what JSON has no number for.
func appendFloat(b []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(strconv.AppendFloat(append(b, '"'), f, 'g', -1, 64), '"')
	}
	return strconv.AppendFloat(b, f, 'g', -1, 64)
}

// appendText appends a string, and its bytes where it is no UTF-8.
func appendText(b []byte, s string) []byte {
	b = appendString(b, s)
	if !utf8.ValidString(s) {
		b = appendBase64(b, []byte(s))
	}
	return b
}

// appendPayload appends bytes, as text where they are readable text.
func appendPayload(b, data []byte) []byte {
	if len(data) == 0 {
		return b
	}
	if !readable(data) {
		return appendBase64(b, data)
	}
	return appendString(append(b, `,"text":`...), data)
}

func appendBase64(b, data []byte) []byte {
	b = append(b, `,"data":"`...)
	b = base64.StdEncoding.AppendEncode(b, data)
	return append(b, '"')
}

// readable reports whether bytes are lines of printable ASCII.
func readable(data []byte) bool {
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c >= 0x7f {
			return false
		}
	}
	return true
}

const hexDigits = "0123456789abcdef"

func appendMAC(b []byte, mac driver.MAC) []byte {
	for i, c := range mac {
		separator := byte(':')
		if i == 0 {
			separator = '"'
		}
		b = append(b, separator, hexDigits[c>>4], hexDigits[c&15])
	}
	return append(b, '"')
}

// appendAny appends the text of a value whose type is open, its type, and its number where it is an integer.
func appendAny(b []byte, a *driver.Attr) []byte {
	b = appendText(b, a.String())
	v := reflect.ValueOf(a.Any())
	if !v.IsValid() {
		return b
	}
	b = append(b, `,"type":`...)
	b = appendString(b, v.Type().String())
	switch {
	case v.CanInt():
		b = appendInt(b, `,"number":`, v.Int())
	case v.CanUint():
		b = strconv.AppendUint(append(b, `,"number":`...), v.Uint(), 10)
	}
	return b
}
