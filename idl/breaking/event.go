package breaking

import (
	"strings"

	"drivergen/idl"
)

func (c *comparer) event(oldOwner, newOwner *idl.Interface, p pair[idl.Event]) {
	switch {
	case p.old == nil:
		r := eventAdded
		if len(eventsOf(oldOwner)) == 0 {
			r = firstEvent
		}
		if part := p.new.Capability; part == nil || c.formerly[part] != nil || r == firstEvent {
			c.added(r, "the event "+newOwner.Name+"."+p.new.Name, &p.new.Decl)
		}
	case p.new == nil:
		if part := p.old.Capability; part == nil || c.became[part] != nil {
			c.removed(eventRemoved, "the event "+oldOwner.Name+"."+p.old.Name, &p.old.Decl, newOwner.Pos)
		}
	default:
		name := oldOwner.Name + "." + p.old.Name
		c.decl("event", "the event "+name, &p.old.Decl, &p.new.Decl)
		c.values(list{"parameter", name, renamed}, p.old.Params, p.new.Params, p.new.Pos, p.old.Pos)
		c.eventItself("the event "+name, p.old, p.new)
		c.delivery("the event "+name, p.old, p.new)
	}
}

func (c *comparer) eventItself(what string, old, new *idl.Event) {
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, what+" "+format, args...)
	}
	if from, to, moved := c.movedPart(old.Capability, new.Capability); moved {
		at(eventMoved, "moves from %s to %s", from, to)
	}
	if !same(c, old.Handle, new.Handle) || !same(c, old.Queue, new.Queue) {
		at(eventSource, "belongs to %s and announces %s now, and did to %s and %s", nameOf(paramKind, new.Handle), nameOf(queueSort, new.Queue), nameOf(paramKind, old.Handle), nameOf(queueSort, old.Queue))
	}
	if old.Trigger != new.Trigger {
		at(eventTrigger, "happens when %q now, and did when %q", new.Trigger, old.Trigger)
	}
	if old.Remote != new.Remote {
		at(eventRemoteness, "%s one by which the hardware tells that the other side ended a handle", becomes(new.Remote))
	}
	if old.Callback != new.Callback && !(old.Callback == old.Name && new.Callback == new.Name) {
		at(callbackForm, "is called %s in the callback form now, and was called %s", orNothing(new.Callback), orNothing(old.Callback))
	}
}

// delivery compares how often events are told, and how many may wait.
func (c *comparer) delivery(what string, old, new *idl.Event) {
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, what+" "+format, args...)
	}
	switch {
	case old.Delivery == idl.Every && new.Delivery == idl.Latest:
		at(everyToLatest, "is delivered as the latest one alone now, and each was delivered")
	case old.Delivery == idl.Latest && new.Delivery == idl.Every:
		at(latestToEvery, "is delivered each time now, and only the latest was")
	case old.Bound != new.Bound:
		at(eventBound, "has the bound %d now, and had %d (0: as many as the queue holds)", new.Bound, old.Bound)
	}
	if old.Newest != new.Newest {
		at(eventDrops, "%s one of which the newest is dropped when too many wait", becomes(new.Newest))
	}
}

// orders compares which events are promised to come before which others of their trigger.
func (c *comparer) orders(old, new *idl.Interface) {
	var events []pair[idl.Event]
	for _, p := range pairs(c, eventsOf(old), eventsOf(new)) {
		if p.both() {
			events = append(events, p)
		}
	}
	for _, a := range events {
		for _, b := range events {
			was, now := before(a.old, b.old), before(a.new, b.new)
			switch {
			case was && !now:
				c.found(orderChanged, b.new.Pos, b.old.Pos, "the event %s.%s is not promised to follow %s any more", new.Name, b.new.Name, a.new.Name)
			case now && !was && !before(b.old, a.old):
				c.found(orderPromised, b.new.Pos, b.old.Pos, "the event %s.%s is promised to follow %s now", new.Name, b.new.Name, a.new.Name)
			}
		}
	}
}

// before reports whether an event comes before another one of its trigger.
func before(a, b *idl.Event) bool {
	return a.Trigger == b.Trigger && a.Order > 0 && a.Order < b.Order
}

func joined(names []string) string { return strings.Join(names, ", ") }
