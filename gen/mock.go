package gen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// splitMock returns the files of a mock package: mock.go with the mock of the only
// interface, or one file for each interface and mock.go with what they share.
func splitMock(p *pkg) []part {
	values := newMockValues(p)
	taken := names{}
	var writers []*mockWriter
	for _, i := range p.model.Interfaces {
		w := newMockWriter(p, i, values, taken)
		writers = append(writers, w)
		values.prepare(w.methods)
	}
	shared := part{"mock", func(f *jen.File) {
		f.PackageComment("Package " + p.subfolder(Mock) + " mocks package " + p.model.Package + " in tests. Package driver/mock tells how a mock answers.")
		if len(writers) == 1 {
			writers[0].write(f)
		}
		values.helpers(f)
	}}
	parts := []part{shared}
	if len(writers) > 1 {
		for _, w := range writers {
			parts = append(parts, part{strings.ToLower(w.i.GoName), w.write})
		}
	}
	return parts
}

// write writes the mock of an interface: its constructor, its expectations, and beside
// them the stub functions, the recorded calls and the events that a test fires.
func (w *mockWriter) write(f *jen.File) {
	w.f = f
	w.numbers()
	w.mock()
	w.constructor()
	w.accessors()
	if native(w.i) {
		w.capabilities()
	}
	if w.events {
		w.fire()
	}
	for _, m := range w.methods {
		w.method(m)
	}
}

// A mockWriter writes the mock of one interface.
type mockWriter struct {
	*double
	f       *jen.File
	values  *mockValues
	events  bool // the interface has events to subscribe to
	methods []*mockMethod

	// The Go names of the mock's types, and of its methods where the interface has
	// methods of the same names.
	mockType, callsType, expectType, fireType, methodType, optionType, table string
	expect, calls, fireMethod, waitFor, waitEvents                           string
}

// A mockMethod is a method of the interface or of a capability, and its names in the mock.
type mockMethod struct {
	*call
	base                                string // Connect: its name in Expect, and its field in Calls
	constant                            string
	funcType, callType, expectationType string
	stubField, where                    string
	recordFields                        map[*idl.Param]string
}

func newMockWriter(p *pkg, i *idl.Interface, values *mockValues, taken names) *mockWriter {
	w := &mockWriter{values: values, events: native(i) && len(allEvents(i)) > 0}
	w.double = newDouble(p, i, "m", "e", "c", "answer", "do", "ok", "mock")

	global := func(name string) string { return taken.claim(p.prefixed(i, name), "Of"+i.GoName) }
	w.mockType, w.callsType, w.expectType = global("Mock"), global("Calls"), global("Expect")
	w.fireType, w.methodType, w.optionType = global("Fire"), global("Method"), global("Option")
	w.table = unexport(p.prefixed(i, "Methods"))
	taken.claim(p.constructor(i), "")
	for _, c := range i.Capabilities {
		taken.claim(p.prefixed(i, "With"+c.GoName), "")
	}

	members := names{"Subscribe": true, "Capabilities": true}
	expectations := names{}
	for _, m := range allMethods(i) {
		members[m.GoName] = true
	}
	w.expect, w.calls, w.fireMethod = members.claim("EXPECT", "Calls"), members.claim("Calls", "Made"), members.claim("Fire", "Event")
	w.waitFor, w.waitEvents = members.claim("WaitFor", "Calls"), members.claim("WaitForEvents", "Handled")
	for _, m := range w.everyMethod() {
		expectations[m.GoName] = true
		w.methods = append(w.methods, w.mockMethod(m, global, members))
	}
	for _, m := range w.methods {
		m.where = expectations.claim(m.base+"Where", "Matches")
	}
	return w
}

func (w *mockWriter) mockMethod(m *idl.Method, global func(string) string, members names) *mockMethod {
	base := m.GoName
	mm := &mockMethod{
		call: w.call(m), base: base,
		constant: global(base), funcType: global(base + "Func"),
		callType: global(base + "Call"), expectationType: global(base + "Expectation"),
		stubField:    members.claim(base+"Func", "Stub"),
		recordFields: map[*idl.Param]string{},
	}
	fields := names{"MatchArgs": true}
	for _, param := range mm.inputs {
		mm.recordFields[param] = fields.claim(param.GoName, "Arg")
	}
	return mm
}

// numbers writes the constants that name the methods to WaitFor.
func (w *mockWriter) numbers() {
	w.f.Comment(w.methodType + " names a method of a " + w.i.GoName + " to " + w.waitFor + ".")
	w.f.Type().Id(w.methodType).Int()
	w.f.Line()
	if len(w.methods) == 0 {
		return
	}
	w.f.Comment("The methods of a " + w.i.GoName + ".")
	w.f.Const().DefsFunc(func(g *jen.Group) {
		for n, m := range w.methods {
			def := g.Id(m.constant)
			if n == 0 {
				def.Id(w.methodType).Op("=").Iota()
			}
		}
	})
	w.f.Line()
}

// mock writes the type of the mock, and that of its recorded calls.
func (w *mockWriter) mock() {
	w.f.Add(comment(
		w.mockType+" is a "+w.p.model.Package+"."+w.i.GoName+" for tests, made by "+w.p.constructor(w.i)+". A call is answered by an expectation that it meets,",
		"else by the method's stub function where one is set; else the test fails and the call returns an error.",
		"Stub functions are set before the mock is used."))
	w.f.Type().Id(w.mockType).StructFunc(func(g *jen.Group) {
		for _, m := range w.methods {
			g.Id(m.stubField).Id(m.funcType)
		}
		g.Line()
		g.Id("t").Qual(mockPath, "TB")
		g.Id("ctl").Op("*").Qual(mockPath, "Controller")
		g.Id("calls").Id(w.callsType)
		g.Id("expect").Id(w.expectType)
		if w.events {
			g.Id("events").Qual(driverPath, "Events").Index(jen.Qual(w.p.core, eventName(w.i)))
		}
		if len(w.i.Capabilities) > 0 {
			g.Id("has").StructFunc(func(g *jen.Group) {
				for _, c := range w.i.Capabilities {
					g.Id(c.GoName).Qual("sync/atomic", "Bool")
				}
			})
		}
	})
	w.f.Line()
	w.f.Var().Id("_").Qual(w.p.core, w.i.GoName).Op("=").Parens(jen.Op("*").Id(w.mockType)).Call(jen.Nil())
	w.f.Line()
	w.f.Comment(w.callsType + " are the calls of a mock's methods, each in the order in which they were made.")
	w.f.Type().Id(w.callsType).StructFunc(func(g *jen.Group) {
		for _, m := range w.methods {
			g.Id(m.base).Index().Id(m.callType)
		}
	})
	w.f.Line()
}

// constructor writes New, which takes options where there are capabilities, and the
// table of the methods.
func (w *mockWriter) constructor() {
	name := w.p.constructor(w.i)
	params := []jen.Code{jen.Id("t").Qual(mockPath, "TB")}
	if len(w.i.Capabilities) > 0 {
		params = append(params, jen.Id("opts").Op("...").Id(w.optionType))
	}
	w.f.Add(comment(name + " returns a mock that reports to t and is checked when the test ends."))
	w.f.Func().Id(name).Params(params...).Op("*").Id(w.mockType).BlockFunc(func(g *jen.Group) {
		g.Id("t").Dot("Helper").Call()
		g.Id("m").Op(":=").Op("&").Id(w.mockType).Values(
			jen.Id("t").Op(":").Id("t"),
			jen.Id("ctl").Op(":").Qual(mockPath, "NewController").Call(jen.Id("t"), jen.Id(w.table)))
		g.Id("m").Dot("expect").Dot("ctl").Op("=").Id("m").Dot("ctl")
		if len(w.i.Capabilities) > 0 {
			g.For(jen.List(jen.Id("_"), jen.Id("opt")).Op(":=").Range().Id("opts")).Block(jen.Id("opt").Call(jen.Id("m")))
		}
		g.Return(jen.Id("m"))
	})
	w.f.Line()
	w.f.Comment(w.table + " are the methods of a mock, by their numbers.")
	w.f.Var().Id(w.table).Op("=").Index().Qual(mockPath, "Method").CustomFunc(multiline, func(g *jen.Group) {
		for _, m := range w.methods {
			g.Values(
				jen.Id("Name").Op(":").Lit(m.base),
				jen.Id("Op").Op(":").Lit(m.m.Name),
				jen.Id("Blank").Op(":").Op("&").Id(m.callType).Values())
		}
	})
	w.f.Line()
}

// multiline writes the elements of a composite literal a line each.
var multiline = jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}

// accessors writes EXPECT, Calls and WaitFor.
func (w *mockWriter) accessors() {
	w.f.Comment(w.expectType + " adds expectations to a mock.")
	w.f.Type().Id(w.expectType).Id("struct").Add(inline(jen.Id("ctl").Op("*").Qual(mockPath, "Controller")))
	w.f.Line()
	w.f.Add(comment(
		w.expect+" returns what expectations are added with: a method of each method's name takes the arguments that are",
		"expected, one with Where behind the name a matcher for each."))
	w.f.Func().Params(w.recv()).Id(w.expect).Params().Op("*").Id(w.expectType).Add(inline(jen.Return(jen.Op("&").Id("m").Dot("expect"))))
	w.f.Line()
	w.f.Comment(w.calls + " returns the calls so far.")
	w.f.Func().Params(w.recv()).Id(w.calls).Params().Id(w.callsType).Block(
		jen.Id("m").Dot("ctl").Dot("Lock").Call(),
		jen.Defer().Id("m").Dot("ctl").Dot("Unlock").Call(),
		jen.Return(jen.Id("m").Dot("calls")))
	w.f.Line()
	w.f.Add(comment(
		w.waitFor + " returns what waits for calls of a method: m." + w.waitFor + "(ctx, " + w.sample() + ").Times(2)."))
	w.f.Func().Params(w.recv()).Id(w.waitFor).Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("method").Id(w.methodType)).
		Op("*").Qual(mockPath, "Wait").Block(
		jen.Return(jen.Id("m").Dot("ctl").Dot("WaitFor").Call(jen.Id("ctx"), jen.Int().Parens(jen.Id("method")))))
	w.f.Line()
}

// sample returns the constant of a method, for a comment.
func (w *mockWriter) sample() string {
	if len(w.methods) == 0 {
		return "method"
	}
	return w.p.subfolder(Mock) + "." + w.methods[len(w.methods)-1].constant
}

func (w *mockWriter) recv() *jen.Statement { return jen.Id("m").Op("*").Id(w.mockType) }

// inline returns a block on one line.
func inline(code jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: "{ ", Close: " }"}, code)
}
