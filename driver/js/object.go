package js

import (
	"slices"

	"github.com/dop251/goja"
)

// An Object stands for a device, or for a handle, in JavaScript. Its properties are those that were defined, in their
// order, and those that a script adds. It is used on the loop only.
type Object struct {
	base       *Base
	name       string
	value      *goja.Object
	keys       []string
	properties map[string]*property
	touched    func()  // told when a script uses a property
	lent       *Object // answers for the properties of shared, while it is not nil
	shared     map[string]bool
}

type property struct {
	get     func() goja.Value
	set     func(v goja.Value) bool // nil: a script cannot set it
	present func() bool             // nil: always
	added   bool                    // by a script
	unset   func()                  // nil: there is nothing to unset
}

func newObject(b *Base, name string) *Object {
	o := &Object{base: b, name: name, properties: map[string]*property{}, touched: func() {}}
	o.value = b.realm.vm.NewDynamicObject(dynamic{o})
	return o
}

// Value returns the object as a script has it.
func (o *Object) Value() *goja.Object { return o.value }

func (o *Object) define(name string, p *property) {
	if o.properties[name] == nil {
		o.keys = append(o.keys, name)
	}
	o.properties[name] = p
}

// Getter defines a property that is read only.
func (o *Object) Getter(name string, get func() goja.Value) { o.define(name, &property{get: get}) }

// Callback defines a property that holds a function or nothing. What a script sets is given to set: nil for null or
// undefined.
func (o *Object) Callback(name string, set func(f *Function)) {
	value := goja.Undefined()
	o.define(name, &property{
		get: func() goja.Value { return value },
		unset: func() {
			value = goja.Undefined()
			set(nil)
		},
		set: func(v goja.Value) bool {
			if !isMissing(v) && !isFunction(v) {
				panic(o.base.realm.vm.NewTypeError("%s.%s %s", o.name, name, misfit(v, "a function").Error()))
			}
			value = v
			set(o.base.function(o.value, v))
			return true
		},
	})
}

// Async defines a method that answers through a callback.
func (o *Object) Async(name string, body func(c *Call)) {
	o.method(name, func(c *Call) goja.Value {
		body(c)
		return goja.Undefined()
	})
}

// Sync defines a method that answers at once.
func (o *Object) Sync(name string, body func(c *Call) goja.Value) { o.method(name, body) }

// Where lets the properties that f defines be there only while has reports true: those of an optional part of the device.
func (o *Object) Where(has func() bool, f func()) {
	first := len(o.keys)
	f()
	for _, name := range o.keys[first:] {
		o.properties[name].present = has
	}
}

func (o *Object) method(name string, body func(c *Call) goja.Value) {
	vm := o.base.realm.vm
	full := o.name + "." + name
	function := vm.ToValue(func(call goja.FunctionCall) goja.Value {
		return body(&Call{base: o.base, method: full, args: call.Arguments})
	})
	if f, ok := function.(*goja.Object); ok {
		_ = f.DefineDataProperty("name", vm.ToValue(name), goja.FLAG_FALSE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	own := func() goja.Value { return function }
	p := &property{get: own}
	p.unset = func() { p.get = own }
	p.set = func(v goja.Value) bool { // a script may put its own in front
		p.get = func() goja.Value { return v }
		return true
	}
	o.define(name, p)
}

// dynamic is an Object as goja asks for its properties.
type dynamic struct{ *Object }

var _ goja.DynamicObject = dynamic{}

func (d dynamic) owner(key string) *Object {
	if d.lent != nil && d.shared[key] {
		return d.lent
	}
	return d.Object
}

// Get returns a property's value, nil where there is none.
func (d dynamic) Get(key string) goja.Value {
	o := d.owner(key)
	p := o.properties[key]
	if p == nil || p.present != nil && !p.present() {
		return nil
	}
	o.touched()
	return p.get()
}

// Set sets a property, and adds one that is missing.
func (d dynamic) Set(key string, v goja.Value) bool {
	o := d.owner(key)
	p := o.properties[key]
	switch {
	case p == nil || p.present != nil && !p.present():
		added := &property{get: func() goja.Value { return v }, added: true}
		added.set = func(v goja.Value) bool {
			added.get = func() goja.Value { return v }
			return true
		}
		o.define(key, added)
		return true
	case p.set == nil:
		return false
	}
	o.touched()
	return p.set(v)
}

// Has reports whether there is a property.
func (d dynamic) Has(key string) bool {
	p := d.properties[key]
	return p != nil && (p.present == nil || p.present())
}

// Delete unsets a callback, and removes what a script added or put in front of a method. What the device defines stays.
func (d dynamic) Delete(key string) bool {
	o := d.owner(key)
	p := o.properties[key]
	switch {
	case p == nil:
	case p.added:
		delete(o.properties, key)
		o.keys = slices.DeleteFunc(o.keys, func(other string) bool { return other == key })
	case p.unset == nil:
		return false
	default:
		p.unset()
	}
	return true
}

// Keys returns the names of the properties.
func (d dynamic) Keys() []string {
	return slices.DeleteFunc(slices.Clone(d.keys), func(key string) bool { return !d.Has(key) })
}
