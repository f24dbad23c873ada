package breaking

import (
	"math/big"

	"drivergen/idl"
)

// errors compares errnos and sentinels.
func (c *comparer) errors() {
	for _, p := range pairs(c, c.old.Errnos, c.new.Errnos) {
		switch {
		case p.old == nil:
			c.added(errnoAdded, "the errno "+p.new.Name, &p.new.Decl)
		case p.new == nil:
			c.removed(errnoRemoved, "the errno "+p.old.Name, &p.old.Decl, idl.Pos{})
		default:
			c.decl("errno", "the errno "+p.old.Name, &p.old.Decl, &p.new.Decl)
			if p.old.Value != p.new.Value {
				c.found(errnoNumber, p.new.Pos, p.old.Pos, "the errno %s is %d now, and was %d", p.new.Name, p.new.Value, p.old.Value)
			}
		}
	}
	for _, p := range pairs(c, c.old.Errors, c.new.Errors) {
		switch {
		case p.old == nil:
			c.added(errorAdded, "the error "+p.new.Name, &p.new.Decl)
		case p.new == nil:
			c.removed(errorRemoved, "the error "+p.old.Name, &p.old.Decl, idl.Pos{})
		default:
			c.sentinel(p.old, p.new)
		}
	}
}

func (c *comparer) sentinel(old, new *idl.Sentinel) {
	c.decl("error", "the error "+old.Name, &old.Decl, &new.Decl)
	if old.Text != new.Text {
		c.found(errorText, new.Pos, old.Pos, "the error %s says %q now, and said %q", new.Name, new.Text, old.Text)
	}
	if old.Timeout != new.Timeout {
		c.found(errorTimeout, new.Pos, old.Pos, "the error %s %s a time-out", new.Name, becomes(new.Timeout))
	}
}

// becomes tells what changed where now is whether it is so now.
func becomes(now bool) string {
	if now {
		return "becomes"
	}
	return "is no longer"
}

func (c *comparer) constants() {
	for _, p := range pairs(c, c.old.Constants, c.new.Constants) {
		switch {
		case p.old == nil:
			c.added(constantAdded, "the constant "+p.new.Name, &p.new.Decl)
		case p.new == nil:
			c.removed(constantRemoved, "the constant "+p.old.Name, &p.old.Decl, idl.Pos{})
		default:
			c.constant(p.old, p.new)
		}
	}
}

func (c *comparer) constant(old, new *idl.Constant) {
	c.decl("constant", "the constant "+old.Name, &old.Decl, &new.Decl)
	was, now := c.typeName(old.Type, true), c.typeName(new.Type, false)
	switch {
	case was != now:
		c.found(constantType, new.Pos, old.Pos, "the constant %s is %s now, and was %s", new.Name, now, was)
	case old.Duration != new.Duration, !c.sameValue(old, new):
		c.found(constantValue, new.Pos, old.Pos, "the constant %s is %s now, and was %s", new.Name, new.Value, old.Value)
	}
}

// sameValue reports whether two constants of one type have the same value, however it is written.
func (c *comparer) sameValue(old, new *idl.Constant) bool {
	if old.Value == new.Value {
		return true
	}
	if old.Type != nil && old.Type.Kind == idl.EnumType && new.Type.Kind == idl.EnumType {
		was, now := valueCalled(old.Type.Enum, old.Value), valueCalled(new.Type.Enum, new.Value)
		return was != nil && now != nil && c.became[was] == any(now)
	}
	if old.Duration != 0 {
		return true // the durations are the same
	}
	was, ok := rational(old.Value)
	now, alsoOK := rational(new.Value)
	return ok && alsoOK && was.Cmp(now) == 0
}

// rational reads a number as Go writes it: 10, 0x2, 1e3.
func rational(number string) (*big.Rat, bool) { return new(big.Rat).SetString(number) }

func valueCalled(e *idl.Enum, goName string) *idl.EnumValue {
	for _, v := range e.Values {
		if v.GoName == goName {
			return v
		}
	}
	return nil
}
