package typescript

import (
	"strings"

	"drivergen/idl"
)

// errnos writes the errnos. Those that the interfaces set errno to are among them.
func (e *emitter) errnos() {
	if len(e.model.Errnos) == 0 {
		return
	}
	e.declaration(&doc{text: []string{"The numbers that tell why a call failed."}})
	e.out.block("export declare const enum "+e.names.errno+" {", func() {
		for _, n := range e.model.Errnos {
			e.out.doc(docOf(n.Decl))
			e.out.line(member(n.Name) + " = " + integer(int64(n.Value)) + ",")
		}
	})
}

// sentinels writes the texts of the errors that have no number.
func (e *emitter) sentinels() {
	if len(e.model.Errors) == 0 {
		return
	}
	e.declaration(&doc{text: []string{"The messages of the errors that a call fails with."}})
	e.out.block("export declare const enum "+e.names.text+" {", func() {
		for _, s := range e.model.Errors {
			d := docOf(s.Decl)
			if s.Timeout {
				d.paragraph("It tells that time ran out.")
			}
			e.out.doc(d)
			e.out.line(member(s.Name) + " = " + quote(s.Text) + ",")
		}
	})
}

// constants writes the constants: those that a const enum can hold as its members, the others
// as types of one value.
func (e *emitter) constants() {
	var others []*idl.Constant
	listed := func(c *idl.Constant) bool {
		v := constantLiteral(c)
		return v != "true" && v != "false" && v != "number" && !strings.HasSuffix(v, "n")
	}
	wanted := false
	for _, c := range e.model.Constants {
		if listed(c) {
			wanted = true
		} else {
			others = append(others, c)
		}
	}
	if wanted {
		e.declaration(&doc{text: []string{"The constants."}})
		e.out.block("export declare const enum "+e.names.constant+" {", func() {
			for _, c := range e.model.Constants {
				if listed(c) {
					e.out.doc(constantDoc(c))
					e.out.line(member(c.Name) + " = " + constantLiteral(c) + ",")
				}
			}
		})
	}
	for _, c := range others {
		e.declaration(constantDoc(c))
		e.out.line("export type " + e.names.constant + "_" + typeName(c.Name, c.GoName) + " = " + constantLiteral(c) + ";")
	}
}

func constantDoc(c *idl.Constant) *doc {
	d := docOf(c.Decl)
	if c.Type != nil && c.Type.Kind == idl.Duration {
		d.paragraph("In milliseconds.")
	}
	return d
}

// enum writes an enum as the union of its values. Where others may come, any value of the
// base fits, and an editor still offers those that are listed.
func (e *emitter) enum(enum *idl.Enum) {
	e.enumNamed(enum, docOf(enum.Decl))
}

func (e *emitter) enumNamed(enum *idl.Enum, d *doc) {
	base := "number"
	if isText(enum) {
		base = "string"
	}
	if enum.Flags && base == "string" {
		d.paragraph("A text: the names of the flags that are set, joined by spaces" + noFlag(enum) + ".")
	} else if enum.Flags {
		d.paragraph("A number: the sum of the flags that are set.")
	}
	e.declaration(d)
	e.out.line("export type " + e.names.types[enum] + " =")
	e.out.nested(func() {
		if enum.Flags && enum.Empty != "" && base == "string" {
			e.out.doc(&doc{text: []string{"No flag."}})
			e.out.line("| " + quote(enum.Empty))
		}
		open := enum.Flags || enum.Flexible
		for i, v := range enum.Values {
			e.out.doc(valueDoc(enum, v))
			e.out.line("| " + e.enumValue(enum, v) + ending(!open && i == len(enum.Values)-1))
		}
		if open {
			e.out.doc(&doc{text: []string{openWords(enum)}})
			e.out.line("| (" + base + " & {});")
		}
	})
}

// enumValue returns the literal of a value. A flag of a text is its name.
func (e *emitter) enumValue(enum *idl.Enum, v *idl.EnumValue) string {
	if enum.Flags && isText(enum) {
		return quote(v.Name)
	}
	return enumLiteral(enum, v)
}

func valueDoc(enum *idl.Enum, v *idl.EnumValue) *doc {
	d := docOf(v.Decl)
	if !isText(enum) && len(d.text) > 0 {
		d.text[0] = escape(v.Name) + ": " + d.text[0]
	} else if !isText(enum) {
		d.paragraph(v.Name)
	}
	return d
}

func noFlag(enum *idl.Enum) string {
	if enum.Empty == "" {
		return ""
	}
	return ", or " + enum.Empty + " where none is"
}

func openWords(enum *idl.Enum) string {
	if enum.Flags {
		return "Several of them."
	}
	return "A value that is not listed."
}

func ending(last bool) string {
	if last {
		return ";"
	}
	return ""
}

// structure writes a struct. A field that is optional or has a default may be left out.
func (e *emitter) structure(s *idl.Struct) {
	e.declaration(docOf(s.Decl))
	e.out.block("export interface "+e.names.types[s]+" {", func() {
		for _, f := range s.Fields {
			e.out.doc(fieldDoc(f))
			mark := ""
			if mayLack(f) {
				mark = "?"
			}
			e.field(member(f.Name)+mark, e.valueType(f))
		}
	})
}

// mayLack reports whether a struct may lack a field.
func mayLack(f *idl.Param) bool { return f.Optional || f.Default != nil }

// field writes a member and its type.
func (e *emitter) field(name, typ string) {
	c := append(code{text(name)}, typed(typ)...)
	e.out.code(append(c, text(";")))
}

// handle writes the number behind a handle, its states, and the object that stands for an open one.
func (e *emitter) handle(h *idl.Handle) {
	e.declaration(docOf(h.Decl))
	e.out.line("export type " + e.names.types[h] + " = number;")
	if h.StateEnum != nil {
		e.enumNamed(h.StateEnum, docOf(h.StateEnum.Decl))
	}
	if h.Properties == nil {
		return
	}
	d := docOf(h.Properties.Decl)
	e.declaration(d)
	e.out.block("export interface "+e.names.types[h.Properties]+" {", func() {
		m := memberNames{}
		for _, f := range h.Properties.Fields {
			m[f.Name] = true
			e.out.doc(fieldDoc(f))
			e.field("readonly "+member(f.Name), e.valueType(f))
		}
		for _, i := range e.model.Interfaces {
			for _, event := range eventsOf(i) {
				if e.ofObject(event) && event.Handle.Type.Handle == h && !m[event.Callback] {
					e.event(event, m)
				}
			}
		}
	})
}

// declaration begins a declaration: an empty line, and its comment.
func (e *emitter) declaration(d *doc) {
	e.out.line("")
	e.out.doc(d)
}
