package gen

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// prepare writes the defaults and the checks of a method's arguments. fail writes the
// return statement for an error expression.
func (p *pkg) prepare(g *jen.Group, m *idl.Method, fail func(err *jen.Statement) *jen.Statement) {
	ref := func(other *idl.Param) *jen.Statement { return jen.Id(paramName(other)) }
	for _, param := range m.Params {
		value := jen.Id(paramName(param))
		if param.Default != nil {
			p.fillDefault(g, value, param, ref)
		}
		if t := param.Type; t.Kind == idl.StructType && !param.Pointer {
			if hasDefaults(t.Struct) {
				g.Id(paramName(param)).Op("=").Id(paramName(param)).Dot("WithDefaults").Call()
			}
			for _, field := range t.Struct.Fields {
				p.checkLimits(g, m, value.Clone().Dot(field.GoName), param.Name+"."+field.Name, field, fail)
			}
			continue
		}
		p.checkLimits(g, m, value, param.Name, param, fail)
	}
}

// checkLimits writes the checks of one value. The error for a sensitive one does not tell it.
func (p *pkg) checkLimits(g *jen.Group, m *idl.Method, value *jen.Statement, name string, param *idl.Param, fail func(*jen.Statement) *jen.Statement) {
	errno := jen.Qual(driverPath, "EINVAL")
	if param.Invalid != nil {
		errno = p.errno(param.Invalid)
	}
	call := func(function string, more ...jen.Code) *jen.Statement {
		list := append([]jen.Code{jen.Lit(m.Name), jen.Lit(name), errno}, more...)
		return jen.Qual(driverPath, function).Call(list...)
	}
	if cond, min, max := lengthCheck(value, param); cond != nil {
		g.If(cond).Block(fail(call("BadLength", jen.Len(value.Clone()), jen.Lit(min), jen.Lit(max))))
	}
	if cond, want := rangeCheck(value, param); cond != nil {
		bad := call("BadValue", value.Clone(), jen.Lit(want))
		if param.Sensitive {
			bad = call("BadArgument", jen.Lit("is out of range, want "+want)) // errors reach logs
		}
		g.If(cond).Block(fail(bad))
	}
	if cond, text, want := choiceCheck(value, param); cond != nil {
		bad := call("BadChoice", text, jen.Lit(want))
		if param.Sensitive {
			bad = call("BadArgument", jen.Lit("is none of those that are allowed"))
		}
		g.If(cond).Block(fail(bad))
	}
}

func lengthCheck(value *jen.Statement, param *idl.Param) (cond *jen.Statement, min, max int) {
	max = -1
	if param.MinLen != nil && *param.MinLen > 0 {
		min = *param.MinLen
		cond = jen.Len(value.Clone()).Op("<").Lit(min)
	}
	if param.MaxLen != nil {
		max = *param.MaxLen
		over := jen.Len(value.Clone()).Op(">").Lit(max)
		if cond != nil {
			return cond.Op("||").Add(over), min, max
		}
		return over, min, max
	}
	return cond, min, max
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// rangeCheck leaves out a bound that the type keeps by itself: no uint16 is below 0.
func rangeCheck(value *jen.Statement, param *idl.Param) (cond *jen.Statement, want string) {
	unsigned := param.Type.Kind >= idl.Uint && param.Type.Kind <= idl.Uint64
	if param.Min != nil && !(unsigned && *param.Min <= 0) {
		cond = value.Clone().Op("<").Op(number(*param.Min))
		want = number(*param.Min) + " or more"
	}
	if param.Max != nil {
		over := value.Clone().Op(">").Op(number(*param.Max))
		if cond != nil {
			return cond.Op("||").Add(over), number(*param.Min) + " to " + number(*param.Max)
		}
		return over, number(*param.Max) + " or less"
	}
	return cond, want
}

func choiceCheck(value *jen.Statement, param *idl.Param) (cond, text *jen.Statement, want string) {
	t := param.Type
	if t.Kind == idl.EnumType && !t.Enum.Flexible && !t.Enum.Flags && !t.Enum.Untyped {
		names := make([]string, len(t.Enum.Values))
		for i, v := range t.Enum.Values {
			names[i] = v.Name
		}
		if t.Enum.Base.Kind == idl.String {
			text = jen.String().Parens(value.Clone())
		} else {
			text = value.Clone().Dot("String").Call()
		}
		return jen.Op("!").Add(value.Clone()).Dot("Valid").Call(), text, strings.Join(names, ", ")
	}
	if len(param.OneOf) == 0 {
		return nil, nil, ""
	}
	for _, choice := range param.OneOf {
		literal := jen.Lit(choice)
		if t.Kind.IsNumber() {
			literal = jen.Op(choice)
		}
		differs := value.Clone().Op("!=").Add(literal)
		if cond == nil {
			cond = differs
		} else {
			cond.Op("&&").Add(differs)
		}
	}
	switch {
	case t.Kind == idl.String:
		text = value.Clone()
	case t.Kind.IsInteger():
		text = jen.Qual("strconv", "FormatInt").Call(jen.Int64().Parens(value.Clone()), jen.Lit(10))
	default:
		text = jen.Qual("strconv", "FormatFloat").Call(jen.Float64().Parens(value.Clone()), jen.LitRune('g'), jen.Lit(-1), jen.Lit(64))
	}
	return cond, text, strings.Join(param.OneOf, ", ")
}

// errno returns an errno's Go constant.
func (p *pkg) errno(e *idl.Errno) *jen.Statement {
	if e.Value >= firstOwn {
		return jen.Qual(p.core, e.GoName)
	}
	return jen.Qual(driverPath, e.Name)
}
