package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// The names of an interface's event types.
func eventsName(i *idl.Interface) string    { return i.GoName + "Events" }
func eventName(i *idl.Interface) string     { return i.GoName + "Event" }
func eventKindName(i *idl.Interface) string { return i.GoName + "EventKind" }

// kindConst returns the constant of an event's kind: NetDevConnected.
func kindConst(i *idl.Interface, e *idl.Event) string { return i.GoName + e.GoName }

func hasEvents(m *idl.Model) bool {
	for _, i := range m.Interfaces {
		if len(allEvents(i)) > 0 {
			return true
		}
	}
	return false
}

// emitEvents writes, for each interface with events, the struct of handlers, the event
// as a value, and the delivery from the one to the other.
func emitEvents(p *pkg, f *jen.File) {
	for _, i := range p.model.Interfaces {
		events := allEvents(i)
		if len(events) == 0 {
			continue
		}
		p.eventHandlers(f, i, events)
		p.eventValue(f, i, events)
		p.eventDelivery(f, i, events)
	}
}

func (p *pkg) eventHandlers(f *jen.File, i *idl.Interface, events []*idl.Event) {
	f.Add(comment(
		eventsName(i)+" are handlers of the events of "+article.With(i.GoName)+". Each may be nil.",
		"",
		"Events wait in one queue of the device and are delivered one at a time, each of them unless its comment says otherwise.",
		"Where the queue itself is full, the oldest that does not replace another is dropped.",
	)).Line().Type().Id(eventsName(i)).StructFunc(func(g *jen.Group) {
		for _, e := range events {
			more := items(e.Params, e.Handle, "")
			if promises := eventPromises(e, events); len(promises) > 0 {
				if len(more) > 0 {
					more = append(more, "")
				}
				more = append(more, promises...)
			}
			g.Add(doc(e.Decl, more...)).Id(e.GoName).Func().Params(p.eventParams(e)...)
		}
	})
	f.Line()
}

func (p *pkg) eventParams(e *idl.Event) []jen.Code {
	var params []jen.Code
	for _, param := range e.Params {
		params = append(params, jen.Id(paramName(param)).Add(p.paramType(param)))
	}
	return params
}

// eventFields returns the union of the events' parameters, by name.
func eventFields(events []*idl.Event) []*idl.Param {
	var fields []*idl.Param
	seen := map[string]bool{}
	for _, e := range events {
		for _, param := range e.Params {
			if !seen[param.GoName] {
				seen[param.GoName] = true
				fields = append(fields, param)
			}
		}
	}
	return fields
}

func (p *pkg) eventValue(f *jen.File, i *idl.Interface, events []*idl.Event) {
	f.Comment(eventName(i) + " is one event as a value: its kind, and those of the fields that the kind has.")
	f.Type().Id(eventName(i)).StructFunc(func(g *jen.Group) {
		g.Id("Kind").Id(eventKindName(i))
		for _, param := range eventFields(events) {
			g.Id(param.GoName).Add(p.paramType(param))
		}
	})
	f.Line()
	f.Comment(eventKindName(i) + " tells the events of " + article.With(i.GoName) + " apart.")
	f.Type().Id(eventKindName(i)).Uint8()
	f.Line()
	f.Comment("The kinds of " + article.With(eventName(i)) + ".")
	f.Const().DefsFunc(func(g *jen.Group) {
		for n, e := range events {
			if e.Deprecated != "" {
				g.Add(noted(e.Decl, kindConst(i, e)+" is the kind of the event "+e.Name+"."))
			}
			def := g.Id(kindConst(i, e))
			if n == 0 {
				def.Id(eventKindName(i)).Op("=").Iota().Op("+").Lit(1)
			}
		}
	})
	f.Line()
	f.Comment("String returns the event's name in the description.")
	f.Func().Params(jen.Id("k").Id(eventKindName(i))).Id("String").Params().String().Block(
		jen.Switch(jen.Id("k")).BlockFunc(func(g *jen.Group) {
			for _, e := range events {
				g.Case(jen.Id(kindConst(i, e))).Block(jen.Return(jen.Lit(e.Name)))
			}
		}),
		jen.Return(jen.Lit("")),
	)
	f.Line()
}

func (p *pkg) eventDelivery(f *jen.File, i *idl.Interface, events []*idl.Event) {
	f.Comment("Handle calls the handler of an event, where it is set.")
	f.Func().Params(jen.Id("e").Id(eventsName(i))).Id("Handle").Params(jen.Id("event").Id(eventName(i))).Block(
		jen.Switch(jen.Id("event").Dot("Kind")).BlockFunc(func(g *jen.Group) {
			for _, e := range events {
				var values []jen.Code
				for _, param := range e.Params {
					values = append(values, jen.Id("event").Dot(param.GoName))
				}
				g.Case(jen.Id(kindConst(i, e))).Block(
					jen.If(jen.Id("e").Dot(e.GoName).Op("!=").Nil()).Block(
						jen.Id("e").Dot(e.GoName).Call(values...)))
			}
		}),
	)
	f.Line()
}
