package breaking

import (
	"fmt"
	"slices"
	"strings"

	"drivergen/idl"
)

// A list names a list of values in messages: the parameter, NetDev.connect.
type list struct {
	word, of string
	renamed  *Rule // of a value that has another name
}

// values compares parameters, results or an event's values.
func (c *comparer) values(l list, old, new []*idl.Param, holder, oldHolder idl.Pos) {
	for _, p := range pairs(c, old, new) {
		switch {
		case p.old == nil:
			c.added(valueAdded, fmt.Sprintf("the %s %s of %s", l.word, p.new.Name, l.of), &p.new.Decl)
		case p.new == nil:
			c.removed(valueRemoved, fmt.Sprintf("the %s %s of %s", l.word, p.old.Name, l.of), &p.old.Decl, holder)
		default:
			what := fmt.Sprintf("the %s %s of %s", l.word, p.old.Name, l.of)
			if p.old.Name != p.new.Name {
				c.found(l.renamed, p.new.Pos, p.old.Pos, "%s is called %s now", what, p.new.Name)
			} else if l.renamed == renamed && p.old.GoName != p.new.GoName {
				c.found(goNameChanged, p.new.Pos, p.old.Pos, "%s is %s in Go now, and was %s", what, p.new.GoName, p.old.GoName)
			}
			c.lifecycle(what, &p.old.Decl, &p.new.Decl)
			c.value(what, p.old, p.new)
		}
	}
	if !slices.Equal(kept(c, old, true), kept(c, new, false)) {
		c.found(valuesReordered, holder, oldHolder, "the %ss of %s stand in another order", l.word, l.of)
	}
}

// value compares what a parameter, a result, a field and an event's value have besides names.
func (c *comparer) value(what string, old, new *idl.Param) {
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, what+" "+format, args...)
	}
	c.valueType(old, new, at)
	if old.Out != new.Out {
		at(valueOut, "%s one that the callee fills", becomes(new.Out))
	}
	if old.Unit != new.Unit {
		at(valueUnit, "is in %s now, and was in %s", orNothing(new.Unit), orNothing(old.Unit))
	}
	switch {
	case old.Sensitive && !new.Sensitive:
		at(sensitiveOff, "is not sensitive any more: it reaches logs, traces and recordings")
	case !old.Sensitive && new.Sensitive:
		at(sensitiveOn, "is sensitive now: traces and recordings do not hold it any more")
	}
	if was, now := defaultText(old.Default), defaultText(new.Default); was != now {
		at(defaultChanged, "has the default %s now, and had %s", now, was)
	}
	c.limits(old, new, at)
	if !c.sameErrno(old.Invalid, new.Invalid) || !c.sameError(old.InvalidError, new.InvalidError) {
		at(limitErrno, "is refused with %s now, and was with %s", invalidName(new), invalidName(old))
	}
	if !same(c, old.Bounds, new.Bounds) || !same(c, old.Sets, new.Sets) {
		at(valueKept, "sets %s and bounds %s now, and did %s and %s", nameOf(paramKind, new.Sets), nameOf(queueSort, new.Bounds), nameOf(paramKind, old.Sets), nameOf(queueSort, old.Bounds))
	}
	if old.Deadline != new.Deadline {
		at(valueDeadline, "%s the call's deadline", becomes(new.Deadline))
	}
	if old.CoreOnly != new.CoreOnly {
		at(callbackForm, "%s", map[bool]string{true: "is not in the callback form any more", false: "is in the callback form now"}[new.CoreOnly])
	}
}

func (c *comparer) valueType(old, new *idl.Param, at func(*Rule, string, ...any)) {
	was, now := c.typeName(old.Type, true), c.typeName(new.Type, false)
	goWas, goNow := c.goType(old, true), c.goType(new, false)
	switch {
	case was != now && goWas != goNow:
		at(valueType, "is of type %s now, and was of type %s", now, was)
	case was != now:
		at(valueTypeWire, "is of type %s now, and was of type %s; Go has %s for both", now, was, goNow)
	case goWas != goNow:
		at(valueTypeGo, "is %s in Go now, and was %s", goNow, goWas)
	}
}

// defaultText returns a default as a description writes it.
func defaultText(d *idl.Default) string {
	if d == nil {
		return "none"
	}
	text := fmt.Sprintf("%q", d.Value)
	for _, w := range d.When {
		text += fmt.Sprintf(", %q where %s is shorter than %d", w.Value, paramName(w.Param), w.Shorter)
	}
	return text
}

func paramName(p *idl.Param) string {
	if p == nil {
		return "nothing"
	}
	return p.Name
}

// invalidName names what a broken limit of a value answers.
func invalidName(p *idl.Param) string {
	if p.InvalidError != nil {
		return p.InvalidError.Name
	}
	return errnoName(p.Invalid, "EINVAL")
}

func errnoName(e *idl.Errno, none string) string {
	if e == nil {
		return none
	}
	return e.Name
}

// limits compares what the stub checks of a value. Each limit is told on its own.
func (c *comparer) limits(old, new *idl.Param, at func(*Rule, string, ...any)) {
	limit(at, "min", old.Min, new.Min, 1)
	limit(at, "max", old.Max, new.Max, -1)
	limit(at, "minlen", old.MinLen, new.MinLen, 1)
	limit(at, "maxlen", old.MaxLen, new.MaxLen, -1)
	c.choices(old, new, at)
}

// limit compares a limit of which a greater one is narrower where sign is 1, and wider
// where it is -1.
func limit[T int | float64](at func(*Rule, string, ...any), key string, old, new *T, sign T) {
	switch {
	case old == nil && new == nil:
	case old == nil:
		at(limitNarrower, "has %s %v now, and had none", key, *new)
	case new == nil:
		at(limitWider, "has no %s any more, and had %v", key, *old)
	case *new*sign > *old*sign:
		at(limitNarrower, "has %s %v now, and had %v", key, *new, *old)
	case *new*sign < *old*sign:
		at(limitWider, "has %s %v now, and had %v", key, *new, *old)
	}
}

func (c *comparer) choices(old, new *idl.Param, at func(*Rule, string, ...any)) {
	switch was, now := old.OneOf, new.OneOf; {
	case len(was) == 0 && len(now) == 0:
	case len(was) == 0:
		at(limitNarrower, "must be one of %s now", strings.Join(now, ", "))
	case len(now) == 0:
		at(limitWider, "need not be one of %s any more", strings.Join(was, ", "))
	default:
		if gone := without(was, now); len(gone) > 0 {
			at(limitNarrower, "must not be %s any more", strings.Join(gone, ", "))
		}
		if more := without(now, was); len(more) > 0 {
			at(limitWider, "may be %s too now", strings.Join(more, ", "))
		}
	}
}

// without returns the texts that are in a and not in b.
func without(a, b []string) []string {
	var rest []string
	for _, text := range a {
		if !slices.Contains(b, text) {
			rest = append(rest, text)
		}
	}
	return rest
}
