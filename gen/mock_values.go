package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// mockValues writes what a mock does with values: compare them, copy them, and print
// them without what is sensitive. Structs that need it get a helper function each.
type mockValues struct {
	p       *pkg
	taken   names
	copies  map[*idl.Struct]string // the helper that copies a struct
	redacts map[*idl.Struct]string // the helper that redacts a struct
	pending []func() jen.Code      // helpers that are named but not written yet
	written []jen.Code             // helpers, in the order in which they were named
}

func newMockValues(p *pkg) *mockValues {
	return &mockValues{p: p, taken: names{}, copies: map[*idl.Struct]string{}, redacts: map[*idl.Struct]string{}}
}

// prepare names and writes the helper functions that the mocks of methods need. Whoever
// writes the mocks afterwards only reads, so that several may at the same time.
func (v *mockValues) prepare(methods []*mockMethod) {
	for _, m := range methods {
		for _, param := range m.inputs {
			if holdsStruct(param.Type) {
				v.redacted(param)
				v.copied(param, nil)
			}
		}
	}
	for len(v.pending) > 0 {
		write := v.pending[0]
		v.pending = v.pending[1:]
		v.written = append(v.written, write())
	}
}

// holdsStruct reports whether values of a type are structs, or hold some.
func holdsStruct(t *idl.Type) bool {
	for t.Elem != nil {
		t = t.Elem
	}
	return t.Kind == idl.StructType
}

// helpers adds the helper functions to a file.
func (v *mockValues) helpers(f *jen.File) {
	for _, code := range v.written {
		f.Add(code)
		f.Line()
	}
}

// redacted returns a function that takes what is sensitive out of an argument, or nil
// where there is nothing, or all of it is.
func (v *mockValues) redacted(param *idl.Param) expr {
	if param.Sensitive {
		return nil
	}
	return v.mapper(param, v.redactsStruct)
}

// copied returns the expression of an argument as it is recorded: copied where it refers
// to memory that the caller may change.
func (v *mockValues) copied(param *idl.Param, value expr) expr {
	if isBytes(param) {
		return text("m.ctl.Copy").call(value)
	}
	if copied := v.mapper(param, v.copiesStruct); copied != nil {
		return copied.call(value)
	}
	return value
}

// A structMapper returns the name of the function that maps a struct, or "" where it
// stays as it is. References says that it also maps bytes, lists and pointers themselves.
type structMapper struct {
	of         func(t *idl.Type) string
	references bool
}

func (v *mockValues) copiesStruct() structMapper {
	return structMapper{of: v.copyOf, references: true}
}

func (v *mockValues) redactsStruct() structMapper { return structMapper{of: v.redactOf} }

// mapper returns a function of a parameter's type that maps its values, or nil where they stay as they are.
func (v *mockValues) mapper(param *idl.Param, by func() structMapper) expr {
	m := by()
	if param.GoType != "" {
		if param.Pointer && m.references {
			return generic("Target", qualified(param.GoType)).call(text("nil"))
		}
		return nil
	}
	if param.Pointer {
		return v.container("Target", param.Type, m)
	}
	return v.mapType(param.Type, m)
}

// generic returns a function of package mock with a type argument.
func generic(function string, typ expr) expr {
	return qual(mockPath, function).then(text("["), typ, text("]"))
}

func (v *mockValues) mapType(t *idl.Type, m structMapper) expr {
	switch t.Kind {
	case idl.Bytes, idl.TextOrBytes:
		if m.references {
			return qual(mockPath, "CloneBytes")
		}
	case idl.List:
		return v.container("Elements", t.Elem, m)
	case idl.Optional:
		return v.container("Target", t.Elem, m)
	case idl.StructType:
		if name := m.of(t); name != "" {
			return text(name)
		}
	}
	return nil
}

// container maps what a list or a pointer refers to.
func (v *mockValues) container(function string, elem *idl.Type, m structMapper) expr {
	inner := v.mapType(elem, m)
	if inner == nil {
		if !m.references {
			return nil
		}
		inner = text("nil")
	}
	return generic(function, v.p.typeExpr(elem)).call(inner)
}

func (v *mockValues) copyOf(t *idl.Type) string {
	if !refers(t.Struct, map[*idl.Struct]bool{}) {
		return ""
	}
	return v.helper(v.copies, "copy", "returns a copy of v that shares nothing with it.", t, func(field *idl.Param, value *jen.Statement) *jen.Statement {
		if copied := v.mapper(field, v.copiesStruct); copied != nil {
			return value.Clone().Op("=").Add(copied.jen()).Call(value.Clone())
		}
		return nil
	})
}

func (v *mockValues) redactOf(t *idl.Type) string {
	if !hasSecret(t.Struct, map[*idl.Struct]bool{}) {
		return ""
	}
	return v.helper(v.redacts, "redact", "returns v without what is sensitive.", t, func(field *idl.Param, value *jen.Statement) *jen.Statement {
		if field.Sensitive {
			return value.Clone().Op("=").Add(v.p.redaction(field))
		}
		if redact := v.mapper(field, v.redactsStruct); redact != nil {
			return value.Clone().Op("=").Add(redact.jen()).Call(value.Clone())
		}
		return nil
	})
}

// helper returns the name of the function that maps a struct field by field, and sees
// to it that the function is written.
func (v *mockValues) helper(known map[*idl.Struct]string, verb, doc string, t *idl.Type, field func(*idl.Param, *jen.Statement) *jen.Statement) string {
	if name, ok := known[t.Struct]; ok {
		return name
	}
	name := v.taken.claim(verb+t.Struct.GoName, "2")
	known[t.Struct] = name
	v.pending = append(v.pending, func() jen.Code {
		typ := v.p.typ(t)
		return jen.Comment(name + " " + doc).Line().
			Func().Id(name).Params(jen.Id("v").Add(typ.Clone())).Add(typ).BlockFunc(func(g *jen.Group) {
			for _, param := range t.Struct.Fields {
				if statement := field(param, jen.Id("v").Dot(param.GoName)); statement != nil {
					g.Add(statement)
				}
			}
			g.Return(jen.Id("v"))
		})
	})
	return name
}

// redaction returns what stands in the place of a sensitive field.
func (p *pkg) redaction(field *idl.Param) *jen.Statement {
	if field.Type.Kind == idl.String && field.GoType == "" && !field.Pointer {
		return jen.Qual(driverPath, "Redaction")
	}
	return p.zero(field)
}

// hasSecret reports whether a struct has a sensitive field, however deep.
func hasSecret(s *idl.Struct, seen map[*idl.Struct]bool) bool {
	return anyField(s, seen, func(field *idl.Param) bool { return field.Sensitive })
}

// refers reports whether a struct refers to memory that a copy of it shares, however deep.
func refers(s *idl.Struct, seen map[*idl.Struct]bool) bool {
	return anyField(s, seen, func(field *idl.Param) bool {
		switch field.Type.Kind {
		case idl.Bytes, idl.TextOrBytes, idl.List, idl.Optional:
			return field.GoType == ""
		}
		return field.Pointer
	})
}

// anyField reports whether test holds for a field of a struct, or of a struct in it.
func anyField(s *idl.Struct, seen map[*idl.Struct]bool, test func(*idl.Param) bool) bool {
	if seen[s] {
		return false
	}
	seen[s] = true
	for _, field := range s.Fields {
		t := field.Type
		for t.Elem != nil {
			t = t.Elem
		}
		if test(field) || field.GoType == "" && t.Kind == idl.StructType && anyField(t.Struct, seen, test) {
			return true
		}
	}
	return false
}
