package gen

import (
	"maps"
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A ruled is a method that states restrict, or an event that leads to states.
type ruled struct {
	*machine
	name        string // of its driver.Rule
	op          string // the method or event as the description names it
	transitions []*idl.Transition
	alone       bool
}

func (s *stubbed) ruledMethod(m *idl.Method) ruled {
	return ruled{machine: machineOf(m), name: s.ruleName(m), op: m.Name, transitions: transitions(m), alone: alone(m)}
}

func (s *stubbed) ruledEvent(e *idl.Event) ruled {
	mc := moverOf(e)
	return ruled{machine: mc, name: unexport(s.prefixed(s.i, e.GoName)) + "Rule", op: e.Name, transitions: movesOn(mc, e)}
}

// ruleName returns the name of a method's rule.
func (s *stubbed) ruleName(m *idl.Method) string { return unexport(s.prefixed(s.i, m.GoName)) + "Rule" }

// A choice is the rules of a method or event among which an argument's value chooses.
type choice struct {
	by    *idl.Param
	rules []*idl.Transition // one for each value that has one of its own
	other *idl.Transition   // for every other value
}

// choice returns the rules. There is only the one for every value where the transitions
// allow, refuse and lead to the same.
func (r ruled) choice() choice {
	list := r.transitions
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
	return a.To == b.To && a.Failed == b.Failed && slices.Equal(a.From, b.From) && maps.Equal(a.Else, b.Else)
}

// rules writes the rule of each method that states restrict, and of each event that leads to one.
func (s *stubbed) rules(f *jen.File) {
	var all, choices []ruled
	for _, m := range suiteMethods(s.i) {
		if hasRule(m) && !m.Ends && !m.Snapshot {
			all = append(all, s.ruledMethod(m))
		}
	}
	for _, e := range allEvents(s.i) {
		if s.events && s.toldAlone(e) && moverOf(e) != nil {
			all = append(all, s.ruledEvent(e))
		}
	}
	var defs []jen.Code
	for _, r := range all {
		c := r.choice()
		defs = append(defs, s.rule(r, r.name, c.other))
		for _, t := range c.rules {
			defs = append(defs, s.rule(r, r.nameFor(t), t))
		}
		if len(c.rules) > 0 {
			choices = append(choices, r)
		}
	}
	if len(defs) > 0 {
		f.Comment("The states in which methods may be called, as the description has them.")
		f.Var().Defs(defs...)
		f.Line()
	}
	for _, r := range choices {
		s.chooser(f, r)
	}
}

// nameFor returns the name of the rule that an argument's value chooses.
func (r ruled) nameFor(t *idl.Transition) string { return r.name + "For" + t.Where.Value.GoName }

// chooser writes the function that chooses a rule.
func (s *stubbed) chooser(f *jen.File, r ruled) {
	c := r.choice()
	f.Comment(r.name + "By returns the rule for " + c.by.Name + ".")
	f.Func().Id(r.name+"By").Params(jen.Id("v").Add(s.paramType(c.by))).Op("*").Qual(driverPath, "Rule").Block(
		jen.Switch(jen.Id("v")).BlockFunc(func(g *jen.Group) {
			for _, t := range c.rules {
				g.Case(s.named(c.by.Type, t.Where.Value.GoName)).Block(jen.Return(jen.Op("&").Id(r.nameFor(t))))
			}
		}),
		jen.Return(jen.Op("&").Id(r.name)))
	f.Line()
}

// of returns the expression of the rule that holds for a call, or for an event.
func (r ruled) of() *jen.Statement {
	if c := r.choice(); len(c.rules) > 0 {
		return jen.Id(r.name + "By").Call(jen.Id(paramName(c.by)))
	}
	return jen.Op("&").Id(r.name)
}

// ruleOf returns the expression of the rule that holds for a call.
func (s *stubbed) ruleOf(m *idl.Method) *jen.Statement { return s.ruledMethod(m).of() }

// rule returns the definition of a rule.
func (s *stubbed) rule(r ruled, name string, t *idl.Transition) *jen.Statement {
	return jen.Id(name).Op("=").Add(s.ruleValue(r, t))
}

// ruleValue returns a rule.
func (s *stubbed) ruleValue(r ruled, t *idl.Transition) *jen.Statement {
	states := func(list ...*idl.State) *jen.Statement {
		return jen.Qual(driverPath, "States").CallFunc(func(g *jen.Group) {
			for _, state := range list {
				g.Int().Call(s.state(r.machine, state))
			}
		})
	}
	return jen.Qual(driverPath, "Rule").ValuesFunc(func(g *jen.Group) {
		g.Line().Id("Op").Op(":").Lit(r.op)
		if len(t.From) > 0 {
			g.Line().Id("From").Op(":").Add(states(t.From...))
		}
		if t.To != nil {
			g.Line().Id("To").Op(":").Int().Call(s.state(r.machine, t.To))
		} else {
			g.Line().Id("To").Op(":").Qual(driverPath, "Stay")
		}
		if t.Failed != nil {
			g.Line().Id("Failed").Op(":").Add(states(t.Failed))
		}
		if len(t.Else) > 0 {
			g.Line().Id("Else").Op(":").Index().Qual(driverPath, "Errno").ValuesFunc(func(g *jen.Group) {
				for _, state := range r.states {
					if e := t.Else[state]; e != nil {
						g.Add(s.state(r.machine, state)).Op(":").Add(s.errno(e))
					}
				}
			})
		}
		if r.alone {
			g.Line().Id("Alone").Op(":").True()
		}
		g.Line()
	})
}
