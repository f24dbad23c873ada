package gen

import "github.com/dave/jennifer/jen"

// table writes the list of the tests.
func (s *suite) table(f *jen.File) {
	fixture := jen.Index(jen.Op("*").Id(s.fixture))
	f.Var().Id(s.tableName()).Op("=").Add(conf("Suite")).Add(fixture).ValuesFunc(func(g *jen.Group) {
		g.Line().Id("Name").Op(":").Lit(s.model.Package + "." + s.i.GoName)
		_, name := s.place(Test)
		g.Line().Id("Package").Op(":").Lit(name)
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
