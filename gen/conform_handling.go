package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// handlingTest: the events of a method's success are told one at a time, to handlers that may call the device and
// find the state to which the method led, and not to a subscription that was cancelled.
func (mt *methodTests) handlingTest() {
	s, m, mc := mt.suite, mt.m, mt.machineOf(mt.m)
	if !s.events || len(m.Emits) == 0 || mc == nil {
		return
	}
	t, state := s.telling(m, mc)
	body, ok := s.inState(mc, state)
	if !ok {
		return
	}
	body = append(body,
		jen.Id("handling").Op(":=").Id("t").Dot("Handling").Call(jen.Lit(len(m.Emits))),
		s.subscribe(m, func(e *idl.Event) jen.Code {
			return jen.Id("handling").Dot("Canceled").Call(jen.Lit(e.Name))
		}).Dot("Cancel").Call(),
		jen.Id("subscription").Op(":=").Add(s.subscribe(m, func(e *idl.Event) jen.Code {
			return jen.Id("handling").Dot("Handle").Call(jen.Lit(e.Name), jen.Func().Params(jen.Id("t").Op("*").Add(conf("T"))).Block(mt.looks(t, mc)...))
		})),
		jen.Defer().Id("subscription").Dot("Cancel").Call(),
	)
	body = append(body, s.success(t, s.subject(m))...)
	mt.add(transitionsFile, "handlers", append(body, jen.Id("handling").Dot("Done").Call(jen.Id("t"), jen.Id("f").Dot("events").Dot("Settle")))...)
}

// telling returns a transition of a method, or one to nowhere where it has none, and a state that allows it.
func (s *suite) telling(m *idl.Method, mc *machine) (*idl.Transition, *idl.State) {
	if all := transitions(m); len(all) > 0 {
		return all[0], statesOf(all[0], mc)[0]
	}
	return &idl.Transition{Method: m}, mc.initial()
}

// subscribe returns a call of Subscribe with a handler for each event of a method's success.
func (s *suite) subscribe(m *idl.Method, handle func(e *idl.Event) jen.Code) *jen.Statement {
	return jen.Id("f").Dot("dev").Dot("Subscribe").Call(jen.Qual(s.core, eventsName(s.i)).ValuesFunc(func(g *jen.Group) {
		for _, e := range m.Emits {
			var params []jen.Code
			for _, param := range e.Params {
				params = append(params, s.paramType(param))
			}
			g.Line().Id(e.GoName).Op(":").Func().Params(params...).Block(handle(e))
		}
		g.Line()
	}))
}

// looks returns the call of the device that a handler makes: the state must be that to which the method led. Of a handle that
// has ended, and where nothing tells the state, only the call's end counts.
func (mt *methodTests) looks(t *idl.Transition, mc *machine) []jen.Code {
	s := mt.suite
	if t.To != nil {
		if check := s.isIn(mc, s.movesOnFrom(mc, t.To)...); check != nil {
			return check
		}
	}
	o := s.observer(mc)
	if o == nil || o.m.NoError {
		return nil
	}
	return s.outcome(o.m, s.invoke(o.m, testContext(), s.validArgs(o.m, jen.Id("handle"))), "Meets")
}
