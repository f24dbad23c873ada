package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// eventUses tells which helpers of an event the scenarios call.
type eventUses struct {
	any, ofHandle bool
}

// event returns the Go type of an event as a value.
func (s *suite) event() *jen.Statement { return jen.Qual(s.core, eventName(s.i)) }

// recorder writes the subscription that records every event.
func (s *suite) recorder(f *jen.File) {
	f.Comment("record keeps the device's events from here on.")
	f.Func().Params(jen.Id("f").Op("*").Id(s.fixture)).Id("record").Params(jen.Id("t").Op("*").Qual("testing", "T")).Block(
		jen.Id("f").Dot("events").Op("=").Add(conf("NewRecorder")).Call(
			jen.Func().Params(jen.Id("e").Add(s.event())).String().Block(jen.Return(s.eventText()))),
		jen.Id("f").Dot("events").Dot("Subscribed").Call(jen.Id("f").Dot("dev").Dot("Subscribe").Call(
			jen.Qual(s.core, eventsName(s.i)).ValuesFunc(func(g *jen.Group) {
				for _, e := range allEvents(s.i) {
					params, event := s.eventOf(e)
					g.Line().Id(e.GoName).Op(":").Func().Params(params...).Block(jen.Id("f").Dot("events").Dot("Add").Call(event))
				}
				g.Line()
			}))),
		jen.Id("t").Dot("Cleanup").Call(jen.Id("f").Dot("events").Dot("Close")),
	)
	f.Line()
}

// eventText returns the text of an event for a reader: its name, with its handle where it has one.
func (s *suite) eventText() *jen.Statement {
	name := jen.Id("e").Dot("Kind").Dot("String").Call()
	for _, e := range allEvents(s.i) {
		if e.Handle != nil {
			return conf("Named").Call(name, jen.Id("e").Dot(e.Handle.GoName))
		}
	}
	return name
}

// eventOf returns the parameters of an event's handler, and the event as a value that is made of them.
func (s *suite) eventOf(e *idl.Event) (params []jen.Code, event *jen.Statement) {
	// They are named as a method's are.
	names := newDouble(s.pkg, s.i, "f", "testing", "conform").call(&idl.Method{Interface: s.i, Params: e.Params}).names
	event = s.event().ValuesFunc(func(g *jen.Group) {
		g.Id("Kind").Op(":").Qual(s.core, kindConst(s.i, e))
		for _, param := range e.Params {
			params = append(params, jen.Id(names[param]).Add(s.paramType(param)))
			g.Id(param.GoName).Op(":").Id(names[param])
		}
	})
	return params, event
}

// expected returns the event that a step waits for; handle is the expression of its
// handle, or nil for any.
func (s *suite) expected(e *idl.Event, handle jen.Code) *jen.Statement {
	uses := s.told[e]
	defer func() { s.told[e] = uses }()
	if handle == nil {
		uses.any = true
		return jen.Id("f").Dot("any" + e.GoName).Call()
	}
	uses.ofHandle = true
	return jen.Id("f").Dot("event" + e.GoName).Call(handle)
}

// eventHelpers writes the helpers that expected calls.
func (s *suite) eventHelpers(f *jen.File) {
	for _, e := range allEvents(s.i) {
		uses := s.told[e]
		if uses.any {
			s.eventHelper(f, e, "any"+e.GoName, nil, jen.Lit(e.Name))
		}
		if uses.ofHandle {
			h := jen.Id(paramName(e.Handle))
			s.eventHelper(f, e, "event"+e.GoName, []jen.Code{h.Clone().Add(s.paramType(e.Handle))}, conf("Named").Call(jen.Lit(e.Name), h))
		}
	}
}

func (s *suite) eventHelper(f *jen.File, e *idl.Event, name string, params []jen.Code, text jen.Code) {
	match := jen.Id("e").Dot("Kind").Op("==").Qual(s.core, kindConst(s.i, e))
	if len(params) > 0 {
		match.Op("&&").Id("e").Dot(e.Handle.GoName).Op("==").Id(paramName(e.Handle))
	}
	f.Func().Params(jen.Op("*").Id(s.fixture)).Id(name).Params(params...).Add(conf("Event")).Index(s.event()).Block(
		jen.Return(conf("Event").Index(s.event()).ValuesFunc(func(g *jen.Group) {
			g.Line().Id("Name").Op(":").Add(text)
			g.Line().Id("Match").Op(":").Func().Params(jen.Id("e").Add(s.event())).Bool().Block(jen.Return(match))
			if e.Delivery == idl.Latest {
				g.Line().Id("Latest").Op(":").True()
			}
			g.Line()
		})),
	)
	f.Line()
}
