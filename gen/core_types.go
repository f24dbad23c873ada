package gen

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

func hasTypes(m *idl.Model) bool {
	return len(m.Constants)+len(m.Enums)+len(m.Structs)+len(m.Handles) > 0 ||
		slices.ContainsFunc(m.Interfaces, func(i *idl.Interface) bool { return i.StateEnum != nil })
}

// emitTypes writes constants, enums, flags, structs and handles.
func emitTypes(p *pkg, f *jen.File) {
	p.constants(f)
	for _, e := range p.model.Enums {
		p.enum(f, e)
	}
	for _, h := range p.model.Handles {
		p.handle(f, h)
	}
	for _, i := range p.model.Interfaces {
		if i.StateEnum != nil {
			p.enum(f, i.StateEnum)
		}
	}
	for _, s := range p.model.Structs {
		p.structType(f, s)
	}
	p.structTexts(f)
}

func (p *pkg) constants(f *jen.File) {
	if len(p.model.Constants) == 0 {
		return
	}
	f.Comment("The description's constants.")
	f.Const().DefsFunc(func(g *jen.Group) {
		for _, c := range p.model.Constants {
			def := g.Add(doc(c.Decl)).Id(c.GoName)
			if c.Type != nil {
				def.Add(p.typ(c.Type))
			}
			def.Op("=").Add(expression(c.Value))
		}
	})
	f.Line()
}

// expression writes a constant's Go expression; a duration's unit is qualified.
func expression(value string) *jen.Statement {
	if before, unit, ok := strings.Cut(value, "time."); ok {
		return jen.Op(strings.TrimSpace(before)).Qual("time", unit)
	}
	return jen.Op(value)
}

func (p *pkg) handle(f *jen.File, h *idl.Handle) {
	f.Add(doc(h.Decl)).Type().Id(h.GoName).Add(p.typ(h.Base))
	f.Line()
	if h.StateEnum != nil {
		p.enum(f, h.StateEnum)
	}
	if h.Properties != nil {
		p.structType(f, h.Properties)
	}
}

func (p *pkg) structType(f *jen.File, s *idl.Struct) {
	f.Add(doc(s.Decl)).Type().Id(s.GoName).StructFunc(func(g *jen.Group) {
		for _, field := range s.Fields {
			def := g.Add(doc(withUnit(field)))
			if !field.Embedded {
				def.Id(field.GoName)
			}
			def.Add(p.paramType(field))
			if field.Sensitive {
				def.Op("`" + sensitiveTag + "`")
			}
		}
	})
	f.Line()
	p.structDefaults(f, s)
}

func withUnit(param *idl.Param) idl.Decl {
	d := param.Decl
	d.Doc = strings.TrimRight(d.Doc, "\n") + unit(param)
	return d
}

// structDefaults writes WithDefaults for a struct that has any.
func (p *pkg) structDefaults(f *jen.File, s *idl.Struct) {
	if !hasDefaults(s) {
		return
	}
	recv := strings.ToLower(s.GoName[:1])
	f.Comment("WithDefaults returns " + recv + " with the description's defaults in the place of what is not set.")
	f.Func().Params(jen.Id(recv).Id(s.GoName)).Id("WithDefaults").Params().Id(s.GoName).BlockFunc(func(g *jen.Group) {
		for _, field := range s.Fields {
			if hasInnerDefaults(field) {
				g.Id(recv).Dot(field.GoName).Op("=").Id(recv).Dot(field.GoName).Dot("WithDefaults").Call()
			}
			if field.Default != nil {
				p.fillDefault(g, jen.Id(recv).Dot(field.GoName), field, func(other *idl.Param) *jen.Statement {
					return jen.Id(recv).Dot(other.GoName)
				})
			}
		}
		g.Return(jen.Id(recv))
	})
	f.Line()
}

func hasDefaults(s *idl.Struct) bool {
	for _, field := range s.Fields {
		if field.Default != nil || hasInnerDefaults(field) {
			return true
		}
	}
	return false
}

// hasInnerDefaults reports whether a field is a struct that has defaults of its own.
func hasInnerDefaults(field *idl.Param) bool {
	return field.Type.Kind == idl.StructType && !field.Pointer && field.GoType == "" && hasDefaults(field.Type.Struct)
}

// fillDefault writes the statement that gives target its default where it is the zero
// value. ref writes a reference to another parameter.
func (p *pkg) fillDefault(g *jen.Group, target *jen.Statement, param *idl.Param, ref func(*idl.Param) *jen.Statement) {
	assign := func(value string) *jen.Statement {
		return jen.Add(target.Clone()).Op("=").Add(p.literal(param.Type, value))
	}
	body := []jen.Code{assign(param.Default.Value)}
	if len(param.Default.When) > 0 {
		choice := jen.Switch().BlockFunc(func(g *jen.Group) {
			for _, c := range param.Default.When {
				g.Case(jen.Len(ref(c.Param)).Op("<").Lit(c.Shorter)).Block(assign(c.Value))
			}
			g.Default().Block(assign(param.Default.Value))
		})
		body = []jen.Code{choice}
	}
	g.If(p.isZero(target, param)).Block(body...)
}

// isZero writes the condition that a value is its type's zero value.
func (p *pkg) isZero(value *jen.Statement, param *idl.Param) *jen.Statement {
	switch param.Type.Kind {
	case idl.IP, idl.AddrPort:
		return jen.Op("!").Add(value.Clone()).Dot("IsValid").Call()
	case idl.Time:
		return value.Clone().Dot("IsZero").Call()
	case idl.Bool:
		return jen.Op("!").Add(value.Clone())
	}
	return value.Clone().Op("==").Add(p.zero(param))
}
