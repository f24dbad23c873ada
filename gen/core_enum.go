package gen

import (
	"strconv"
	"strings"
	"time"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// enum writes an enum's or a set of flags' type, its values and its methods.
func (p *pkg) enum(f *jen.File, e *idl.Enum) {
	base := p.typ(e.Base)
	if e.Flags && e.Base.Kind == idl.String {
		base = jen.Uint() // string is how the description writes them
	}
	f.Add(doc(e.Decl)).Type().Id(e.GoName).Add(base)
	f.Line()
	f.Comment("The values of " + e.GoName + ".")
	f.Const().DefsFunc(func(g *jen.Group) {
		for _, v := range e.Values {
			def := g.Add(doc(v.Decl)).Id(v.GoName)
			if !e.Untyped {
				def.Id(e.GoName)
			}
			def.Op("=").Add(enumLiteral(e, v))
		}
	})
	f.Line()
	switch {
	case e.Untyped:
	case e.Flags:
		p.flagsString(f, e)
	case e.Base.Kind != idl.String:
		p.enumString(f, e)
	}
	switch {
	case !strict(e):
	case e.Flags:
		p.flagsValid(f, e)
	default:
		p.enumValid(f, e)
	}
}

func enumLiteral(e *idl.Enum, v *idl.EnumValue) *jen.Statement {
	if e.Base.Kind == idl.String && !e.Flags {
		return jen.Lit(v.Str)
	}
	return jen.Op(strconv.FormatInt(v.Int, 10))
}

func receiver(name string) string { return strings.ToLower(name[:1]) }

func (p *pkg) enumString(f *jen.File, e *idl.Enum) {
	recv := receiver(e.GoName)
	f.Comment("String returns the value's name in the description.")
	f.Func().Params(jen.Id(recv).Id(e.GoName)).Id("String").Params().String().Block(
		jen.Switch(jen.Id(recv)).BlockFunc(func(g *jen.Group) {
			for _, v := range e.Values {
				g.Case(jen.Id(v.GoName)).Block(jen.Return(jen.Lit(v.Name)))
			}
		}),
		jen.Return(jen.Lit(e.GoName+"(").Op("+").Qual("strconv", "FormatInt").Call(jen.Int64().Parens(jen.Id(recv)), jen.Lit(10)).Op("+").Lit(")")),
	)
	f.Line()
}

func (p *pkg) enumValid(f *jen.File, e *idl.Enum) {
	recv := receiver(e.GoName)
	f.Comment("Valid reports whether " + recv + " is one of the values that the description lists.")
	f.Func().Params(jen.Id(recv).Id(e.GoName)).Id("Valid").Params().Bool().Block(
		jen.Switch(jen.Id(recv)).Block(
			jen.CaseFunc(func(g *jen.Group) {
				for _, v := range e.Values {
					g.Id(v.GoName)
				}
			}).Block(jen.Return(jen.True())),
		),
		jen.Return(jen.False()),
	)
	f.Line()
}

// flagsString writes String: the names of the flags that are set, joined by a space.
func (p *pkg) flagsString(f *jen.File, e *idl.Enum) {
	recv := receiver(e.GoName)
	f.Add(comment("String returns the names of the flags that are set, joined by a space; "+strconv.Quote(e.Empty)+" where none is. Bits that the",
		"description does not list are a number."))
	f.Func().Params(jen.Id(recv).Id(e.GoName)).Id("String").Params().String().BlockFunc(func(g *jen.Group) {
		g.If(jen.Id(recv).Op("==").Lit(0)).Block(jen.Return(jen.Lit(e.Empty)))
		g.Var().Id("names").Index().String()
		for _, v := range e.Values {
			g.If(jen.Id(recv).Op("&").Id(v.GoName).Op("!=").Lit(0)).Block(
				jen.Id("names").Op("=").Append(jen.Id("names"), jen.Lit(v.Name)))
		}
		g.If(jen.Id("rest").Op(":=").Add(unlisted(recv, e)), jen.Id("rest").Op("!=").Lit(0)).Block(
			jen.Id("names").Op("=").Append(jen.Id("names"), jen.Lit("0x").Op("+").Qual("strconv", "FormatUint").Call(jen.Uint64().Parens(jen.Id("rest")), jen.Lit(16))))
		g.Return(jen.Qual("strings", "Join").Call(jen.Id("names"), jen.Lit(" ")))
	})
	f.Line()
}

// flagsValid writes Valid for flags.
func (p *pkg) flagsValid(f *jen.File, e *idl.Enum) {
	recv := receiver(e.GoName)
	f.Comment("Valid reports whether " + recv + " has no flags but those that the description lists.")
	f.Func().Params(jen.Id(recv).Id(e.GoName)).Id("Valid").Params().Bool().Block(jen.Return(unlisted(recv, e).Op("==").Lit(0)))
	f.Line()
}

// unlisted returns the expression of the bits that are set and not listed.
func unlisted(recv string, e *idl.Enum) *jen.Statement {
	all := jen.Null()
	for n, v := range e.Values {
		if n > 0 {
			all.Op("|")
		}
		all.Id(v.GoName)
	}
	return jen.Id(recv).Op("&^").Parens(all)
}

// literal writes a value of a type as a description writes it.
func (p *pkg) literal(t *idl.Type, value string) *jen.Statement {
	switch t.Kind {
	case idl.EnumType:
		return p.enumExpr(t, value)
	case idl.String:
		return jen.Lit(value)
	case idl.IP:
		return jen.Qual(netipPath, "MustParseAddr").Call(jen.Lit(value))
	case idl.AddrPort:
		return jen.Qual(netipPath, "MustParseAddrPort").Call(jen.Lit(value))
	case idl.Bytes, idl.TextOrBytes:
		return jen.Index().Byte().Parens(jen.Lit(value))
	case idl.MAC:
		return p.macLiteral(value)
	case idl.Duration:
		return durationLiteral(value)
	case idl.Time:
		return timeLiteral(value)
	}
	return jen.Op(value)
}

// timeLiteral writes a time that is written as RFC 3339 has it.
func timeLiteral(value string) *jen.Statement {
	at, _ := time.Parse(time.RFC3339, value) // loading has checked it
	return jen.Qual("time", "Unix").Call(jen.Op(strconv.FormatInt(at.Unix(), 10)), jen.Op(strconv.Itoa(at.Nanosecond()))).Dot("UTC").Call()
}

func (p *pkg) macLiteral(value string) *jen.Statement {
	return jen.Qual(driverPath, "MAC").ValuesFunc(func(g *jen.Group) {
		for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ':' || r == '-' }) {
			g.Op("0x" + strings.ToLower(part))
		}
	})
}
