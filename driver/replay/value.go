package replay

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// A Value is a recorded value on its way to a Go type. The functions below take it there; where it is of
// another kind the test fails, and where there is none they return zero values. What was redacted is zero.
type Value struct {
	v    *recording.Value
	from *source
	path string // result socket.raddr
}

// is reports whether the value is of a kind, and fails the test where it is of another.
func (v Value) is(kind driver.AttrKind) bool {
	switch {
	case v.v == nil || v.v.Kind == driver.RedactedKind:
		return false
	case v.v.Kind == kind:
		return true
	}
	v.misfit("a value of kind " + recording.KindName(kind))
	return false
}

// misfit fails the test: the recording has something else than what is wanted.
func (v Value) misfit(want string) {
	v.from.misfit(fmt.Sprintf("%s is %s (of kind %s), want %s: the description has changed since, record again",
		v.path, v.v, recording.KindName(v.v.Kind), want))
}

// absent reports whether there is no value, or a nil one.
func (v Value) absent() bool { return v.v == nil || v.v.Kind == driver.NilKind }

// Field returns the field of a struct, named as the description names it.
func (v Value) Field(name string) Value {
	if !v.is(driver.GroupKind) {
		return Value{}
	}
	for i := range v.v.Fields {
		if v.v.Fields[i].Name == name {
			return Value{&v.v.Fields[i], v.from, v.path + "." + name}
		}
	}
	v.from.misfit(v.path + " has no field " + name + ": the description has changed since, record again")
	return Value{}
}

// Bool returns a boolean.
func Bool(v Value) bool { return v.is(driver.BoolKind) && v.v.Text == "true" }

type integer interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint | ~uint8 | ~uint16 | ~uint32 | ~uint64
}

// Int returns a signed integer.
func Int[T integer](v Value) T {
	if !v.is(driver.IntKind) {
		return 0
	}
	return toInteger[T](v, v.v.Text)
}

// Uint returns an unsigned integer.
func Uint[T integer](v Value) T {
	if !v.is(driver.UintKind) {
		return 0
	}
	return toInteger[T](v, v.v.Text)
}

// Enum returns a value of an enum, or flags, that is a number with a name.
func Enum[T integer](v Value) T {
	if !v.is(driver.AnyKind) {
		return 0
	}
	return toInteger[T](v, v.v.Number)
}

// Handle returns a handle, as the program knows it.
func Handle[T integer](v Value) T {
	n := Int[int64](v)
	if v.v == nil || v.from.bad {
		return 0
	}
	return T(v.from.live(n))
}

// toInteger returns the integer of a decimal text.
func toInteger[T integer](v Value, text string) T {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		if t := T(n); int64(t) == n && (t < 0) == (n < 0) {
			return t
		}
	} else if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		if t := T(n); uint64(t) == n && t > 0 {
			return t
		}
	}
	v.misfit(fmt.Sprintf("an integer that fits in %T", T(0)))
	return 0
}

// Float returns a floating-point number.
func Float[T ~float32 | ~float64](v Value) T {
	if !v.is(driver.FloatKind) {
		return 0
	}
	f, err := strconv.ParseFloat(v.v.Text, 64)
	if err != nil {
		v.misfit("a number")
	}
	return T(f)
}

// String returns a string.
func String[T ~string](v Value) T {
	if !v.is(driver.StringKind) {
		return ""
	}
	return T(v.v.Text)
}

// Bytes returns a payload, in memory of the caller's own; nil for none.
func Bytes(v Value) []byte {
	if !v.is(driver.BytesKind) || v.v.Len == 0 {
		return nil
	}
	return append([]byte(nil), v.v.Data...)
}

// Duration returns a duration.
func Duration(v Value) time.Duration {
	if !v.is(driver.DurationKind) {
		return 0
	}
	return parsed(v, "a duration", time.ParseDuration)
}

// Time returns a point in time, in UTC, or the zero Time.
func Time(v Value) time.Time {
	if v.absent() || !v.is(driver.TimeKind) {
		return time.Time{}
	}
	return parsed(v, "a time", func(s string) (time.Time, error) { return time.Parse(time.RFC3339Nano, s) })
}

// MAC returns a hardware address.
func MAC(v Value) driver.MAC {
	if !v.is(driver.MACKind) {
		return driver.MAC{}
	}
	return parsed(v, "a hardware address", driver.ParseMAC)
}

// Addr returns an IP address, or the zero Addr.
func Addr(v Value) netip.Addr {
	if v.absent() || !v.is(driver.AddrKind) {
		return netip.Addr{}
	}
	return parsed(v, "an IP address", netip.ParseAddr)
}

// AddrPort returns an IP address and a port, or the zero AddrPort. Where only a port was
// known, the address is the zero Addr.
func AddrPort(v Value) netip.AddrPort {
	if v.absent() || !v.is(driver.AddrPortKind) {
		return netip.AddrPort{}
	}
	return parsed(v, "an IP address and a port", func(s string) (netip.AddrPort, error) {
		digits, alone := strings.CutPrefix(s, ":")
		if !alone {
			return netip.ParseAddrPort(s)
		}
		port, err := strconv.ParseUint(digits, 10, 16)
		return netip.AddrPortFrom(netip.Addr{}, uint16(port)), err
	})
}

// parsed returns what parse makes of a value's text.
func parsed[T any](v Value, want string, parse func(string) (T, error)) T {
	t, err := parse(v.v.Text)
	if err != nil {
		v.misfit(want)
		return *new(T)
	}
	return t
}

// Error returns an error, or nil.
func Error(v Value) error {
	if v.absent() || !v.is(driver.ErrorKind) {
		return nil
	}
	return v.from.p.rebuild(v.from.s.Name, v.v.Text, v.v.Errno)
}

// List returns a list, whose elements elem turns into Go's; nil for an empty one.
func List[T any](v Value, elem func(Value) T) []T {
	if v.absent() || !v.is(driver.ListKind) || len(v.v.Fields) == 0 {
		return nil
	}
	list := make([]T, len(v.v.Fields))
	for i := range list {
		list[i] = elem(Value{&v.v.Fields[i], v.from, v.path + "[" + strconv.Itoa(i) + "]"})
	}
	return list
}

// Pointer returns a pointer to what elem makes of a value, or nil.
func Pointer[T any](v Value, elem func(Value) T) *T {
	if v.absent() || v.v.Kind == driver.RedactedKind {
		return nil
	}
	t := elem(v)
	return &t
}
