package breaking

import (
	"drivergen/idl"
)

func (c *comparer) handle(p pair[idl.Handle]) {
	switch {
	case p.old == nil:
		c.added(handleAdded, "the handle "+p.new.Name, &p.new.Decl)
		return
	case p.new == nil:
		c.removed(handleRemoved, "the handle "+p.old.Name, &p.old.Decl, idl.Pos{})
		return
	}
	old, new := p.old, p.new
	c.decl("handle", "the handle "+old.Name, &old.Decl, &new.Decl)
	if old.Base.Kind != new.Base.Kind {
		c.found(handleBase, new.Pos, old.Pos, "the handle %s is %s now, and was %s", new.Name, new.Base, old.Base)
	}
	c.properties(old, new)
	for _, e := range []struct {
		key      string
		old, new *idl.Errno
	}{{"invalid", old.Invalid, new.Invalid}, {"full", old.Full, new.Full}, {"gone", old.Gone, new.Gone}} {
		if !c.sameErrno(e.old, e.new) {
			c.found(handleErrno, new.Pos, old.Pos, "%s of the handle %s is %s now, and was %s", e.key, new.Name, errnoName(e.new, "nothing"), errnoName(e.old, "nothing"))
		}
	}
	c.states(machine{new.Name, &old.Decl, &new.Decl, old.States, new.States, old.StateEnum, new.StateEnum, old.Transitions, new.Transitions})
	for _, q := range pairs(c, old.Queues, new.Queues) {
		c.queue(old, new, q)
	}
}

func (c *comparer) properties(old, new *idl.Handle) {
	switch {
	case old.Properties == nil && new.Properties == nil:
		return
	case old.Properties == nil:
		c.found(propertiesAdded, new.Properties.Pos, idl.Pos{}, "the handle %s has properties now", new.Name)
		return
	case new.Properties == nil:
		c.found(propertiesGone, new.Pos, old.Properties.Pos, "the handle %s has no properties any more", new.Name)
		return
	}
	was, now := old.Properties.Decl, new.Properties.Decl
	was.Name, now.Name = new.Name, new.Name // the key has no name of its own
	c.decl("struct", "the properties of "+old.Name, &was, &now, old.GoName, new.GoName)
	c.fields(old.Properties, new.Properties)
	for _, a := range []struct {
		key      string
		old, new []*idl.Param
	}{{"local", old.Local, new.Local}, {"remote", old.Remote, new.Remote}} {
		if !c.sameParams(a.old, a.new) {
			c.found(handleAddresses, new.Pos, old.Pos, "%s of the handle %s is %s now, and was %s", a.key, new.Name, paramNames(a.new), paramNames(a.old))
		}
	}
}

func (c *comparer) sameParams(old, new []*idl.Param) bool {
	if len(old) != len(new) {
		return false
	}
	for i := range old {
		if !same(c, old[i], new[i]) {
			return false
		}
	}
	return true
}

func paramNames(params []*idl.Param) string {
	text := ""
	for i, p := range params {
		if i > 0 {
			text += ", "
		}
		text += p.Name
	}
	return orNothing(text)
}

func (c *comparer) queue(oldHandle, newHandle *idl.Handle, p pair[idl.Queue]) {
	switch {
	case p.old == nil:
		c.added(queueAdded, "the queue "+p.new.Name+" of "+newHandle.Name, &p.new.Decl)
		return
	case p.new == nil:
		c.removed(queueRemoved, "the queue "+p.old.Name+" of "+oldHandle.Name, &p.old.Decl, newHandle.Pos)
		return
	}
	old, new := p.old, p.new
	what := "the queue " + old.Name + " of " + oldHandle.Name
	c.lifecycle(what, &old.Decl, &new.Decl) // neither Go nor the wire has its name
	if old.Kind != new.Kind {
		c.found(queueKind, new.Pos, old.Pos, "%s is a %s now, and was a %s", what, queueWord(new), queueWord(old))
	}
	if old.Bound != new.Bound {
		c.found(queueBound, new.Pos, old.Pos, "%s holds %d now, and held %d", what, new.Bound, old.Bound)
	}
	if !same(c, old.Method, new.Method) || !same(c, old.Event, new.Event) || !same(c, old.State, new.State) {
		c.found(queueTie, new.Pos, old.Pos, "%s is tied to %s now, and was to %s", what, ties(new), ties(old))
	}
}

// ties tells what empties a queue, what announces it, and in which state what waits is.
func ties(q *idl.Queue) string {
	text := nameOf(methodKind, q.Method) + " and " + nameOf(eventKind, q.Event)
	if q.State != nil {
		text += " in the state " + q.State.Name
	}
	return text
}

func queueWord(q *idl.Queue) string {
	if q.Kind == idl.Backlog {
		return "backlog"
	}
	return "stream"
}
