package gen

import (
	"maps"
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// transitions returns the transitions of a method's handle on its success.
func transitions(m *idl.Method) []*idl.Transition {
	if m.Handle == nil {
		return nil
	}
	var list []*idl.Transition
	for _, t := range m.Handle.Type.Handle.Transitions {
		if t.Method == m {
			list = append(list, t)
		}
	}
	return list
}

// hasRule reports whether a method has a rule: the handle's states restrict it, a
// queue is behind it, or it leaves something behind.
func hasRule(m *idl.Method) bool {
	return m.Handle != nil && givesOut(m.Interface, m.Handle.Type.Handle) &&
		(len(transitions(m)) > 0 || barred(m) || m.Takes != nil || len(m.Emits) > 0 || setsBound(m))
}

// ruleName returns the name of a method's rule.
func (s *stubbed) ruleName(m *idl.Method) string { return unexport(s.prefixed(s.i, m.GoName)) + "Rule" }

// changes reports whether a method's success changes the handle's state.
func changes(m *idl.Method) bool {
	return slices.ContainsFunc(transitions(m), func(t *idl.Transition) bool { return t.To != nil })
}

// leaves reports whether a method's success ends queues or bars methods.
func leaves(m *idl.Method) bool {
	return slices.ContainsFunc(transitions(m), func(t *idl.Transition) bool { return len(t.Ends) > 0 || len(t.Bars) > 0 })
}

// barred reports whether the success of some method bars a method.
func barred(m *idl.Method) bool {
	return slices.ContainsFunc(m.Handle.Type.Handle.Transitions, func(t *idl.Transition) bool {
		return slices.ContainsFunc(t.Bars, func(b idl.Bar) bool { return b.Method == m })
	})
}

// setsBound reports whether an argument of a method sets the bound of a queue.
func setsBound(m *idl.Method) bool {
	return slices.ContainsFunc(m.Params, func(p *idl.Param) bool { return p.Bounds != nil })
}

// alone reports whether a call changes the handle or tells events, so that no other
// such call may run beside it.
func alone(m *idl.Method) bool {
	return hasRule(m) && (changes(m) || leaves(m) || len(m.Emits) > 0 || setsBound(m))
}

// A choice is the rules of a method among which an argument's value chooses.
type choice struct {
	by    *idl.Param
	rules []*idl.Transition // one for each value that has one of its own
	other *idl.Transition   // for every other value
}

// choiceOf returns the rules of a method. There is only the one for every value where
// the transitions allow, refuse and lead to the same.
func choiceOf(m *idl.Method) choice {
	list := transitions(m)
	if len(list) == 0 {
		return choice{other: &idl.Transition{}}
	}
	if list[0].Where == nil {
		return choice{other: list[0]}
	}
	same := !slices.ContainsFunc(list, func(t *idl.Transition) bool { return !sameRule(list[0], t) })
	enum := list[0].Where.Param.Type.Enum
	if same && len(list) == len(enum.Values) && !enum.Flexible && !enum.Flags {
		return choice{other: list[0]}
	}
	return choice{by: list[0].Where.Param, rules: list, other: &idl.Transition{}}
}

func sameRule(a, b *idl.Transition) bool {
	return a.To == b.To && slices.Equal(a.From, b.From) && maps.Equal(a.Else, b.Else)
}

// rules writes the rule of each method that the handle's states restrict.
func (s *stubbed) rules(f *jen.File) {
	var defs []jen.Code
	var choices []*idl.Method
	for _, m := range suiteMethods(s.i) {
		if !hasRule(m) || m.Ends || m.Snapshot {
			continue
		}
		c := choiceOf(m)
		defs = append(defs, s.rule(s.ruleName(m), m, c.other))
		for _, t := range c.rules {
			defs = append(defs, s.rule(s.ruleFor(m, t), m, t))
		}
		if len(c.rules) > 0 {
			choices = append(choices, m)
		}
	}
	if len(defs) > 0 {
		f.Comment("The states in which methods may be called, as the description has them.")
		f.Var().Defs(defs...)
		f.Line()
	}
	for _, m := range choices {
		s.chooser(f, m)
	}
}

// ruleFor returns the name of the rule that an argument's value chooses.
func (s *stubbed) ruleFor(m *idl.Method, t *idl.Transition) string {
	return s.ruleName(m) + "For" + t.Where.Value.GoName
}

// chooser writes the function that chooses a method's rule.
func (s *stubbed) chooser(f *jen.File, m *idl.Method) {
	c := choiceOf(m)
	f.Comment(s.ruleName(m) + "By returns the rule for " + c.by.Name + ".")
	f.Func().Id(s.ruleName(m)+"By").Params(jen.Id("v").Add(s.paramType(c.by))).Op("*").Qual(driverPath, "Rule").Block(
		jen.Switch(jen.Id("v")).BlockFunc(func(g *jen.Group) {
			for _, t := range c.rules {
				g.Case(s.named(c.by.Type, t.Where.Value.GoName)).Block(jen.Return(jen.Op("&").Id(s.ruleFor(m, t))))
			}
		}),
		jen.Return(jen.Op("&").Id(s.ruleName(m))))
	f.Line()
}

// ruleOf returns the expression of the rule that holds for a call.
func (s *stubbed) ruleOf(m *idl.Method) *jen.Statement {
	if c := choiceOf(m); len(c.rules) > 0 {
		return jen.Id(s.ruleName(m) + "By").Call(jen.Id(paramName(c.by)))
	}
	return jen.Op("&").Id(s.ruleName(m))
}

// rule returns the definition of a rule.
func (s *stubbed) rule(name string, m *idl.Method, t *idl.Transition) *jen.Statement {
	h := m.Handle.Type.Handle
	return jen.Id(name).Op("=").Qual(driverPath, "Rule").ValuesFunc(func(g *jen.Group) {
		g.Line().Id("Op").Op(":").Lit(m.Name)
		if len(t.From) > 0 {
			g.Line().Id("From").Op(":").Qual(driverPath, "States").CallFunc(func(g *jen.Group) {
				for _, state := range t.From {
					g.Int().Call(s.state(h, state))
				}
			})
		}
		if t.To != nil {
			g.Line().Id("To").Op(":").Int().Call(s.state(h, t.To))
		} else {
			g.Line().Id("To").Op(":").Qual(driverPath, "Stay")
		}
		if len(t.Else) > 0 {
			g.Line().Id("Else").Op(":").Index().Qual(driverPath, "Errno").ValuesFunc(func(g *jen.Group) {
				for _, state := range h.States {
					if e := t.Else[state]; e != nil {
						g.Add(s.state(h, state)).Op(":").Add(s.errno(e))
					}
				}
			})
		}
		if alone(m) {
			g.Line().Id("Alone").Op(":").True()
		}
		g.Line()
	})
}
