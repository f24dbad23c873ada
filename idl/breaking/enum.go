package breaking

import (
	"strconv"

	"drivergen/idl"
)

func (c *comparer) enum(p pair[idl.Enum]) {
	switch {
	case p.old == nil:
		c.added(enumAdded, enumWord(p.new)+p.new.Name, &p.new.Decl)
	case p.new == nil:
		c.removed(enumRemoved, enumWord(p.old)+p.old.Name, &p.old.Decl, idl.Pos{})
	default:
		c.decl("enum", enumWord(p.old)+p.old.Name, &p.old.Decl, &p.new.Decl)
		c.enumItself(p.old, p.new)
		c.enumValues(p.old, p.new)
	}
}

func enumWord(e *idl.Enum) string {
	if e.Flags {
		return "the flags "
	}
	return "the enum "
}

// enumItself compares all of an enum but its names and its values.
func (c *comparer) enumItself(old, new *idl.Enum) {
	at := func(r *Rule, format string, args ...any) {
		c.found(r, new.Pos, old.Pos, enumWord(new)+new.Name+" "+format, args...)
	}
	if old.Flags != new.Flags {
		at(enumFlags, "%s one whose values are combined", becomes(new.Flags))
		return
	}
	if old.Base.Kind != new.Base.Kind {
		at(enumBase, "has the base %s now, and had %s", new.Base, old.Base)
	}
	switch {
	case old.Flexible && !new.Flexible:
		at(becomesStrict, "becomes strict: values that are not listed are refused now")
	case !old.Flexible && new.Flexible:
		at(becomesFlexible, "becomes flexible: it has no method Valid any more, and values that are not listed reach its users")
	}
	if old.Untyped != new.Untyped {
		at(enumUntyped, "%s one whose constants have no type", becomes(new.Untyped))
	}
	if old.Empty != new.Empty {
		at(flagsEmpty, "has the name %q for none now, and had %q", new.Empty, old.Empty)
	}
}

func (c *comparer) enumValues(old, new *idl.Enum) {
	for _, p := range pairs(c, old.Values, new.Values) {
		switch {
		case p.old == nil:
			r := strictGains
			if new.Flexible {
				r = flexibleGains
			}
			c.added(r, "the value "+p.new.Name+" of "+new.Name, &p.new.Decl)
		case p.new == nil:
			c.removed(enumValueRemoved, "the value "+p.old.Name+" of "+old.Name, &p.old.Decl, new.Pos)
		default:
			c.decl("value", "the value "+p.old.Name+" of "+old.Name, &p.old.Decl, &p.new.Decl, old.GoName, new.GoName)
			if was, now := written(old, p.old), written(new, p.new); was != now && old.Base.Kind == new.Base.Kind {
				c.found(enumValueNumber, p.new.Pos, p.old.Pos, "the value %s of %s is %s now, and was %s", p.new.Name, new.Name, now, was)
			}
		}
	}
}

// written returns an enum's value as it is sent: its text or its number.
func written(e *idl.Enum, v *idl.EnumValue) string {
	if e.Base.Kind == idl.String && !e.Flags {
		return strconv.Quote(v.Str)
	}
	return strconv.FormatInt(v.Int, 10)
}
