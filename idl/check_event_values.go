package idl

// checkEventValues reports values of an event that the stub makes by itself and that nobody tells
// it: they would always be Go's zero values.
func (l *loader) checkEventValues(e *Event) {
	if hasInvalid(e.Params) {
		return
	}
	o, h := l.objs[e], handleOfEvent(e)
	if e.Remote && h == nil {
		l.needHandleHelp(l.report(CodeNoHandle, o.keyAt("remote"), "%s has no parameter that is a handle, which remote needs", e.Name), nil)
		return
	}
	for _, p := range e.Params {
		switch {
		case p == e.Handle:
		case h != nil && !e.Interface.gives(h):
			return // the hardware tells it with all its values
		case e.Queue != nil:
			l.reportDecl(CodeEventValue, p, "%s announces what waits in %s, and nothing tells its %s", e.Name, e.Queue.Name, p.Name).
				help("remove it, and let the method that empties the queue return it")
		case e.Remote && p.Type.Kind != ErrorType:
			l.reportDecl(CodeEventValue, p, "%s tells the end of a %s, and of that only why, an error: nothing tells its %s", e.Name, h.Name, p.Name).
				help("remove it, or let an event without remote tell it before")
		}
	}
}

// handleOfEvent returns the kind of handle that an event belongs to, or nil.
func handleOfEvent(e *Event) *Handle {
	if e.Handle == nil {
		return nil
	}
	return e.Handle.Type.Handle
}
