package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// prepare writes the defaults and the checks of a method's arguments. fail writes the
// return statement for an error expression.
func (p *pkg) prepare(g *jen.Group, m *idl.Method, fail func(err *jen.Statement) *jen.Statement) {
	ref := func(other *idl.Param) *jen.Statement { return jen.Id(paramName(other)) }
	c := &limitChecks{pkg: p, op: jen.Lit(m.Name), fail: fail}
	for _, param := range m.Params {
		c.taken = append(c.taken, paramName(param))
	}
	for _, param := range m.Params {
		value := jen.Id(paramName(param))
		if param.Default != nil {
			p.fillDefault(g, value, param, ref)
		}
		if t := param.Type; t.Kind == idl.StructType && !param.Pointer && param.GoType == "" {
			if hasDefaults(t.Struct) {
				g.Id(paramName(param)).Op("=").Id(paramName(param)).Dot("WithDefaults").Call()
			}
			for _, field := range t.Struct.Fields {
				c.check(g, plainValue(value.Clone().Dot(field.GoName)), jen.Lit(param.Name+"."+field.Name), field)
			}
			continue
		}
		c.check(g, plainValue(value), jen.Lit(param.Name), param)
	}
}

// limitChecks writes the checks of values against the limits of a description.
type limitChecks struct {
	*pkg
	op    jen.Code                                // the expression of the call's name
	fail  func(err *jen.Statement) *jen.Statement // the return statement for an error
	taken []string                                // names that a loop's variable must not hide
}

// A checked is a value on its way to its checks: what stands for it in an expression, and
// in front of a method or field.
type checked struct{ value, of *jen.Statement }

func plainValue(v *jen.Statement) checked { return checked{v, v} }

// check writes the checks of a parameter or field, whose name is an expression.
func (c *limitChecks) check(g *jen.Group, v checked, name *jen.Statement, param *idl.Param) {
	switch {
	case param.GoType != "" || param.Out:
	case param.Pointer:
		c.checkType(g, v, name, &idl.Type{Kind: idl.Optional, Elem: param.Type}, param)
	default:
		c.checkType(g, v, name, param.Type, param)
	}
}

func (c *limitChecks) checkType(g *jen.Group, v checked, name *jen.Statement, t *idl.Type, param *idl.Param) {
	if !limited(t, param) {
		return
	}
	switch t.Kind {
	case idl.Optional:
		g.If(v.value.Clone().Op("!=").Nil()).BlockFunc(func(g *jen.Group) {
			c.checkType(g, checked{jen.Op("*").Add(v.value.Clone()), v.of}, name, t.Elem, param)
		})
	case idl.List:
		c.checkLength(g, v.value, name, t, param)
		if !limited(t.Elem, withoutLengths(param)) {
			return
		}
		i := "i"
		for slices.Contains(c.taken, i) {
			i += "i"
		}
		c.taken = append(c.taken, i)
		g.For(jen.Id(i).Op(":=").Range().Add(v.value.Clone())).BlockFunc(func(g *jen.Group) {
			element := jen.Qual(driverPath, "Element").Call(name.Clone(), jen.Id(i))
			c.checkType(g, plainValue(parenthesized(v).Index(jen.Id(i))), element, t.Elem, withoutLengths(param))
		})
		c.taken = c.taken[:len(c.taken)-1]
	case idl.StructType:
		pointer := jen.Op("&").Add(v.of.Clone())
		if v.value != v.of { // behind a pointer
			pointer = v.of.Clone()
		}
		call := jen.Id(c.checkers().names[t.Struct]).Call(jen.Add(c.op), name.Clone(), pointer)
		g.If(jen.Err().Op(":=").Add(call), jen.Err().Op("!=").Nil()).Block(c.fail(jen.Err()))
	default:
		c.checkLength(g, v.value, name, t, param)
		c.checkRange(g, v.value, name, t, param)
		c.checkChoice(g, v, name, t, param)
	}
}

// parenthesized returns what stands in front of an index.
func parenthesized(v checked) *jen.Statement {
	if v.value == v.of {
		return v.of.Clone()
	}
	return jen.Parens(v.value.Clone())
}

// withoutLengths returns a parameter whose lengths limit nothing more: they are its list's.
func withoutLengths(param *idl.Param) *idl.Param {
	inner := *param
	inner.MinLen, inner.MaxLen = nil, nil
	return &inner
}

// limited reports whether values of a type, with a parameter's limits, have something to check.
func limited(t *idl.Type, param *idl.Param) bool { return isLimited(t, param, nil) }

func isLimited(t *idl.Type, param *idl.Param, within []*idl.Struct) bool {
	switch t.Kind {
	case idl.Optional:
		return isLimited(t.Elem, param, within)
	case idl.List:
		return param.MinLen != nil || param.MaxLen != nil || isLimited(t.Elem, withoutLengths(param), within)
	case idl.StructType:
		return !slices.Contains(within, t.Struct) && slices.ContainsFunc(t.Struct.Fields, func(f *idl.Param) bool {
			return f.GoType == "" && isLimited(f.Type, f, append(within[:len(within):len(within)], t.Struct))
		})
	case idl.EnumType:
		return len(param.OneOf) > 0 || strict(t.Enum)
	}
	return param.Min != nil || param.Max != nil || param.MinLen != nil || param.MaxLen != nil || len(param.OneOf) > 0
}

// strict reports whether values that an enum does not list are refused.
func strict(e *idl.Enum) bool { return !e.Flexible && !e.Untyped }
