package idl

import "slices"

// usedHandles returns the handles that something is of; the others are told as unused types.
func (l *loader) usedHandles() []*Handle {
	used := l.usedTypes()
	return slices.DeleteFunc(slices.Clone(l.model.Handles), func(h *Handle) bool { return !used[h] })
}

// hasMethod reports whether a method of an interface of the file is as wanted.
func (l *loader) hasMethod(wanted func(*Method) bool) bool {
	return slices.ContainsFunc(l.model.Interfaces, func(i *Interface) bool { return slices.ContainsFunc(i.allMethods(), wanted) })
}

// checkCreated reports handles that no method creates.
func (l *loader) checkCreated() {
	for _, h := range l.usedHandles() {
		if !l.hasMethod(func(m *Method) bool { return m.Creates == h }) {
			l.reportDecl(CodeNeverCreated, h, "no method creates %s", h.Name).help("add creates: %s to the method that returns a new one", h.Name)
		}
	}
}

// checkEnded reports handles that are created and that no method ends.
func (l *loader) checkEnded() {
	for _, h := range l.usedHandles() {
		if l.hasMethod(func(m *Method) bool { return m.Creates == h }) && !l.hasMethod(func(m *Method) bool { return m.Ends && m.Handle.Type.Handle == h }) {
			l.reportDecl(CodeNeverEnded, h, "no method ends %s", h.Name).help("add ends: %s to the method after which it is not open", h.Name)
		}
	}
}

// checkReached reports states that a handle or a device is never in.
func (l *loader) checkReached() {
	for _, s := range l.statefuls() {
		reached := s.reached()
		for _, state := range s.states {
			if !reached[state] {
				l.reportDecl(CodeUnreached, state, "no transition leads %s to the state %s", s.name, state.Name).
					help("add a transition with to: %s, or remove the state", state.Name)
			}
		}
	}
}

// reached returns the states that transitions lead to from where everything
// starts: the first state, and those of what waits in a backlog.
func (s *stateful) reached() map[*State]bool {
	reached := map[*State]bool{}
	if len(s.states) > 0 {
		reached[s.states[0]] = true
	}
	for _, q := range s.queues {
		if q.State != nil {
			reached[q.State] = true
		}
	}
	for more := true; more; {
		more = false
		for _, t := range s.transitions {
			if len(t.From) > 0 && !slices.ContainsFunc(t.From, func(from *State) bool { return reached[from] }) {
				continue
			}
			for _, to := range []*State{t.To, t.Failed} {
				if to != nil && !reached[to] {
					reached[to], more = true, true
				}
			}
		}
	}
	return reached
}

// checkInvalids reports methods that work on a handle and cannot fail, not even
// with the errno of one that is not open. Of those that can fail, check requires it.
func (l *loader) checkInvalids() {
	for _, h := range l.model.Handles {
		for _, m := range l.model.methodsOn(h) {
			if h.Invalid != nil && !m.Interface.Form.Sentinels && !slices.Contains(m.Errnos, h.Invalid) {
				l.reportDecl(CodeNoInvalid, m, "%s cannot fail with %s, the answer when %s is not open", m.Name, h.Invalid.Name, m.Handle.Name).
					help("remove no_error, and list %s in its errnos", h.Invalid.Name)
			}
		}
	}
}
