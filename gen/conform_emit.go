package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// emitConformanceMethods writes the tests that follow from each method's declaration, and
// what they share with the scenarios.
func emitConformanceMethods(p *pkg, f *jen.File) {
	for _, i := range p.model.Interfaces {
		s := p.suite(i)
		if len(s.groups) == 0 {
			continue
		}
		s.calls(f)
		s.reachHelpers(f)
		s.capabilities(f)
		s.eventHelpers(f)
		for _, g := range s.groups {
			if g.name != scenarios {
				s.testFuncs(f, g.tests)
			}
		}
	}
}

// emitConformanceScenarios writes the scenarios.
func emitConformanceScenarios(p *pkg, f *jen.File) {
	for _, i := range p.model.Interfaces {
		s := p.suite(i)
		for _, g := range s.groups {
			if g.name == scenarios {
				s.testFuncs(f, g.tests)
			}
		}
	}
}

// scenarios is the name of the group of the scenarios.
const scenarios = "scenario"

func hasScenarios(m *idl.Model) bool {
	for _, i := range m.Interfaces {
		if len(i.Scenarios) > 0 {
			return true
		}
	}
	return false
}
