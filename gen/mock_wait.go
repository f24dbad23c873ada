package gen

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// waits writes what a test waits with: Wait, WaitFor and Failed.
func (w *mockWriter) waits() {
	kinds, conditions := "a method", []string{w.sample() + ".Times(2)"}
	if w.delivers() {
		kinds += ", an event"
		conditions = append(conditions, w.p.subfolder(Mock)+"."+w.lastEvent())
	}
	ctx := jen.Id("ctx").Qual("context", "Context")
	w.f.Add(comment(
		w.wait+" waits until all of the conditions hold, and reports whether they do: m."+w.wait+"(ctx, "+strings.Join(conditions, ", ")+").",
		"A condition is "+kinds+", its Times(n), or an expectation. Where the context ends first the test fails; one",
		"without a deadline is waited with for a minute at most. An unexpected call, which fails the test itself, ends the wait at once."))
	w.f.Func().Params(w.recv()).Id(w.wait).Params(ctx.Clone(), jen.Id("conditions").Op("...").Qual(mockPath, "Condition")).Bool().Block(
		jen.Id("m").Dot("t").Dot("Helper").Call(),
		jen.Return(jen.Id("m").Dot("ctl").Dot("Wait").Call(jen.Id("ctx"), jen.Id("m"), jen.Id("conditions").Op("..."))))
	w.f.Line()
	w.f.Add(comment(
		w.waitFor + " returns what waits for calls of a method: m." + w.waitFor + "(ctx, " + w.sample() + ").Times(2)."))
	w.f.Func().Params(w.recv()).Id(w.waitFor).Params(ctx.Clone(), jen.Id("method").Id(w.methodType)).
		Qual(mockPath, "Wait").Index(jen.Op("*").Id(w.mockType)).Block(
		jen.Return(jen.Qual(mockPath, "WaitFor").Call(jen.Id("ctx"), jen.Id("m").Dot("ctl").Dot("Controller"), jen.Id("m"), jen.Id("method"))))
	w.f.Line()
	w.f.Add(comment(
		w.failed+" returns a channel that is closed when an unexpected call is made, and when the test ends. A stub function",
		"that blocks waits for it, too."))
	w.f.Func().Params(w.recv()).Id(w.failed).Params().Op("<-").Chan().Struct().Block(
		jen.Return(jen.Id("m").Dot("ctl").Dot("Failed").Call()))
	w.f.Line()
}

// lastEvent returns the constant of the last thing that a test fires.
func (w *mockWriter) lastEvent() string {
	if n := len(w.callbacks); n > 0 {
		return w.callbacks[n-1].constant
	}
	events := w.firedEvents()
	return w.eventConstants[events[len(events)-1]]
}

// firedEvents returns the events that a test fires.
func (w *mockWriter) firedEvents() []*idl.Event {
	if !w.events {
		return nil
	}
	return allEvents(w.i)
}

// numbers writes the constants that name methods and events to Wait.
func (w *mockWriter) numbers() {
	var methods, events []string
	for _, m := range w.methods {
		methods = append(methods, m.constant)
	}
	for _, e := range w.firedEvents() {
		events = append(events, w.eventConstants[e])
	}
	for _, c := range w.callbacks {
		events = append(events, c.constant)
	}
	w.enumeration(w.methodType, "MethodOf", "method", "methods", "iota", methods)
	if w.delivers() {
		w.enumeration(w.eventType, "EventOf", "event", "events", "iota + 1", events)
	}
}

// enumeration writes a type of package mock and its constants.
func (w *mockWriter) enumeration(typ, of, one, many, first string, constants []string) {
	w.declare(typ+" names "+article.With(one)+" of "+article.With(w.i.GoName)+" to "+w.wait+".", "type %s = mock.%s[*%s]", typ, of, w.mockType)
	if len(constants) == 0 {
		return
	}
	var lines bytes.Buffer
	for n, constant := range constants {
		if n == 0 {
			constant += " " + typ + " = " + first
		}
		fmt.Fprintf(&lines, "\t%s\n", constant)
	}
	w.declare("The "+many+" of "+article.With(w.i.GoName)+".", "const (\n%s)", &lines)
}
