package gen

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// testAddress is an address of TEST-NET-1, at which nothing answers (RFC 5737).
const testAddress = "192.0.2.1"

// filler is what made-up text and bytes consist of.
const filler = "a"

// repeated returns the expression of a text of n bytes.
func repeated(n int) *jen.Statement {
	if n <= 16 {
		return jen.Lit(strings.Repeat(filler, n))
	}
	return jen.Qual("strings", "Repeat").Call(jen.Lit(filler), jen.Lit(n))
}

// zeroAllowed reports whether the zero value breaks no limit of a parameter.
func zeroAllowed(param *idl.Param) bool {
	if param.Default != nil {
		return true
	}
	if t := param.Type; t.Kind == idl.StructType && !param.Pointer {
		for _, field := range t.Struct.Fields {
			if !zeroAllowed(field) {
				return false
			}
		}
		return true
	}
	_, _, choices := choiceCheck(jen.Id("v"), param)
	return (param.MinLen == nil || *param.MinLen == 0) && (param.Min == nil || *param.Min <= 0) &&
		(param.Max == nil || *param.Max >= 0) && choices == ""
}

// validValue returns an argument that keeps a parameter's limits, made up without the world.
func (s *suite) validValue(m *idl.Method, param *idl.Param) *jen.Statement {
	t := param.Type
	switch {
	case param.Out:
		return jen.Make(s.paramType(param), jen.Lit(16))
	case m.Endpoint != nil && param == m.Endpoint.Host && !zeroAllowed(param):
		return jen.Lit(testAddress)
	case t.Kind == idl.Bytes || t.Kind == idl.TextOrBytes:
		return jen.Index().Byte().Parens(repeated(max(1, minLen(param))))
	case t.Kind == idl.EnumType && !t.Enum.Flags:
		return s.enumValue(t, t.Enum.Values[0])
	case t.Kind == idl.StructType && !param.Pointer:
		return s.structOf(t, func(field *idl.Param) *jen.Statement {
			if zeroAllowed(field) {
				return nil
			}
			return s.validValue(m, field)
		})
	case zeroAllowed(param):
		return s.zero(param)
	case len(param.OneOf) > 0 && t.Kind == idl.String:
		return jen.Lit(param.OneOf[0])
	case len(param.OneOf) > 0:
		return jen.Op(param.OneOf[0])
	case t.Kind == idl.String:
		return repeated(minLen(param))
	case param.Min != nil && *param.Min > 0:
		return jen.Op(number(*param.Min))
	case param.Max != nil && *param.Max < 0:
		return jen.Op(number(*param.Max))
	}
	return s.zero(param)
}

func minLen(param *idl.Param) int {
	if param.MinLen == nil {
		return 0
	}
	return *param.MinLen
}

// enumValue returns the Go constant of an enum's value.
func (s *suite) enumValue(t *idl.Type, v *idl.EnumValue) *jen.Statement {
	return s.named(t, v.GoName)
}

// structOf returns a struct's value with the fields for which value gives an expression.
func (s *suite) structOf(t *idl.Type, value func(field *idl.Param) *jen.Statement) *jen.Statement {
	return s.typ(t).ValuesFunc(func(g *jen.Group) {
		for _, field := range t.Struct.Fields {
			if v := value(field); v != nil {
				g.Id(field.GoName).Op(":").Add(v)
			}
		}
	})
}

// A badValue is an argument just outside a limit.
type badValue struct {
	name string // too_long
	code *jen.Statement
}

// badValues returns the arguments just outside each limit of a parameter.
func (s *suite) badValues(param *idl.Param) []badValue {
	var list []badValue
	if param.Out {
		return nil
	}
	if n := minLen(param); n > 1 || n == 1 && param.Default == nil {
		list = append(list, badValue{"too_short", s.ofLength(param, n-1)})
	}
	if param.MaxLen != nil {
		list = append(list, badValue{"too_long", s.ofLength(param, *param.MaxLen+1)})
	}
	if v := param.Min; v != nil && fits(param.Type.Kind, *v-1) && !(param.Default != nil && *v == 1) {
		list = append(list, badValue{"below_min", jen.Op(number(*v - 1))})
	}
	if v := param.Max; v != nil && fits(param.Type.Kind, *v+1) {
		list = append(list, badValue{"above_max", jen.Op(number(*v + 1))})
	}
	if code := s.noChoice(param); code != nil {
		list = append(list, badValue{"not_listed", code})
	}
	return list
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
// where every value is allowed.
func (s *suite) noChoice(param *idl.Param) *jen.Statement {
	cond, _, _ := choiceCheck(jen.Id("v"), param)
	if cond == nil {
		return nil
	}
	if t := param.Type; t.Kind == idl.EnumType && t.Enum.Base.Kind != idl.String {
		highest := t.Enum.Values[0].Int
		for _, v := range t.Enum.Values {
			highest = max(highest, v.Int)
		}
		return jen.Op(strconv.FormatInt(highest+1, 10))
	}
	if !param.Type.Kind.IsNumber() {
		return jen.Lit("none of these")
	}
	highest := 0.0
	for _, choice := range param.OneOf {
		if v, err := strconv.ParseFloat(choice, 64); err == nil {
			highest = max(highest, v)
		}
	}
	if !fits(param.Type.Kind, highest+1) {
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
