package js

import (
	"strconv"
	"strings"

	"github.com/dop251/goja"
)

// flagsFrom returns the flags that a text names.
func flagsFrom[T integer](text string, v goja.Value, empty string, flags []Flag[T]) (T, error) {
	var set T
	if text == empty {
		return set, nil
	}
	for name := range strings.FieldsSeq(text) {
		bits, ok := flagBits(name, flags)
		if !ok {
			return 0, beyond(v, "names of "+flagNames(empty, flags)+" with a space between them")
		}
		set |= bits
	}
	return set, nil
}

// flagBits returns the bits of a name, or of a number such as 0x40 as flagsText writes those that have none.
func flagBits[T integer](name string, flags []Flag[T]) (T, bool) {
	for _, f := range flags {
		if f.Name == name {
			return f.Bits, true
		}
	}
	digits, ok := strings.CutPrefix(name, "0x")
	if !ok {
		return 0, false
	}
	bits, err := strconv.ParseUint(digits, 16, 64)
	return T(bits), err == nil && uint64(T(bits)) == bits
}

func flagNames[T integer](empty string, flags []Flag[T]) string {
	var names []string
	if empty != "" {
		names = append(names, empty)
	}
	for _, f := range flags {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ")
}

// flagsText returns the names of the flags that are set.
func flagsText[T integer](set T, empty string, flags []Flag[T]) string {
	if set == 0 {
		return empty
	}
	var names []string
	for _, f := range flags {
		if set&f.Bits != 0 {
			names = append(names, f.Name)
			set &^= f.Bits
		}
	}
	if set != 0 {
		names = append(names, "0x"+strconv.FormatUint(uint64(set), 16))
	}
	return strings.Join(names, " ")
}
