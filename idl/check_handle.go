package idl

import "slices"

// maxState is the greatest number of a state: a stub keeps sets of states in 64 bits.
const maxState = 63

// checkStateful looks at the states and the transitions of a handle or of a device.
func (l *loader) checkStateful(of *stateful) {
	first := map[int]*State{}
	for _, s := range of.states {
		if old := first[s.Value]; old != nil {
			l.reportDecl(CodeDuplicateValue, s, "%s has the value of %s", s.Name, old.Name).note(old.Pos, "the other is declared here")
			continue
		}
		first[s.Value] = s
		if s.Value > maxState {
			l.report(CodeRange, l.objs[s].at("value"), "the state %s has the number %d", s.Name, s.Value).help("states are numbered from 0 to %d", maxState)
		}
	}
	for n, t := range of.transitions {
		l.checkTransition(of, t)
		for _, old := range of.transitions[:n] {
			if l.ambiguous(old, t) {
				break
			}
		}
	}
}

func (l *loader) checkHandle(h *Handle) {
	l.checkQueues(h)
	l.twoEnds(h)
	l.checkCreator(h)
	for _, m := range l.model.methodsOn(h) {
		l.needListed(m, h.Invalid, "when %s is not open", m.Handle.Name)
	}
	for _, i := range l.model.Interfaces {
		for _, m := range i.allMethods() {
			if m.Creates == h {
				l.needListed(m, h.Full, "when no %s is free", h.Name)
			}
		}
	}
}

// mayFail reports whether a method lists an errno, or another that is unknown: it may
// have been meant.
func (l *loader) mayFail(m *Method, e *Errno) bool {
	return slices.Contains(m.Errnos, e) ||
		slices.ContainsFunc(l.objs[m].listed("errnos"), func(name string) bool { return find(l.model.Errnos, name) == nil })
}

// needListed reports a method that may answer with an errno and does not list it.
func (l *loader) needListed(m *Method, e *Errno, when string, args ...any) {
	if e == nil || m.NoError || m.Interface.Form.Sentinels || l.mayFail(m, e) {
		return
	}
	l.reportDecl(CodeUnlisted, m, "%s does not list "+e.Name+", its answer "+when, append([]any{m.Name}, args...)...).
		help("add %s to its errnos", e.Name)
}

func (l *loader) checkTransition(of *stateful, t *Transition) {
	o, m := l.objs[t], t.Method
	if m == nil && t.Event == nil {
		return // reported, and all else depends on it
	}
	refusable := m == nil || !m.Ends && !m.Snapshot
	if refusable && !changes(o) && !o.has("else") && len(o.meant) == 0 {
		l.report(CodeTransition, o.node, "this transition changes nothing").help("say from where it is allowed, where it leads, or what it ends or bars")
	}
	l.checkStub(of, t)
	if !refusable {
		return
	}
	if t.Event != nil && o.has("else") {
		l.report(CodeTransition, o.keyAt("else"), "%s is an event, which nothing refuses", t.Event.Name).help("remove else")
		return
	}
	if !o.has("from") && o.has("else") {
		l.report(CodeTransition, o.keyAt("else"), "the transition is allowed in every state").help("say from which states with the key from")
		return
	}
	unclear := l.namesUnknown(of, o) // which state was meant
	named := o.listed("else")
	var untold []string
	for _, s := range of.states[:min(len(of.states), maxState+1)] { // that there are more has been reported
		allowed, refused := slices.Contains(t.From, s), t.Else[s]
		switch {
		case allowed && refused != nil:
			l.report(CodeTransition, o.keyAt("else"), "%s stands in from and in else", s.Name)
		case !unclear && !allowed && refused == nil && len(t.From) > 0 && m != nil && !slices.Contains(named, s.Name):
			untold = append(untold, s.Name)
		}
	}
	l.reportUntold(t, o, untold)
	if m == nil {
		return
	}
	for _, f := range o.entries("else") {
		if s := find(of.states, f.name()); s != nil && t.Else[s] != nil && !l.mayFail(m, t.Else[s]) {
			l.report(CodeUnlisted, f.value, "%s does not list %s", m.Name, t.Else[s].Name).help("add it to the method's errnos").note(m.Pos, "declared here")
		}
	}
	bars := o.entries("bars")
	for _, b := range t.Bars {
		at := bars[slices.IndexFunc(bars, func(f field) bool { return f.name() == b.Method.Name })].value
		switch {
		case b.Method.Ends, b.Method.Snapshot, b.Method.Takes != nil:
			l.report(CodeTransition, at, "%s is refused by nothing", b.Method.Name).help("what a queue holds is ended by ends; closing and asking always work")
		case !l.mayFail(b.Method, b.Errno):
			l.report(CodeUnlisted, at, "%s does not list %s", b.Method.Name, b.Errno.Name).help("add it to the method's errnos").note(b.Method.Pos, "declared here")
		}
	}
}

// reportUntold reports states in which a method is neither allowed nor refused.
func (l *loader) reportUntold(t *Transition, o *object, states []string) {
	switch len(states) {
	case 0:
	case 1:
		l.report(CodeStateUnspoken, o.keyAt("else"), "what %s answers in the state %s is not told", t.Method.Name, states[0]).
			help("add it to from, or to else with an errno")
	default:
		l.report(CodeStateUnspoken, o.keyAt("else"), "what %s answers in the states %s is not told", t.Method.Name, wordList(states, "and")).
			help("add each to from, or to else with an errno")
	}
}

// changes reports whether a transition says anything but what it refuses.
func changes(o *object) bool {
	return o.has("from") || o.has("to") || o.has("failed") || o.has("ends") || o.has("bars")
}

// namesUnknown reports whether from or else names a state that is not there.
func (l *loader) namesUnknown(of *stateful, o *object) bool {
	names := append(o.listed("from"), o.listed("else")...)
	return slices.ContainsFunc(names, func(name string) bool { return find(of.states, name) == nil })
}
