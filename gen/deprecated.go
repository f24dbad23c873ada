package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// deprecates reports whether anything in a description is deprecated.
func deprecates(m *idl.Model) bool {
	found := false
	look := func(d idl.Decl) { found = found || d.Deprecated != "" }
	fields := func(s *idl.Struct) {
		look(s.Decl)
		for _, f := range s.Fields {
			look(f.Decl)
		}
	}
	states := func(list []*idl.State) {
		for _, s := range list {
			look(s.Decl)
		}
	}
	for _, e := range m.Errnos {
		look(e.Decl)
	}
	for _, e := range m.Errors {
		look(e.Decl)
	}
	for _, c := range m.Constants {
		look(c.Decl)
	}
	for _, e := range m.Enums {
		look(e.Decl)
		for _, v := range e.Values {
			look(v.Decl)
		}
	}
	for _, s := range m.Structs {
		fields(s)
	}
	for _, h := range m.Handles {
		look(h.Decl)
		states(h.States)
		if h.Properties != nil {
			fields(h.Properties)
		}
	}
	for _, i := range m.Interfaces {
		look(i.Decl)
		states(i.States)
		for _, method := range suiteMethods(i) {
			look(method.Decl)
		}
		for _, e := range allEvents(i) {
			look(e.Decl)
		}
		for _, c := range i.Capabilities {
			look(c.Decl)
		}
		for _, s := range i.Stimuli {
			look(s.Decl)
		}
	}
	return found
}

// allowDeprecated tells staticcheck that a file uses what is deprecated: as long as a
// description has it, it must work.
func (p *pkg) allowDeprecated(f *jen.File) {
	if p.deprecates() {
		f.Comment("//lint:file-ignore SA1019 What the description deprecates works as long as it is there.")
		f.Line()
	}
}
