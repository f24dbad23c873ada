package idl

import (
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"drivergen/idl/grammar"
)

func (l *loader) parseScenarios(i *Interface, io *object) {
	for _, f := range io.entries("scenarios") {
		o, d := l.declare(f, grammar.Scenario, GoName)
		s := &Scenario{Decl: d}
		o.require(f.key)
		for _, n := range o.names("shows") {
			s.Shows = append(s.Shows, n.Value)
		}
		for _, n := range o.names("needs") {
			if !isIdentifier(n.Value) {
				l.report(CodeBadName, n, "%q cannot be the name of a limit", shorten(n.Value)).help("use letters, digits and underscores, a letter first")
				continue
			}
			s.Needs = append(s.Needs, n.Value)
		}
		if n := o.intIn("at_once"); n != nil {
			s.AtOnce = *n
		}
		for _, n := range o.items("steps") {
			if step := l.parseStep(n); step != nil {
				s.Steps = append(s.Steps, step)
				l.checkAtOnce(s, step)
			}
		}
		for _, key := range []string{"shows", "steps"} {
			if f := o.field(key); f.value != nil && f.value.Kind == yaml.SequenceNode && len(f.value.Content) == 0 {
				l.report(CodeNothing, f.key, "%s of %s is empty", key, o.what)
			}
		}
		l.objs[s] = o
		i.Scenarios = append(i.Scenarios, s)
	}
}

// parseStep parses what a step says by itself, or returns nil where it does not
// say what kind of step it is.
func (l *loader) parseStep(n *yaml.Node) *Step {
	o := l.object(n, "the step", grammar.Step)
	if n.Kind != yaml.MappingNode {
		return nil
	}
	stepKinds, kind := grammar.Step.OneOf, ""
	for _, k := range stepKinds {
		switch {
		case !o.has(k):
		case kind != "":
			l.report(CodeStepKind, o.keyAt(k), "a step with %s cannot have %s too", kind, k).help("make it two steps")
			return nil
		default:
			kind = k
		}
	}
	if kind == "" {
		if !o.odd && !slices.ContainsFunc(stepKinds, func(k string) bool { return slices.Contains(o.meant, k) }) {
			l.report(CodeStepKind, n, "the step does nothing").help("it needs one of %s", wordList(stepKinds, "and"))
		}
		return nil
	}
	for _, f := range o.fields {
		if kinds := grammar.Step.Key(f.name()).Only; kinds != nil && !slices.Contains(kinds, kind) {
			l.report(CodeStepKey, f.key, "a step with %s has no %s", kind, f.name()).help("%s belongs to %s", f.name(), wordList(kinds, "and"))
		}
	}
	s := &Step{As: o.text("as"), EOF: o.boolean("eof"), Within: o.text("within"), Async: o.boolean("async"), Cancel: o.text("cancel"), Join: o.text("join"), Pos: l.src.pos(n)}
	if s.As != "" && !isIdentifier(s.As) {
		l.report(CodeBadName, o.at("as"), "%q cannot be a name", shorten(s.As)).help("use letters, digits and underscores, a letter first")
	}
	if s.Within != "" {
		if d, err := time.ParseDuration(s.Within); err != nil || d <= 0 {
			l.report(CodeValue, o.at("within"), "%s is not a positive duration", shorten(s.Within)).help("write it like 50ms or 2s")
		}
	}
	l.checkOutcome(s, o)
	l.objs[s] = o
	return s
}

// checkAtOnce reports a step about events in a scenario that runs several times at once: a descriptor that one of them
// closes is the next one's, whose events come to both.
func (l *loader) checkAtOnce(s *Scenario, step *Step) {
	for _, key := range []string{"event", "quiet"} {
		if o := l.objs[step]; s.AtOnce > 0 && o.has(key) {
			l.report(CodeStepKey, o.keyAt(key), "a scenario that runs %d at once has no %s", s.AtOnce, key).help("show the event in a scenario of its own")
		}
	}
}

// checkOutcome reports a step that has more outcomes than one.
func (l *loader) checkOutcome(s *Step, o *object) {
	first := ""
	for _, k := range grammar.Step.AtMost {
		if !o.has(k) {
			continue
		}
		if first != "" {
			l.report(CodeExclusive, o.keyAt(k), "a step with %s cannot have %s too", first, k)
		}
		if first = k; s.Async {
			l.report(CodeStepKey, o.keyAt(k), "an asynchronous call has no %s: it has not ended", k).help("write it in the step that joins it")
		}
	}
	if s.Async && s.As == "" && !o.has("as") {
		l.report(CodeJoin, o.keyAt("async"), "an asynchronous call needs a name").help("add as: NAME, and join: NAME in a later step")
	}
}
