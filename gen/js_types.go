package gen

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// hasJSTypes reports whether a description has structs or flags that JavaScript sees.
func hasJSTypes(m *idl.Model) bool {
	return hasCallbacks(m) && len(jsDeclared(m)) > 0
}

// jsDeclared returns the structs and flags that the callback forms of a description use, in the order in which they are met.
func jsDeclared(m *idl.Model) []*idl.Type {
	var list []*idl.Type
	seen := map[any]bool{}
	var visit func(t *idl.Type)
	params := func(list []*idl.Param) {
		for _, param := range list {
			if param.GoType == "" {
				visit(param.Type)
			}
		}
	}
	visit = func(t *idl.Type) {
		switch {
		case t.Kind == idl.List || t.Kind == idl.Optional:
			visit(t.Elem)
		case t.Kind == idl.Func:
			for _, param := range t.Params {
				visit(param)
			}
		case t.Kind == idl.StructType && !seen[t.Struct]:
			seen[t.Struct] = true
			params(t.Struct.Fields)
			list = append(list, t)
		case isTextFlags(t) && !seen[t.Enum]:
			seen[t.Enum] = true
			list = append(list, t)
		}
	}
	for _, i := range m.Interfaces {
		if !wantsCallbacks(i) {
			continue
		}
		for _, h := range interfaceHandles(i) {
			if h.Properties != nil {
				params(h.Properties.Fields)
			}
		}
		methods := allMethods(i)
		for _, c := range i.Capabilities {
			methods = append(methods, c.Methods...)
		}
		for _, m := range methods {
			params(m.Params)
			params(m.Returns)
		}
		for _, e := range allEvents(i) {
			params(e.Params)
		}
	}
	return list
}

func isTextFlags(t *idl.Type) bool {
	return t.Kind == idl.EnumType && t.Enum.Flags && t.Enum.Base.Kind == idl.String
}

// emitJSTypes writes the conversions of structs and of flags. They are filled in when the program starts, since they may
// name each other.
func emitJSTypes(p *pkg, f *jen.File) {
	declared := jsDeclared(p.model)
	f.Comment("The conversions of structs and flags.")
	f.Var().DefsFunc(func(g *jen.Group) {
		for _, t := range declared {
			g.Id(p.jsTypeName(t)).Add(js("Type")).Index(p.typ(t))
		}
	})
	f.Line()
	f.Func().Id("init").Params().BlockFunc(func(g *jen.Group) {
		for _, t := range declared {
			if t.Kind == idl.StructType {
				g.Id(p.jsTypeName(t)).Op("=").Add(p.jsStruct(t))
			} else {
				g.Id(p.jsTypeName(t)).Op("=").Add(p.jsFlags(t))
			}
		}
	})
}

// jsTypeName returns the variable of a struct's or of flags' conversion.
func (p *pkg) jsTypeName(t *idl.Type) string {
	name := ""
	if t.Kind == idl.StructType {
		name = t.Struct.GoName
	} else {
		name = t.Enum.GoName
	}
	if t.From != nil {
		return t.From.Package + name + "Type"
	}
	return unexport(name) + "Type"
}

func (p *pkg) jsStruct(t *idl.Type) *jen.Statement {
	return js("Struct").CallFunc(func(g *jen.Group) {
		for _, field := range t.Struct.Fields {
			kind := "Field"
			if mayLack(field) {
				kind = "OptionalField"
			}
			g.Line().Add(js(kind)).Call(jen.Lit(field.Name),
				jen.Func().Params(jen.Id("s").Op("*").Add(p.typ(t))).Op("*").Add(p.paramType(field)).Block(jen.Return(jen.Op("&").Id("s").Dot(field.GoName))),
				p.jsParam(field))
		}
		if len(t.Struct.Fields) == 0 {
			g.Index().Add(js("Member")).Index(p.typ(t)).Values().Op("...")
			return
		}
		g.Line()
	})
}

func (p *pkg) jsFlags(t *idl.Type) *jen.Statement {
	return js("Flags").Index(p.typ(t)).CallFunc(func(g *jen.Group) {
		g.Lit(t.Enum.Empty)
		for _, v := range t.Enum.Values {
			g.Line().Add(js("Flag")).Index(p.typ(t)).Values(jen.Id("Name").Op(":").Lit(v.Name), jen.Id("Bits").Op(":").Add(p.named(t, v.GoName)))
		}
		g.Line()
	})
}

// jsParam returns the conversion of a parameter, result or field.
func (p *pkg) jsParam(param *idl.Param) *jen.Statement {
	typ := p.jsType(param.Type)
	if param.GoType != "" {
		typ = js("Opaque").Index(qualified(param.GoType).jen()).Call()
	}
	if param.Pointer {
		return js("Optional").Call(typ)
	}
	return typ
}

// jsPlain holds the kinds whose conversion has no parameter.
var jsPlain = map[idl.Kind]string{
	idl.Bool: "Bool", idl.Bytes: "Bytes", idl.TextOrBytes: "TextOrBytes", idl.Duration: "Duration", idl.Time: "Time",
	idl.MAC: "MAC", idl.IP: "IP", idl.AddrPort: "AddrPort", idl.Any: "Any", idl.ErrorType: "Error",
}

// jsType returns the conversion of a type.
func (p *pkg) jsType(t *idl.Type) *jen.Statement {
	switch {
	case jsPlain[t.Kind] != "":
		return js(jsPlain[t.Kind]).Call()
	case t.Kind == idl.List:
		return js("List").Call(p.jsType(t.Elem))
	case t.Kind == idl.Optional:
		return js("Optional").Call(p.jsType(t.Elem))
	case t.Kind == idl.Func:
		return p.jsFunc(t)
	case t.Kind == idl.StructType, isTextFlags(t):
		return js("Ref").Call(jen.Op("&").Id(p.jsTypeName(t)))
	case t.Kind == idl.String, t.Kind == idl.EnumType && t.Enum.Base.Kind == idl.String:
		return js("Text").Index(p.typ(t)).Call()
	case t.Kind == idl.Float32, t.Kind == idl.Float64:
		return js("Float").Index(p.typ(t)).Call()
	}
	return js("Int").Index(p.typ(t)).Call()
}

// jsFunc returns the conversion of a function type.
func (p *pkg) jsFunc(t *idl.Type) *jen.Statement {
	name := func(n int) string { return "value" + strconv.Itoa(n+1) }
	var params, values, names []jen.Code
	for n, param := range t.Params {
		params = append(params, jen.Id(name(n)).Add(p.typ(param)))
		values = append(values, p.jsType(param).Dot("To").Call(jen.Id("realm"), jen.Id(name(n))))
		names = append(names, jen.Id(name(n)))
	}
	realm := jen.Id("realm").Op("*").Add(js("Realm"))
	return js("Func").Call(
		jen.Func().Params(jen.Id("later").Add(js("Later"))).Add(p.typ(t)).Block(
			jen.Return(jen.Func().Params(params...).Block(
				jen.Id("later").Call(jen.Func().Params(realm.Clone()).Index().Add(gojaValue()).Block(
					jen.Return(jen.Index().Add(gojaValue()).Values(values...)))))),
		),
		jen.Func().Params(realm.Clone(), jen.Id("call").Add(p.typ(t)), jen.Id("answers").Add(js("Args"))).Error().BlockFunc(func(g *jen.Group) {
			for n, param := range t.Params {
				g.List(jen.Id(name(n)), jen.Err()).Op(":=").Add(js("Take")).Call(jen.Id("realm"), jen.Id("answers"), jen.Lit(n), jen.Lit(name(n)), p.jsType(param))
				g.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Err()))
			}
			g.Id("call").Call(names...)
			g.Return(jen.Nil())
		}),
	)
}
