package gen

import (
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// limitTests: an argument just outside each limit, and those at the limits.
func (mt *methodTests) limitTests() {
	s, m := mt.suite, mt.m
	for _, a := range s.limited(m) {
		for _, bad := range s.badValues(a.param) {
			mt.badTest(a, bad.name, a.value(bad.code))
		}
	}
	for _, a := range s.limited(m) {
		if good := s.goodValues(m, a.param); len(good) > 0 {
			mt.goodTest(a, good)
		}
	}
}

// A limitedArg is a parameter, or a field of a struct that is one, which may have limits.
type limitedArg struct {
	param *idl.Param
	index int                                   // among the method's parameters
	value func(v *jen.Statement) *jen.Statement // the whole argument, made of the parameter's or the field's value
}

// limited returns what may have limits among the arguments of a method.
func (s *suite) limited(m *idl.Method) []limitedArg {
	var list []limitedArg
	for n, param := range m.Params {
		if param == m.Handle {
			continue
		}
		t := param.Type
		if t.Kind != idl.StructType || param.Pointer {
			list = append(list, limitedArg{param, n, func(v *jen.Statement) *jen.Statement { return v }})
			continue
		}
		for _, field := range t.Struct.Fields {
			list = append(list, limitedArg{field, n, func(v *jen.Statement) *jen.Statement {
				return s.structOf(t, func(f *idl.Param) *jen.Statement {
					switch {
					case f == field:
						return v
					case zeroAllowed(f):
						return nil
					}
					return s.validValue(m, f)
				})
			}})
		}
	}
	return list
}

// refusal returns the errno of an argument that breaks a limit.
func (s *suite) refusal(param *idl.Param) *jen.Statement { return s.errnoOr(param.Invalid, "EINVAL") }

func (mt *methodTests) badTest(a limitedArg, what string, value jen.Code) {
	s, m := mt.suite, mt.m
	body, ok := s.ready(m)
	if !ok {
		return
	}
	arguments := s.validArgs(m, s.subject(m))
	arguments[a.index] = value
	body = append(body, s.outcome(m, s.invoke(m, testContext(), arguments), "FailsNaming", s.refusal(a.param), jen.Lit(a.param.Name))...)
	mt.add(limitsFile, a.param.Name+"_"+what, body...)
}

// goodTest is the test of values that are just within the limits. Each call may be given up soon: what matters is that the
// argument is not what it fails for.
func (mt *methodTests) goodTest(a limitedArg, good []goodValue) {
	s, m := mt.suite, mt.m
	ready, ok := s.ready(m)
	if !ok {
		return
	}
	if mc := s.machineOf(m); mc != nil && mc.handle == nil && len(s.i.States) > 0 && changes(m) {
		// A device that changes its state takes one value at a time.
		for n, v := range good {
			ready, _ := s.ready(m)
			mt.add(limitsFile, a.param.Name+"_at_limit_"+strconv.Itoa(n+1), append(ready, mt.atLimits(a, nil, v))...)
		}
		return
	}
	mt.add(limitsFile, a.param.Name+"_at_limits", mt.atLimits(a, ready, good...))
}

// atLimits returns the check of values that are just within the limits. ready is what comes before each call.
func (mt *methodTests) atLimits(a limitedArg, ready []jen.Code, good ...goodValue) *jen.Statement {
	s, m := mt.suite, mt.m
	whole := m.Params[a.index]
	name := paramName(whole)
	arguments := s.validArgs(m, s.subject(m))
	arguments[a.index] = jen.Id(name)
	call := s.invoke(m, s.shortContext(m), arguments)
	try := slices.Clone(ready)
	finish := mt.finish(s.subject(m))
	if len(m.Returns) == 0 && len(finish) == 0 {
		try = append(try, jen.Return(call))
	} else {
		try = append(try, s.failure(m, ":=", call))
		try = append(append(try, finish...), jen.Return(jen.Err()))
	}
	check := []jen.Code{
		jen.Id("t"), s.call(m), s.refusal(a.param), jen.Lit(a.param.Name),
		jen.Func().Params(jen.Id(name).Add(s.paramType(whole))).Error().Block(try...),
	}
	for _, v := range good {
		limit := jen.Id("At").Op(":").Add(a.value(v.at))
		if v.inside != nil {
			limit.Op(",").Id("Inside").Op(":").Add(conf("Pointer")).Index(s.paramType(whole)).Call(a.value(v.inside))
		}
		check = append(check, conf("Limit").Index(s.paramType(whole)).Values(limit))
	}
	return conf("AtLimits").Call(check...)
}
