package reference

import (
	"strconv"

	"drivergen/idl"
)

// errnoRef is a link to an errno.
func (b *builder) errnoRef(e *idl.Errno) span { return b.ref(e.GoName, e.GoName) }

func (b *builder) errnos() {
	if len(b.Model.Errnos) == 0 {
		return
	}
	s := &section{id: "errnos", title: "Errnos"}
	s.add(paragraph{text{say("The errors of this package's methods. "), codeOf("errors.Is"),
		say(" finds them; their numbers are Linux's, or begin at 4096.")}})
	t := &table{caption: "Errnos", head: []string{"Errno", "Number", "Meaning"}}
	for _, e := range b.Model.Errnos {
		t.rows = append(t.rows, row{id: e.GoName, kind: "errno", aliases: strconv.Itoa(e.Value), cells: []text{
			nameCell(e.Decl), {say(strconv.Itoa(e.Value))}, docText(e.Decl)}})
	}
	s.addTable(t)
	b.add(s)
}

func (b *builder) sentinels() {
	if len(b.Model.Errors) == 0 {
		return
	}
	s := &section{id: "errors", title: "Errors"}
	t := &table{caption: "Errors", head: []string{"Error", "Text", "Meaning"}}
	for _, e := range b.Model.Errors {
		meaning := docText(e.Decl)
		if e.Timeout {
			meaning = append(meaning, say(" Its "), codeOf("Timeout()"), say(" reports true."))
		}
		t.rows = append(t.rows, row{id: e.GoName, kind: "error", aliases: e.Text, cells: []text{nameCell(e.Decl), {codeOf(e.Text)}, meaning}})
	}
	s.addTable(t)
	b.add(s)
}

func (b *builder) constants() {
	if len(b.Model.Constants) == 0 {
		return
	}
	s := &section{id: "constants", title: "Constants"}
	t := &table{caption: "Constants", head: []string{"Constant", "Type", "Value", "Meaning"}}
	for _, c := range b.Model.Constants {
		kind := text{say("untyped")}
		if c.Type != nil {
			kind = merged(b.goType(c.Type))
		}
		t.rows = append(t.rows, row{id: c.GoName, kind: "constant", cells: []text{nameCell(c.Decl), kind, {codeOf(c.Value)}, docText(c.Decl)}})
	}
	s.addTable(t)
	b.add(s)
}

// nameCell returns a declaration's Go name, and the description's where it is another one.
func nameCell(d idl.Decl) text {
	t := text{codeOf(d.GoName)}
	if d.Name != "" && d.Name != d.GoName {
		t = append(t, say(" ("), codeOf(d.Name), say(")"))
	}
	return t
}
