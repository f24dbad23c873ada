package idl

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"drivergen/internal/nearest"
)

// A scenarioScope is what the steps of a scenario may refer to.
type scenarioScope struct {
	l     *loader
	i     *Interface
	steps map[string]*Step // by their As
	order []string         // the names in steps, in order
	empty map[*Step]bool   // the steps of which it has been reported that they have no result
}

func (l *loader) resolveScenarios(i *Interface) {
	for _, s := range i.Scenarios {
		l.resolveShown(i, s)
		sc := &scenarioScope{l: l, i: i, steps: map[string]*Step{}, empty: map[*Step]bool{}}
		joined := map[*Step]bool{}
		for _, step := range s.Steps {
			sc.resolveStep(step)
			if was := sc.steps[step.Cancel]; was != nil && joined[was] {
				l.report(CodeJoin, l.objs[step].at("cancel"), "%s was joined before", step.Cancel).help("cancel it first")
			}
			if step.Joined != nil {
				if joined[step.Joined] {
					l.report(CodeJoin, l.objs[step].at("join"), "%s is joined twice", step.Join)
				}
				joined[step.Joined] = true
			}
		}
		for _, step := range s.Steps {
			if step.Async && step.As != "" && !joined[step] && !sc.joinsUnknown(s) {
				l.report(CodeJoin, l.objs[step].at("as"), "no later step joins %s", step.As).help("add a step {join: %s}", step.As)
			}
		}
	}
}

// joinsUnknown reports whether a step joins what no step is called, which has been reported.
func (sc *scenarioScope) joinsUnknown(s *Scenario) bool {
	return slices.ContainsFunc(s.Steps, func(step *Step) bool { return step.Join != "" && sc.steps[step.Join] == nil })
}

// resolveShown reports names of shows that the interface does not have.
func (l *loader) resolveShown(i *Interface, s *Scenario) {
	o := l.objs[s]
	names := slices.Concat(namesOf(i.allMethods()), namesOf(i.allEvents()))
	for _, n := range o.names("shows") {
		if !slices.Contains(names, n.Value) {
			l.report(CodeUnknownShown, n, "%s has no method, property or event %s", i.Name, shorten(n.Value)).didYouMean(n.Value, names)
		}
	}
}

func (sc *scenarioScope) resolveStep(s *Step) {
	l, o := sc.l, sc.l.objs[s]
	s.Do = named(l, o, "do", CodeUnknownStimulus, "stimulus", sc.i.Stimuli)
	s.Call = named(l, o, "call", CodeUnknownMethod, "method or property", sc.i.allMethods())
	s.Event = named(l, o, "event", CodeUnknownEvent, "event", sc.i.allEvents())
	s.Quiet = named(l, o, "quiet", CodeUnknownEvent, "event", sc.i.allEvents())
	s.Fails = l.errno(o, "fails")
	switch {
	case s.Call != nil:
		s.Args = sc.arguments(o, &s.Call.Decl, s.Call.Params, true)
		sc.expect(s, o, s.Call)
	case s.Do != nil:
		s.Args = sc.arguments(o, &s.Do.Decl, s.Do.Params, true)
		sc.expect(s, o, nil)
	case s.Event != nil:
		s.Args = sc.arguments(o, &s.Event.Decl, s.Event.Params, false)
	case s.Quiet != nil:
		s.Args = sc.arguments(o, &s.Quiet.Decl, s.Quiet.Params, false)
	case s.Cancel != "":
		sc.started(s, o, "cancel")
	case s.Join != "":
		sc.resolveJoin(s, o)
	}
	if s.Fails != nil && s.Call != nil && len(s.Call.Errnos) > 0 && !l.mayFail(s.Call, s.Fails) {
		l.report(CodeUnlisted, o.at("fails"), "%s does not list %s", s.Call.Name, s.Fails.Name).help("add it to the method's errnos").note(s.Call.Pos, "declared here")
	}
	if s.As == "" {
		return
	}
	if old := sc.steps[s.As]; old != nil {
		l.report(CodeStepName, o.at("as"), "two steps are called %s", s.As).note(l.src.pos(l.objs[old].at("as")), "first here")
		return
	}
	sc.steps[s.As] = s
	sc.order = append(sc.order, s.As)
}

func (sc *scenarioScope) resolveJoin(s *Step, o *object) {
	started := sc.started(s, o, "join")
	if started == nil {
		return
	}
	s.Joined = started
	if started.Call == nil {
		return
	}
	sc.expect(s, o, started.Call)
	if s.Fails != nil && len(started.Call.Errnos) > 0 && !sc.l.mayFail(started.Call, s.Fails) {
		sc.l.report(CodeUnlisted, o.at("fails"), "%s does not list %s", started.Call.Name, s.Fails.Name).help("add it to the method's errnos").note(started.Call.Pos, "declared here")
	}
}

// started returns the asynchronous call that a key of a step names, or reports that there is none.
func (sc *scenarioScope) started(s *Step, o *object, key string) *Step {
	name := o.text(key)
	started := sc.steps[name]
	if started != nil && started.Async {
		if key == "cancel" && sc.i.Form.NoContext {
			sc.l.report(CodeStepKey, o.keyAt(key), "%s has no context that could be cancelled", sc.i.Name).note(sc.i.Pos, "its form says context: false")
		}
		return started
	}
	d := sc.l.report(CodeJoin, o.at(key), "no earlier asynchronous call is called %s", shorten(name))
	if started != nil {
		d.help("add async: true to it").note(started.Pos, "this step is called so")
	} else {
		d.didYouMean(name, sc.order)
	}
	return nil
}

// arguments resolves args; all says that each parameter must be given.
func (sc *scenarioScope) arguments(o *object, of *Decl, params []*Param, all bool) []*Arg {
	var args []*Arg
	given, unclear := map[*Param]bool{}, false // unclear: which parameter an argument was meant for
	for _, f := range o.entries("args") {
		p := find(params, f.name())
		if p == nil {
			sc.l.report(CodeUnknownParam, f.key, "%s has no parameter %s", of.Name, shorten(f.name())).didYouMean(f.name(), namesOf(params)).note(of.Pos, "declared here")
			meant := find(params, nearest.To(f.name(), namesOf(params)))
			given[meant], unclear = true, unclear || meant == nil
			continue
		}
		given[p] = true
		t := p.Type
		if p.Out {
			t = &Type{Kind: Int} // its size
		}
		args = append(args, &Arg{Name: p.Name, Param: p, Type: p.Type, Value: sc.value(t, f.value), Pos: sc.l.src.pos(f.key)})
	}
	var missing []string
	for _, p := range params {
		if all && !given[p] && !unclear && !p.Deadline && !sc.l.objs[p].has("default") && (!o.has("args") || o.field("args").value.Kind == yaml.MappingNode) {
			missing = append(missing, p.Name)
		}
	}
	if len(missing) == 1 {
		sc.l.report(CodeMissingArg, o.keyAt("args"), "%s needs the argument %s", of.Name, missing[0]).note(of.Pos, "declared here")
	} else if len(missing) > 1 {
		sc.l.report(CodeMissingArg, o.keyAt("args"), "%s needs the arguments %s", of.Name, wordList(missing, "and")).note(of.Pos, "declared here")
	}
	return args
}

// value resolves a literal or a reference that must be of type t.
func (sc *scenarioScope) value(t *Type, n *yaml.Node) Value {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!str" && strings.HasPrefix(n.Value, "$") && n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) == 0 {
		return sc.reference(t, n)
	}
	inner := t
	if t.Kind == Optional && !isNull(n) {
		inner = t.Elem
	}
	switch {
	case inner.Kind == StructType && n.Kind == yaml.MappingNode:
		v := Value{}
		for _, f := range sc.l.entries(n, inner.Struct.Name) {
			p := find(inner.Struct.Fields, f.name())
			if p == nil {
				sc.l.report(CodePath, f.key, "%s has no field %s", inner, shorten(f.name())).didYouMean(f.name(), namesOf(inner.Struct.Fields))
				continue
			}
			v.Fields = append(v.Fields, &Arg{Name: p.Name, Param: p, Type: p.Type, Value: sc.value(p.Type, f.value), Pos: sc.l.src.pos(f.key)})
		}
		return v
	case inner.Kind == List && n.Kind == yaml.SequenceNode:
		v := Value{}
		for _, item := range n.Content {
			iv := sc.value(inner.Elem, dealias(item))
			v.Items = append(v.Items, &iv)
		}
		return v
	}
	if fault := sc.l.literalFault(t, n); fault != "" {
		sc.l.report(CodeArgType, n, "%s", fault).suggestValue(t, n)
	}
	if n.Kind != yaml.ScalarNode {
		return Value{}
	}
	return Value{Lit: n.Value, IsStr: n.Tag == "!!str", Null: isNull(n)}
}

// reference resolves $step.field, and checks that its type is t.
func (sc *scenarioScope) reference(t *Type, n *yaml.Node) Value {
	parts := strings.Split(n.Value[1:], ".")
	step := sc.steps[parts[0]]
	if step == nil {
		sc.l.report(CodeUnknownStep, n, "no earlier step is called %s", shorten(parts[0])).didYouMean(parts[0], sc.order)
		return Value{}
	}
	var results []*Param
	switch {
	case step.Do != nil:
		results = step.Do.Returns
	case step.Call != nil:
		results = step.Call.Returns
	default:
		return Value{} // what it does is unknown, which has been reported
	}
	if len(results) == 0 {
		sc.noResult(step, n)
		return Value{}
	}
	path, got := sc.resultPath(results, parts[1:], n)
	if got == nil {
		return Value{}
	}
	if !assignable(t, got) {
		sc.l.report(CodeArgType, n, "%s is of type %s, not %s", n.Value, got, t)
	}
	return Value{Ref: append([]string{parts[0]}, path...)}
}

// noResult reports the first reference to a step that has no result, unless the step's method was
// meant to have one, which has been reported.
func (sc *scenarioScope) noResult(step *Step, n *yaml.Node) {
	if step.Call != nil && step.Call.Creates != nil || sc.empty[step] {
		return
	}
	sc.empty[step] = true
	of := sc.l.objs[step].text("do")
	if step.Call != nil {
		of = step.Call.Name
	}
	sc.l.report(CodePath, n, "%s has no result", shorten(of)).note(step.Pos, "this step is called %s", step.As)
}

// assignable reports whether a value of type from fits a place of type to: the
// kinds of bytes are one here, and an integer fits every integer that a test can convert it to.
func assignable(to, from *Type) bool {
	if to.Kind == Invalid || from.Kind == Invalid || to.Kind == Any || to.same(from) {
		return true
	}
	if to.Kind == Optional {
		return assignable(to.Elem, from)
	}
	text := func(k Kind) bool { return k == Bytes || k == TextOrBytes || k == String }
	return text(to.Kind) && text(from.Kind) || to.Kind.IsInteger() && from.Kind.IsInteger()
}
