package idl

import "slices"

// checkCreator reports a handle with states that an interface whose methods change them
// does not create: the stub of the one that creates it knows them.
func (l *loader) checkCreator(h *Handle) {
	for _, t := range h.Transitions {
		if m := t.Method; m != nil && !m.Interface.gives(h) && !l.brokenCreates(m.Interface) {
			l.report(CodeTransition, l.objs[t].at("on"), "%s creates no %s, so that no state of one is known", m.Interface.Name, h.Name).
				help("add a method with creates: %s", h.Name)
			return
		}
	}
}

// brokenCreates reports whether a method says that it creates something, and it is not known what.
func (l *loader) brokenCreates(i *Interface) bool {
	return slices.ContainsFunc(i.allMethods(), func(m *Method) bool { return m.Creates == nil && l.objs[m].has("creates") })
}

// checkStub reports what a transition asks for and no stub can do.
func (l *loader) checkStub(h *Handle, t *Transition) {
	o := l.objs[t]
	if t.Event != nil {
		l.checkEventTransition(h, t, o)
		return
	}
	m := t.Method
	switch {
	case m.Ends:
		l.report(CodeTransition, o.at("on"), "%s ends the handle in whatever state it is, and no state follows", m.Name).help("remove the transition")
	case m.Snapshot:
		l.report(CodeTransition, o.at("on"), "%s only tells what is known of the handle, in every state", m.Name).help("remove the transition")
	case m.Creates != nil || m.Takes != nil:
		for _, key := range []string{"to", "ends", "bars", "where"} {
			if o.has(key) {
				l.report(CodeTransition, o.keyAt(key), "%s changes nothing of its %s", m.Name, h.Name).help("leave from and else alone")
			}
		}
	}
	for n, q := range t.Ends {
		if names := o.names("ends"); q.Kind != Stream && n < len(names) {
			l.report(CodeTransition, names[n], "%s is a backlog, and only a stream has an end", q.Name)
		}
	}
	if w := t.Where; w != nil && (w.Param.Pointer || w.Param.GoType != "") {
		l.report(CodeTransition, o.keyAt("where"), "%s is passed as another Go type, which has no values to tell apart", w.Param.Name)
	}
}

// checkEventTransition looks at a transition on an event: the other side ends the handle.
func (l *loader) checkEventTransition(h *Handle, t *Transition, o *object) {
	if !t.Event.Remote && !o.has("where") {
		l.report(CodeTransition, o.at("on"), "%s is an event that ends nothing, and moves no %s", t.Event.Name, h.Name).
			help("let the success of a method lead to the state, or write remote: true where the event tells that the other side ended the handle")
		return
	}
	for _, key := range []string{"from", "ends", "bars"} {
		if o.has(key) {
			l.report(CodeTransition, o.keyAt(key), "%s ends the handle in whatever state it is, and with it all that was allowed", t.Event.Name).help("leave to alone")
		}
	}
}

// ambiguous reports two transitions on one method that no argument's value tells apart.
func (l *loader) ambiguous(a, b *Transition) bool {
	if a.Method != b.Method || a.Event != b.Event || a.Method == nil && a.Event == nil {
		return false
	}
	ao, bo := l.objs[a], l.objs[b]
	if !changes(ao) || !changes(bo) {
		return false // reported
	}
	if a.Where == nil && ao.has("where") || b.Where == nil && bo.has("where") {
		return false // what where says is reported
	}
	switch {
	case a.Where != nil && b.Where != nil && a.Where.Param != b.Where.Param:
		l.report(CodeTransition, bo.keyAt("where"), "another transition on %s depends on %s, this one on %s", bo.text("on"), a.Where.Param.Name, b.Where.Param.Name).
			help("let one parameter tell them apart").note(a.Pos, "the other is here")
	case a.Where != nil && b.Where != nil && a.Where.Value != b.Where.Value:
		return false
	default:
		l.report(CodeTransition, bo.at("on"), "there is another transition on %s", bo.text("on")).
			help("make them one, or tell them apart by where").note(a.Pos, "the other is here")
	}
	return true
}

// twoEnds reports a second event that ends a handle.
func (l *loader) twoEnds(h *Handle) {
	var ends []*Event
	for _, e := range l.model.eventsOn(h) {
		if !e.Remote {
			continue
		}
		same := slices.IndexFunc(ends, func(old *Event) bool { return old.Interface == e.Interface })
		if same >= 0 {
			l.report(CodeTransition, l.objs[e].keyAt("remote"), "%s and %s both tell that the other side ended a %s", ends[same].Name, e.Name, h.Name).
				help("give them the same trigger and leave remote to the first").note(ends[same].Pos, "the other is declared here")
			continue
		}
		ends = append(ends, e)
	}
}
