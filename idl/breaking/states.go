package breaking

import (
	"drivergen/idl"
)

// A machine is the states of a handle or of a device in both versions.
type machine struct {
	of                 string // whose they are: FD, NetDev
	oldOwner, newOwner *idl.Decl
	old, new           []*idl.State
	oldEnum, newEnum   *idl.Enum
	oldMoves, newMoves []*idl.Transition
}

func (c *comparer) states(m machine) {
	var was, now string
	if m.oldEnum != nil && m.newEnum != nil {
		was, now = m.oldEnum.GoName, m.newEnum.GoName
		if !c.goSame(&m.oldEnum.Decl, &m.newEnum.Decl, []string{m.oldOwner.GoName, m.newOwner.GoName}) {
			c.found(goNameChanged, m.newOwner.Pos, m.oldOwner.Pos, "the states of %s are of type %s in Go now, and were of type %s", m.of, now, was)
		}
	}
	for _, p := range pairs(c, m.old, m.new) {
		switch {
		case p.old == nil:
			c.added(stateAdded, "the state "+p.new.Name+" of "+m.of, &p.new.Decl)
		case p.new == nil:
			c.removed(stateRemoved, "the state "+p.old.Name+" of "+m.of, &p.old.Decl, m.newOwner.Pos)
		default:
			c.decl("state", "the state "+p.old.Name+" of "+m.of, &p.old.Decl, &p.new.Decl, was, now)
			if p.old.Value != p.new.Value {
				c.found(stateNumber, p.new.Pos, p.old.Pos, "the state %s of %s is %d now, and was %d", p.new.Name, m.of, p.new.Value, p.old.Value)
			}
		}
	}
	if len(m.old) > 0 && len(m.new) > 0 && !same(c, m.old[0], m.new[0]) {
		c.found(firstState, m.new[0].Pos, m.old[0].Pos, "%s starts in the state %s now, and started in %s", m.of, m.new[0].Name, m.old[0].Name)
	}
	c.moves(m)
}

// A cause is what a transition is on: a method, for all values of its argument or for
// one, or an event. Its names are those of the new version.
type cause struct{ name, param, value string }

func (w cause) String() string {
	if w.param == "" {
		return w.name
	}
	return w.name + " with " + w.param + " " + w.value
}

// causeOf returns what a transition is on, and whether that is in both versions.
func (c *comparer) causeOf(t *idl.Transition, old bool) (cause, bool) {
	var w cause
	var both bool
	switch {
	case t.Method != nil:
		w.name, both = inNew(c, methodKind, t.Method, old)
	case t.Event != nil:
		w.name, both = inNew(c, eventKind, t.Event, old)
	}
	if both && t.Where != nil {
		var valueToo bool
		w.param, both = inNew(c, paramKind, t.Where.Param, old)
		w.value, valueToo = inNew(c, kind[idl.EnumValue]{decl: func(v *idl.EnumValue) *idl.Decl { return &v.Decl }}, t.Where.Value, old)
		both = both && valueToo
	}
	return w, both
}

// inNew returns the name of a declaration in the new version, and whether it is in both.
func inNew[T any](c *comparer, k kind[T], d *T, old bool) (string, bool) {
	if d == nil {
		return "", false
	}
	if !old {
		return k.decl(d).Name, c.formerly[d] != nil
	}
	n, ok := c.became[d].(*T)
	if !ok {
		return "", false
	}
	return k.decl(n).Name, true
}

// moves compares the transitions of what is in both versions.
func (c *comparer) moves(m machine) {
	was, now := map[cause]*idl.Transition{}, map[cause]*idl.Transition{}
	var causes []cause
	collect := func(list []*idl.Transition, into map[cause]*idl.Transition, old bool) {
		for _, t := range list {
			w, both := c.causeOf(t, old)
			if !both {
				continue
			}
			if was[w] == nil && now[w] == nil {
				causes = append(causes, w)
			}
			into[w] = t
		}
	}
	collect(m.newMoves, now, false)
	collect(m.oldMoves, was, true)
	for _, w := range causes {
		o, n := forCause(was, w), forCause(now, w)
		if w.param == "" && (o == nil && covers(was, w.name) || n == nil && covers(now, w.name)) {
			continue // it is compared value by value
		}
		c.move(m, w, o, n)
	}
}

// forCause returns the transition of a cause, or that for all values of the argument.
func forCause(moves map[cause]*idl.Transition, w cause) *idl.Transition {
	if t := moves[w]; t != nil {
		return t
	}
	return moves[cause{name: w.name}]
}

// covers reports whether a method has a transition for each value of an argument.
func covers(moves map[cause]*idl.Transition, name string) bool {
	values, all := 0, 0
	for w, t := range moves {
		if w.name == name && w.param != "" {
			e := t.Where.Param.Type.Enum
			values, all = values+1, len(e.Values)
			if e.Flexible {
				return false // there are others
			}
		}
	}
	return values > 0 && values == all
}

// move compares one transition; that which is missing in a version allows all and changes nothing.
func (c *comparer) move(m machine, w cause, old, new *idl.Transition) {
	if old == nil {
		old = &idl.Transition{Pos: m.oldOwner.Pos, Event: new.Event}
	}
	if new == nil {
		new = &idl.Transition{Pos: m.newOwner.Pos, Event: old.Event}
	}
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, format, args...)
	}
	for _, s := range pairs(c, m.old, m.new) {
		if s.both() {
			c.moveFrom(m, w, s, old, new, at)
		}
	}
	if !same(c, old.To, new.To) {
		at(transitionTo, "%s leads %s to %s now, and led to %s", w, m.of, stateName(new.To), stateName(old.To))
	}
	if !same(c, old.Failed, new.Failed) {
		at(transitionFailed, "a failure of %s leads %s to %s now, and led to %s", w, m.of, stateName(new.Failed), stateName(old.Failed))
	}
	if !sameSet(kept(c, old.Ends, true), kept(c, new.Ends, false)) {
		at(transitionEnds, "%s ends the queues %s of %s now, and ended %s", w, queueNames(new.Ends), m.of, queueNames(old.Ends))
	}
	c.bars(m, w, old, new, at)
}

// moveFrom compares whether a state allows a call, and what it answers if not. An
// event leads nowhere from a state that does not allow it.
func (c *comparer) moveFrom(m machine, w cause, s pair[idl.State], old, new *idl.Transition, at func(*Rule, string, ...any)) {
	was, now := allows(old, s.old), allows(new, s.new)
	switch {
	case new.Event != nil && was != now:
		at(transitionTo, "%s in the state %s of %s %s a transition", w, s.new.Name, m.of, becomes(now))
	case was && !now:
		at(callRefused, "%s is refused now in the state %s of %s", w, s.new.Name, m.of)
	case !was && now:
		at(callAllowed, "%s is allowed now in the state %s of %s", w, s.new.Name, m.of)
	case !was && !c.sameErrno(old.Else[s.old], new.Else[s.new]):
		at(refusalErrno, "%s in the state %s of %s is answered with %s now, and was with %s", w, s.new.Name, m.of,
			errnoName(new.Else[s.new], "EINVAL"), errnoName(old.Else[s.old], "EINVAL"))
	}
}

func allows(t *idl.Transition, s *idl.State) bool {
	for _, from := range t.From {
		if from == s {
			return true
		}
	}
	return len(t.From) == 0
}

func stateName(s *idl.State) string {
	if s == nil {
		return "no other state"
	}
	return s.Name
}

// bars compares the methods that are refused afterwards.
func (c *comparer) bars(m machine, w cause, old, new *idl.Transition, at func(*Rule, string, ...any)) {
	was := map[*idl.Method]*idl.Errno{}
	for _, b := range old.Bars {
		if n, ok := c.became[b.Method].(*idl.Method); ok {
			was[n] = b.Errno
		}
	}
	now := map[*idl.Method]bool{}
	for _, b := range new.Bars {
		errno, barred := was[b.Method]
		now[b.Method] = true
		switch {
		case c.formerly[b.Method] == nil:
		case !barred:
			at(callBarred, "%s of %s is refused after %s now", b.Method.Name, m.of, w)
		case !c.sameErrno(errno, b.Errno):
			at(refusalErrno, "%s of %s after %s is answered with %s now, and was with %s", b.Method.Name, m.of, w, errnoName(b.Errno, "EINVAL"), errnoName(errno, "EINVAL"))
		}
	}
	for _, b := range old.Bars {
		if n, ok := c.became[b.Method].(*idl.Method); ok && !now[n] {
			at(callUnbarred, "%s of %s is not refused after %s any more", n.Name, m.of, w)
		}
	}
}

func queueNames(queues []*idl.Queue) string {
	var names []string
	for _, q := range queues {
		names = append(names, q.Name)
	}
	return orNothing(joined(names))
}

// sameSet reports whether two lists without duplicates hold the same.
func sameSet[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	in := map[T]bool{}
	for _, x := range a {
		in[x] = true
	}
	for _, x := range b {
		if !in[x] {
			return false
		}
	}
	return true
}
