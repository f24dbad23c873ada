package typescript

import (
	"go/constant"
	"go/token"
	"math"
	"strconv"
	"strings"

	"drivergen/idl"
)

// maxSafe is the largest integer that a number holds exactly, with all below it (ECMA-262,
// Number.MAX_SAFE_INTEGER).
const maxSafe = 1<<53 - 1

// integer returns a literal for an integer: a bigint where a number cannot hold it.
func integer(v int64) string {
	if v > maxSafe || v < -maxSafe {
		return strconv.FormatInt(v, 10) + "n"
	}
	return strconv.FormatInt(v, 10)
}

// number returns the literal of a number that a description gives as Go or YAML write it. A
// hexadecimal number stays one.
func number(value string) string {
	digits, negative := strings.CutPrefix(value, "-")
	lower := strings.ToLower(strings.ReplaceAll(digits, "_", ""))
	v := constant.MakeFromLiteral(lower, token.INT, 0)
	if v.Kind() == constant.Unknown {
		f, err := strconv.ParseFloat(lower, 64)
		if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
			return "number"
		}
		v = constant.MakeFloat64(f)
		digits = strconv.FormatFloat(f, 'g', -1, 64)
	} else if n, exact := constant.Int64Val(v); !exact || n > maxSafe {
		digits = v.ExactString() + "n"
	} else if strings.HasPrefix(lower, "0x") {
		digits = lower
	} else {
		digits = v.ExactString()
	}
	if negative && constant.Sign(v) != 0 {
		return "-" + digits
	}
	return digits
}

// enumLiteral returns a value of an enum as a program writes it.
func enumLiteral(enum *idl.Enum, v *idl.EnumValue) string {
	if isText(enum) {
		return quote(v.Str)
	}
	return integer(v.Int)
}

// isText reports whether an enum's values, or the names of its flags, are texts.
func isText(enum *idl.Enum) bool { return enum.Base == nil || enum.Base.Kind == idl.String }

// milliseconds returns a duration in nanoseconds as a number of milliseconds.
func milliseconds(ns float64) string { return strconv.FormatFloat(ns/1e6, 'f', -1, 64) }

// constantLiteral returns the value of a constant.
func constantLiteral(c *idl.Constant) string {
	switch {
	case c.Type != nil && c.Type.Kind == idl.Duration:
		return milliseconds(float64(c.Duration))
	case c.Type != nil && c.Type.Kind == idl.EnumType:
		for _, v := range c.Type.Enum.Values {
			if v.GoName == c.Value {
				return enumLiteral(c.Type.Enum, v)
			}
		}
	case c.Value == "true" || c.Value == "false":
		return c.Value
	}
	if s, err := strconv.Unquote(c.Value); err == nil {
		return quote(s)
	}
	return number(c.Value)
}
