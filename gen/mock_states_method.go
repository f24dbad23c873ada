package gen

import (
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// methodRows returns what is said of each method that has to do with states.
func (s *mockStates) methodRows() []jen.Code {
	var list []jen.Code
	for _, m := range s.w.methods {
		var row []jen.Code
		s.methodRow(&row, m)
		if len(row) == 0 {
			continue
		}
		if s.i.Form.Sentinels {
			row = append(row, jen.Id("Sentinels").Op(":").True())
		}
		list = append(list, jen.Id(m.constant).Op(":").Values(row...))
	}
	return list
}

// methodRow adds what is said of a method to row.
func (s *mockStates) methodRow(row *[]jen.Code, m *mockMethod) {
	set := func(field string, value jen.Code) { *row = append(*row, jen.Id(field).Op(":").Add(value)) }
	number := func(field string, n int) {
		if n > 0 {
			set(field, jen.Lit(n))
		}
	}
	mc := machineOf(m.m)
	ruled := hasRule(m.m) && !m.m.Ends && !m.m.Snapshot
	if mc != nil && (mc.handle != nil || ruled) {
		number("On", s.machineNumber(mc.handle))
	}
	if mc != nil && mc.handle != nil {
		number("Handle", slices.Index(m.inputs, m.m.Handle)+1)
		if m.m.Ends {
			set("Ends", jen.True())
		}
	}
	if m.m.Creates != nil {
		number("Creates", s.machineNumber(m.m.Creates))
	}
	if ruled {
		s.takes(set, m)
		if m.m.First != nil && hasRule(m.m.First) {
			number("First", s.w.methodNumber(m.m.First)+1)
		}
		s.methodRules(set, m)
	}
	if m.m.Snapshot {
		s.snapshotOf(set, m)
	}
	if m.m.Creates != nil || m.m.Snapshot || ruled && m.m.Takes != nil {
		set("Func", jen.Id(m.funcType).Call(jen.Nil()))
	}
}

// methodNumber returns the number of a method from 0, -1 for none.
func (w *mockWriter) methodNumber(m *idl.Method) int {
	return slices.IndexFunc(w.methods, func(mm *mockMethod) bool { return mm.m == m })
}

// takes says from which queue a method takes, and what it needs for that.
func (s *mockStates) takes(set func(string, jen.Code), m *mockMethod) {
	if m.m.Takes == nil {
		return
	}
	first := 0 // the place of the first parameter
	if hasContext(m.m) {
		first = 1
	}
	switch m.m.Takes.Kind {
	case idl.Stream:
		set("Takes", jen.Qual(mockPath, "StreamQueue"))
		set("Out", jen.Lit(first+slices.IndexFunc(m.m.Params, func(p *idl.Param) bool { return p.Out })+1))
	case idl.Backlog:
		set("Takes", jen.Qual(mockPath, "BacklogQueue"))
		if state := arrives(m.m.Takes, m.m.Handle.Type.Handle); state != nil {
			set("Arrives", jen.Int().Call(s.state(handleMachine(m.m.Handle.Type.Handle), state)))
		}
	}
	if m.m.Deadline != nil {
		set("Deadline", jen.Lit(first+slices.Index(m.m.Params, m.m.Deadline)+1))
	}
	if timeout := timeoutOf(m.m); timeout != nil {
		set("Timeout", jen.Qual(s.core, timeout.GoName))
	}
}

// arrives returns the state of what waits in a backlog, nil without states.
func arrives(q *idl.Queue, h *idl.Handle) *idl.State {
	if q.State != nil {
		return q.State
	}
	return handleMachine(h).initial()
}

// methodRules says in which states a method may be called, and what its success changes.
func (s *mockStates) methodRules(set func(string, jen.Code), m *mockMethod) {
	r := s.ruledMethod(m.m)
	list := r.transitions
	other := r.choice().other
	if len(list) > 0 && list[0].Where != nil {
		other = &idl.Transition{From: other.From, To: other.To, Failed: other.Failed, Else: other.Else}
	}
	set("Rule", jen.Op("&").Qual(mockPath, "StateRule").Add(s.stateRule(r, other)))
	if len(list) == 0 || list[0].Where == nil {
		return
	}
	set("By", jen.Lit(slices.Index(m.inputs, list[0].Where.Param)+1))
	set("Where", jen.Index().Qual(mockPath, "StateCase").ValuesFunc(func(g *jen.Group) {
		for _, t := range list {
			g.Line().Values(jen.Id("Is").Op(":").Lit(caseText(t.Where)), jen.Id("Rule").Op(":").Qual(mockPath, "StateRule").Add(s.stateRule(r, t)))
		}
		g.Line()
	}))
}

// caseText returns the value of a condition as package driver/mock compares it.
func caseText(c *idl.Condition) string {
	enum := c.Param.Type.Enum
	if enum.Base == nil || enum.Base.Kind == idl.String && !enum.Flags {
		return c.Value.Str
	}
	return strconv.FormatInt(c.Value.Int, 10)
}

// stateRule returns the value of a rule with what the call's success leaves behind.
func (s *mockStates) stateRule(r ruled, t *idl.Transition) *jen.Statement {
	return jen.ValuesFunc(func(g *jen.Group) {
		g.Id("Rule").Op(":").Add(s.ruleValue(r, t))
		if len(t.Ends) > 0 {
			g.Id("Ends").Op(":").True()
		}
		if len(t.Bars) > 0 {
			g.Id("Bars").Op(":").Index().Qual(mockPath, "Bar").ValuesFunc(func(g *jen.Group) {
				for _, b := range t.Bars {
					g.Values(
						jen.Id("Method").Op(":").Int().Call(jen.Id(s.w.methods[s.w.methodNumber(b.Method)].constant)),
						jen.Id("Errno").Op(":").Add(s.errno(b.Errno)))
				}
			})
		}
	})
}

// snapshotOf says how a method answers from what is known of a handle, or of the device.
func (s *mockStates) snapshotOf(set func(string, jen.Code), m *mockMethod) {
	if m.m.Handle == nil {
		set("Tells", jen.Lit(s.machineNumber(nil)))
		return
	}
	h := m.m.Handle.Type.Handle
	set("Snapshot", jen.Op("&").Qual(mockPath, "SnapshotFields").ValuesFunc(func(g *jen.Group) {
		for _, field := range h.Properties.Fields {
			switch {
			case field.Type.Kind == idl.HandleType && field.Type.Handle == h:
				g.Id("Handle").Op(":").Lit(field.GoName)
			case s.isState(h, field):
				g.Id("State").Op(":").Lit(field.GoName)
			}
		}
		if kept := s.kept(h); len(kept) > 0 {
			g.Id("Kept").Op(":").Index().String().ValuesFunc(func(g *jen.Group) {
				for _, name := range kept {
					g.Lit(name)
				}
			})
		}
	}))
}

// kept returns, for each argument of the only method that creates a handle, the property
// that keeps it; nothing where there are several such methods or none is kept.
func (s *mockStates) kept(h *idl.Handle) []string {
	var creator *mockMethod
	for _, m := range s.w.methods {
		switch {
		case m.m.Creates != h:
		case creator != nil:
			return nil
		default:
			creator = m
		}
	}
	var names []string
	some := false
	for _, param := range creator.inputs {
		name := ""
		if param.Sets != nil {
			name, some = param.Sets.GoName, true
		}
		names = append(names, name)
	}
	if !some {
		return nil
	}
	return names
}
