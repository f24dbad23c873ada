package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// A hwParam is one parameter of a hardware call.
type hwParam struct {
	name string
	code *jen.Statement
	role hwRole
	from *idl.Param // the method's parameter behind it
}

// A hwRole tells where a hardware parameter's value comes from.
type hwRole int

const (
	hwArgument hwRole = iota // the method's argument as it is
	hwLink                   // the link of its handle, or of the one that it creates
	hwParent                 // the link of the handle that a new one belongs to
	hwHost                   // the host as the caller named it
	hwPeer                   // the address that an endpoint's host and port became
)

// A hwCall is one method of a Hardware interface. Several methods of the device may
// be behind it; the one with the most parameters gives the signature.
type hwCall struct {
	name    string
	method  *idl.Method
	methods []*idl.Method
}

// hardwareCalls returns the hardware calls of a list of methods, in their order.
func hardwareCalls(methods []*idl.Method) []*hwCall {
	var calls []*hwCall
	byName := map[string]*hwCall{}
	for _, m := range methods {
		if m.Snapshot || m.Takes != nil && m.Takes.Kind == idl.Backlog {
			continue
		}
		c := byName[m.Hardware]
		if c == nil {
			c = &hwCall{name: m.Hardware, method: m}
			byName[m.Hardware] = c
			calls = append(calls, c)
		}
		c.methods = append(c.methods, m)
		if len(m.Params) > len(c.method.Params) {
			c.method = m
		}
	}
	return calls
}

// hwParams returns the parameters of the hardware call behind a method, without the context.
func (p *pkg) hwParams(m *idl.Method) []hwParam {
	var list []hwParam
	link := func() {
		list = append(list, hwParam{name: "link", code: jen.Qual(driverPath, "Link"), role: hwLink})
	}
	if m.Creates != nil {
		link()
	}
	for _, param := range m.Params {
		e := m.Endpoint
		switch {
		case param == m.Deadline: // the context's
		case param == m.Handle && m.Creates != nil && givesOut(m.Interface, param.Type.Handle):
			list = append(list, hwParam{name: "parent", code: jen.Qual(driverPath, "Link"), role: hwParent})
		case param == m.Handle && givesOut(m.Interface, param.Type.Handle):
			link()
		case e != nil && param == e.Host:
			if e.Name {
				list = append(list, hwParam{name: "host", code: jen.String(), role: hwHost, from: param})
			}
			list = append(list, hwParam{name: "to", code: jen.Qual(netipPath, "AddrPort"), role: hwPeer, from: param})
		case e != nil && param == e.Port:
		default:
			list = append(list, hwParam{name: paramName(param), code: p.paramType(param), from: param})
		}
	}
	return list
}

// hwSignature returns a hardware call's name, parameters and results.
func (p *pkg) hwSignature(c *hwCall) *jen.Statement {
	var params []jen.Code
	if givesContext(c.method) {
		params = append(params, jen.Id("ctx").Qual("context", "Context"))
	}
	for _, hp := range p.hwParams(c.method) {
		params = append(params, jen.Id(hp.name).Add(hp.code))
	}
	results := p.results(c.method)
	if c.method.Creates != nil {
		results = nil
		if !c.method.NoError {
			results = []jen.Code{jen.Error()}
		}
	}
	return jen.Id(c.name).Params(params...).Add(resultList(results))
}

// interfaceHandles returns the handles that an interface's methods work on.
func interfaceHandles(i *idl.Interface) []*idl.Handle {
	var handles []*idl.Handle
	seen := map[*idl.Handle]bool{}
	for _, m := range suiteMethods(i) {
		if m.Creates != nil && !seen[m.Creates] {
			seen[m.Creates] = true
			handles = append(handles, m.Creates)
		}
	}
	return handles
}

// givesOut reports whether an interface creates handles of a kind. Those of another
// interface reach the hardware as they are.
func givesOut(i *idl.Interface, h *idl.Handle) bool {
	return slices.Contains(interfaceHandles(i), h)
}

// emitHardware writes what a driver fills in.
func emitHardware(p *pkg, f *jen.File) {
	_, name := p.place(Stub)
	f.PackageComment("// Package " + name + " is the part of " + article.With(p.model.Package) + " driver that does not depend on the hardware: a driver fills")
	f.PackageComment("// in Hardware, and the stub makes a device of it. The stub checks arguments, keeps handles and their states, waits,")
	f.PackageComment("// and delivers events in order.")
	for _, i := range p.model.Interfaces {
		p.hardware(f, i)
	}
}

func (p *pkg) hardware(f *jen.File, i *idl.Interface) {
	name := p.prefixed(i, "Hardware")
	f.Add(noted(i.Decl,
		name+" is what a driver fills in. The stub has checked the arguments, the handle and its state before it calls.",
		"Calls come from several goroutines at once. An error is a driver.Errno, or one made by driver.Fail.")).Line().
		Type().Id(name).InterfaceFunc(func(g *jen.Group) {
		p.hwMethodSet(g, allMethods(i))
		for _, h := range interfaceHandles(i) {
			if len(h.Local) > 0 || len(h.Remote) > 0 {
				g.Line()
				g.Add(comment(addrsName(i, h) + " returns the local and the remote address of a link as far as they are known, without asking the hardware.")).Line().
					Id(addrsName(i, h)).Params(jen.Id("link").Qual(driverPath, "Link")).
					Params(jen.List(jen.Id("local"), jen.Id("remote")).Qual(netipPath, "AddrPort"))
			}
		}
	})
	f.Line()
	for _, c := range i.Capabilities {
		f.Add(noted(c.Decl,
			c.GoName+"Hardware is what a driver fills in besides, where its hardware has "+c.GoName+". A hardware that learns only",
			"at run time whether it has it also has the method HasCapability(name string) bool.")).Line().
			Type().Id(c.GoName + "Hardware").InterfaceFunc(func(g *jen.Group) { p.hwMethodSet(g, c.Methods) })
		f.Line()
	}
}

func (p *pkg) hwMethodSet(g *jen.Group, methods []*idl.Method) {
	for n, c := range hardwareCalls(methods) {
		if n > 0 {
			g.Line()
		}
		g.Add(comment(hwDoc(c)...)).Line().Add(p.hwSignature(c))
	}
}

// hwDoc returns a hardware call's comment: that of the method it serves, and what
// is particular to hardware.
func hwDoc(c *hwCall) []string {
	var lines, more []string
	d := c.method.Decl
	for n, m := range c.methods {
		if m.GoName != c.name {
			lines = append(lines, c.name+" is behind "+m.GoName+".")
		}
		if n == 0 && m != c.method {
			lines = append(lines, docLines(idl.Decl{Doc: m.Doc})...)
		}
	}
	d.Deprecated = c.deprecated()
	paragraph := func(text ...string) {
		if len(more) > 0 {
			more = append(more, "")
		}
		more = append(more, text...)
	}
	switch {
	case c.method.Takes != nil:
		paragraph("It takes what is there in one transaction and does not wait: driver.EAGAIN when nothing is there now, io.EOF at the end.")
		if slices.ContainsFunc(c.method.Returns, func(r *idl.Param) bool { return r.Type.Kind == idl.AddrPort }) {
			more = append(more, "The address is the sender of a datagram; what belongs to a stream has none.")
		}
	case c.method.Endpoint != nil && len(c.methods) > 1:
		paragraph("The address is the zero value where the link's own peer is meant.")
	}
	if c.method.Deadline != nil {
		paragraph("The context ends at the caller's deadline.")
	}
	if list := failsWith(errnoNames(c.method)); list != "" {
		paragraph(list)
	}
	return append(lines, docLines(d, more...)...)
}

// deprecated returns what to use instead of a hardware call: "" where one of the methods that it
// serves is not deprecated.
func (c *hwCall) deprecated() string {
	for _, m := range c.methods {
		if m.Deprecated == "" {
			return ""
		}
	}
	return c.method.Deprecated
}

func addrsName(i *idl.Interface, h *idl.Handle) string {
	return onlyHandle(i, h, "Addrs")
}

// onlyHandle returns name, with the handle's name in front where the interface has several.
func onlyHandle(i *idl.Interface, h *idl.Handle, name string) string {
	if len(interfaceHandles(i)) == 1 {
		return name
	}
	return h.GoName + name
}
