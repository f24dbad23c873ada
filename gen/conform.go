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
	if len(i.Scenarios) > 0 {
		g := &suiteGroup{name: scenarios}
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

// emitConformance writes what a driver's test uses: Device, World, Run.
func emitConformance(p *pkg, f *jen.File) {
	_, name := p.place(Test)
	f.PackageComment("// Package " + name + " holds the conformance tests of " + p.model.Package + ": what its description promises, as tests that")
	f.PackageComment("// every implementation must pass.")
	for _, i := range p.model.Interfaces {
		s := p.suite(i)
		s.device(f)
		s.limits(f)
		if len(i.Stimuli) > 0 {
			s.world(f)
		}
		s.run(f)
		s.fixtureType(f)
		s.table(f)
	}
}

func (s *suite) device(f *jen.File) {
	name := s.prefixed(s.i, "Device")
	f.Comment(name + " is what the tests work on.")
	f.Type().Id(name).StructFunc(func(g *jen.Group) {
		g.Comment("Dev is the device under test, used by nobody else.")
		g.Id("Dev").Qual(s.core, s.i.GoName)
		if len(s.i.Stimuli) > 0 {
			g.Comment("World is the world around it. Without one, the tests that need it are not applicable.")
			g.Id("World").Id(s.prefixed(s.i, "World"))
		}
		g.Comment("Cannot holds what the hardware cannot do, with the reason.")
		g.Id("Cannot").Add(conf("Limits"))
		g.Comment("Timeout bounds each test; 0 stands for conform.DefaultTimeout.")
		g.Id("Timeout").Qual("time", "Duration")
	})
	f.Line()
}

// needs returns the limits that the interface's scenarios name.
func (s *suite) needs() []string {
	var needs []string
	for _, sc := range s.i.Scenarios {
		for _, need := range sc.Needs {
			if !slices.Contains(needs, need) {
				needs = append(needs, need)
			}
		}
	}
	return needs
}

// limitName returns the constant of a limit.
func (s *suite) limitName(need string) string {
	name := s.prefixed(s.i, camel(need))
	switch name {
	case s.prefixed(s.i, "Device"), s.prefixed(s.i, "World"), s.prefixed(s.i, "NoWorld"), "Run", "Check":
		return name + "Limit"
	}
	return name
}

func (s *suite) limits(f *jen.File) {
	needs := s.needs()
	if len(needs) == 0 {
		return
	}
	f.Comment("The limits that a device may declare in Cannot. The scenarios that need what they name are then not applicable.")
	f.Const().DefsFunc(func(g *jen.Group) {
		for _, need := range needs {
			g.Id(s.limitName(need)).Op("=").Lit(need)
		}
	})
	f.Line()
}

func (s *suite) run(f *jen.File) {
	t := jen.Id("t").Op("*").Qual("testing", "T")
	open := jen.Id("open").Func().Params(jen.Id("t").Op("*").Qual("testing", "T")).Id(s.prefixed(s.i, "Device"))
	suffix := ""
	if !s.primary() {
		suffix = s.i.GoName
	}
	f.Add(comment(
		"Run"+suffix+" runs the tests. open makes a new device for each of them and registers with t.Cleanup what ends it; no",
		"goroutine may be left afterwards.")).Line().
		Func().Id("Run"+suffix).Params(t, open).Block(
		jen.Id("t").Dot("Helper").Call(),
		conf("Run").Call(jen.Id("t"), jen.Id(s.tableName()), jen.Id(s.opener()).Call(jen.Id("open"))),
	)
	f.Line()
	f.Add(comment(
		"Check"+suffix+" runs the named tests (\"connect/handle_closed\"), or all where none is named, and returns their outcome instead",
		"of failing t, so that a test can check that they find the faults of a device.")).Line().
		Func().Id("Check"+suffix).Params(t, open, jen.Id("names").Op("...").String()).Op("*").Add(conf("Report")).Block(
		jen.Id("t").Dot("Helper").Call(),
		jen.Return(conf("Check").Call(jen.Id("t"), jen.Id(s.tableName()), jen.Id(s.opener()).Call(jen.Id("open")), jen.Id("names").Op("..."))),
	)
	f.Line()
}

func (s *suite) tableName() string { return unexport(s.prefixed(s.i, "Suite")) }

func (s *suite) opener() string { return unexport(s.prefixed(s.i, "Opener")) }

// fixtureType writes the fixture and how it is made of a Device.
func (s *suite) fixtureType(f *jen.File) {
	f.Comment(s.fixture + " is what a test works on.")
	f.Type().Id(s.fixture).StructFunc(func(g *jen.Group) {
		g.Id("dev").Qual(s.core, s.i.GoName)
		if len(s.i.Stimuli) > 0 {
			g.Id("world").Id(s.prefixed(s.i, "World"))
		}
		if s.events {
			g.Id("events").Op("*").Add(conf("Recorder")).Index(s.event())
		}
	})
	f.Line()
	open := jen.Func().Params(jen.Id("t").Op("*").Qual("testing", "T")).Id(s.prefixed(s.i, "Device"))
	f.Func().Id(s.opener()).Params(jen.Id("open").Add(open)).Add(conf("Opener")).Index(jen.Op("*").Id(s.fixture)).Block(
		jen.Return(jen.Func().Params(jen.Id("t").Op("*").Qual("testing", "T")).
			Params(jen.Op("*").Id(s.fixture), conf("Options")).BlockFunc(func(g *jen.Group) {
			g.Id("device").Op(":=").Id("open").Call(jen.Id("t"))
			g.Id("f").Op(":=").Op("&").Id(s.fixture).ValuesFunc(func(g *jen.Group) {
				g.Id("dev").Op(":").Id("device").Dot("Dev")
				if len(s.i.Stimuli) > 0 {
					g.Id("world").Op(":").Id("device").Dot("World")
				}
			})
			if len(s.i.Stimuli) > 0 {
				g.If(jen.Id("f").Dot("world").Op("==").Nil()).Block(
					jen.Id("f").Dot("world").Op("=").Id(s.prefixed(s.i, "NoWorld")).Values())
			}
			if s.events {
				g.Id("f").Dot("record").Call(jen.Id("t"))
			}
			g.Return(jen.Id("f"), conf("Options").Values(
				jen.Id("Cannot").Op(":").Id("device").Dot("Cannot"), jen.Id("Timeout").Op(":").Id("device").Dot("Timeout")))
		})),
	)
	f.Line()
	if s.events {
		s.recorder(f)
	}
}

// table writes the list of the tests.
func (s *suite) table(f *jen.File) {
	fixture := jen.Index(jen.Op("*").Id(s.fixture))
	f.Var().Id(s.tableName()).Op("=").Add(conf("Suite")).Add(fixture).ValuesFunc(func(g *jen.Group) {
		g.Line().Id("Name").Op(":").Lit(s.model.Package + "." + s.i.GoName)
		if needs := s.needs(); len(needs) > 0 {
			g.Line().Id("Limits").Op(":").Add(s.limitList(needs))
		}
		g.Line().Id("Groups").Op(":").Index().Add(conf("Group")).Add(fixture).ValuesFunc(func(g *jen.Group) {
			for _, sg := range s.groups {
				g.Line().Values(s.groupFields(sg, fixture)...)
			}
			g.Line()
		})
		g.Line()
	})
	f.Line()
}

func (s *suite) groupFields(sg *suiteGroup, fixture *jen.Statement) []jen.Code {
	fields := []jen.Code{jen.Line().Id("Name").Op(":").Lit(sg.name)}
	if len(sg.calls) > 0 {
		fields = append(fields, jen.Line().Id("Calls").Op(":").Add(stringList(sg.calls)))
	}
	tests := jen.Index().Add(conf("Test")).Add(fixture).ValuesFunc(func(g *jen.Group) {
		for _, st := range sg.tests {
			g.Line().Add(s.row(st))
		}
		g.Line()
	})
	return append(fields, jen.Line().Id("Tests").Op(":").Add(tests), jen.Line())
}

// limitList returns the constants of limits.
func (s *suite) limitList(needs []string) *jen.Statement {
	return jen.Index().String().ValuesFunc(func(g *jen.Group) {
		for _, need := range needs {
			g.Id(s.limitName(need))
		}
	})
}

func (s *suite) row(t *suiteTest) jen.Code {
	return jen.ValuesFunc(func(g *jen.Group) {
		g.Id("Name").Op(":").Lit(t.name)
		if len(t.needs) > 0 {
			g.Id("Needs").Op(":").Add(s.limitList(t.needs))
		}
		g.Id("Run").Op(":").Parens(jen.Op("*").Id(s.fixture)).Dot(t.goFn)
	})
}

func stringList(list []string) *jen.Statement {
	return jen.Index().String().ValuesFunc(func(g *jen.Group) {
		for _, text := range list {
			g.Lit(text)
		}
	})
}

// testFuncs writes the functions of tests.
func (s *suite) testFuncs(f *jen.File, tests []*suiteTest) {
	for _, t := range tests {
		if t.doc != "" {
			f.Add(comment(strings.Split(strings.TrimSpace(t.doc), "\n")...))
		}
		f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id(t.goFn).Params(jen.Id("t").Op("*").Add(conf("T"))).Block(t.body...)
		f.Line()
	}
}
