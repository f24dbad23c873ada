package gen

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// bad returns the error of an argument, made by a function of package driver.
func (c *limitChecks) bad(function string, name *jen.Statement, param *idl.Param, more ...jen.Code) *jen.Statement {
	errno := jen.Qual(driverPath, "EINVAL")
	if param.Invalid != nil {
		errno = c.errno(param.Invalid)
	}
	bad := jen.Qual(driverPath, function).Call(append([]jen.Code{jen.Add(c.op), name.Clone(), errno}, more...)...)
	if param.InvalidError != nil {
		return jen.Qual(driverPath, "InvalidAs").Call(bad, jen.Qual(c.core, param.InvalidError.GoName))
	}
	return bad
}

func (c *limitChecks) checkLength(g *jen.Group, value, name *jen.Statement, t *idl.Type, param *idl.Param) {
	function := "BadLength"
	if t.Kind == idl.List {
		function = "BadCount"
	}
	if cond, min, max := lengthCheck(value, param); cond != nil {
		g.If(cond).Block(c.fail(c.bad(function, name, param, jen.Len(value.Clone()), jen.Lit(min), jen.Lit(max))))
	}
}

func (c *limitChecks) checkRange(g *jen.Group, value, name *jen.Statement, t *idl.Type, param *idl.Param) {
	cond, want := rangeCheck(value, t, param)
	if cond == nil {
		return
	}
	function := "BadValue"
	if t.Kind == idl.Duration {
		function = "BadDuration"
	}
	bad := c.bad(function, name, param, value.Clone(), jen.Lit(want))
	if param.Sensitive { // errors reach logs
		bad = c.bad("BadArgument", name, param, jen.Lit("is out of range, want "+want))
	}
	g.If(cond).Block(c.fail(bad))
}

func (c *limitChecks) checkChoice(g *jen.Group, v checked, name *jen.Statement, t *idl.Type, param *idl.Param) {
	cond, want := c.choiceCheck(v, t, param)
	if cond == nil {
		return
	}
	var bad *jen.Statement
	switch {
	case t.Kind == idl.Duration:
		bad = c.bad("BadDuration", name, param, v.value.Clone(), jen.Lit("one of "+want))
	case t.Kind.IsNumber(), t.Kind == idl.EnumType && t.Enum.Untyped && t.Enum.Base.Kind != idl.String:
		bad = c.bad("BadValue", name, param, v.value.Clone(), jen.Lit("one of "+want))
	default:
		bad = c.bad("BadChoice", name, param, choiceText(v, t), jen.Lit(want))
	}
	if param.Sensitive {
		bad = c.bad("BadArgument", name, param, jen.Lit("is none of those that are allowed"))
	}
	g.If(cond).Block(c.fail(bad))
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

// bound returns a min or max in Go, and as a reader writes it.
func bound(t *idl.Type, v float64) (*jen.Statement, string) {
	if t.Kind == idl.Duration {
		return duration(time.Duration(v)), time.Duration(v).String()
	}
	return jen.Op(number(v)), number(v)
}

// rangeCheck returns the condition that a value is out of its range, nil where it has none, and what is
// wanted. No comparison holds for a float that is not a number: there the condition denies that it is in range.
func rangeCheck(value *jen.Statement, t *idl.Type, param *idl.Param) (cond *jen.Statement, want string) {
	if t.Kind != idl.Float32 && t.Kind != idl.Float64 {
		return compared(value, t, param, "<", "||", ">")
	}
	cond, want = compared(value, t, param, ">=", "&&", "<=")
	if cond == nil {
		return nil, want
	}
	return jen.Op("!").Parens(cond), want
}

// compared leaves out a bound that the type keeps by itself: no uint16 is below 0.
func compared(value *jen.Statement, t *idl.Type, param *idl.Param, toMin, and, toMax string) (cond *jen.Statement, want string) {
	unsigned := t.Kind >= idl.Uint && t.Kind <= idl.Uint64
	least := ""
	if param.Min != nil && !(unsigned && *param.Min <= 0) {
		min, text := bound(t, *param.Min)
		cond = value.Clone().Op(toMin).Add(min)
		least, want = text, text+" or more"
	}
	if param.Max == nil {
		return cond, want
	}
	max, text := bound(t, *param.Max)
	over := value.Clone().Op(toMax).Add(max)
	switch {
	case cond != nil:
		return cond.Op(and).Add(over), span(least, text)
	case param.Min != nil:
		return over, span(number(*param.Min), text)
	}
	return over, text + " or less"
}

// span returns a range in words: "1 to 7", or "6" for one of a single value.
func span(least, most string) string {
	if least == most {
		return most
	}
	return least + " to " + most
}

// choiceCheck returns the condition that a value is none of those that are allowed, nil where
// all are, and their names.
func (p *pkg) choiceCheck(v checked, t *idl.Type, param *idl.Param) (cond *jen.Statement, want string) {
	if len(param.OneOf) == 0 {
		if t.Kind != idl.EnumType || !strict(t.Enum) {
			return nil, ""
		}
		names := make([]string, len(t.Enum.Values))
		for i, value := range t.Enum.Values {
			names[i] = value.Name
		}
		return jen.Op("!").Add(v.of.Clone()).Dot("Valid").Call(), strings.Join(names, ", ")
	}
	for _, choice := range param.OneOf {
		differs := v.value.Clone().Op("!=").Add(p.choiceValue(t, choice))
		if cond == nil {
			cond = differs
		} else {
			cond.Op("&&").Add(differs)
		}
	}
	return cond, strings.Join(param.OneOf, ", ")
}

// choiceValue returns one of the values of oneof in Go.
func (p *pkg) choiceValue(t *idl.Type, choice string) *jen.Statement {
	switch {
	case t.Kind == idl.EnumType:
		return p.enumExpr(t, choice)
	case t.Kind == idl.Duration:
		d, _ := time.ParseDuration(choice)
		return duration(d)
	case t.Kind.IsNumber():
		return jen.Op(choice)
	}
	return jen.Lit(choice)
}

// enumExpr returns a value of an enum by its name, or flags by their names joined by spaces.
func (p *pkg) enumExpr(t *idl.Type, text string) *jen.Statement {
	named := func(name string) *jen.Statement {
		n := slices.IndexFunc(t.Enum.Values, func(v *idl.EnumValue) bool { return v.Name == name })
		if n < 0 {
			return nil
		}
		return p.named(t, t.Enum.Values[n].GoName)
	}
	if !t.Enum.Flags {
		if v := named(text); v != nil {
			return v
		}
		return jen.Lit(text) // of a flexible one
	}
	var all *jen.Statement
	for _, name := range strings.Fields(text) {
		switch v := named(name); {
		case v == nil: // the name of no flag at all
		case all == nil:
			all = v
		default:
			all.Op("|").Add(v)
		}
	}
	if all == nil {
		return jen.Lit(0)
	}
	return all
}

// choiceText returns the text of a text or an enum's value that is none of those that are allowed.
func choiceText(v checked, t *idl.Type) *jen.Statement {
	switch {
	case t.Kind == idl.String:
		return v.value.Clone()
	case t.Enum.Untyped, t.Enum.Base.Kind == idl.String && !t.Enum.Flags:
		return jen.String().Parens(v.value.Clone())
	}
	return v.of.Clone().Dot("String").Call()
}

// errno returns an errno's Go constant.
func (p *pkg) errno(e *idl.Errno) *jen.Statement {
	switch {
	case e.Value < firstOwn:
		return jen.Qual(driverPath, e.Name)
	case !slices.Contains(p.model.Errnos, e): // of an imported description
		return jen.Qual(driverPath, "Errno").Call(jen.Lit(e.Value))
	}
	return jen.Qual(p.core, e.GoName)
}
