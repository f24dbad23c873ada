package reference

import (
	"fmt"
	"strconv"

	"drivergen/idl"
)

func (b *builder) structure(st *idl.Struct, kind string) *section {
	s := declaration(st.GoName, st.GoName, kind, st.Decl)
	s.add(docBlocks(st.Doc)...)
	s.addTable(b.params("Fields", "Field", st.Fields, true))
	for _, f := range st.Fields {
		if f.Default != nil {
			s.add(paragraph{text{codeOf("WithDefaults"), say(" returns it with the defaults in the place of what is not set.")}})
			break
		}
	}
	return s
}

func (b *builder) enum(e *idl.Enum) *section {
	kind := "enum"
	if e.Flags {
		kind = "flags"
	}
	s := declaration(e.GoName, e.GoName, kind, e.Decl)
	s.add(docBlocks(e.Doc)...)
	var f facts
	switch {
	case e.Flags && e.Base.Kind == idl.String:
		f = append(f, fact{"Set of", text{say("bits, written as names joined by a space")}})
	case e.Flags:
		f = append(f, fact{"Set of", text{say("bits of "), codeOf(e.Base.Kind.String())}})
	default:
		f = append(f, fact{"Base", text{codeOf(e.Base.Kind.String())}})
	}
	if e.Empty != "" {
		f = append(f, fact{"None set", text{codeOf(e.Empty)}})
	}
	switch {
	case e.Untyped:
		f = append(f, fact{"Constants", text{say("untyped")}})
	case e.Flags:
	case e.Flexible:
		f = append(f, fact{"Other values", text{say("are carried")}})
	default:
		f = append(f, fact{"Other values", text{say("are refused")}})
	}
	s.addFacts(f)
	t := &table{caption: "Values", head: []string{"Constant", "Value", "Meaning"}}
	for _, v := range e.Values {
		t.rows = append(t.rows, row{id: v.GoName, kind: "value", aliases: v.Name, cells: []text{
			nameCell(v.Decl), {codeOf(valueOf(e, v))}, docText(v.Decl)}})
	}
	s.addTable(t)
	return s
}

func valueOf(e *idl.Enum, v *idl.EnumValue) string {
	switch {
	case e.Flags:
		return fmt.Sprintf("%#x", v.Int)
	case e.Base.Kind == idl.String:
		return strconv.Quote(v.Str)
	}
	return strconv.FormatInt(v.Int, 10)
}
