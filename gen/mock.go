package gen

import (
	"bytes"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
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
	shared := part{name: "mock", emit: func(f *jen.File) {
		f.PackageComment("Package " + p.subfolder(Mock) + " mocks package " + p.model.Package + " in tests. Package driver/mock tells how a mock answers.")
		if len(writers) == 1 {
			writers[0].write(f)
		}
		values.helpers(f)
	}}
	if len(writers) == 1 {
		shared.rest = writers[0].rest
	}
	parts := []part{shared}
	if len(writers) > 1 {
		for _, w := range writers {
			parts = append(parts, part{strings.ToLower(w.i.GoName), w.write, w.rest})
		}
	}
	return parts
}

// write writes the mock of an interface: its constructor, its expectations, and beside
// them the stub functions, the recorded calls and the events that a test fires.
func (w *mockWriter) write(f *jen.File) {
	w.f = f
	w.mock()
	w.constructor()
	w.accessors()
	if native(w.i) {
		w.capabilities()
	}
	if w.events {
		w.fire()
	}
	w.stubTypes()
}

// rest returns the code that grows with the methods.
func (w *mockWriter) rest() []byte {
	w.numbers()
	w.recorded()
	w.methodTable()
	w.expectations()
	for _, m := range w.methods {
		w.method(m)
	}
	return w.text.Bytes()
}

// A mockWriter writes the mock of one interface.
type mockWriter struct {
	*double
	f       *jen.File
	text    bytes.Buffer
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
	types                               []string // of the inputs
}

func newMockWriter(p *pkg, i *idl.Interface, values *mockValues, taken names) *mockWriter {
	w := &mockWriter{values: values, events: native(i) && len(allEvents(i)) > 0}
	w.double = newDouble(p, i, "m", "c", "call", "answer", "do", "ok", "mock")

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
	fields := names{}
	for _, param := range mm.inputs {
		mm.recordFields[param] = fields.claim(param.GoName, "Arg")
		mm.types = append(mm.types, w.p.text(w.p.paramExpr(param)))
	}
	return mm
}

// mock writes the type of the mock.
func (w *mockWriter) mock() {
	w.f.Add(comment(
		w.mockType+" is "+article.With(w.p.model.Package+"."+w.i.GoName)+" for tests, made by "+w.p.constructor(w.i)+". A call is answered by an expectation that it meets,",
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
}

// constructor writes New, which takes options where there are capabilities.
func (w *mockWriter) constructor() {
	name := w.p.constructor(w.i)
	params := []jen.Code{jen.Id("t").Qual(mockPath, "TB")}
	if len(w.i.Capabilities) > 0 {
		params = append(params, jen.Id("opts").Op("...").Id(w.optionType))
	}
	w.f.Add(noted(w.i.Decl, name+" returns a mock that reports to t and is checked when the test ends."))
	w.f.Func().Id(name).Params(params...).Op("*").Id(w.mockType).BlockFunc(func(g *jen.Group) {
		mock := jen.Op("&").Id(w.mockType).Values(
			jen.Id("t").Op(":").Id("t"),
			jen.Id("ctl").Op(":").Qual(mockPath, "NewController").Call(jen.Id("t"), jen.Id(w.table)))
		g.Id("t").Dot("Helper").Call()
		if len(w.i.Capabilities) == 0 {
			g.Return(mock)
			return
		}
		g.Id("m").Op(":=").Add(mock)
		g.For(jen.List(jen.Id("_"), jen.Id("opt")).Op(":=").Range().Id("opts")).Block(jen.Id("opt").Call(jen.Id("m")))
		g.Return(jen.Id("m"))
	})
	w.f.Line()
}

// accessors writes EXPECT, Calls and WaitFor.
func (w *mockWriter) accessors() {
	w.f.Add(comment(
		w.expect+" returns what expectations are added with: a function of each method's name takes the arguments that are",
		"expected, one with Where behind the name a matcher for each."))
	w.f.Func().Params(w.recv()).Id(w.expect).Params().Op("*").Id(w.expectType).Block(
		jen.Id("m").Dot("ctl").Dot("Fill").Call(jen.Op("&").Id("m").Dot("expect")),
		jen.Return(jen.Op("&").Id("m").Dot("expect")))
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
