package driver

import (
	"math"
	"net/netip"
	"time"
)

// An AttrKind tells what an Attr holds.
type AttrKind uint8

// The kinds of an Attr.
const (
	NilKind      AttrKind = iota // a pointer, list or value that is not there
	BoolKind                     // Bool
	IntKind                      // Int
	UintKind                     // Uint
	FloatKind                    // Float
	StringKind                   // String
	BytesKind                    // Len; the bytes through Payload
	DurationKind                 // Duration
	TimeKind                     // Time
	MACKind                      // MAC
	AddrKind                     // Addr
	AddrPortKind                 // AddrPort
	ErrorKind                    // Any, an error
	FuncKind                     // a function that is there
	ListKind                     // Len, Index
	GroupKind                    // Group
	AnyKind                      // Any
	RedactedKind                 // a sensitive value, which is not here
)

// Redaction stands in a text for a value that the description calls sensitive.
const Redaction = "[redacted]"

// An Attr is a named value of a traced call or event: an argument, a result, a field.
// It holds the value itself; nothing is formatted before a tracer asks for it.
type Attr struct {
	Name string
	kind AttrKind
	size uint8  // of an address in bytes: 4, 16, or 0 for none
	port uint16 // of an AddrPort
	bits uint64 // a number, or the upper half of an address
	low  uint64 // the lower half of an address
	text string // a string, or an address's zone
	data []byte
	ref  any
}

// BoolAttr returns an Attr of a boolean.
func BoolAttr(name string, v bool) Attr {
	a := Attr{Name: name, kind: BoolKind}
	if v {
		a.bits = 1
	}
	return a
}

// IntAttr returns an Attr of a signed integer.
func IntAttr(name string, v int64) Attr { return Attr{Name: name, kind: IntKind, bits: uint64(v)} }

// UintAttr returns an Attr of an unsigned integer.
func UintAttr(name string, v uint64) Attr { return Attr{Name: name, kind: UintKind, bits: v} }

// FloatAttr returns an Attr of a floating-point number.
func FloatAttr(name string, v float64) Attr {
	return Attr{Name: name, kind: FloatKind, bits: math.Float64bits(v)}
}

// StringAttr returns an Attr of a string.
func StringAttr(name, v string) Attr { return Attr{Name: name, kind: StringKind, text: v} }

// BytesAttr returns an Attr of a payload. A tracer gets its length, and its bytes only
// where it asked for them.
func BytesAttr(name string, v []byte) Attr { return Attr{Name: name, kind: BytesKind, data: v} }

// DurationAttr returns an Attr of a duration.
func DurationAttr(name string, v time.Duration) Attr {
	return Attr{Name: name, kind: DurationKind, bits: uint64(v)}
}

// TimeAttr returns an Attr of a point in time, or a NilKind one for the zero Time.
func TimeAttr(name string, v time.Time) Attr {
	if v.IsZero() {
		return NilAttr(name)
	}
	return Attr{Name: name, kind: TimeKind, bits: uint64(v.Unix()), low: uint64(v.Nanosecond())}
}

// MACAttr returns an Attr of a hardware address.
func MACAttr(name string, v MAC) Attr {
	a := Attr{Name: name, kind: MACKind}
	for _, b := range v {
		a.bits = a.bits<<8 | uint64(b)
	}
	return a
}

// AddrAttr returns an Attr of an IP address, or a NilKind one for the zero Addr.
func AddrAttr(name string, v netip.Addr) Attr {
	a := AddrPortAttr(name, netip.AddrPortFrom(v, 0))
	if a.kind == AddrPortKind {
		a.kind = AddrKind
	}
	return a
}

// AddrPortAttr returns an Attr of an IP address and a port, or a NilKind one for the zero
// AddrPort. A port whose address is not known keeps it, with the zero Addr.
func AddrPortAttr(name string, v netip.AddrPort) Attr {
	if v == (netip.AddrPort{}) {
		return NilAttr(name)
	}
	addr := v.Addr()
	a := Attr{Name: name, kind: AddrPortKind, size: uint8(addr.BitLen() / 8), port: v.Port(), text: addr.Zone()}
	switch a.size {
	case 4:
		b := addr.As4()
		a.low = uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8 | uint64(b[3])
	case 16:
		for i, b := range addr.As16() {
			if i < 8 {
				a.bits = a.bits<<8 | uint64(b)
			} else {
				a.low = a.low<<8 | uint64(b)
			}
		}
	}
	return a
}

// ErrorAttr returns an Attr of an error, or a NilKind one for nil.
func ErrorAttr(name string, v error) Attr {
	if v == nil {
		return NilAttr(name)
	}
	return Attr{Name: name, kind: ErrorKind, ref: v}
}

// TextAttr returns an Attr of a number that has a name, such as an enum's value.
func TextAttr(name string, v interface{ String() string }) Attr {
	return Attr{Name: name, kind: AnyKind, ref: v}
}

// FuncAttr returns an Attr that tells whether a function is set.
func FuncAttr(name string, set bool) Attr {
	if !set {
		return NilAttr(name)
	}
	return Attr{Name: name, kind: FuncKind}
}

// AnyAttr returns an Attr of a value whose type the description leaves open. It holds a
// basic value, bytes, an error or what has a String method. Of any other value, which may be a
// struct with sensitive fields, it tells only that there is one.
func AnyAttr(name string, v any) Attr {
	switch v := v.(type) {
	case nil:
		return NilAttr(name)
	case error:
		return ErrorAttr(name, v)
	case []byte:
		return BytesAttr(name, v)
	case interface{ String() string }:
		return Attr{Name: name, kind: AnyKind, ref: textOnly{v}}
	case bool, string, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		return Attr{Name: name, kind: AnyKind, ref: v}
	}
	return Attr{Name: name, kind: AnyKind, ref: opaque{}}
}

// textOnly is a value of which a tracer gets the text alone: its fields may be sensitive.
type textOnly struct{ v interface{ String() string } }

// String returns the text, or that of an opaque value where making it panics, as it does behind
// many a nil pointer: the application's call must not fail because it is traced.
func (t textOnly) String() (text string) {
	defer func() {
		if recover() != nil {
			text = opaque{}.String()
		}
	}()
	return t.v.String()
}

func (t textOnly) GoString() string { return t.String() }

// opaque stands for a value of which a tracer gets nothing.
type opaque struct{}

func (opaque) String() string { return "value" }

// NilAttr returns an Attr of something that is not there.
func NilAttr(name string) Attr { return Attr{Name: name} }

// RedactedAttr returns an Attr of a sensitive value, without the value.
func RedactedAttr(name string) Attr { return Attr{Name: name, kind: RedactedKind} }

// GroupAttr returns an Attr of a struct: an Attr for each field.
func GroupAttr(name string, fields ...Attr) Attr {
	return Attr{Name: name, kind: GroupKind, ref: fields}
}

// ListAttr returns an Attr of a list, whose elements elem turns into Attrs without a name.
func ListAttr[T any](name string, v []T, elem func(T) Attr) Attr {
	return Attr{Name: name, kind: ListKind, bits: uint64(len(v)), ref: func(i int) Attr { return elem(v[i]) }}
}

// Named returns the Attr under another name.
func (a Attr) Named(name string) Attr {
	a.Name = name
	return a
}

// PointerAttr returns an Attr of what a pointer points to, as elem turns it into one, or
// a NilKind one for nil.
func PointerAttr[T any](name string, v *T, elem func(T) Attr) Attr {
	if v == nil {
		return NilAttr(name)
	}
	return elem(*v).Named(name)
}

// FilledAttr returns an Attr of the first n bytes of a buffer that a call has filled.
func FilledAttr(name string, buf []byte, n int) Attr {
	return BytesAttr(name, buf[:max(0, min(n, len(buf)))])
}
