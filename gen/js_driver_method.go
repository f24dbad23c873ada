package gen

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// driverMethod writes a method of a driver's face. What takes from a queue has none: the driver tells it.
func (b *jsForm) driverMethod(f *jen.File, name string, m *idl.Method) {
	if m.Takes != nil {
		return
	}
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	for _, param := range b.shared(m) {
		params = append(params, jen.Id(paramName(param)).Add(b.paramType(param)))
	}
	results := b.results(m)
	if b.isSnapshot(m) {
		results = []jen.Code{b.core(m.Handle.Type.Handle.Properties.GoName)}
	}
	f.Add(doc(m.Decl)).Func().Params(jen.Id("d").Op("*").Id(name)).Id(m.GoName).Params(params...).
		Add(resultList(append(append([]jen.Code{}, results...), jen.Error()))).BlockFunc(func(g *jen.Group) {
		call := js("Await").Call(jen.Id("ctx"), jen.Id("d").Dot("face"), jen.Lit(m.Name), b.driverArgs(m), b.driverAnswers(m, results))
		if m.Sync || b.isSnapshot(m) {
			call = js("CallNow").Call(jen.Id("ctx"), jen.Id("d").Dot("face"), jen.Lit(m.Name), b.driverArgs(m), b.driverResult(m, results))
		}
		switch len(results) {
		case 0:
			g.List(jen.Id("_"), jen.Err()).Op(":=").Add(call)
			g.Return(jen.Err())
		case 1:
			g.Return(call)
		default:
			g.List(jen.Id("c"), jen.Err()).Op(":=").Add(call)
			g.Return(append(b.several(m), jen.Err())...)
		}
	})
	f.Line()
}

// several returns the results of a method that has more than one, as the fields of c.
func (b *jsForm) several(m *idl.Method) []jen.Code {
	var values []jen.Code
	for n := range m.Returns {
		values = append(values, jen.Id("c").Dot(fieldName(n)))
	}
	return values
}

func fieldName(n int) string { return "result" + strconv.Itoa(n+1) }

// outcome returns the type of what a method's answer becomes: its result, or a struct of several.
func (b *jsForm) outcome(m *idl.Method, results []jen.Code) *jen.Statement {
	if len(results) == 1 {
		return jen.Add(results[0])
	}
	return jen.StructFunc(func(g *jen.Group) {
		for n := range results {
			g.Id(fieldName(n)).Add(results[n])
		}
	})
}

// driverArgs returns the function that makes the arguments of a call.
func (b *jsForm) driverArgs(m *idl.Method) *jen.Statement {
	var values []jen.Code
	realm := jen.Id("_")
	for _, param := range b.shared(m) {
		realm = jen.Id("realm")
		values = append(values, b.jsParam(param).Dot("To").Call(jen.Id("realm"), jen.Id(paramName(param))))
	}
	answer := jen.Index().Add(gojaValue()).Values(values...)
	if len(values) == 0 {
		answer = jen.Nil()
	}
	return jen.Func().Params(realm.Op("*").Add(js("Realm"))).Index().Add(gojaValue()).Block(jen.Return(answer))
}

// driverAnswers returns the function that takes the results behind a callback's status.
func (b *jsForm) driverAnswers(m *idl.Method, results []jen.Code) *jen.Statement {
	if len(results) == 0 {
		return js("NoResults")
	}
	take := func(n int, r *idl.Param) *jen.Statement {
		return js("Take").Call(jen.Id("realm"), jen.Id("answers"), jen.Lit(n), jen.Lit(r.Name), b.jsParam(r))
	}
	return b.taking(m, results, jen.Id("answers").Add(js("Args")), take)
}

// taking returns the function that takes a method's results.
func (b *jsForm) taking(m *idl.Method, results []jen.Code, from *jen.Statement, take func(n int, r *idl.Param) *jen.Statement) *jen.Statement {
	outcome := b.outcome(m, results)
	return jen.Func().Params(jen.Id("realm").Op("*").Add(js("Realm")), from).Params(outcome.Clone(), jen.Error()).BlockFunc(func(g *jen.Group) {
		if len(results) == 1 && (m.Creates == nil || !b.watched(m.Creates)) {
			g.Return(take(0, m.Returns[0]))
			return
		}
		if len(results) == 1 {
			g.List(jen.Id("handle"), jen.Err()).Op(":=").Add(take(0, m.Returns[0]))
			g.If(jen.Err().Op("==").Nil()).Block(jen.Err().Op("=").Id("d").Dot(watchName(m.Creates)).Call(jen.Id("realm"), jen.Id("handle")))
			g.Return(jen.Id("handle"), jen.Err())
			return
		}
		g.Var().Id("c").Add(outcome.Clone())
		g.Var().Err().Error()
		for n, r := range m.Returns {
			g.If(jen.List(jen.Id("c").Dot(fieldName(n)), jen.Err()).Op("=").Add(take(n, r)), jen.Err().Op("!=").Nil()).Block(
				jen.Return(jen.Id("c"), jen.Err()))
		}
		if m.Creates != nil && b.watched(m.Creates) {
			g.Err().Op("=").Id("d").Dot(watchName(m.Creates)).Call(jen.Id("realm"), jen.Id("c").Dot(fieldName(0)))
		}
		g.Return(jen.Id("c"), jen.Err())
	})
}

// driverResult returns the function that takes the results of a method that answers at once.
func (b *jsForm) driverResult(m *idl.Method, results []jen.Code) *jen.Statement {
	face := jen.Id("d").Dot("face")
	value := jen.Id("value").Add(gojaValue())
	switch {
	case len(results) == 0:
		return jen.Func().Params(jen.Id("_").Op("*").Add(js("Realm")), value).Params(jen.Struct(), jen.Error()).Block(
			jen.Return(jen.Struct().Values(), face.Dot("Status").Call(jen.Lit(m.Name), jen.Id("value"))))
	case len(results) > 1:
		return b.taking(m, results, value, func(_ int, r *idl.Param) *jen.Statement {
			return js("TakeField").Call(jen.Id("realm"), jen.Id("value"), jen.Lit(r.Name), b.jsParam(r))
		})
	}
	typ := b.jsParam(m.Returns[0])
	return b.taking(m, results, value, func(int, *idl.Param) *jen.Statement {
		if !b.isSnapshot(m) {
			return js("Result").Call(face.Clone(), jen.Lit(m.Name), jen.Id("value"), typ, b.failure(m))
		}
		errno := jen.Qual(driverPath, "EBADF")
		if h := m.Handle.Type.Handle; h.Invalid != nil {
			errno = b.core(h.Invalid.GoName)
		}
		return js("Found").Call(face.Clone(), jen.Lit(m.Name), jen.Id("value"), typ, errno)
	})
}

// failure returns how a method's answer tells that it failed.
func (b *jsForm) failure(m *idl.Method) *jen.Statement {
	switch failure := m.Failure; {
	case m.NoError, failure == "" && m.Creates == nil:
		return jen.Nil()
	case failure == "null", failure == "undefined":
		return js("FailsMissing")
	case m.Creates != nil:
		return js("FailsNegative")
	case failure == "true", failure == "false":
		return js("FailsWith").Call(jen.Id(failure))
	default:
		if _, err := strconv.Atoi(failure); err != nil {
			return js("FailsWith").Call(jen.Float64().Call(jen.Op(failure)))
		}
		return js("FailsWith").Call(jen.Int64().Call(jen.Op(failure)))
	}
}
