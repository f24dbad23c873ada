package gen

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// sensitiveTag marks the field of a struct whose value must not be printed, for those who
// know the struct by reflection alone.
const sensitiveTag = `driver:"sensitive"`

// structTexts writes String and GoString for the structs with something sensitive in them,
// which package fmt would print as it is. Package driver makes the text, as it makes that
// of traces: fmt would be large for a microcontroller.
func (p *pkg) structTexts(f *jen.File) {
	values := newTraceValues(p, f)
	for _, s := range p.model.Structs {
		p.structText(f, s, values)
	}
	for _, h := range p.model.Handles {
		if h.Properties != nil {
			p.structText(f, h.Properties, values)
		}
	}
	values.helpers()
}

func (p *pkg) structText(f *jen.File, s *idl.Struct, values *traceValues) {
	if !hasSecret(s, map[*idl.Struct]bool{}) || slices.ContainsFunc(s.Fields, namedAsText) {
		return
	}
	recv := strings.ToLower(s.GoName[:1])
	method := func(name, comment string, text *jen.Statement) {
		f.Comment(name + " returns " + comment)
		f.Func().Params(jen.Id(recv).Id(s.GoName)).Id(name).Params().String().Block(jen.Return(text))
		f.Line()
	}
	method("String", "the fields of "+recv+", without what is sensitive.",
		jen.Id(values.structAttr(&idl.Type{Kind: idl.StructType, Struct: s})).Call(jen.Id(recv)).Dot("String").Call())
	method("GoString", "what String returns, for the verb %#v.",
		jen.Lit(p.model.Package+"."+s.GoName).Op("+").Id(recv).Dot("String").Call())
}

// namedAsText reports whether a field has the name of a method that structText writes.
func namedAsText(field *idl.Param) bool {
	return field.GoName == "String" || field.GoName == "GoString"
}
