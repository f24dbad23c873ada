package gen

import (
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
	switch t := param.Type; {
	case param.Pointer || t.Kind == idl.Optional:
		return true
	case t.Kind == idl.List:
		return minLen(param) == 0
	case t.Kind == idl.EnumType && len(param.OneOf) == 0:
		return t.Enum.Flags || !strict(t.Enum)
	}
	return minLen(param) == 0 && (param.Min == nil || *param.Min <= 0) &&
		(param.Max == nil || *param.Max >= 0) && len(param.OneOf) == 0
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
	case t.Kind == idl.EnumType && len(param.OneOf) > 0:
		return s.enumExpr(t, param.OneOf[0])
	case t.Kind == idl.EnumType && !t.Enum.Flags:
		return s.enumValue(t, t.Enum.Values[0])
	case t.Kind == idl.List && minLen(param) > 0:
		element := withoutLengths(param)
		element.Type = t.Elem
		return s.typ(t).ValuesFunc(func(g *jen.Group) {
			for range minLen(param) {
				g.Add(s.validValue(m, element))
			}
		})
	case t.Kind == idl.StructType && !param.Pointer:
		return s.structOf(t, func(field *idl.Param) *jen.Statement {
			if zeroAllowed(field) {
				return nil
			}
			return s.validValue(m, field)
		})
	case zeroAllowed(param):
		return s.zero(param)
	case len(param.OneOf) > 0:
		return s.choiceValue(t, param.OneOf[0])
	case t.Kind == idl.String:
		return repeated(minLen(param))
	case param.Min != nil && *param.Min > 0:
		least, _ := bound(t, *param.Min)
		return least
	case param.Max != nil && *param.Max < 0:
		greatest, _ := bound(t, *param.Max)
		return greatest
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
