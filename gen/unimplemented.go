package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// emitUnimplemented writes the Hardware whose every call is still to be filled in.
func emitUnimplemented(p *pkg, f *jen.File) {
	for _, i := range p.model.Interfaces {
		name := p.prefixed(i, "Unimplemented")
		f.Add(noted(i.Decl,
			name+" is "+article.With(p.prefixed(i, "Hardware"))+" of which nothing is filled in: each call fails with driver.NotFilledIn. Embed it in a",
			"driver to fill in one call after the other.")).Line().Type().Id(name).Struct()
		f.Line()
		for _, c := range hardwareCalls(allMethods(i)) {
			p.unimplemented(f, name, p.prefixed(i, "Hardware"), c)
		}
		for _, h := range interfaceHandles(i) {
			if len(h.Local) > 0 || len(h.Remote) > 0 {
				f.Comment(addrsName(i, h) + " knows no address.")
				f.Func().Params(jen.Id(name)).Id(addrsName(i, h)).Params(jen.Qual(driverPath, "Link")).
					Params(jen.List(jen.Id("local"), jen.Id("remote")).Qual(netipPath, "AddrPort")).Block(jen.Return())
				f.Line()
			}
		}
		for _, c := range i.Capabilities {
			p.unimplementedCapability(f, c)
		}
	}
}

func (p *pkg) unimplementedCapability(f *jen.File, c *idl.Capability) {
	name := c.GoName + "Unimplemented"
	f.Add(noted(c.Decl, name+" is "+article.With(c.GoName+"Hardware")+" of which nothing is filled in."))
	f.Type().Id(name).Struct()
	f.Line()
	for _, call := range hardwareCalls(c.Methods) {
		p.unimplemented(f, name, c.GoName+"Hardware", call)
	}
}

func (p *pkg) unimplemented(f *jen.File, typeName, hardware string, c *hwCall) {
	var params, results, values []jen.Code
	if givesContext(c.method) {
		params = append(params, jen.Qual("context", "Context"))
	}
	for _, hp := range p.hwParams(c.method) {
		params = append(params, hp.code)
	}
	if c.method.Creates == nil {
		for _, r := range c.method.Returns {
			results = append(results, p.paramType(r))
			values = append(values, p.zero(r))
		}
	}
	body := []jen.Code{}
	if !c.method.NoError {
		results = append(results, jen.Error())
		values = append(values, jen.Qual(driverPath, "NotFilledIn").Values(jen.Dict{jen.Id("Call"): jen.Lit(hardware + "." + c.name)}))
	}
	if len(values) > 0 {
		body = append(body, jen.Return(values...))
	}
	f.Add(noted(idl.Decl{Deprecated: c.deprecated()}, c.name+" is not filled in."))
	f.Func().Params(jen.Id(typeName)).Id(c.name).Params(params...).Add(resultList(results)).Block(body...)
	f.Line()
}
