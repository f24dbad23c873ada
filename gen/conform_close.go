package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// closedTests: the method on a device that was closed, and a call that waits when it is.
func (mt *methodTests) closedTests() {
	s, m := mt.suite, mt.m
	body, ok := s.ready(m)
	if !ok || m.Handle != nil && s.handleOf(m) == nil || !native(s.i) {
		return
	}
	call := s.invoke(m, testContext(), s.validArgs(m, s.subject(m)))
	body = append(body,
		jen.Id("t").Dot("CloseDevice").Call(jen.Id("f").Dot("end")),
		jen.Var().Err().Error(),
		jen.Id("t").Dot("Promptly").Call(s.call(m), jen.Func().Params().Block(s.failure(m, "=", call))),
	)
	if m.Snapshot || m.Ends || s.closes(m) { // it needs no hardware: it is enough that it returns
		mt.add(deviceFile, "device_closed", append(body, jen.Id("t").Dot("Meets").Call(s.call(m), jen.Err()))...)
		return
	}
	mt.add(deviceFile, "device_closed", append(body, jen.Id("t").Dot("Gone").Call(s.call(m), jen.Err()))...)
	if m.Takes == nil || s.handleOf(m) == nil {
		return
	}
	waiting, _ := s.ready(m)
	mt.add(deviceFile, "device_closed_while_waiting", append(waiting,
		jen.Var().Err().Error(),
		jen.Id("waiting").Op(":=").Id("t").Dot("Start").Call(s.call(m), jen.Func().Params().Block(s.failure(m, "=", call))),
		jen.Id("t").Dot("CloseDevice").Call(jen.Id("f").Dot("end"), jen.Id("waiting")),
		jen.Id("t").Dot("Join").Call(jen.Id("waiting")),
		jen.Id("t").Dot("Gone").Call(s.call(m), jen.Err()),
	)...)
}

// closes reports whether a method ends the device itself, so that nothing is left to do once it was closed: it leads to
// a state that no other method leaves.
func (s *suite) closes(m *idl.Method) bool {
	mc := s.machineOf(m)
	if mc == nil || mc.handle != nil {
		return false
	}
	return slices.ContainsFunc(transitions(m), func(t *idl.Transition) bool {
		return t.To != nil && t.To != mc.initial() && !slices.ContainsFunc(mc.transitions, func(other *idl.Transition) bool {
			return other.To != nil && other.To != t.To && slices.Contains(statesOf(other, mc), t.To)
		})
	})
}

// deviceGroup is the tests of the device as a whole.
func (s *suite) deviceGroup() *suiteGroup {
	g := &suiteGroup{name: "device"}
	if native(s.i) {
		g.tests = append(g.tests, &suiteTest{name: "closed_twice", goFn: "deviceClosedTwice", file: deviceFile, body: []jen.Code{
			jen.Id("t").Dot("CloseDevice").Call(jen.Id("f").Dot("end")),
			jen.Id("t").Dot("CloseAgain").Call(jen.Id("f").Dot("end")),
		}})
	}
	return g
}

// capabilityGroup: each capability is there, or is absent, cleanly.
func (s *suite) capabilityGroup() *suiteGroup {
	g := &suiteGroup{name: "capability"}
	for _, c := range s.i.Capabilities {
		g.tests = append(g.tests, &suiteTest{name: c.Name, goFn: "capability" + c.GoName, file: deviceFile, body: s.capabilityTest(c)})
	}
	return g
}

func (s *suite) capabilityTest(c *idl.Capability) []jen.Code {
	return []jen.Code{
		jen.Id("listed").Op(":=").Id("f").Dot("dev").Dot("Capabilities").Call().Index(jen.Lit(c.Name)),
		jen.List(jen.Id("_"), jen.Id("is")).Op(":=").Qual(s.core, c.GoName+"Of").Call(jen.Id("f").Dot("dev")),
		jen.Id("t").Dot("Capability").Call(jen.Lit(c.Name), jen.Id("listed"), jen.Id("is")),
	}
}
