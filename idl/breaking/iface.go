package breaking

import (
	"drivergen/idl"
)

func (c *comparer) iface(p pair[idl.Interface]) {
	switch {
	case p.old == nil:
		c.added(interfaceAdded, "the interface "+p.new.Name, &p.new.Decl)
		return
	case p.new == nil:
		c.removed(interfaceRemoved, "the interface "+p.old.Name, &p.old.Decl, idl.Pos{})
		return
	}
	old, new := p.old, p.new
	c.decl("interface", "the interface "+old.Name, &old.Decl, &new.Decl)
	c.form(old, new)
	c.states(machine{new.Name, &old.Decl, &new.Decl, old.States, new.States, old.StateEnum, new.StateEnum, old.Transitions, new.Transitions})
	for _, p := range pairs(c, old.Capabilities, new.Capabilities) {
		c.capability(old, new, p)
	}
	for _, p := range pairs(c, methodsOf(old), methodsOf(new)) {
		c.method(old, new, p)
	}
	for _, p := range pairs(c, eventsOf(old), eventsOf(new)) {
		c.event(old, new, p)
	}
	c.orders(old, new)
	if !same(c, old.Resolver, new.Resolver) {
		c.found(resolverChanged, new.Pos, old.Pos, "%s resolves hosts by %s now, and did by %s", new.Name, nameOf(methodKind, new.Resolver), nameOf(methodKind, old.Resolver))
	}
	c.conformance(old, new)
}

func (c *comparer) form(old, new *idl.Interface) {
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, "the interface "+new.Name+" "+format, args...)
	}
	if old.Form.NoContext != new.Form.NoContext {
		at(formChanged, "%s one whose methods have no context", becomes(new.Form.NoContext))
	}
	if old.Form.Exact != new.Form.Exact {
		at(formChanged, "%s exact: without Subscribe and Capabilities", becomes(new.Form.Exact))
	}
	if old.Form.Sentinels != new.Form.Sentinels {
		at(formChanged, "%s one whose errors are sentinels, not errnos", becomes(new.Form.Sentinels))
	}
	if old.Callback != new.Callback {
		at(callbackForm, "is called %s in the callback form now, and was called %s", orNothing(new.Callback), orNothing(old.Callback))
	}
}

func (c *comparer) capability(old, new *idl.Interface, p pair[idl.Capability]) {
	switch {
	case p.old == nil:
		c.added(capabilityAdded, "the capability "+p.new.Name+" of "+new.Name, &p.new.Decl)
	case p.new == nil:
		c.removed(capabilityRemoved, "the capability "+p.old.Name+" of "+old.Name, &p.old.Decl, new.Pos)
	default:
		c.decl("capability", "the capability "+p.old.Name+" of "+old.Name, &p.old.Decl, &p.new.Decl)
	}
}

// movedPart compares the part of an interface that a method or an event belongs to.
func (c *comparer) movedPart(old, new *idl.Capability) (from, to string, moved bool) {
	if old == nil && new == nil || old != nil && new != nil && c.became[old] == any(new) {
		return "", "", false
	}
	return partName(old), partName(new), true
}

func partName(p *idl.Capability) string {
	if p == nil {
		return "the required part"
	}
	return "the capability " + p.Name
}
