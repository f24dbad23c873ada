package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// mockValues writes how a mock copies the values that it records. Structs that need it
// get a helper function each.
type mockValues struct {
	p       *pkg
	taken   names
	copies  map[*idl.Struct]string // the helper that copies a struct
	pending []func() jen.Code      // helpers that are named but not written yet
	written []jen.Code             // helpers, in the order in which they were named
}

func newMockValues(p *pkg) *mockValues {
	return &mockValues{p: p, taken: names{}, copies: map[*idl.Struct]string{}}
}

// prepare names and writes the helper functions that the mocks of methods need. Whoever
// writes the mocks afterwards only reads, so that several may at the same time.
func (v *mockValues) prepare(methods []*mockMethod) {
	for _, m := range methods {
		for _, param := range m.inputs {
			if holdsStruct(param.Type) {
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

// copied returns the expression of an argument as it is recorded: copied where it refers
// to memory that the caller may change. Bytes are copied by package mock.
func (v *mockValues) copied(param *idl.Param, value expr) expr {
	if isBytes(param) {
		return value
	}
	if copied := v.copier(param); copied != nil {
		return copied.call(value)
	}
	return value
}

// copier returns a function of a parameter's type that copies its values, or nil where
// they refer to nothing.
func (v *mockValues) copier(param *idl.Param) expr {
	switch {
	case param.GoType != "" && param.Pointer:
		return generic("Target", qualified(param.GoType)).call(text("nil"))
	case param.GoType != "":
		return nil
	case param.Pointer:
		return v.container("Target", param.Type)
	}
	return v.copierOf(param.Type)
}

// generic returns a function of package mock with a type argument.
func generic(function string, typ expr) expr {
	return qual(mockPath, function).then(text("["), typ, text("]"))
}

func (v *mockValues) copierOf(t *idl.Type) expr {
	switch t.Kind {
	case idl.Bytes, idl.TextOrBytes:
		return qual(mockPath, "CloneBytes")
	case idl.List:
		return v.container("Elements", t.Elem)
	case idl.Optional:
		return v.container("Target", t.Elem)
	case idl.StructType:
		if refers(t.Struct, map[*idl.Struct]bool{}) {
			return text(v.helper(t))
		}
	}
	return nil
}

// container copies what a list or a pointer refers to.
func (v *mockValues) container(function string, elem *idl.Type) expr {
	inner := v.copierOf(elem)
	if inner == nil {
		inner = text("nil")
	}
	return generic(function, v.p.typeExpr(elem)).call(inner)
}

// helper returns the name of the function that copies a struct field by field, and sees
// to it that the function is written.
func (v *mockValues) helper(t *idl.Type) string {
	if name, ok := v.copies[t.Struct]; ok {
		return name
	}
	name := v.taken.claim("copy"+t.Struct.GoName, "2")
	v.copies[t.Struct] = name
	v.pending = append(v.pending, func() jen.Code {
		typ := v.p.typ(t)
		return jen.Comment(name + " returns a copy of v that shares nothing with it.").Line().
			Func().Id(name).Params(jen.Id("v").Add(typ.Clone())).Add(typ).BlockFunc(func(g *jen.Group) {
			for _, field := range t.Struct.Fields {
				if copied := v.copier(field); copied != nil {
					value := jen.Id("v").Dot(field.GoName)
					g.Add(value.Clone().Op("=").Add(copied.jen()).Call(value))
				}
			}
			g.Return(jen.Id("v"))
		})
	})
	return name
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
