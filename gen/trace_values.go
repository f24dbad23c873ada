package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// traceValues writes values as attributes of a trace. Structs get a helper function each.
type traceValues struct {
	p       *pkg
	f       *jen.File
	taken   names
	structs map[*idl.Struct]string
	pending []*idl.Type

	secretNames   map[secretsOf]string
	secretHelpers []func() // each writes a function that the rest of the file uses
}

func newTraceValues(p *pkg, f *jen.File) *traceValues {
	return &traceValues{p: p, f: f, taken: names{}, structs: map[*idl.Struct]string{}, secretNames: map[secretsOf]string{}}
}

// attr returns the attribute of a parameter: a marker where it is sensitive.
func (v *traceValues) attr(param *idl.Param, value *jen.Statement) *jen.Statement {
	name := jen.Lit(param.Name)
	switch {
	case param.Sensitive:
		return attrCall("Redacted", name)
	case param.GoType != "":
		return attrCall("Any", name, value)
	case param.Pointer:
		return attrCall("Pointer", name, value, v.elem(param.Type))
	}
	return v.typed(param.Type, name, value)
}

// filled returns the attribute of what a call has put in an out-buffer.
func (v *traceValues) filled(buf *idl.Param, value, n *jen.Statement) *jen.Statement {
	if buf.Sensitive {
		return attrCall("Redacted", jen.Lit(buf.Name))
	}
	return attrCall("Filled", jen.Lit(buf.Name), value, n)
}

func attrCall(kind string, args ...jen.Code) *jen.Statement {
	return jen.Qual(driverPath, kind+"Attr").Call(args...)
}

// attrKinds names the constructor of a kind's attribute where it takes the value as it is.
var attrKinds = map[idl.Kind]string{
	idl.Bool: "Bool", idl.Int64: "Int", idl.Uint64: "Uint", idl.Float64: "Float", idl.String: "String",
	idl.Bytes: "Bytes", idl.TextOrBytes: "Bytes", idl.Duration: "Duration", idl.Time: "Time", idl.MAC: "MAC",
	idl.IP: "Addr", idl.AddrPort: "AddrPort", idl.Any: "Any", idl.ErrorType: "Error",
}

func (v *traceValues) typed(t *idl.Type, name, value *jen.Statement) *jen.Statement {
	if kind, ok := attrKinds[t.Kind]; ok {
		return attrCall(kind, name, value)
	}
	switch t.Kind {
	case idl.Float32:
		return attrCall("Float", name, jen.Float64().Parens(value))
	case idl.Uint, idl.Uint8, idl.Uint16, idl.Uint32:
		return attrCall("Uint", name, jen.Uint64().Parens(value))
	case idl.List:
		return attrCall("List", name, value, v.elem(t.Elem))
	case idl.Optional:
		return attrCall("Pointer", name, value, v.elem(t.Elem))
	case idl.Func:
		return attrCall("Func", name, jen.Add(value).Op("!=").Nil())
	case idl.StructType:
		return jen.Id(v.structAttr(t)).Call(value).Dot("Named").Call(name)
	case idl.EnumType:
		return v.enum(t.Enum, name, value)
	}
	return attrCall("Int", name, jen.Int64().Parens(value)) // the integers, and handles
}

func (v *traceValues) enum(e *idl.Enum, name, value *jen.Statement) *jen.Statement {
	switch {
	case e.Base.Kind == idl.String && !e.Flags:
		return attrCall("String", name, jen.String().Parens(value))
	case e.Untyped:
		return attrCall("Int", name, jen.Int64().Parens(value))
	}
	return attrCall("Text", name, value)
}

// elem returns the function that turns an element of a list, or what a pointer points
// to, into an attribute without a name.
func (v *traceValues) elem(t *idl.Type) *jen.Statement {
	if t.Kind == idl.StructType {
		return jen.Id(v.structAttr(t))
	}
	return jen.Func().Params(jen.Id("v").Add(v.p.typ(t))).Qual(driverPath, "Attr").Block(
		jen.Return(v.typed(t, jen.Lit(""), jen.Id("v"))))
}

// structAttr returns the name of the function that turns a struct into an attribute
// without a name, and sees to it that the function is written.
func (v *traceValues) structAttr(t *idl.Type) string {
	if name, ok := v.structs[t.Struct]; ok {
		return name
	}
	name := v.taken.claim("attrOf"+t.Struct.GoName, "2")
	v.structs[t.Struct] = name
	v.pending = append(v.pending, t)
	return name
}

// helpers writes the helper functions that the rest of the file uses.
func (v *traceValues) helpers() {
	for len(v.pending) > 0 {
		t := v.pending[0]
		v.pending = v.pending[1:]
		secret := ""
		if hasSecret(t.Struct, map[*idl.Struct]bool{}) {
			secret = ", without what is sensitive"
		}
		name := v.structs[t.Struct]
		v.f.Comment(name + " returns the fields of v" + secret + ".")
		v.f.Func().Id(name).Params(jen.Id("v").Add(v.p.typ(t))).Qual(driverPath, "Attr").Block(
			jen.Return(attrCall("Group", jen.Lit(""), jen.CustomFunc(jen.Options{Separator: ",", Multi: true}, func(g *jen.Group) {
				for _, field := range t.Struct.Fields {
					g.Add(v.attr(field, jen.Id("v").Dot(field.GoName)))
				}
			}))))
		v.f.Line()
	}
	for len(v.secretHelpers) > 0 {
		write := v.secretHelpers[0]
		v.secretHelpers = v.secretHelpers[1:]
		write()
	}
}
