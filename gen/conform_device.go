package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"
)

// device writes the type that a set-up fills in.
func (s *suite) device(f *jen.File) {
	name := s.prefixed(s.i, "Device")
	f.Comment(name + " is what the tests work on.")
	f.Type().Id(name).StructFunc(func(g *jen.Group) {
		g.Comment("Dev is the device under test, used by nobody else.")
		g.Id("Dev").Qual(s.core, s.i.GoName)
		if s.stimulated() {
			g.Comment("World is the world around it. Without one, the tests that need it are not applicable.")
			g.Id("World").Id(s.prefixed(s.i, "World"))
		}
		g.Comment("Cannot holds what the hardware cannot do, with the reason.")
		g.Id("Cannot").Add(conf("Limits"))
		g.Comment("Timeout bounds each test; 0 stands for conform.DefaultTimeout.")
		g.Id("Timeout").Qual("time", "Duration")
		g.Comment("Prompt is how long a call may take to return once its context has ended or Close has returned; 0 stands for")
		g.Comment("conform.DefaultPrompt.")
		g.Id("Prompt").Qual("time", "Duration")
		g.Comment("Close closes the device. Without it the tests that do are not applicable. What open registered may close it again.")
		g.Id("Close").Func().Params().Error()
	})
	f.Line()
}

// needs returns the limits that the tests name.
func (s *suite) needs() []string {
	var needs []string
	for _, g := range s.groups {
		for _, test := range g.tests {
			for _, need := range test.needs {
				if !slices.Contains(needs, need) {
					needs = append(needs, need)
				}
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
	f.Comment("The limits that a device may declare in Cannot. The tests that need what they name are then not applicable.")
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
		"goroutine may be left afterwards, nor may other tests run meanwhile. The report can be kept in a README: Run"+suffix+"(t, open).Keep(t, \"README.md\", \"mychip\").")).Line().
		Func().Id("Run"+suffix).Params(t, open).Op("*").Add(conf("Report")).Block(
		jen.Id("t").Dot("Helper").Call(),
		jen.Return(conf("Run")).Call(jen.Id("t"), jen.Id(s.tableName()), jen.Id(s.opener()).Call(jen.Id("open"))),
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
		if s.stimulated() {
			g.Id("world").Id(s.prefixed(s.i, "World"))
		}
		if s.events {
			g.Id("events").Op("*").Add(conf("Recorder")).Index(s.event())
		}
		g.Id("end").Func().Params().Error()
	})
	f.Line()
	open := jen.Func().Params(jen.Id("t").Op("*").Qual("testing", "T")).Id(s.prefixed(s.i, "Device"))
	f.Func().Id(s.opener()).Params(jen.Id("open").Add(open)).Add(conf("Opener")).Index(jen.Op("*").Id(s.fixture)).Block(
		jen.Return(jen.Func().Params(jen.Id("t").Op("*").Qual("testing", "T")).
			Params(jen.Op("*").Id(s.fixture), conf("Options")).BlockFunc(func(g *jen.Group) {
			g.Id("device").Op(":=").Id("open").Call(jen.Id("t"))
			g.Id("f").Op(":=").Op("&").Id(s.fixture).ValuesFunc(func(g *jen.Group) {
				g.Id("dev").Op(":").Id("device").Dot("Dev")
				g.Id("end").Op(":").Id("device").Dot("Close")
				if s.stimulated() {
					g.Id("world").Op(":").Id("device").Dot("World")
				}
			})
			if s.stimulated() {
				g.If(jen.Id("f").Dot("world").Op("==").Nil()).Block(
					jen.Id("f").Dot("world").Op("=").Id(s.prefixed(s.i, "NoWorld")).Values())
			}
			if s.events {
				g.Id("f").Dot("record").Call(jen.Id("t"))
			}
			g.Return(jen.Id("f"), conf("Options").Values(
				jen.Id("Cannot").Op(":").Id("device").Dot("Cannot"), jen.Id("Timeout").Op(":").Id("device").Dot("Timeout"),
				jen.Id("Prompt").Op(":").Id("device").Dot("Prompt")))
		})),
	)
	f.Line()
	if s.events {
		s.recorder(f)
	}
}
