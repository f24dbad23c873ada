package gen

import (
	"github.com/dave/jennifer/jen"
)

// method writes everything of one method: its signature, the record of a call, the call
// itself, and its expectations.
func (w *mockWriter) method(m *mockMethod) {
	w.f.Comment(m.funcType + " is the signature of " + m.base + ".")
	w.f.Type().Id(m.funcType).Op("=").Add(m.signatureType())
	w.f.Line()
	w.record(m)
	w.answer(m)
	w.expectations(m)
}

// record writes the type that holds the arguments of a call.
func (w *mockWriter) record(m *mockMethod) {
	w.f.Comment(m.callType + " is a call of " + m.base + ": its arguments, copied.")
	w.f.Type().Id(m.callType).StructFunc(func(g *jen.Group) {
		for _, param := range m.inputs {
			g.Id(m.recordFields[param]).Add(w.p.paramType(param))
		}
	})
	w.f.Line()
	w.f.Comment("MatchArgs hands the arguments to a.")
	w.f.Func().Params(jen.Id("c *" + m.callType)).Id("MatchArgs").Params(jen.Id("a").Op("*").Qual(mockPath, "Args")).Bool().
		BlockFunc(func(g *jen.Group) {
			all := jen.True()
			for n, param := range m.inputs {
				arg := w.values.arg(n, param, jen.Id("c."+m.recordFields[param]))
				if n == 0 {
					all = arg
				} else {
					all.Op("&&").Add(arg)
				}
			}
			g.Return(all)
		})
	w.f.Line()
}

// answer writes the method of the interface.
func (w *mockWriter) answer(m *mockMethod) {
	recv := w.recv()
	if m.m.Capability != nil {
		recv = jen.Id("c").Op("*").Id(w.capabilityType(m.m.Capability))
	}
	record := jen.Id(m.callType).ValuesFunc(func(g *jen.Group) {
		for _, param := range m.inputs {
			g.Add(w.values.copied(param, jen.Id(m.names[param])))
		}
	})
	calls, stub := jen.Id("&m.calls."+m.base), "m."+m.stubField
	w.f.Comment(m.m.GoName + " is the method " + m.m.Name + " of the mock.")
	w.f.Func().Params(recv).Add(m.signature()).BlockFunc(func(g *jen.Group) {
		if m.m.Capability != nil {
			g.Id("m").Op(":=").Id("c").Dot("m")
		}
		g.Id("answer := m.ctl.Begin().Answer").Call(
			jen.Id("int("+m.constant+")"), jen.Qual(mockPath, "Add").Call(calls, record),
			jen.Id(stub), jen.Id(stub+" != nil"))
		g.If(jen.Id("do, ok := answer.("+m.funcType+")"), jen.Id("ok")).BlockFunc(func(g *jen.Group) {
			m.returned(g, jen.Id("do").Call(m.args()...), true)
		})
		g.If(jen.Qual(mockPath, "Unexpected").Call(jen.Id("answer"))).Block(jen.Id("m.t.Helper()"))
		w.results(g, m)
	})
	w.f.Line()
}

// returned returns from a method with what call returns.
func (m *mockMethod) returned(g *jen.Group, call *jen.Statement, early bool) {
	if len(m.m.Returns) > 0 || !m.m.NoError {
		g.Return(call)
		return
	}
	g.Add(call)
	if early {
		g.Return()
	}
}

// results writes the end of a method: what it returns where no function answers.
func (w *mockWriter) results(g *jen.Group, m *mockMethod) {
	form := formOf(m.m)
	if form.fill != "" {
		buf, _ := filled(m.m)
		g.Id("answer").Op("=").Qual(mockPath, form.fill).Add(w.typeArgs(m.m.Returns[1:])).Call(jen.Id("answer"), jen.Id(m.names[buf]))
	}
	if form.results != "" {
		m.returned(g, jen.Qual(mockPath, form.results).Add(w.typeArgs(m.m.Returns)).Call(jen.Id("answer")), false)
		return
	}
	results := w.zeros(m)
	if m.m.NoError {
		g.Qual(mockPath, "Infallible0Results").Call(jen.Id("answer"))
	} else {
		results = append(results, jen.Qual(mockPath, "Results0").Call(jen.Id("answer")))
	}
	g.Return(results...)
}

// zeros returns the zero values of the results, without the error.
func (w *mockWriter) zeros(m *mockMethod) []jen.Code {
	var list []jen.Code
	for _, r := range m.m.Returns {
		list = append(list, w.p.zeroValue(r))
	}
	return list
}

// expectations writes the type of the method's expectations, the method of Expect that
// takes values, and the one that takes matchers.
func (w *mockWriter) expectations(m *mockMethod) {
	form := formOf(m.m)
	types := []jen.Code{jen.Id(m.funcType)}
	for _, r := range m.m.Returns[len(m.m.Returns)-form.typed:] {
		types = append(types, w.p.paramType(r))
	}
	w.f.Comment(m.expectationType + " is an expected call of " + m.base + ".")
	w.f.Type().Id(m.expectationType).Op("=").Qual(mockPath, form.expectation).Index(jen.List(types...))
	w.f.Line()

	var values, matchers, equal []jen.Code
	pass := []jen.Code{jen.Id("int(" + m.constant + ")")}
	for _, param := range m.inputs {
		name := m.names[param]
		values = append(values, jen.Id(name).Add(w.p.paramType(param)))
		matchers = append(matchers, jen.Id(name).Qual(mockPath, "Matcher").Index(w.p.paramType(param)))
		equal = append(equal, w.values.matcher(param, jen.Id(name)))
		pass = append(pass, jen.Id(name))
	}
	expected := jen.Return(jen.Id(m.expectationType).Values(jen.Id("Expected: e.ctl.Expect").Call(pass...)))
	recv := jen.Id("e *" + w.expectType)
	if len(m.inputs) == 0 {
		w.f.Comment(m.base + " expects a call.")
		w.f.Func().Params(recv).Id(m.base).Params().Id(m.expectationType).Block(expected)
		w.f.Line()
		return
	}
	w.f.Comment(m.base + " expects a call with these arguments.")
	w.f.Func().Params(recv.Clone()).Id(m.base).Params(values...).Id(m.expectationType).Block(
		jen.Return(jen.Id("e." + m.where).Call(equal...)))
	w.f.Line()
	w.f.Comment(m.where + " expects a call with arguments that these matchers take.")
	w.f.Func().Params(recv).Id(m.where).Params(matchers...).Id(m.expectationType).Block(expected)
	w.f.Line()
}
