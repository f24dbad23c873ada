package gen

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A suite is the conformance tests of an interface on their way to Go. Once built, from
// the description alone, it is not changed.
type suite struct {
	*pkg
	i       *idl.Interface
	fixture string // the Go type that the tests work on
	events  bool
	groups  []*suiteGroup
	reached map[string]bool          // helpers that the tests call
	told    map[*idl.Event]eventUses // event helpers that the tests call
}

// A suiteGroup is the tests of one method, or the scenarios.
type suiteGroup struct {
	name  string
	calls []string // the hardware calls behind them
	tests []*suiteTest
}

// A suiteTest is one test: a method of the fixture.
type suiteTest struct {
	name  string // in the group: handle_not_open
	goFn  string
	file  testFile
	doc   string
	needs []string
	body  []jen.Code
}

// newSuite builds the tests of an interface.
func newSuite(p *pkg, i *idl.Interface) *suite {
	s := &suite{
		pkg: p, i: i, fixture: unexport(p.prefixed(i, "Fixture")), events: native(i) && len(allEvents(i)) > 0,
		reached: map[string]bool{}, told: map[*idl.Event]eventUses{},
	}
	for _, m := range suiteMethods(i) {
		s.groups = append(s.groups, s.methodGroup(m))
	}
	s.groups = append(s.groups, s.deviceGroup(), s.capabilityGroup(), s.atOnceGroup())
	if len(i.Scenarios) > 0 {
		g := &suiteGroup{name: "scenario"}
		for _, sc := range i.Scenarios {
			g.tests = append(g.tests, s.scenario(sc))
		}
		s.groups = append(s.groups, g)
	}
	s.groups = slices.DeleteFunc(s.groups, func(g *suiteGroup) bool { return len(g.tests) == 0 })
	return s
}

// suites builds the tests of every interface of a description.
func suites(p *pkg) map[*idl.Interface]*suite {
	all := map[*idl.Interface]*suite{}
	for _, i := range p.model.Interfaces {
		all[i] = newSuite(p, i)
	}
	return all
}

// suite returns the tests of an interface. The emitters that write its files share it.
func (p *pkg) suite(i *idl.Interface) *suite { return p.suites()[i] }

// suiteMethods returns the properties and methods of an interface, capabilities' too.
func suiteMethods(i *idl.Interface) []*idl.Method {
	methods := allMethods(i)
	for _, c := range i.Capabilities {
		methods = append(methods, c.Methods...)
	}
	return methods
}

// conf returns a name of the package conform.
func conf(name string) *jen.Statement { return jen.Qual(conformPath, name) }

// camel turns a description's name into a Go name: not_open → NotOpen.
func camel(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '-' || r == ' ' || r == '.' }) {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}
