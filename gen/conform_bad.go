package gen

import (
	"math/bits"
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A badValue is an argument just outside a limit.
type badValue struct {
	name string // too_long
	code *jen.Statement
}

// badValues returns the arguments just outside each limit of a parameter: of what an optional
// holds, and of an element of a list.
func (s *suite) badValues(param *idl.Param) []badValue {
	t := param.Type
	if param.Out || param.Pointer || param.GoType != "" {
		return nil
	}
	var list []badValue
	switch t.Kind {
	case idl.Optional:
		for _, bad := range s.badValues(ofType(param, t.Elem)) {
			pointer := jen.Add(conf("Pointer")).Index(s.typ(t.Elem)).Call(bad.code)
			list = append(list, badValue{bad.name, pointer})
		}
		return list
	case idl.List:
		list = s.badLengths(param)
		if minLen(param) > 1 || param.MaxLen != nil && *param.MaxLen < 1 {
			return list
		}
		for _, bad := range s.badValues(ofType(withoutLengths(param), t.Elem)) {
			list = append(list, badValue{"element_" + bad.name, s.typ(t).Values(bad.code)})
		}
		return list
	}
	list = s.badLengths(param)
	if v := param.Min; v != nil && fits(t.Kind, *v-1) && !(param.Default != nil && *v == 1) {
		list = append(list, badValue{"below_min", beside(t, *v, -1)})
	}
	if v := param.Max; v != nil && fits(t.Kind, *v+1) {
		list = append(list, badValue{"above_max", beside(t, *v, 1)})
	}
	if code := s.noChoice(param); code != nil {
		list = append(list, badValue{"not_listed", code})
	}
	return list
}

// ofType returns a parameter with the same limits and another type.
func ofType(param *idl.Param, t *idl.Type) *idl.Param {
	inner := *param
	inner.Type, inner.Default = t, nil
	return &inner
}

func (s *suite) badLengths(param *idl.Param) []badValue {
	var list []badValue
	if n := minLen(param); n > 1 || n == 1 && param.Default == nil {
		list = append(list, badValue{"too_short", s.ofLength(param, n-1)})
	}
	if param.MaxLen != nil {
		list = append(list, badValue{"too_long", s.ofLength(param, *param.MaxLen+1)})
	}
	return list
}

// beside returns the number or duration that is by one greater or less than v.
func beside(t *idl.Type, v float64, by int) *jen.Statement {
	if t.Kind != idl.Duration {
		return jen.Op(number(v + float64(by)))
	}
	edge, _ := bound(t, v)
	if by < 0 {
		return edge.Op("-").Lit(1)
	}
	return edge.Op("+").Lit(1)
}

func (s *suite) ofLength(param *idl.Param, n int) *jen.Statement {
	switch param.Type.Kind {
	case idl.String:
		return repeated(n)
	case idl.Bytes, idl.TextOrBytes:
		return jen.Index().Byte().Parens(repeated(n))
	}
	return jen.Make(s.paramType(param), jen.Lit(n))
}

// noChoice returns a value that a parameter's enum or list of choices does not have, or nil
// where every value is allowed, or none other is known.
func (s *suite) noChoice(param *idl.Param) *jen.Statement {
	t := param.Type
	if cond, _ := s.choiceCheck(plainValue(jen.Id("v")), t, param); cond == nil {
		return nil
	}
	switch {
	case t.Kind == idl.EnumType && t.Enum.Flags:
		var all uint64
		for _, v := range t.Enum.Values {
			all |= uint64(v.Int)
		}
		if n := bits.Len64(all); n < 32 { // an int of a microcontroller
			return jen.Op(strconv.FormatUint(1<<n, 10))
		}
		return nil
	case t.Kind == idl.EnumType && t.Enum.Base.Kind != idl.String:
		highest := t.Enum.Values[0].Int
		for _, v := range t.Enum.Values {
			highest = max(highest, v.Int)
		}
		if !fits(t.Enum.Base.Kind, float64(highest+1)) {
			return nil
		}
		return jen.Op(strconv.FormatInt(highest+1, 10))
	case t.Kind == idl.Duration:
		return jen.Lit(-1) // of nanoseconds
	case !t.Kind.IsNumber():
		return jen.Lit("none of these")
	}
	highest := 0.0
	for _, choice := range param.OneOf {
		if v, err := strconv.ParseFloat(choice, 64); err == nil {
			highest = max(highest, v)
		}
	}
	if !fits(t.Kind, highest+1) {
		return nil
	}
	return jen.Op(number(highest + 1))
}

// fits reports whether a kind of number holds a value.
func fits(k idl.Kind, v float64) bool {
	bits := map[idl.Kind]uint{
		idl.Int8: 8, idl.Int16: 16, idl.Int32: 32, idl.Uint8: 8, idl.Uint16: 16, idl.Uint32: 32,
		idl.Int: 32, idl.Uint: 32, idl.Int64: 53, idl.Uint64: 53, // exact as a float64, and on 32-bit systems
	}[k]
	switch {
	case bits == 0:
		return true
	case k >= idl.Uint:
		return v >= 0 && v < float64(uint64(1)<<bits)
	}
	return v >= -float64(uint64(1)<<(bits-1)) && v < float64(uint64(1)<<(bits-1))
}
