package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// replayValues writes what makes Go values of recorded ones. Structs get a helper function each.
type replayValues struct {
	p       *pkg
	f       *jen.File
	taken   names
	structs map[*idl.Struct]string
	pending []*idl.Type
}

func newReplayValues(p *pkg, f *jen.File) *replayValues {
	return &replayValues{p: p, f: f, taken: names{}, structs: map[*idl.Struct]string{}}
}

// from returns the value of a result or a field, or nil where a recording has none: of what is sensitive, and of
// functions.
func (v *replayValues) from(param *idl.Param, value *jen.Statement) *jen.Statement {
	switch {
	case param.Sensitive:
		return nil
	case param.GoType != "":
		return jen.Qual(replayPath, "Typed").Index(v.p.paramType(param)).Call(value)
	case param.Pointer:
		return jen.Qual(replayPath, "Pointer").Call(value, v.reader(param.Type))
	}
	return v.of(param.Type, value)
}

// of returns the value of a type, or nil for a function.
func (v *replayValues) of(t *idl.Type, value *jen.Statement) *jen.Statement {
	switch t.Kind {
	case idl.List:
		return jen.Qual(replayPath, "List").Call(value, v.reader(t.Elem))
	case idl.Optional:
		return jen.Qual(replayPath, "Pointer").Call(value, v.reader(t.Elem))
	case idl.Func:
		return nil
	}
	return v.reader(t).Call(value)
}

// replayReaders names the functions of package replay for kinds whose Go type is known to it.
var replayReaders = map[idl.Kind]string{
	idl.Bool: "Bool", idl.Bytes: "Bytes", idl.TextOrBytes: "Bytes", idl.Duration: "Duration", idl.Time: "Time",
	idl.MAC: "MAC", idl.IP: "Addr", idl.AddrPort: "AddrPort", idl.Any: "Any", idl.ErrorType: "Error",
}

// reader returns the function that makes a Go value of a recorded one.
func (v *replayValues) reader(t *idl.Type) *jen.Statement {
	if name, ok := replayReaders[t.Kind]; ok {
		return jen.Qual(replayPath, name)
	}
	generic := func(name string) *jen.Statement { return jen.Qual(replayPath, name).Index(v.p.typ(t)) }
	switch t.Kind {
	case idl.Uint, idl.Uint8, idl.Uint16, idl.Uint32, idl.Uint64:
		return generic("Uint")
	case idl.Float32, idl.Float64:
		return generic("Float")
	case idl.String:
		return generic("String")
	case idl.HandleType:
		return generic("Handle")
	case idl.StructType:
		return jen.Id(v.structValue(t))
	case idl.EnumType:
		return generic(enumReader(t.Enum))
	case idl.List, idl.Optional, idl.Func:
		body := v.of(t, jen.Id("v"))
		if body == nil {
			body = jen.Nil()
		}
		return jen.Func().Params(jen.Id("v").Qual(replayPath, "Value")).Add(v.p.typ(t)).Block(jen.Return(body))
	}
	return generic("Int")
}

// enumReader returns the reader of what traceValues.enum writes.
func enumReader(e *idl.Enum) string {
	switch {
	case e.Base.Kind == idl.String && !e.Flags:
		return "String"
	case e.Untyped:
		return "Int"
	}
	return "Enum"
}

// structValue returns the name of the function that makes a struct of a recorded value, and sees to it that
// the function is written.
func (v *replayValues) structValue(t *idl.Type) string {
	if name, ok := v.structs[t.Struct]; ok {
		return name
	}
	name := v.taken.claim("valueOf"+t.Struct.GoName, "2")
	v.structs[t.Struct] = name
	v.pending = append(v.pending, t)
	return name
}

// helpers writes the helper functions that the rest of the file uses.
func (v *replayValues) helpers() {
	for len(v.pending) > 0 {
		t := v.pending[0]
		v.pending = v.pending[1:]
		name := v.structs[t.Struct]
		v.f.Comment(name + " returns the struct of v, without what a recording does not have.")
		v.f.Func().Id(name).Params(jen.Id("v").Qual(replayPath, "Value")).Add(v.p.typ(t)).Block(
			jen.Return(v.p.typ(t).CustomFunc(multiline, func(g *jen.Group) {
				for _, field := range t.Struct.Fields {
					if value := v.from(field, jen.Id("v").Dot("Field").Call(jen.Lit(field.Name))); value != nil {
						g.Id(field.GoName).Op(":").Add(value)
					}
				}
			})))
		v.f.Line()
	}
}
