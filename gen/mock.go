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
	if w.fires() {
		w.fire()
	}
	if w.states != nil {
		w.states.write(f)
	}
	w.over()
	w.stubTypes()
}

// rest returns the code that grows with the methods.
func (w *mockWriter) rest() []byte {
	w.numbers()
	w.recorded()
	w.about()
	w.expectations()
	for _, m := range w.methods {
		w.method(m)
	}
	return w.text.Bytes()
}

// A mockWriter writes the mock of one interface.
type mockWriter struct {
	*double
	f         *jen.File
	text      bytes.Buffer
	values    *mockValues
	events    bool        // the interface has events to subscribe to
	states    *mockStates // nil where nothing has states
	callbacks []*mockCallback
	methods   []*mockMethod

	// The Go names of the mock's types, and of its methods where the interface has
	// methods of the same names.
	mockType, callsType, expectType, fireType, methodType, eventType, table, overFunc string
	expect, calls, resetCalls, fireMethod, wait, waitFor, waitEvents, failed          string
	eventConstants                                                                    map[*idl.Event]string
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
	w.double = newDouble(p, i, "m", "c", "f", "call", "answer", "do", "ok", "mock")

	global := func(name string) string { return taken.claim(p.prefixed(i, name), "Of"+i.GoName) }
	w.mockType, w.callsType, w.expectType = global("Mock"), global("Calls"), global("Expect")
	w.fireType, w.methodType, w.eventType = global("Fire"), global("Method"), global("Event")
	w.table = unexport(p.prefixed(i, "About"))
	taken.claim(p.constructor(i), "")
	w.overFunc = taken.claim(overName(p.constructor(i)), "Of"+i.GoName)
	for _, c := range i.Capabilities {
		taken.claim(p.prefixed(i, "With"+c.GoName), "")
	}

	members := names{"Subscribe": true, "Capabilities": true}
	expectations := names{}
	for _, m := range allMethods(i) {
		members[m.GoName] = true
	}
	w.expect, w.calls, w.fireMethod = members.claim("EXPECT", "Calls"), members.claim("Calls", "Made"), members.claim("Fire", "Event")
	w.wait, w.waitFor, w.waitEvents = members.claim("Wait", "Until"), members.claim("WaitFor", "Calls"), members.claim("WaitForEvents", "Handled")
	w.resetCalls, w.failed = members.claim("ResetCalls", "Made"), members.claim("Failed", "Channel")
	for _, m := range w.everyMethod() {
		expectations[m.GoName] = true
		w.methods = append(w.methods, w.mockMethod(m, global, members))
	}
	w.eventConstants = map[*idl.Event]string{}
	for _, e := range w.firedEvents() {
		w.eventConstants[e] = global(e.GoName + "Event")
	}
	for _, m := range w.methods {
		m.where = expectations.claim(m.base+"Where", "Matches")
	}
	w.callbacks = w.findCallbacks(global)
	w.states = newMockStates(w)
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
		g.Id("ctl").Op("*").Qual(mockPath, "Recorder")
		g.Id("expect").Id(w.expectType)
		if w.events {
			g.Id("events").Qual(driverPath, "Events").Index(jen.Qual(w.p.core, eventName(w.i)))
		}
		w.givenFields(g)
	})
	w.f.Line()
	w.f.Var().Id("_").Qual(w.p.core, w.i.GoName).Op("=").Parens(jen.Op("*").Id(w.mockType)).Call(jen.Nil())
	w.f.Line()
}

// constructor writes New.
func (w *mockWriter) constructor() {
	name := w.p.constructor(w.i)
	w.f.Add(noted(w.i.Decl, name+" returns a mock that reports to t and is checked when the test ends."))
	w.f.Func().Id(name).Params(jen.Id("t").Qual(mockPath, "TB"), options()).Op("*").Id(w.mockType).BlockFunc(func(g *jen.Group) {
		made := jen.Op("&").Id(w.mockType).Values(
			jen.Id("t").Op(":").Id("t"),
			jen.Id("ctl").Op(":").Qual(mockPath, "NewRecorder").Call(jen.Id("t"), jen.Op("&").Id(w.table), jen.Id("opts").Op("...")))
		g.Id("m").Op(":=").Add(made)
		g.Id("t").Dot("Helper").Call() // behind what says that there is no t
		if w.events {
			g.Id("m").Dot("events").Dot("OnHandled").Call(
				jen.Func().Params(jen.Id("e").Qual(w.p.core, eventName(w.i))).Block(
					jen.Id("m").Dot("ctl").Dot("Handled").Call(jen.Int().Call(jen.Id("e").Dot("Kind")))))
		}
		if len(w.callbacks) > 0 {
			g.Id("m").Dot("queue").Op("=").Add(w.newQueue())
		}
		g.Return(jen.Id("m"))
	})
	w.f.Line()
}

// options returns the parameter of a constructor's options.
func options() *jen.Statement { return jen.Id("opts").Op("...").Qual(mockPath, "Option") }

// accessors writes EXPECT, Calls and ResetCalls.
func (w *mockWriter) accessors() {
	w.f.Add(comment(
		w.expect+" returns what expectations are added with: a function of each method's name takes the arguments that are",
		"expected, one with Where behind the name a matcher for each."))
	w.f.Func().Params(w.recv()).Id(w.expect).Params().Op("*").Id(w.expectType).Block(
		jen.Id("m").Dot("ctl").Dot("Fill").Call(jen.Op("&").Id("m").Dot("expect")),
		jen.Return(jen.Op("&").Id("m").Dot("expect")))
	w.f.Line()
	w.f.Comment(w.calls + " returns the calls so far. Later calls do not change what it returned.")
	w.f.Func().Params(w.recv()).Id(w.calls).Params().Id(w.callsType).Block(
		jen.Var().Id("made").Id(w.callsType),
		jen.Id("m").Dot("ctl").Dot("Snapshot").Call(jen.Op("&").Id("made")),
		jen.Return(jen.Id("made")))
	w.f.Line()
	w.f.Add(comment(
		w.resetCalls + " forgets the calls so far and the events that were handled: " + w.calls + " and " + w.wait + " begin anew. Expectations go on."))
	w.f.Func().Params(w.recv()).Id(w.resetCalls).Params().Block(
		jen.Id("m").Dot("ctl").Dot("Reset").Call())
	w.f.Line()
	w.waits()
}

// sample returns the constant of a method, for a comment.
func (w *mockWriter) sample() string {
	if len(w.methods) == 0 {
		return "method"
	}
	return w.p.subfolder(Mock) + "." + w.methods[len(w.methods)-1].constant
}

func (w *mockWriter) recv() *jen.Statement { return jen.Id("m").Op("*").Id(w.mockType) }
