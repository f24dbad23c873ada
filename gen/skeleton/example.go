package skeleton

import (
	"path"
	"strconv"

	"drivergen/idl"
)

// An exampleFile is what example.go.tmpl is filled with.
type exampleFile struct {
	Import    string // the import spec of the driver
	Open      string // the call that makes the device
	Questions []question
	Context   bool // a question needs one
}

// A question is a call of the example: something that the device tells without being
// given anything.
type question struct{ About, Call string }

func exampleOf(o Options, parts []*part) exampleFile {
	e := exampleFile{Import: strconv.Quote(o.Import), Open: o.Name + ".New()"}
	if path.Base(o.Import) != o.Name {
		e.Import = o.Name + " " + e.Import
	}
	for _, p := range parts {
		device := "dev"
		if p.Shared {
			device += "." + p.Accessor + "()"
		}
		for _, m := range p.Properties {
			e.ask(device, m)
		}
		for _, m := range p.Methods {
			if m.Creates == nil {
				e.ask(device, m)
			}
		}
	}
	return e
}

// ask adds a method that takes nothing and tells something that may be printed.
func (e *exampleFile) ask(device string, m *idl.Method) {
	if len(m.Params) > 0 || len(m.Returns) != 1 || secret(m.Returns[0].Type) {
		return
	}
	call := device + "." + m.GoName
	if m.Interface.Form.NoContext {
		call += "()"
	} else {
		call += "(ctx)"
		e.Context = true
	}
	if m.NoError {
		call += ", nil"
	}
	e.Questions = append(e.Questions, question{About: m.Name, Call: call})
}

// secret reports whether a value of the type may hold what must not be printed.
func secret(t *idl.Type) bool {
	switch {
	case t == nil:
		return false
	case t.Kind == idl.List, t.Kind == idl.Optional:
		return secret(t.Elem)
	case t.Kind != idl.StructType:
		return false
	}
	for _, field := range t.Struct.Fields {
		if field.Sensitive || secret(field.Type) {
			return true
		}
	}
	return false
}
