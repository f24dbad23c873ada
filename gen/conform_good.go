package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// mostValues is how many values of an enum are tried.
const mostValues = 8

// A goodValue is an argument that a parameter's limits just allow.
type goodValue struct {
	at     *jen.Statement
	inside *jen.Statement // one that is further inside the limits, and of the same kind; nil where none is known
}

// goodValues returns the arguments that are just within the limits of a method's parameter: its
// least and its greatest value or length, and each value of an enum or a choice that allows no others.
func (s *suite) goodValues(m *idl.Method, param *idl.Param) []goodValue {
	t := param.Type
	if param.Out || param.Pointer || param.GoType != "" {
		return nil
	}
	if t.Kind == idl.Optional {
		pointer := func(v *jen.Statement) *jen.Statement { return jen.Add(conf("Pointer")).Index(s.typ(t.Elem)).Call(v) }
		list := s.goodValues(m, ofType(param, t.Elem))
		for n, v := range list {
			list[n].at = pointer(v.at)
			if v.inside != nil {
				list[n].inside = pointer(v.inside)
			}
		}
		return list
	}
	list := s.goodLengths(m, param)
	if t.Kind == idl.List {
		return list
	}
	list = append(list, goodNumbers(param)...)
	for _, v := range s.choices(param) {
		list = append(list, goodValue{at: v})
	}
	return list
}

// goodLengths returns the shortest and the longest of what has a length.
func (s *suite) goodLengths(m *idl.Method, param *idl.Param) []goodValue {
	if param.Type.Kind == idl.List && !zeroAllowed(ofType(withoutLengths(param), param.Type.Elem)) || len(param.OneOf) > 0 {
		return nil
	}
	least := minLen(param)
	var list []goodValue
	add := func(at, inside int) {
		v := goodValue{at: s.ofLength(param, at)}
		if inside > 0 && inside != at {
			v.inside = s.ofLength(param, inside)
		}
		list = append(list, v)
	}
	if least > 0 {
		longer := least + 1
		if param.MaxLen != nil {
			longer = min(longer, *param.MaxLen)
		}
		add(least, longer)
	}
	if param.MaxLen != nil && *param.MaxLen > least {
		shorter := max(least, 1)
		if s.namesHost(m, param) {
			// Rules for names that have nothing to do with this limit hold for the next shorter name as well.
			shorter = *param.MaxLen - 1
		}
		add(*param.MaxLen, shorter)
	}
	return list
}

// namesHost reports whether a parameter is a host's name or address.
func (s *suite) namesHost(m *idl.Method, param *idl.Param) bool {
	return m.Endpoint != nil && m.Endpoint.Host == param || s.i.Resolver == m
}

// goodNumbers returns the least and the greatest number that a parameter allows. One that has a least alone may be as great as
// its type lets it.
func goodNumbers(param *idl.Param) []goodValue {
	greatest, bounded := map[idl.Kind]float64{idl.Uint8: 1<<8 - 1, idl.Uint16: 1<<16 - 1}[param.Type.Kind]
	if param.Max != nil {
		greatest, bounded = *param.Max, true
	}
	var list []goodValue
	add := func(at, inside float64) {
		edge, _ := bound(param.Type, at)
		v := goodValue{at: edge}
		if inside != at {
			v.inside, _ = bound(param.Type, inside)
		}
		list = append(list, v)
	}
	if param.Min != nil {
		inside := *param.Min + 1
		if bounded {
			inside = min(inside, greatest)
		}
		add(*param.Min, inside)
	}
	switch {
	case param.Min != nil && bounded:
		add(greatest, *param.Min)
	case param.Max != nil:
		inside := greatest - 1
		if !fits(param.Type.Kind, inside) {
			inside = greatest
		}
		add(greatest, inside)
	}
	return list
}

// choices returns the values of an enum, all flags together, or what a parameter may be one of.
func (s *suite) choices(param *idl.Param) []*jen.Statement {
	t := param.Type
	if cond, _ := s.choiceCheck(plainValue(jen.Id("v")), t, param); cond == nil {
		return nil
	}
	var list []*jen.Statement
	switch {
	case len(param.OneOf) > 0:
		for _, choice := range param.OneOf {
			if t.Kind == idl.EnumType {
				list = append(list, s.enumExpr(t, choice))
			} else {
				list = append(list, s.choiceValue(t, choice))
			}
		}
	case t.Enum.Flags:
		all := s.enumValue(t, t.Enum.Values[0])
		for _, v := range t.Enum.Values[1:] {
			all.Op("|").Add(s.enumValue(t, v))
		}
		list = append(list, all)
	default:
		for _, v := range t.Enum.Values {
			list = append(list, s.enumValue(t, v))
		}
	}
	return list[:min(len(list), mostValues)]
}
