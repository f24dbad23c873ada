package chrome

import (
	"encoding/hex"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"drivergen/driver"
)

// A carrier is a Call or an Event: it gives the bytes of a payload.
type carrier interface {
	Payload(driver.Attr) []byte
}

// appendGroup appends attributes as a JSON object. The bytes of payloads are in it where
// payload is true, else their number.
func appendGroup(b []byte, attrs []driver.Attr, owner carrier, payload bool) []byte {
	b = append(b, '{')
	for i, a := range attrs {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, a.Name)
		b = append(b, ':')
		b = appendValue(b, a, owner, payload)
	}
	return append(b, '}')
}

func appendValue(b []byte, a driver.Attr, owner carrier, payload bool) []byte {
	switch a.Kind() {
	case driver.NilKind:
		return append(b, "null"...)
	case driver.BoolKind:
		return strconv.AppendBool(b, a.Bool())
	case driver.IntKind:
		return strconv.AppendInt(b, a.Int(), 10)
	case driver.UintKind:
		return strconv.AppendUint(b, a.Uint(), 10)
	case driver.FloatKind:
		if v := a.Float(); !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.AppendFloat(b, v, 'g', -1, 64)
		}
	case driver.TimeKind:
		b = append(b, '"')
		b = a.Time().AppendFormat(b, time.RFC3339Nano)
		return append(b, '"')
	case driver.BytesKind:
		if !payload {
			return strconv.AppendInt(b, int64(a.Len()), 10)
		}
		return appendPayload(b, a.Len(), owner.Payload(a))
	case driver.ListKind:
		b = append(b, '[')
		for i := range a.Len() {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendValue(b, a.Index(i), owner, payload)
		}
		return append(b, ']')
	case driver.GroupKind:
		return appendGroup(b, a.Group(), owner, payload)
	}
	return appendString(b, a.String())
}

// appendPayload appends a payload's length and the bytes of it that were asked for.
func appendPayload(b []byte, length int, data []byte) []byte {
	b = append(b, `{"len":`...)
	b = strconv.AppendInt(b, int64(length), 10)
	if text := whole(data); utf8.Valid(text) {
		b = append(b, `,"text":`...)
		b = appendString(b, string(text))
	} else {
		b = append(b, `,"hex":"`...)
		b = hex.AppendEncode(b, data)
		b = append(b, '"')
	}
	return append(b, '}')
}

// whole returns UTF-8 without the beginning of a character at its end, which the limit may
// have cut.
func whole(data []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(data); n++ {
		if last := data[len(data)-n:]; utf8.RuneStart(last[0]) {
			if !utf8.FullRune(last) {
				return data[:len(data)-n]
			}
			break
		}
	}
	return data
}

const hexDigits = "0123456789abcdef"

// appendString appends a JSON string (RFC 8259, section 7). What is no UTF-8 becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ' || r == 0x7f:
			b = append(b, `\u00`...)
			b = append(b, hexDigits[r>>4], hexDigits[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
