package idl

import "slices"

func (l *loader) checkHandle(h *Handle) {
	first := map[int]*State{}
	for _, s := range h.States {
		if old := first[s.Value]; old != nil {
			l.reportDecl(CodeDuplicateValue, s, "%s has the value of %s", s.Name, old.Name).note(old.Pos, "the other is declared here")
			continue
		}
		first[s.Value] = s
	}
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
	for n, t := range h.Transitions {
		l.checkTransition(h, t)
		for _, old := range h.Transitions[:n] {
			if l.clash(h, old, t) {
				break
			}
		}
	}
}

// needListed reports a method that may answer with an errno and does not list it.
func (l *loader) needListed(m *Method, e *Errno, when string, args ...any) {
	if e == nil || m.NoError || m.Interface.Form.Sentinels || slices.Contains(m.Errnos, e) || len(m.Errnos) == 0 && l.objs[m].has("errnos") {
		return
	}
	l.reportDecl(CodeUnlisted, m, "%s does not list "+e.Name+", its answer "+when, append([]any{m.Name}, args...)...).
		help("add %s to its errnos", e.Name)
}

func (l *loader) checkTransition(h *Handle, t *Transition) {
	o := l.objs[t]
	if t.Method == nil && t.Event == nil {
		return // reported, and all else depends on it
	}
	if !changes(o) && !o.has("else") && len(o.meant) == 0 {
		l.report(CodeTransition, o.node, "this transition changes nothing").help("say from where it is allowed, where it leads, or what it ends or bars")
	}
	if t.Event != nil && o.has("else") {
		l.report(CodeTransition, o.keyAt("else"), "%s is an event, which nothing refuses", t.Event.Name).help("remove else")
		return
	}
	if !o.has("from") && o.has("else") {
		l.report(CodeTransition, o.keyAt("else"), "the transition is allowed in every state").help("say from which states with the key from")
		return
	}
	for _, s := range h.States {
		allowed, refused := slices.Contains(t.From, s), t.Else[s]
		switch {
		case allowed && refused != nil:
			l.report(CodeTransition, o.keyAt("else"), "%s stands in from and in else", s.Name)
		case !allowed && refused == nil && len(t.From) > 0 && t.Method != nil && !l.elseNames(o, s):
			l.report(CodeStateUnspoken, o.keyAt("else"), "what %s answers in the state %s is not told", t.Method.Name, s.Name).
				help("add it to from, or to else with an errno")
		}
	}
	if t.Method == nil {
		return
	}
	for _, f := range o.entries("else") {
		if s := find(h.States, f.name()); s != nil && t.Else[s] != nil && !slices.Contains(t.Method.Errnos, t.Else[s]) {
			l.report(CodeUnlisted, f.value, "%s does not list %s", t.Method.Name, t.Else[s].Name).help("add it to the method's errnos").note(t.Method.Pos, "declared here")
		}
	}
	bars := o.entries("bars")
	for _, b := range t.Bars {
		if !slices.Contains(b.Method.Errnos, b.Errno) {
			at := bars[slices.IndexFunc(bars, func(f field) bool { return f.name() == b.Method.Name })].value
			l.report(CodeUnlisted, at, "%s does not list %s", b.Method.Name, b.Errno.Name).help("add it to the method's errnos").note(b.Method.Pos, "declared here")
		}
	}
}

// changes reports whether a transition says anything but what it refuses.
func changes(o *object) bool { return o.has("from") || o.has("to") || o.has("ends") || o.has("bars") }

// elseNames reports whether else names a state, with whatever errno.
func (l *loader) elseNames(o *object, s *State) bool {
	f := o.field("else")
	if f.value == nil {
		return false
	}
	for i := 0; i+1 < len(f.value.Content); i += 2 {
		if dealias(f.value.Content[i]).Value == s.Name {
			return true
		}
	}
	return false
}

// clash reports two transitions of which it is not clear which one is meant, and
// whether they are so.
func (l *loader) clash(h *Handle, a, b *Transition) bool {
	if a.Method != b.Method || a.Event != b.Event || a.Method == nil && a.Event == nil {
		return false
	}
	if a.Where != nil && b.Where != nil && a.Where.Value != b.Where.Value {
		return false
	}
	ao, bo := l.objs[a], l.objs[b]
	if !changes(ao) || !changes(bo) {
		return false // reported
	}
	if a.Where == nil && ao.has("where") || b.Where == nil && bo.has("where") {
		return false // what where says is reported
	}
	for _, s := range h.States {
		if inFrom(a, ao, s) && inFrom(b, bo, s) {
			l.report(CodeTransition, bo.at("on"), "another transition on %s is allowed in the state %s too", bo.text("on"), s.Name).
				help("keep one of them, or tell them apart by where").note(a.Pos, "the other is here")
			return true
		}
	}
	return false
}

func inFrom(t *Transition, o *object, s *State) bool {
	return !o.has("from") || slices.Contains(t.From, s)
}
