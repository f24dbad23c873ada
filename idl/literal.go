package idl

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// literalFault says what is wrong with a scalar as a value of type t, or "".
func (l *loader) literalFault(t *Type, n *yaml.Node) string {
	v := n.Value
	bad := func() string { return fmt.Sprintf("%s is not of type %s", describeNode(n), t) }
	switch k := t.Kind; {
	case k == Invalid || k == Any:
		return ""
	case n.Kind != yaml.ScalarNode || isNull(n) && k != Optional && k != ErrorType:
		return bad()
	case k == Bool:
		if n.Tag != "!!bool" {
			return bad()
		}
	case k.IsInteger():
		return integerFault(t, n)
	case k.IsNumber():
		if _, ok := parseFloat(n); !ok {
			return bad()
		}
	case k == Duration:
		if _, err := time.ParseDuration(v); err != nil {
			return bad()
		}
	case k == Time:
		if _, err := time.Parse(time.RFC3339, v); err != nil {
			return bad()
		}
	case k == MAC:
		if !isMAC(v) {
			return bad()
		}
	case k == IP:
		if _, err := netip.ParseAddr(v); err != nil {
			return bad()
		}
	case k == AddrPort:
		if _, err := netip.ParseAddrPort(v); err != nil {
			return bad()
		}
	case k == EnumType:
		if l.lacks("values", "empty", "base", "flexible") {
			return "" // what may be a value is not known
		}
		return enumFault(t.Enum, v)
	case k == HandleType:
		return integerFault(&Type{Kind: Int}, n)
	case k == Optional:
		if !isNull(n) {
			return l.literalFault(t.Elem, n)
		}
	case k == ErrorType:
		if !isNull(n) && find(l.model.Errnos, v) == nil && !l.lacks("errnos") {
			return fmt.Sprintf("%s is neither an errno nor null", shorten(v))
		}
	case k == List || k == Func || k == StructType:
		return bad()
	}
	return ""
}

// integerRange returns the least and the greatest value of an integer kind, as far as an int64 holds them.
func integerRange(k Kind) (least, greatest int64) {
	switch k {
	case Int8:
		return -1 << 7, 1<<7 - 1
	case Int16:
		return -1 << 15, 1<<15 - 1
	case Int32:
		return -1 << 31, 1<<31 - 1
	case Uint8:
		return 0, 1<<8 - 1
	case Uint16:
		return 0, 1<<16 - 1
	case Uint32:
		return 0, 1<<32 - 1
	case Uint, Uint64:
		return 0, 1<<63 - 1
	default:
		return -1 << 63, 1<<63 - 1
	}
}

func integerFault(t *Type, n *yaml.Node) string {
	v, ok := parseInt(n)
	if !ok {
		return fmt.Sprintf("%s is not a whole number", describeNode(n))
	}
	if least, greatest := integerRange(t.Kind); v < least || v > greatest {
		return fmt.Sprintf("%s does not fit %s, which holds %d to %d", n.Value, t, least, greatest)
	}
	return ""
}

// enumFault says what is wrong with a value's name, or with flags joined by spaces.
func enumFault(e *Enum, v string) string {
	names := []string{v}
	if e.Flags {
		if names = strings.Fields(v); v == e.Empty {
			names = nil
		}
	}
	for _, name := range names {
		if e.value(name) != nil || e.Flexible && !e.Flags && e.Base.Kind == String {
			continue
		}
		return fmt.Sprintf("%s has no value %s", e.Name, shorten(name))
	}
	return ""
}

// suggestValue adds to a fault of a scalar as a value of an enum which values there are.
func (d *Diagnostic) suggestValue(t *Type, n *yaml.Node) *Diagnostic {
	if t.Kind == Optional {
		t = t.Elem
	}
	if t.Kind != EnumType || n.Kind != yaml.ScalarNode {
		return d
	}
	name, values := n.Value, namesOf(t.Enum.Values)
	if t.Enum.Flags {
		for _, flag := range strings.Fields(n.Value) {
			if !slices.Contains(values, flag) {
				name = flag
				break
			}
		}
	}
	return d.didYouMean(name, values)
}

// isMAC reports whether s is six bytes in hexadecimal, joined by colons or hyphens (IEEE 802).
func isMAC(s string) bool {
	for _, sep := range []string{":", "-"} {
		parts := strings.Split(s, sep)
		if len(parts) != 6 {
			continue
		}
		for _, p := range parts {
			if _, err := strconv.ParseUint(p, 16, 8); err != nil || len(p) != 2 {
				return false
			}
		}
		return true
	}
	return false
}
