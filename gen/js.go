package gen

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// Import paths of what a binding to JavaScript uses.
const (
	jsPath   = "drivergen/driver/js"
	gojaPath = "github.com/dop251/goja"
)

// A jsForm is an interface on its way to and from JavaScript, by its callback form.
type jsForm struct {
	*callbackForm
	members map[*idl.Event]string // the names of the events in JavaScript
}

func newJSForm(p *pkg, i *idl.Interface) *jsForm {
	b := &jsForm{callbackForm: newCallbackForm(p, i), members: map[*idl.Event]string{}}
	taken := map[string]bool{"errno": true}
	for _, m := range allMethods(i) {
		taken[m.Name] = true
	}
	for _, c := range i.Capabilities {
		for _, m := range c.Methods {
			taken[m.Name] = true
		}
	}
	b.nameEvents(taken, b.signals)
	for _, h := range b.objects {
		taken := map[string]bool{"handle": h.Properties == nil}
		if h.Properties != nil {
			for _, field := range h.Properties.Fields {
				taken[field.Name] = true
			}
		}
		b.nameEvents(taken, b.handleEvents(h))
	}
	return b
}

// nameEvents gives events the names of their callbacks. One that is called like another member is told through NAME_cb.
func (b *jsForm) nameEvents(taken map[string]bool, events []*idl.Event) {
	for _, e := range events {
		name := e.Callback
		for taken[name] {
			name += "_cb"
		}
		taken[name] = true
		b.members[e] = name
	}
}

// eachJSForm visits the interfaces of a description that JavaScript can have.
func eachJSForm(p *pkg, visit func(b *jsForm)) {
	for _, i := range p.model.Interfaces {
		if wantsCallbacks(i) {
			visit(newJSForm(p, i))
		}
	}
}

// emitJSBinding writes what makes a JavaScript object of a device.
func emitJSBinding(p *pkg, f *jen.File) {
	names := []string{}
	eachJSForm(p, func(b *jsForm) { names = append(names, b.i.Callback) })
	f.PackageComment(commentLine("Package " + p.subfolder(JS) + " binds " + strings.Join(names, ", ") + " into JavaScript, and drivers written in JavaScript into Go."))
	needsSupport(f)
	eachJSForm(p, func(b *jsForm) { b.binding(f) })
}

// emitJSDriver writes what calls a driver that is a JavaScript object.
func emitJSDriver(p *pkg, f *jen.File) {
	eachJSForm(p, func(b *jsForm) { b.driver(f) })
}

func js(name string) *jen.Statement { return jen.Qual(jsPath, name) }

func gojaValue() *jen.Statement { return jen.Qual(gojaPath, "Value") }

// core returns a name of the core package.
func (b *jsForm) core(name string) *jen.Statement { return jen.Qual(b.pkg.core, name) }

// object returns the Go type of a handle's object in the callback form.
func (b *jsForm) object(h *idl.Handle) *jen.Statement { return jen.Op("*").Add(b.core(objectName(h))) }

// to returns the expression of a Go value in JavaScript.
func (b *jsForm) to(typ, value *jen.Statement) *jen.Statement {
	return js("To").Call(jen.Id("d").Dot("base"), typ, value)
}

// bound returns the conversion of a parameter or result in a binding, where a handle that has an object is known by its number
// in scripts.
func (b *jsForm) bound(param *idl.Param) *jen.Statement {
	if param.Type.Kind == idl.HandleType && b.hasObject(param.Type.Handle) && param.GoType == "" && !param.Pointer {
		return b.numberOf(b.typ(param.Type), param.Type.Handle)
	}
	return b.jsParam(param)
}

// numberOf returns the conversion of the numbers of a kind of handles, as a Go type.
func (b *jsForm) numberOf(typ *jen.Statement, h *idl.Handle) *jen.Statement {
	return js("NumberOf").Index(typ).Call(jen.Id("d").Dot(objectsField(h)))
}

// leftOut reports whether a caller may leave a parameter out: it has a default, or all that is in it may be left out.
func leftOut(param *idl.Param) bool {
	switch {
	case param.Default != nil, param.Optional, param.Pointer, param.Deadline, param.Type.Kind == idl.Optional:
		return true
	case param.Type.Kind != idl.StructType || len(param.Type.Struct.Fields) == 0:
		return false
	}
	for _, field := range param.Type.Struct.Fields {
		if !mayLack(field) {
			return false
		}
	}
	return true
}

// mayLack reports whether a struct may lack a field.
func mayLack(field *idl.Param) bool { return field.Optional || field.Default != nil }
