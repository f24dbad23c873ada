package gen

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// duration returns a duration as a person writes it: 50 * time.Millisecond.
func duration(d time.Duration) *jen.Statement {
	if d == 0 {
		return jen.Lit(0)
	}
	for _, unit := range []struct {
		size time.Duration
		name string
	}{{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"}, {time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"}} {
		if d%unit.size == 0 {
			return jen.Lit(int(d/unit.size)).Op("*").Qual("time", unit.name)
		}
	}
	return jen.Qual("time", "Duration").Call(jen.Lit(int(d)))
}

// literal returns a description's literal in Go. Loading has checked that it fits its type;
// a text that nevertheless cannot be read becomes the zero value.
func (s *scenario) literal(t *idl.Type, v idl.Value) *jen.Statement {
	switch t.Kind {
	case idl.Bool:
		return jen.Lit(v.Lit == "true")
	case idl.String, idl.Any:
		return jen.Lit(v.Lit)
	case idl.Bytes, idl.TextOrBytes:
		return jen.Index().Byte().Parens(jen.Lit(v.Lit))
	case idl.Duration:
		d, _ := time.ParseDuration(v.Lit)
		return duration(d)
	case idl.Time:
		return timeLiteral(v.Lit)
	case idl.MAC:
		return jen.Qual(driverPath, "MAC").ValuesFunc(func(g *jen.Group) {
			for _, pair := range strings.FieldsFunc(v.Lit, func(r rune) bool { return r == ':' || r == '-' }) {
				b, _ := strconv.ParseUint(pair, 16, 8)
				g.Op(fmt.Sprintf("0x%02x", b))
			}
		})
	case idl.IP:
		return jen.Qual(netipPath, "MustParseAddr").Call(jen.Lit(v.Lit))
	case idl.AddrPort:
		return jen.Qual(netipPath, "MustParseAddrPort").Call(jen.Lit(v.Lit))
	case idl.EnumType:
		return s.enumLiteral(t, v.Lit)
	case idl.StructType:
		fields := map[*idl.Param]idl.Value{}
		for _, arg := range v.Fields {
			fields[arg.Param] = arg.Value
		}
		return s.structOf(t, func(field *idl.Param) *jen.Statement {
			if value, ok := fields[field]; ok {
				return s.value(field.Type, value)
			}
			return nil
		})
	case idl.List:
		return s.typ(t).ValuesFunc(func(g *jen.Group) {
			for _, item := range v.Items {
				g.Add(s.value(t.Elem, *item))
			}
		})
	case idl.Optional:
		if v.Null {
			return jen.Nil()
		}
		return conf("Pointer").Call(s.value(t.Elem, v))
	}
	return jen.Op(v.Lit)
}

// enumLiteral returns a value of an enum or of flags by its name.
func (s *scenario) enumLiteral(t *idl.Type, text string) *jen.Statement {
	if !t.Enum.Flags {
		for _, v := range t.Enum.Values {
			if v.Name == text {
				return s.enumValue(t, v)
			}
		}
		return jen.Lit(text)
	}
	var all *jen.Statement
	for _, name := range strings.Fields(text) {
		for _, v := range t.Enum.Values {
			switch {
			case v.Name != name:
			case all == nil:
				all = s.enumValue(t, v)
			default:
				all.Op("|").Add(s.enumValue(t, v))
			}
		}
	}
	if all == nil {
		return jen.Lit(0)
	}
	return all
}

// value returns a value of a step: a literal, or what an earlier step kept.
func (s *scenario) value(t *idl.Type, v idl.Value) *jen.Statement {
	if len(v.Ref) == 0 {
		return s.literal(t, v)
	}
	kept := s.kept[v.Ref[0]][v.Ref[1]]
	expression, _ := s.field(jen.Id(kept.name), kept.typ, kept.name, v.Ref[2:])
	return expression
}

// guard writes the check that an element is there, unless it stands there already.
func (s *scenario) guard(check, what string, arguments ...jen.Code) {
	if key := check + " " + what; !s.guarded[key] {
		s.guarded[key] = true
		s.add(jen.Id("t").Dot(check).Call(append([]jen.Code{jen.Lit(what)}, arguments...)...))
	}
}

// field returns the expression of a path of fields of a variable, which what begins with.
// Where the value at hand may lack an element, it first writes the check that it is there.
func (s *scenario) field(base *jen.Statement, t *idl.Type, what string, path []string) (*jen.Statement, *idl.Type) {
	for _, name := range path {
		if t.Kind == idl.Optional {
			s.guard("Present", what, base.Clone().Op("!=").Nil())
			t = t.Elem
		}
		what += "." + name
		index, err := strconv.Atoi(name)
		switch {
		case t.Kind == idl.AddrPort && name == "addr":
			base, t = base.Clone().Dot("Addr").Call(), &idl.Type{Kind: idl.IP}
		case t.Kind == idl.AddrPort:
			base, t = base.Clone().Dot("Port").Call(), &idl.Type{Kind: idl.Uint16}
		case t.Kind == idl.List && name == "len":
			base, t = jen.Len(base.Clone()), &idl.Type{Kind: idl.Int}
		case t.Kind == idl.List && err == nil:
			s.guard("Has", what, jen.Len(base.Clone()), jen.Lit(index+1))
			base, t = base.Clone().Index(jen.Lit(index)), t.Elem
		case t.Kind == idl.StructType:
			for _, field := range t.Struct.Fields {
				if field.Name == name {
					base, t = base.Clone().Dot(field.GoName), field.Type
					break
				}
			}
		}
	}
	return base, t
}

// compare writes the check that a value is as a step expects it.
func (s *scenario) compare(what string, got *jen.Statement, t *idl.Type, want idl.Value) {
	switch {
	case t.Kind == idl.Optional && want.Null && len(want.Ref) == 0:
		s.add(jen.Id("t").Dot("Absent").Call(jen.Lit(what), got.Clone().Op("==").Nil()))
	case t.Kind == idl.StructType && len(want.Ref) == 0:
		for _, arg := range want.Fields {
			field, fieldType := s.field(got.Clone(), t, what, []string{arg.Name})
			s.compare(what+"."+arg.Name, field, fieldType, arg.Value)
		}
	case t.Kind == idl.Bytes || t.Kind == idl.TextOrBytes:
		s.add(jen.Id("t").Dot("Data").Call(jen.Lit(what), got, s.value(t, want)))
	case t.Kind == idl.Optional && len(want.Ref) == 0:
		s.add(jen.Id("t").Dot("Present").Call(jen.Lit(what), got.Clone().Op("!=").Nil()))
		if t.Elem.Kind == idl.StructType {
			s.compare(what, got, t.Elem, want)
			return
		}
		s.compare(what, jen.Op("*").Add(got), t.Elem, want)
	default:
		s.add(conf("Equal").Call(jen.Id("t"), jen.Lit(what), got, s.value(t, want)))
	}
}
