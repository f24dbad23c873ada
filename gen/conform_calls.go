package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// callVar returns the name of the variable that describes a method to conform.
func (s *suite) callVar(m *idl.Method) string {
	name := m.GoName + "Call"
	if !s.primary() {
		name = s.i.GoName + name
	}
	return unexport(name)
}

func (s *suite) callRef(m *idl.Method) *jen.Statement { return jen.Op("&").Id(s.callVar(m)) }

// calls writes the variables that describe the methods.
func (s *suite) calls(f *jen.File) {
	f.Comment("What the methods may fail with.")
	f.Var().DefsFunc(func(g *jen.Group) {
		for _, m := range suiteMethods(s.i) {
			if !s.tested(m) {
				continue
			}
			g.Id(s.callVar(m)).Op("=").Add(conf("Call")).ValuesFunc(func(g *jen.Group) {
				g.Id("Name").Op(":").Lit(m.Name)
				if len(m.Errnos) > 0 {
					g.Id("Errnos").Op(":").Index().Qual(driverPath, "Errno").ValuesFunc(func(g *jen.Group) {
						for _, e := range m.Errnos {
							g.Add(s.errno(e))
						}
					})
				}
				if len(m.Errors) > 0 {
					g.Id("Errors").Op(":").Index().Error().ValuesFunc(func(g *jen.Group) {
						for _, e := range m.Errors {
							g.Qual(s.core, e.GoName)
						}
					})
				}
				if m.Takes != nil && m.Takes.Kind == idl.Stream {
					g.Id("Streams").Op(":").True()
				}
				if call := s.hardwareCall(m); call != "" {
					g.Id("Hardware").Op(":").Lit(call)
				}
			})
		}
	})
	f.Line()
}

// tested reports whether some test looks at a method's error.
func (s *suite) tested(m *idl.Method) bool { return s.reached[s.callVar(m)] }

// call returns the reference to a method's description, and notes that it is needed.
func (s *suite) call(m *idl.Method) *jen.Statement {
	s.reached[s.callVar(m)] = true
	return s.callRef(m)
}

// on returns what a method is called on: the device, or its capability.
func (s *suite) on(m *idl.Method) *jen.Statement {
	if m.Capability == nil {
		return jen.Id("f").Dot("dev")
	}
	s.reached[capabilityHelper(m.Capability)] = true
	return jen.Id("f").Dot(capabilityHelper(m.Capability)).Call(jen.Id("t"))
}

func capabilityHelper(c *idl.Capability) string { return "as" + c.GoName }

// capabilities writes the helpers that find a device's capabilities.
func (s *suite) capabilities(f *jen.File) {
	for _, c := range s.i.Capabilities {
		if !s.reached[capabilityHelper(c)] {
			continue
		}
		f.Comment(capabilityHelper(c) + " returns the device's " + c.GoName + "; without it the test is not applicable.")
		f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id(capabilityHelper(c)).Params(jen.Id("t").Op("*").Add(conf("T"))).
			Qual(s.core, c.GoName).Block(
			jen.List(jen.Id("c"), jen.Id("ok")).Op(":=").Qual(s.core, c.GoName+"Of").Call(jen.Id("f").Dot("dev")),
			jen.If(jen.Op("!").Id("ok")).Block(jen.Id("t").Dot("NotApplicable").Call(jen.Lit("the device has no "+c.GoName))),
			jen.Return(jen.Id("c")),
		)
		f.Line()
	}
}

// invoke returns the call of a method. The arguments do not hold the context; a method
// with a deadline gets that of the context.
func (s *suite) invoke(m *idl.Method, ctx jen.Code, arguments []jen.Code) *jen.Statement {
	var list []jen.Code
	switch {
	case hasContext(m):
		list = append(list, ctx)
	case m.Deadline != nil:
		arguments = slices.Clone(arguments)
		arguments[slices.Index(m.Params, m.Deadline)] = conf("DeadlineOf").Call(ctx)
	}
	return s.on(m).Dot(m.GoName).Call(append(list, arguments...)...)
}

// testContext is the context of a call that is meant to come to its end.
func testContext() *jen.Statement { return jen.Id("t").Dot("Context").Call() }

// failure returns the statements that call a method and leave its error in err: the
// call itself where it returns nothing else.
func (s *suite) failure(m *idl.Method, op string, call jen.Code) *jen.Statement {
	list := make([]jen.Code, 0, len(m.Returns)+1)
	for range m.Returns {
		list = append(list, jen.Id("_"))
	}
	return jen.List(append(list, jen.Err())...).Op(op).Add(call)
}

// outcome returns the statements that call a method and check its error, if it can have one, with a check of T.
func (s *suite) outcome(m *idl.Method, call jen.Code, check string, more ...jen.Code) []jen.Code {
	if m.NoError {
		return []jen.Code{call}
	}
	checked := func(err jen.Code) *jen.Statement {
		return jen.Id("t").Dot(check).Call(append([]jen.Code{s.call(m), err}, more...)...)
	}
	if len(m.Returns) == 0 {
		return []jen.Code{checked(call)}
	}
	return []jen.Code{s.failure(m, ":=", call), checked(jen.Err())}
}
