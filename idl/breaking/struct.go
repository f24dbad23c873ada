package breaking

import (
	"slices"

	"drivergen/idl"
)

func (c *comparer) structure(p pair[idl.Struct]) {
	switch {
	case p.old == nil:
		c.added(structAdded, "the struct "+p.new.Name, &p.new.Decl)
	case p.new == nil:
		c.removed(structRemoved, "the struct "+p.old.Name, &p.old.Decl, idl.Pos{})
	default:
		c.decl("struct", "the struct "+p.old.Name, &p.old.Decl, &p.new.Decl)
		c.fields(p.old, p.new)
	}
}

func (c *comparer) fields(old, new *idl.Struct) {
	for _, p := range pairs(c, old.Fields, new.Fields) {
		switch {
		case p.old == nil:
			c.added(fieldAdded, "the field "+p.new.Name+" of "+new.Name, &p.new.Decl)
		case p.new == nil:
			c.removed(fieldRemoved, "the field "+p.old.Name+" of "+old.Name, &p.old.Decl, new.Pos)
		default:
			what := "the field " + p.old.Name + " of " + old.Name
			c.decl("field", what, &p.old.Decl, &p.new.Decl)
			if p.old.Embedded != p.new.Embedded {
				c.found(fieldEmbedded, p.new.Pos, p.old.Pos, "%s %s embedded", what, becomes(p.new.Embedded))
			}
			c.value(what, p.old, p.new)
		}
	}
	if !slices.Equal(kept(c, old.Fields, true), kept(c, new.Fields, false)) {
		c.found(fieldsReordered, new.Pos, old.Pos, "the fields of %s stand in another order", new.Name)
	}
}
