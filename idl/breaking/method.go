package breaking

import (
	"slices"

	"drivergen/idl"
)

func (c *comparer) method(oldOwner, newOwner *idl.Interface, p pair[idl.Method]) {
	switch {
	case p.old == nil:
		c.methodAdded(newOwner, p.new)
	case p.new == nil:
		if part := p.old.Capability; part == nil || c.became[part] != nil { // else the capability is told to be gone
			c.removed(methodRemoved, methodWord(p.old)+oldOwner.Name+"."+p.old.Name, &p.old.Decl, newOwner.Pos)
		}
	default:
		what := methodWord(p.old) + oldOwner.Name + "." + p.old.Name
		c.decl("method", what, &p.old.Decl, &p.new.Decl)
		c.methodPart(what, p.old, p.new)
		c.signature(oldOwner.Name+"."+p.old.Name, what, p.old, p.new)
		c.behaviour(what, p.old, p.new)
		c.hardware(what, p.old, p.new)
	}
}

func methodWord(m *idl.Method) string {
	if m.Property {
		return "the property "
	}
	return "the method "
}

func (c *comparer) methodAdded(owner *idl.Interface, m *idl.Method) {
	what := methodWord(m) + owner.Name + "." + m.Name
	switch part := m.Capability; {
	case part == nil:
		c.added(methodAdded, what, &m.Decl)
	case c.formerly[part] != nil: // else the capability is told to be new
		c.added(capabilityGains, what+" of the capability "+part.Name, &m.Decl)
	}
}

func (c *comparer) methodPart(what string, old, new *idl.Method) {
	from, to, moved := c.movedPart(old.Capability, new.Capability)
	if !moved {
		return
	}
	r := changesCapability
	if old.Capability == nil {
		r = becomesOptional
	} else if new.Capability == nil {
		r = becomesRequired
	}
	c.found(r, new.Pos, old.Pos, "%s moves from %s to %s", what, from, to)
}

// signature compares what a call takes, what it gives, and what it fails with.
func (c *comparer) signature(name, what string, old, new *idl.Method) {
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, what+" "+format, args...)
	}
	c.values(list{"parameter", name, valueRenamed}, old.Params, new.Params, new.Pos, old.Pos)
	c.values(list{"result", name, valueRenamed}, old.Returns, new.Returns, new.Pos, old.Pos)
	if old.NoError != new.NoError {
		at(canFailChanged, "%s one that cannot fail", becomes(new.NoError))
	}
	if now := since(c, old.Errnos, new.Errnos, errnoKind); now != "" {
		at(mayFailWith, "may fail with %s now", now)
	}
	if now := since(c, old.Errors, new.Errors, errorKind); now != "" {
		at(mayFailWith, "may fail with %s now", now)
	}
	if gone := until(c, old.Errnos, new.Errnos, errnoKind); gone != "" {
		at(failsNotWith, "does not fail with %s any more", gone)
	}
	if gone := until(c, old.Errors, new.Errors, errorKind); gone != "" {
		at(failsNotWith, "does not fail with %s any more", gone)
	}
	if !same(c, old.Handle, new.Handle) || !same(c, old.Creates, new.Creates) || old.Ends != new.Ends {
		at(handleRole, "%s now, and did this: %s", role(new), role(old))
	}
	if old.Property != new.Property {
		at(callbackForm, "%s a property", becomes(new.Property))
	}
}

// role tells which handles a method works on, creates and ends.
func role(m *idl.Method) string {
	text := "works on the handle " + nameOf(paramKind, m.Handle)
	if m.Ends {
		text += ", ends it"
	}
	if m.Creates != nil {
		text += ", creates " + m.Creates.Name
	}
	return text
}

// since returns the names of what is in the new list alone.
func since[T any](c *comparer, old, new []*T, k kind[T]) string {
	var names []string
	for _, n := range new {
		if o, _ := c.formerly[n].(*T); o == nil || !slices.Contains(old, o) {
			names = append(names, k.decl(n).Name)
		}
	}
	return joined(names)
}

// until returns the names of what is in the old list alone.
func until[T any](c *comparer, old, new []*T, k kind[T]) string {
	var names []string
	for _, o := range old {
		if n, _ := c.became[o].(*T); n == nil || !slices.Contains(new, n) {
			names = append(names, k.decl(o).Name)
		}
	}
	return joined(names)
}

// behaviour compares what a call does to queues and events, and its callback form.
func (c *comparer) behaviour(what string, old, new *idl.Method) {
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, what+" "+format, args...)
	}
	if !same(c, old.Takes, new.Takes) {
		at(methodTakes, "takes from the queue %s now, and took from %s", nameOf(queueSort, new.Takes), nameOf(queueSort, old.Takes))
	}
	if !same(c, old.First, new.First) {
		at(methodFirst, "is preceded by a call of %s now, and was by %s", nameOf(methodKind, new.First), nameOf(methodKind, old.First))
	}
	was, now := kept(c, old.Emits, true), kept(c, new.Emits, false)
	gone, more := eventNames(was, now), eventNames(now, was)
	if gone != "" {
		at(emitsLess, "does not emit %s any more", gone)
	}
	if more != "" {
		at(emitsMore, "emits %s now", more)
	}
	if gone == "" && more == "" && !slices.Equal(was, now) {
		at(emitsOrder, "emits its events in another order")
	}
	if old.Sync != new.Sync {
		at(callbackForm, "%s one that answers at once in the callback form", becomes(new.Sync))
	}
	if old.Failure != new.Failure {
		at(callbackForm, "answers a failure with %s in the callback form now, and did with %s", orNothing(new.Failure), orNothing(old.Failure))
	}
}

// endpoint tells which parameters the stub resolves.
func endpoint(e *idl.Endpoint) string {
	switch {
	case e == nil:
		return "nothing"
	case e.Name:
		return nameOf(paramKind, e.Host) + " (which it tells too) and " + nameOf(paramKind, e.Port)
	}
	return nameOf(paramKind, e.Host) + " and " + nameOf(paramKind, e.Port)
}

// eventNames returns the names of the events that are in a and not in b.
func eventNames(a, b []*idl.Event) string {
	var names []string
	for _, e := range a {
		if !slices.Contains(b, e) {
			names = append(names, e.Name)
		}
	}
	return joined(names)
}

// hardware compares the call that a driver fills in.
func (c *comparer) hardware(what string, old, new *idl.Method) {
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, what+" "+format, args...)
	}
	if old.Snapshot != new.Snapshot {
		at(methodSnapshot, "%s one that the stub answers itself", becomes(new.Snapshot))
		return
	}
	derived := old.Hardware == old.GoName && new.Hardware == new.GoName // that the Go name changed is told
	if old.Hardware != new.Hardware && !derived && same(c, old.Takes, new.Takes) {
		at(hardwareCall, "calls %s of the hardware now, and called %s", orNothing(new.Hardware), orNothing(old.Hardware))
	}
	was, now := old.Endpoint, new.Endpoint
	switch {
	case was == nil && now == nil:
	case was == nil || now == nil || was.Name != now.Name || !same(c, was.Host, now.Host) || !same(c, was.Port, now.Port):
		at(methodEndpoint, "resolves %s for the hardware now, and did %s", endpoint(now), endpoint(was))
	}
}
