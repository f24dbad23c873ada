package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A secretsOf is a struct whose sensitive fields are told to a trace; with all, every field is.
type secretsOf struct {
	s   *idl.Struct
	all bool
}

// secrets writes what tells the trace of the sensitive values among parameters, so that no
// error with a part of one in its text reaches a tracer.
func (w *traceWriter) secrets(g *jen.Group, trace *jen.Statement, local *call, params []*idl.Param) {
	told := secretsTo{w.values, trace}
	for _, param := range params {
		told.field(g, param, jen.Id(local.names[param]), false)
	}
}

// A secretsTo writes what tells a trace, which an expression names, of sensitive values.
type secretsTo struct {
	*traceValues
	trace *jen.Statement
}

// tell writes the call of a method of the trace.
func (v secretsTo) tell(g *jen.Group, method string, args ...jen.Code) {
	g.Add(v.trace).Dot(method).Call(args...)
}

// field writes what tells of the sensitive values in a parameter or field.
func (v secretsTo) field(g *jen.Group, field *idl.Param, value *jen.Statement, all bool) {
	all = all || field.Sensitive
	switch {
	case field.Out: // empty until the call has filled it
	case field.GoType != "":
		if all {
			v.tell(g, "SecretAny", value)
		}
	case !holdsSecret(field.Type, all):
	case field.Pointer:
		v.pointer(g, field.Type, value, all)
	default:
		v.value(g, field.Type, value, all)
	}
}

// value writes what tells of the sensitive values in a value of type t.
func (v secretsTo) value(g *jen.Group, t *idl.Type, value *jen.Statement, all bool) {
	switch t.Kind {
	case idl.List:
		g.For(jen.List(jen.Id("_"), jen.Id("elem")).Op(":=").Range().Add(value)).BlockFunc(func(g *jen.Group) {
			v.value(g, t.Elem, jen.Id("elem"), all)
		})
	case idl.Optional:
		v.pointer(g, t.Elem, value, all)
	case idl.StructType:
		g.Id(v.secretsFunc(t, all)).Call(v.trace, value)
	case idl.String:
		v.tell(g, "Secret", value)
	case idl.Bytes, idl.TextOrBytes:
		v.tell(g, "Secret", jen.String().Parens(value))
	case idl.Any:
		v.tell(g, "SecretAny", value)
	default:
		v.tell(g, "Secret", v.typed(t, jen.Lit(""), value).Dot("String").Call())
	}
}

func (v secretsTo) pointer(g *jen.Group, t *idl.Type, value *jen.Statement, all bool) {
	g.If(value.Clone().Op("!=").Nil()).BlockFunc(func(g *jen.Group) {
		v.value(g, t, jen.Op("*").Add(value), all)
	})
}

// holdsSecret reports whether a value of type t holds a sensitive text or number. What has
// one text for everybody, such as a boolean, would withhold every error.
func holdsSecret(t *idl.Type, all bool) bool {
	for t.Elem != nil {
		t = t.Elem
	}
	switch t.Kind {
	case idl.StructType:
		return all || hasSecret(t.Struct, map[*idl.Struct]bool{})
	case idl.Bool, idl.EnumType, idl.Func, idl.ErrorType:
		return false
	}
	return all
}

// secretsFunc returns the name of the function that tells of a struct's sensitive values,
// and sees to it that the function is written.
func (v *traceValues) secretsFunc(t *idl.Type, all bool) string {
	key := secretsOf{t.Struct, all}
	if name, ok := v.secretNames[key]; ok {
		return name
	}
	name := "secretsOf" + t.Struct.GoName
	if all {
		name = "allOf" + t.Struct.GoName
	}
	name = v.taken.claim(name, "2")
	v.secretNames[key] = name
	v.secretHelpers = append(v.secretHelpers, func() {
		told := secretsTo{v, jen.Id("trace")}
		v.f.Comment(name + " tells the trace which values of v no tracer may see.")
		v.f.Func().Id(name).Params(jen.Id("trace").Op("*").Qual(driverPath, "Trace"), jen.Id("v").Add(v.p.typ(t))).BlockFunc(func(g *jen.Group) {
			for _, field := range t.Struct.Fields {
				told.field(g, field, jen.Id("v").Dot(field.GoName), all)
			}
		})
		v.f.Line()
	})
	return name
}
