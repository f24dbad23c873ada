package gen

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// A double is a type that stands in for an interface or stands in front of it: a mock, a
// trace. It has the interface's methods, so it must name parameters and its own methods
// in a way that fits whatever the description calls them.
type double struct {
	p        *pkg
	i        *idl.Interface
	reserved map[string]bool // names that a parameter must not have in a method's body
}

// newDouble returns the double of an interface whose methods' bodies use the names in own.
func newDouble(p *pkg, i *idl.Interface, own ...string) *double {
	d := &double{p: p, i: i, reserved: map[string]bool{}}
	for _, name := range append(own, "ctx", "err", "driver", "context", "netip", "time", p.model.Package) {
		d.reserved[name] = true
	}
	for _, imported := range p.model.Imported() {
		d.reserved[p.packages[imported.ImportPath]] = true
	}
	for _, m := range d.everyMethod() {
		for _, param := range slices.Concat(m.Params, m.Returns) {
			if importPath, _, ok := cutGoType(param.GoType); ok {
				d.reserved[p.packages[importPath]] = true
			}
		}
	}
	return d
}

// everyMethod returns the methods of the required part and of the capabilities.
func (d *double) everyMethod() []*idl.Method {
	methods := allMethods(d.i)
	for _, c := range d.i.Capabilities {
		methods = append(methods, c.Methods...)
	}
	return methods
}

// A call holds the local names of one method's parameters and results.
type call struct {
	d      *double
	m      *idl.Method
	names  map[*idl.Param]string
	inputs []*idl.Param // the parameters without out-buffers
}

func (d *double) call(m *idl.Method) *call {
	c := &call{d: d, m: m, names: map[*idl.Param]string{}}
	taken := map[string]bool{}
	pick := func(param *idl.Param, suffix string) {
		name := paramName(param)
		for d.reserved[name] || taken[name] || token.IsKeyword(name) || types.Universe.Lookup(name) != nil {
			name += suffix
		}
		taken[name] = true
		c.names[param] = name
	}
	for _, param := range m.Params {
		pick(param, "Arg")
		if !param.Out {
			c.inputs = append(c.inputs, param)
		}
	}
	for _, r := range m.Returns {
		pick(r, "Result")
	}
	return c
}

// params returns the method's parameters with their names.
func (c *call) params() []jen.Code {
	var list []jen.Code
	if hasContext(c.m) {
		list = append(list, jen.Id("ctx").Qual("context", "Context"))
	}
	for _, param := range c.m.Params {
		list = append(list, jen.Id(c.names[param]).Add(c.d.p.paramType(param)))
	}
	return list
}

// args returns the names of the method's parameters, to pass them on.
func (c *call) args() []jen.Code {
	var list []jen.Code
	if hasContext(c.m) {
		list = append(list, jen.Id("ctx"))
	}
	for _, param := range c.m.Params {
		list = append(list, jen.Id(c.names[param]))
	}
	return list
}

// results returns the method's results: with names, the error's too, or their types alone.
func (c *call) results(named bool) []jen.Code {
	var list []jen.Code
	for _, r := range c.m.Returns {
		if named {
			list = append(list, jen.Id(c.names[r]).Add(c.d.p.paramType(r)))
		} else {
			list = append(list, c.d.p.paramType(r))
		}
	}
	switch {
	case c.m.NoError:
		return list
	case named:
		return append(list, jen.Err().Error())
	}
	return append(list, jen.Error())
}

// resultNames returns the names of the results, to return them.
func (c *call) resultNames() []jen.Code {
	var list []jen.Code
	for _, r := range c.m.Returns {
		list = append(list, jen.Id(c.names[r]))
	}
	if !c.m.NoError {
		list = append(list, jen.Err())
	}
	return list
}

// names gives out names, each once.
type names map[string]bool

// claim returns name, or name with as many suffixes as make it a free one.
func (n names) claim(name, suffix string) string {
	for n[name] {
		name += suffix
	}
	n[name] = true
	return name
}
