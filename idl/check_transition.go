package idl

import "slices"

// checkCreator reports a handle with states that an interface whose methods change them
// does not create: the stub of the one that creates it knows them.
func (l *loader) checkCreator(h *Handle) {
	for _, t := range h.Transitions {
		var i *Interface
		switch {
		case t.Method != nil:
			i = t.Method.Interface
		case t.Event != nil && !t.Event.Remote:
			i = t.Event.Interface
		}
		if i != nil && !i.gives(h) && !l.brokenCreates(i) {
			l.report(CodeTransition, l.objs[t].at("on"), "%s creates no %s, so that no state of one is known", i.Name, h.Name).
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
func (l *loader) checkStub(of *stateful, t *Transition) {
	o := l.objs[t]
	if w := t.Where; w != nil && (w.Param.Pointer || w.Param.GoType != "") {
		l.report(CodeTransition, o.keyAt("where"), "%s is passed as another Go type, which has no values to tell apart", w.Param.Name)
	}
	if t.Event != nil {
		l.checkEventTransition(of, t, o)
		return
	}
	m := t.Method
	if m.NoError && changes(o) {
		l.report(CodeTransition, o.at("on"), "%s cannot tell that it is refused", m.Name).help("remove no_error from it").note(m.Pos, "declared here")
	}
	switch {
	case m.Ends:
		l.report(CodeTransition, o.at("on"), "%s ends the handle in whatever state it is, and no state follows", m.Name).help("remove the transition")
	case m.Snapshot:
		l.report(CodeTransition, o.at("on"), "%s only tells what is known, in every state", m.Name).help("remove the transition")
	case m.Creates != nil || m.Takes != nil || m == m.Interface.Resolver:
		for _, key := range []string{"to", "failed", "ends", "bars", "where"} {
			if o.has(key) {
				l.report(CodeTransition, o.keyAt(key), "%s changes nothing of its %s", m.Name, of.kind()).help("leave from and else alone")
			}
		}
	}
	for n, q := range t.Ends {
		if names := o.names("ends"); q.Kind != Stream && n < len(names) {
			l.report(CodeTransition, names[n], "%s is a backlog, and only a stream has an end", q.Name)
		}
	}
}

// checkEventTransition looks at a transition on an event: the other side ends the handle,
// or the hardware tells what became of the handle or of the device.
func (l *loader) checkEventTransition(of *stateful, t *Transition, o *object) {
	e := t.Event
	if e.Remote {
		for _, key := range []string{"from", "where", "failed", "ends", "bars"} {
			if o.has(key) {
				l.report(CodeTransition, o.keyAt(key), "%s ends the handle in whatever state it is, and with it all that was allowed", e.Name).help("leave to alone")
			}
		}
		return
	}
	for _, key := range []string{"failed", "ends", "bars"} {
		if o.has(key) {
			l.report(CodeTransition, o.keyAt(key), "%s is an event, and %s belongs to a method", e.Name, key).help("let the event lead to a state, and let that refuse the methods")
		}
	}
	if q := e.Queue; q != nil {
		l.report(CodeTransition, o.at("on"), "%s announces what waits in %s, and moves no %s", e.Name, q.Name, of.name).help("let another event lead to the state").note(q.Pos, "declared here")
		return
	}
	for _, m := range e.Interface.allMethods() {
		if slices.Contains(m.Emits, e) {
			l.report(CodeTransition, o.at("on"), "%s is queued by the success of %s, which is what leads to a state", e.Name, m.Name).
				help("write on: %s", m.Name).note(m.Pos, "declared here")
			return
		}
	}
	for _, end := range of.events {
		if end.Remote && end.Trigger != "" && end.Trigger == e.Trigger && end.Interface == e.Interface {
			l.report(CodeTransition, o.at("on"), "%s is told together with %s, which ends the %s", e.Name, end.Name, of.name).
				help("write on: %s", end.Name).note(end.Pos, "declared here")
			return
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
