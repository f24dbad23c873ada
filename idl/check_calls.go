package idl

import "slices"

// checkCall reports what a method's keys ask for and its parameters and results cannot
// give: a stub writes the call from both.
func (l *loader) checkCall(m *Method) {
	o := l.objs[m]
	if m.Creates != nil && len(m.Returns) > 1 && !hasInvalid(m.Returns) {
		l.reportDecl(CodeCreates, m, "%s creates a handle and has other results", m.Name).help("return the handle alone, and the rest from a method of its own")
	}
	for _, key := range []string{"takes", "snapshot"} {
		if h := handleOf(m); h != nil && o.has(key) && !m.Interface.gives(h) {
			l.report(CodeNoHandle, o.keyAt(key), "%s creates no %s, so that nothing is known of one", m.Interface.Name, h.Name).
				help("add a method with creates: %s", h.Name)
		}
	}
	if m.Snapshot && m.NoError && m.Handle != nil {
		l.report(CodeSnapshot, o.keyAt("no_error"), "%s cannot tell that the handle is not open", m.Name).help("remove no_error")
	}
	if m.Takes != nil && !hasInvalid(m.Params) && !hasInvalid(m.Returns) {
		l.checkTakes(m)
	}
	l.checkEmits(m, o)
	if f := m.First; f != nil && !hasInvalid(m.Params) && !hasInvalid(f.Params) && (handleOf(f) != handleOf(m) || f == m || f.Ends || f.Creates != nil || f.Takes != nil) {
		l.report(CodeNoHandle, o.at("first"), "%s cannot come before %s: it does not prepare what %s works on", f.Name, m.Name, m.Name).
			help("name a method whose success leads to a state from which %s is allowed", m.Name).note(f.Pos, "declared here")
	}
}

// handleOf returns the kind of handle that a method works on, or nil.
func handleOf(m *Method) *Handle {
	if m.Handle == nil {
		return nil
	}
	return m.Handle.Type.Handle
}

// gives reports whether a method of the interface creates handles of a kind.
func (i *Interface) gives(h *Handle) bool {
	return slices.ContainsFunc(i.allMethods(), func(m *Method) bool { return m.Creates == h })
}

// checkTakes looks at the parameters and results of a method that takes from a queue.
func (l *loader) checkTakes(m *Method) {
	q := m.Takes
	if m.NoError {
		l.reportDecl(CodeTakes, m, "%s waits for what it takes from %s, and so may fail", m.Name, q.Name).help("remove no_error")
	}
	if m.Interface.Form.NoContext && m.Deadline == nil {
		l.reportDecl(CodeForm, m, "%s waits for what it takes from %s, and has no context that ends the wait", m.Name, q.Name).
			help("add a parameter that does: deadline: {type: time, deadline: true}, or remove context: false")
	}
	for _, p := range m.Params {
		if p != m.Handle && p != m.Deadline && (q.Kind == Backlog || !p.Out) {
			l.reportDecl(CodeTakes, p, "%s does not matter to what %s takes from %s", p.Name, m.Name, q.Name).help("remove it")
		}
	}
	switch {
	case q.Kind == Stream && !(len(m.Returns) > 0 && m.Returns[0].Type.Kind == Int && m.Returns[0].GoType == "" &&
		(len(m.Returns) == 1 || len(m.Returns) == 2 && m.Returns[1].Type.Kind == AddrPort && m.Returns[1].GoType == "")):
		l.reportDecl(CodeTakes, m, "the results of %s are not how many bytes it took and, if need be, whose", m.Name).help("returns: {n: int}, or {n: int, from: addrport}")
	case q.Kind == Backlog && len(m.Returns) > 1 && (len(m.Returns) > 2 || m.Returns[1].Type.Kind != AddrPort || len(handleOf(m).Remote) == 0):
		l.reportDecl(CodeTakes, m, "beside the handle, %s can return its remote address alone", m.Name).
			help("returns: {%s: %s, from: addrport}, where the handle says remote", varName(m.Handle.Type.Handle.GoName), m.Handle.Type)
	}
}

// checkEmits reports events that a method's success does not tell.
func (l *loader) checkEmits(m *Method, o *object) {
	if len(m.Emits) == 0 {
		return
	}
	if m.Snapshot || m.Takes != nil {
		l.report(CodeExclusive, o.keyAt("emits"), "%s asks the hardware nothing that events could follow from", m.Name).help("remove emits")
	}
	names := o.names("emits")
	for n, e := range m.Emits {
		of := m.Creates
		if of == nil {
			of = handleOf(m)
		}
		if e.Handle != nil && e.Handle.Type.Handle != of && n < len(names) {
			l.report(CodeNoHandle, names[n], "%s belongs to a %s, and %s works on none", e.Name, e.Handle.Type, m.Name).note(e.Pos, "declared here")
		}
	}
}

// checkQueues reports a second queue of a kind.
func (l *loader) checkQueues(h *Handle) {
	first := map[QueueKind]*Queue{}
	for _, q := range h.Queues {
		if kind := l.objs[q].text("kind"); kind != "stream" && kind != "backlog" {
			continue // reported
		}
		if old := first[q.Kind]; old != nil {
			l.reportDecl(CodeQueueTie, q, "%s has two queues of one kind, %s and %s", h.Name, old.Name, q.Name).
				help("a handle has one stream and one backlog at the most").note(old.Pos, "the other is declared here")
			continue
		}
		first[q.Kind] = q
	}
}
