package breaking

import (
	"fmt"
	"slices"
	"strings"

	"drivergen/idl"
)

// conformance compares what an interface's conformance tests are made of.
func (c *comparer) conformance(old, new *idl.Interface) {
	for _, p := range pairs(c, old.Stimuli, new.Stimuli) {
		switch {
		case p.old == nil:
			c.found(stimulusAdded, p.new.Pos, idl.Pos{}, "the stimulus %s.%s is new", new.Name, p.new.Name)
		case p.new == nil:
			c.removed(stimulusRemoved, "the stimulus "+old.Name+"."+p.old.Name, &p.old.Decl, new.Pos)
		default:
			what := "the stimulus " + old.Name + "." + p.old.Name
			c.lifecycle(what, &p.old.Decl, &p.new.Decl)
			if p.old.GoName != p.new.GoName {
				c.found(stimulusChanged, p.new.Pos, p.old.Pos, "%s is %s in Go now, and was %s", what, p.new.GoName, p.old.GoName)
			}
			if c.stimulusText(p.old.Params, true) != c.stimulusText(p.new.Params, false) || c.stimulusText(p.old.Returns, true) != c.stimulusText(p.new.Returns, false) {
				c.found(stimulusChanged, p.new.Pos, p.old.Pos, "%s has other parameters or results", what)
			}
		}
	}
	for _, p := range pairs(c, old.Scenarios, new.Scenarios) {
		switch {
		case p.old == nil:
			c.added(scenarioAdded, "the scenario "+new.Name+"."+p.new.Name, &p.new.Decl)
		case p.new == nil:
			c.removed(scenarioRemoved, "the scenario "+old.Name+"."+p.old.Name, &p.old.Decl, new.Pos)
		default:
			c.lifecycle("the scenario "+old.Name+"."+p.old.Name, &p.old.Decl, &p.new.Decl)
			c.scenario("the scenario "+old.Name+"."+p.old.Name, p.old, p.new)
		}
	}
}

// stimulusText returns what a world's method is made of.
func (c *comparer) stimulusText(params []*idl.Param, old bool) string {
	var parts []string
	for _, p := range params {
		parts = append(parts, p.Name+" "+c.typeName(p.Type, old)+" "+c.goType(p, old))
	}
	return strings.Join(parts, ", ")
}

func (c *comparer) scenario(what string, old, new *idl.Scenario) {
	if !slices.Equal(sortedCopy(old.Needs), sortedCopy(new.Needs)) {
		c.found(scenarioChanged, new.Pos, old.Pos, "%s needs %s of the device now, and needed %s", what, orNothing(joined(new.Needs)), orNothing(joined(old.Needs)))
	}
	if old.AtOnce != new.AtOnce {
		c.found(scenarioChanged, new.Pos, old.Pos, "%s runs %d at once now, and ran %d", what, max(new.AtOnce, 1), max(old.AtOnce, 1))
	}
	for i, step := range new.Steps {
		if i >= len(old.Steps) {
			c.found(scenarioChanged, step.Pos, old.Pos, "%s has more steps now", what)
			return
		}
		if c.stepText(old.Steps[i], true) != c.stepText(step, false) {
			c.found(scenarioChanged, step.Pos, old.Steps[i].Pos, "%s takes another step number %d", what, i+1)
			return
		}
	}
	if len(old.Steps) > len(new.Steps) {
		c.found(scenarioChanged, new.Pos, old.Steps[len(new.Steps)].Pos, "%s has fewer steps now", what)
	}
}

func sortedCopy(list []string) []string {
	return slices.Sorted(slices.Values(list))
}

// stepText returns a step as text in the names of the new version.
func (c *comparer) stepText(s *idl.Step, old bool) string {
	text := fmt.Sprintf("do %s call %s event %s quiet %s as %q fails %s eof %v within %q async %v cancel %q join %q",
		newName(c, stimulusKind, s.Do, old), newName(c, methodKind, s.Call, old), newName(c, eventKind, s.Event, old), newName(c, eventKind, s.Quiet, old),
		s.As, newName(c, errnoKind, s.Fails, old), s.EOF, s.Within, s.Async, s.Cancel, s.Join)
	return text + " args" + c.argsText(s.Args, old) + " expect" + c.argsText(s.Expect, old)
}

// newName returns what a declaration is called in the new version, or in the old one
// where it is gone.
func newName[T any](c *comparer, k kind[T], d *T, old bool) string {
	if n, ok := c.became[d].(*T); ok && old {
		return k.decl(n).Name
	}
	return nameOf(k, d)
}

func (c *comparer) argsText(args []*idl.Arg, old bool) string {
	text := ""
	for _, a := range args {
		name := strings.Join(append([]string{a.Name}, a.Path...), ".")
		if a.Param != nil {
			name = newName(c, paramKind, a.Param, old)
		}
		text += " " + name + ": " + c.valueText(&a.Value, old)
	}
	return text
}

func (c *comparer) valueText(v *idl.Value, old bool) string {
	switch {
	case len(v.Ref) > 0:
		return "$" + strings.Join(v.Ref, ".")
	case v.Null:
		return "null"
	case len(v.Fields) > 0:
		return "{" + c.argsText(v.Fields, old) + "}"
	case len(v.Items) > 0:
		text := "["
		for _, i := range v.Items {
			text += " " + c.valueText(i, old)
		}
		return text + "]"
	case v.IsStr:
		return fmt.Sprintf("%q", v.Lit)
	}
	return v.Lit
}
