package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// put returns the statement that puts an event of a method's handle into the queue.
func (s *stubbed) put(e *idl.Event, number *jen.Statement) *jen.Statement {
	return s.putWith(e, map[*idl.Param]*jen.Statement{e.Handle: number})
}

// putWith returns the statement that puts an event with what is known of it into the queue.
func (s *stubbed) putWith(e *idl.Event, values map[*idl.Param]*jen.Statement) *jen.Statement {
	event := s.event(e, values)
	switch {
	case e.Delivery == idl.Latest:
		return jen.Id("d").Dot("events").Dot("PutLatest").Call(s.key(e, "h"), event)
	case e.Bound > 0:
		return jen.Id("d").Dot("events").Dot("PutBounded").Call(s.key(e, "h"), jen.Lit(e.Bound), jen.Lit(e.Newest), event)
	}
	return jen.Id("d").Dot("events").Dot("Put").Call(event)
}

// event returns an event as a value, with the fields that are known.
func (s *stubbed) event(e *idl.Event, values map[*idl.Param]*jen.Statement) *jen.Statement {
	return jen.Qual(s.core, eventName(s.i)).ValuesFunc(func(g *jen.Group) {
		g.Id("Kind").Op(":").Qual(s.core, kindConst(s.i, e))
		for _, param := range e.Params {
			if value := values[param]; value != nil {
				g.Id(param.GoName).Op(":").Add(value)
			}
		}
	})
}

// key returns the key of an event of which only the latest counts: its kind and its handle.
func (s *stubbed) key(e *idl.Event, handle string) *jen.Statement {
	switch {
	case e.Handle == nil:
		return jen.Uint64().Call(jen.Qual(s.core, kindConst(s.i, e)))
	case !givesOut(s.i, e.Handle.Type.Handle):
		return jen.Qual(driverPath, "MakeLink").Call(jen.Int().Call(jen.Id(paramName(e.Handle))), jen.Lit(1)).Dot("Key").Call(s.bit(e))
	}
	return jen.Id(handle).Dot("Link").Call().Dot("Key").Call(s.bit(e))
}

// puts returns the statements that put a method's events into the queue. An event's
// parameter has the value of the argument or result that has its name and type.
func (s *stubbed) puts(m *idl.Method) []jen.Code {
	var list []jen.Code
	for _, e := range m.Emits {
		list = append(list, s.putWith(e, s.known(m, e)))
	}
	return list
}

// known returns what a method knows of an event that its success tells.
func (s *stubbed) known(m *idl.Method, e *idl.Event) map[*idl.Param]*jen.Statement {
	values := map[*idl.Param]*jen.Statement{}
	for _, param := range e.Params {
		switch {
		case param != e.Handle:
			for n, r := range m.Returns {
				if sameParam(param, r) {
					values[param] = jen.Add(s.resultNames(m)[n])
				}
			}
			for _, argument := range m.Params {
				if sameParam(param, argument) {
					values[param] = jen.Id(paramName(argument))
				}
			}
		case m.Creates != nil:
			values[param] = s.number(m.Creates)
		case m.Handle != nil:
			values[param] = jen.Id(paramName(m.Handle))
		}
	}
	return values
}

// sameParam reports whether two parameters have one name and one type.
func sameParam(a, b *idl.Param) bool {
	return a.GoName == b.GoName && a.Type.String() == b.Type.String() && a.GoType == b.GoType && a.Pointer == b.Pointer && !b.Out
}
