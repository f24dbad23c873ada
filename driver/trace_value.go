package driver

import (
	"math"
	"net/netip"
	"strconv"
	"time"
)

// Kind returns what a holds. The methods below are for the kinds that AttrKind's
// constants name beside them, and return a zero value for all others.
func (a Attr) Kind() AttrKind { return a.kind }

// Bool returns the boolean.
func (a Attr) Bool() bool { return a.kind == BoolKind && a.bits != 0 }

// Int returns the signed integer.
func (a Attr) Int() int64 {
	if a.kind != IntKind {
		return 0
	}
	return int64(a.bits)
}

// Uint returns the unsigned integer.
func (a Attr) Uint() uint64 {
	if a.kind != UintKind {
		return 0
	}
	return a.bits
}

// Float returns the floating-point number.
func (a Attr) Float() float64 {
	if a.kind != FloatKind {
		return 0
	}
	return math.Float64frombits(a.bits)
}

// Duration returns the duration.
func (a Attr) Duration() time.Duration {
	if a.kind != DurationKind {
		return 0
	}
	return time.Duration(a.bits)
}

// Time returns the point in time, in the local time zone.
func (a Attr) Time() time.Time {
	if a.kind != TimeKind {
		return time.Time{}
	}
	return time.Unix(int64(a.bits), int64(a.low))
}

// MAC returns the hardware address.
func (a Attr) MAC() MAC {
	if a.kind != MACKind {
		return MAC{}
	}
	var m MAC
	for i := range m {
		m[i] = byte(a.bits >> (40 - 8*i))
	}
	return m
}

// Addr returns the address, also of an AddrPortKind.
func (a Attr) Addr() netip.Addr {
	if a.kind != AddrKind && a.kind != AddrPortKind {
		return netip.Addr{}
	}
	switch a.size {
	case 0:
		return netip.Addr{}
	case 4:
		return netip.AddrFrom4([4]byte{byte(a.low >> 24), byte(a.low >> 16), byte(a.low >> 8), byte(a.low)})
	}
	var b [16]byte
	for i := range 8 {
		b[i], b[8+i] = byte(a.bits>>(56-8*i)), byte(a.low>>(56-8*i))
	}
	return netip.AddrFrom16(b).WithZone(a.text)
}

// AddrPort returns the address and the port. The address is the zero Addr where only a port
// is known.
func (a Attr) AddrPort() netip.AddrPort { return netip.AddrPortFrom(a.Addr(), a.port) }

// Len returns the number of bytes of a BytesKind, of elements of a ListKind.
func (a Attr) Len() int {
	if a.kind == ListKind {
		return int(a.bits)
	}
	return len(a.data)
}

// Index returns a list's element i, which must be less than Len.
func (a Attr) Index(i int) Attr { return a.ref.(func(int) Attr)(i) }

// Group returns a struct's fields.
func (a Attr) Group() []Attr {
	fields, _ := a.ref.([]Attr)
	return fields
}

// Any returns the value of an AnyKind or ErrorKind: an error, a basic value, or what has a
// String method and nothing else.
func (a Attr) Any() any {
	if a.kind != AnyKind && a.kind != ErrorKind {
		return nil
	}
	return a.ref
}

// String returns the string of a StringKind, and for all others a text for people.
func (a Attr) String() string {
	switch a.kind {
	case BoolKind:
		return strconv.FormatBool(a.Bool())
	case IntKind:
		return strconv.FormatInt(a.Int(), 10)
	case UintKind:
		return strconv.FormatUint(a.Uint(), 10)
	case FloatKind:
		return strconv.FormatFloat(a.Float(), 'g', -1, 64)
	case StringKind:
		return a.text
	case BytesKind:
		return strconv.Itoa(a.Len()) + " bytes"
	case DurationKind:
		return a.Duration().String()
	case TimeKind:
		return a.Time().Format(time.RFC3339Nano)
	case MACKind:
		return a.MAC().String()
	case AddrKind:
		return a.Addr().String()
	case AddrPortKind:
		if a.size == 0 {
			return ":" + strconv.Itoa(int(a.port))
		}
		return a.AddrPort().String()
	case ErrorKind, AnyKind:
		return anyText(a.ref)
	case FuncKind:
		return "func"
	case ListKind:
		return "[" + a.join() + "]"
	case GroupKind:
		return "{" + a.join() + "}"
	case RedactedKind:
		return Redaction
	}
	return "nil"
}

// join returns the elements of a list, or the fields of a struct with their names.
func (a Attr) join() string {
	text := ""
	for i := range a.Len() {
		if i > 0 {
			text += " "
		}
		text += a.Index(i).String()
	}
	for i, field := range a.Group() {
		if i > 0 {
			text += " "
		}
		text += field.Name + ":" + field.String()
	}
	return text
}

// anyText returns the text of a value whose type is open. It knows the types that
// devices take; package fmt would be large for a microcontroller.
func anyText(v any) string {
	switch v := v.(type) {
	case error:
		return v.Error()
	case interface{ String() string }:
		return v.String()
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case int8:
		return strconv.Itoa(int(v))
	case int16:
		return strconv.Itoa(int(v))
	case int32:
		return strconv.Itoa(int(v))
	case int64:
		return strconv.FormatInt(v, 10)
	case uint:
		return strconv.FormatUint(uint64(v), 10)
	case uint8:
		return strconv.Itoa(int(v))
	case uint16:
		return strconv.Itoa(int(v))
	case uint32:
		return strconv.FormatUint(uint64(v), 10)
	case uint64:
		return strconv.FormatUint(v, 10)
	case float32:
		return strconv.FormatFloat(float64(v), 'g', -1, 32)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return "value"
}
