package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// emitInterfaces writes the core file: the package's doc, the version of the shared packages that it needs, its
// interfaces and their optional capabilities.
func emitInterfaces(p *pkg, f *jen.File) {
	for _, line := range docLines(idl.Decl{Doc: p.model.Doc, Since: p.model.Since}) {
		f.PackageComment(commentLine(line))
	}
	needsSupport(f)
	for _, i := range p.model.Interfaces {
		p.coreInterface(f, i)
		for _, c := range i.Capabilities {
			p.coreCapability(f, c)
		}
	}
}

func (p *pkg) coreInterface(f *jen.File, i *idl.Interface) {
	f.Add(doc(i.Decl)).Type().Id(i.GoName).InterfaceFunc(func(g *jen.Group) {
		p.methodSet(g, allMethods(i))
		if !native(i) {
			return
		}
		g.Line()
		if len(allEvents(i)) > 0 {
			g.Add(comment(
				"Subscribe calls the handlers that are set in events, from now until the subscription is cancelled: one",
				"event at a time, in order, never under a lock, so that a handler may call the device.")).Line().
				Id("Subscribe").Params(jen.Id("events").Id(eventsName(i))).Qual(driverPath, "Subscription")
			g.Line()
		}
		g.Add(comment("Capabilities returns the optional parts that the device has now.")).Line().
			Id("Capabilities").Params().Qual(driverPath, "Capabilities")
	})
	f.Line()
}

func (p *pkg) methodSet(g *jen.Group, methods []*idl.Method) {
	for n, m := range methods {
		if n > 0 {
			g.Line()
		}
		g.Add(methodDoc(m)).Add(p.signature(m))
	}
}

func (p *pkg) coreCapability(f *jen.File, c *idl.Capability) {
	f.Add(doc(c.Decl)).Type().Id(c.GoName).InterfaceFunc(func(g *jen.Group) {
		p.methodSet(g, c.Methods)
	})
	f.Line()
	f.Add(noted(c.Decl,
		c.GoName+"Of returns the "+c.GoName+" of a device, and whether the device has it. It is found through mocks,",
		"traces and other wrappers too.")).Line().
		Func().Id(c.GoName+"Of").Params(jen.Id("dev").Id(c.Interface.GoName)).Params(jen.Id(c.GoName), jen.Bool()).Block(
		jen.Return(jen.Qual(driverPath, "CapabilityOf").Index(jen.Id(c.GoName)).Call(
			jen.Id("dev").Dot("Capabilities").Call(), jen.Lit(c.Name))),
	)
	f.Line()
}
