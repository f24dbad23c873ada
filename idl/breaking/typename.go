package breaking

import (
	"strings"

	"drivergen/idl"
)

// typeName returns a type as a description writes it, in the names of the new version.
func (c *comparer) typeName(t *idl.Type, old bool) string {
	if t == nil {
		return "untyped"
	}
	switch t.Kind {
	case idl.List, idl.Optional:
		return t.Kind.String() + "(" + c.typeName(t.Elem, old) + ")"
	case idl.Func:
		params := make([]string, len(t.Params))
		for i, p := range t.Params {
			params[i] = c.typeName(p, old)
		}
		return "func(" + strings.Join(params, ", ") + ")"
	}
	name := t.String()
	if old && t.From == nil && c.typeNames[name] != "" {
		return c.typeNames[name]
	}
	return name
}

// goType returns what tells a value's Go type from another one. Types that a
// description declares stand under their names in it: that their Go names change is
// told where they are declared.
func (c *comparer) goType(p *idl.Param, old bool) string {
	name := p.GoType
	if name == "" {
		name = c.goTypeName(p.Type, old)
	}
	if p.Pointer {
		return "*" + name
	}
	return name
}

func (c *comparer) goTypeName(t *idl.Type, old bool) string {
	switch t.Kind {
	case idl.Bytes, idl.TextOrBytes:
		return "[]byte"
	case idl.Uint8: // byte is another name for it
		return "byte"
	case idl.List:
		return "[]" + c.goTypeName(t.Elem, old)
	case idl.Optional:
		return "*" + c.goTypeName(t.Elem, old)
	case idl.Func:
		params := make([]string, len(t.Params))
		for i, p := range t.Params {
			params[i] = c.goTypeName(p, old)
		}
		return "func(" + strings.Join(params, ", ") + ")"
	}
	return c.typeName(t, old)
}
