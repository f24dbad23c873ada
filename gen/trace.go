package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// emitTrace writes a tracing wrapper of each interface and of its capabilities.
func emitTrace(p *pkg, f *jen.File) { writeTrace(p, f) }

// writeTrace does it, and returns what wrote the values: the names of the helper functions.
func writeTrace(p *pkg, f *jen.File) *traceValues {
	f.PackageComment("Package " + p.subfolder(Trace) + " traces the calls and events of a device of package " + p.model.Package + ".")
	f.PackageComment("What the description calls sensitive never reaches a tracer.")
	values := newTraceValues(p, f)
	for _, i := range p.model.Interfaces {
		w := &traceWriter{double: newDouble(p, i, "d", "call", "next", "trace"), f: f, values: values}
		w.wrap()
		w.device(w.typeName(i.GoName), i.GoName, allMethods(i))
		if native(i) {
			w.rest()
		}
		for _, c := range i.Capabilities {
			w.device(w.typeName(c.GoName), c.GoName, c.Methods)
		}
	}
	values.helpers()
	return values
}

// A traceWriter writes the wrapper of one interface.
type traceWriter struct {
	*double
	f      *jen.File
	values *traceValues
}

// typeName returns the name of the wrapper of the interface or of one of its capabilities.
func (w *traceWriter) typeName(goName string) string {
	if goName == w.i.GoName {
		return "traced" + goName
	}
	return "traced" + w.p.prefixed(w.i, goName)
}

// wrapName returns the name of the function that wraps a device.
func (w *traceWriter) wrapName() string {
	if w.p.primary() {
		return "Wrap"
	}
	return "Wrap" + w.i.GoName
}

// wrap writes the function that wraps a device.
func (w *traceWriter) wrap() {
	device := jen.Qual(w.p.core, w.i.GoName)
	subscribes := native(w.i) && len(allEvents(w.i)) > 0
	lines := []string{
		w.wrapName() + " returns dev with each call told to the tracers, and each event once, whoever subscribes. The",
		"tracers get the events of the device for as long as there is one. Without a tracer it returns dev itself.",
	}
	if !subscribes {
		lines = []string{w.wrapName() + " returns dev with each call told to the tracers. Without a tracer it returns dev itself."}
	}
	w.f.Add(noted(w.i.Decl, lines...))
	w.f.Func().Id(w.wrapName()).Params(jen.Id("dev").Add(device.Clone()), jen.Id("tracers").Op("...").Qual(driverPath, "Tracer")).
		Add(device.Clone()).BlockFunc(func(g *jen.Group) {
		g.Id("trace").Op(":=").Qual(driverPath, "NewTrace").Call(jen.Lit(w.p.model.Package+"."+w.i.GoName), jen.Id("tracers"))
		g.If(jen.Id("trace").Op("==").Nil()).Block(jen.Return(jen.Id("dev")))
		if subscribes {
			g.Id("dev").Dot("Subscribe").Call(jen.Qual(w.p.core, eventsName(w.i)).CustomFunc(multiline, func(g *jen.Group) {
				for _, e := range allEvents(w.i) {
					g.Id(e.GoName).Op(":").Add(w.handler(e))
				}
			}))
		}
		g.Return(jen.Op("&").Id(w.typeName(w.i.GoName)).Values(jen.Id("dev"), jen.Id("trace")))
	})
	w.f.Line()
}

// handler returns the function that traces an event.
func (w *traceWriter) handler(e *idl.Event) *jen.Statement {
	local := w.call(&idl.Method{Interface: w.i, Params: e.Params})
	var params []jen.Code
	for _, param := range e.Params {
		params = append(params, jen.Id(local.names[param]).Add(w.p.paramType(param)))
	}
	args := append([]jen.Code{jen.Lit(e.Name), handleOf(local, e.Handle)}, w.attrs(local, e.Params, e.Handle)...)
	return jen.Func().Params(params...).BlockFunc(func(g *jen.Group) {
		w.secrets(g, jen.Id("trace"), local, e.Params)
		g.Id("trace").Dot("Event").Call(args...)
	})
}

// handleOf returns the expression of the handle that a call or an event belongs to.
func handleOf(local *call, handle *idl.Param) *jen.Statement {
	if handle == nil || handle.Sensitive || handle.Pointer || handle.Type.Kind != idl.HandleType {
		return jen.Qual(driverPath, "NoHandle")
	}
	return jen.Int64().Parens(jen.Id(local.names[handle]))
}

// attrs returns the attributes of parameters, but for that of the handle.
func (w *traceWriter) attrs(local *call, params []*idl.Param, handle *idl.Param) []jen.Code {
	var list []jen.Code
	for _, param := range params {
		if param != handle {
			list = append(list, w.values.attr(param, jen.Id(local.names[param])))
		}
	}
	return list
}

// device writes a wrapper's type and its methods.
func (w *traceWriter) device(name, core string, methods []*idl.Method) {
	w.f.Comment(name + " is " + article.With(core) + " whose calls are traced.")
	w.f.Type().Id(name).Struct(jen.Id("next").Qual(w.p.core, core), jen.Id("trace").Op("*").Qual(driverPath, "Trace"))
	w.f.Line()
	for _, m := range methods {
		w.method(name, w.call(m))
	}
}

func (w *traceWriter) method(receiver string, c *call) {
	m := c.m
	w.f.Add(w.p.implements(m))
	w.f.Func().Params(jen.Id("d").Op("*").Id(receiver)).Id(m.GoName).Params(c.params()...).Add(resultList(c.results(false))).
		BlockFunc(func(g *jen.Group) {
			trace := func() *jen.Statement { return jen.Id("d").Dot("trace") }
			ctx, background := jen.Id("ctx"), jen.Id("ctx")
			if !hasContext(m) {
				ctx, background = jen.Id("_"), jen.Qual("context", "Background").Call()
			}
			begin := append([]jen.Code{background, jen.Lit(m.Name), handleOf(c, m.Handle)}, w.attrs(c, c.inputs, m.Handle)...)
			g.List(ctx, jen.Id("call")).Op(":=").Add(trace()).Dot("Begin").Call(begin...)
			g.Defer().Id("call").Dot("Release").Call()
			w.secrets(g, trace(), c, m.Params)
			w.callbacks(g, c)

			results := c.resultNames()
			next := jen.Id("d").Dot("next").Dot(m.GoName).Call(c.args()...)
			if len(results) > 0 {
				next = jen.List(results...).Op(":=").Add(next)
			}
			g.Add(next)
			err := jen.Nil()
			if !m.NoError {
				err = jen.Err()
			}
			w.secrets(g, trace(), c, m.Returns)
			if buf, ok := filled(m); ok && buf.Sensitive {
				g.Add(trace()).Dot("SecretFilled").Call(jen.Id(c.names[buf]), jen.Id(c.names[m.Returns[0]]))
			}
			if makesHandle(m) {
				g.Id("call").Dot("Created").Call(jen.Int64().Parens(jen.Id(c.names[m.Returns[0]])), err.Clone())
			}
			if m.Ends {
				g.Id("call").Dot("Ended").Call()
			}
			end := append([]jen.Code{err}, w.attrs(c, m.Returns, nil)...)
			if buf, ok := filled(m); ok {
				end = append(end, w.values.filled(buf, jen.Id(c.names[buf]), jen.Id(c.names[m.Returns[0]])))
			}
			g.Id("call").Dot("End").Call(end...)
			if len(results) > 0 {
				g.Return(results...)
			}
		})
	w.f.Line()
}

// makesHandle reports whether the method's first result is a new handle: of a method that
// creates one, or that takes one from a backlog.
func makesHandle(m *idl.Method) bool {
	if m.Creates == nil && (m.Takes == nil || m.Takes.Kind != idl.Backlog) {
		return false
	}
	first := m.Returns[:min(1, len(m.Returns))]
	return len(first) == 1 && first[0].Type.Kind == idl.HandleType && !first[0].Sensitive
}

// rest writes Subscribe and Capabilities.
func (w *traceWriter) rest() {
	recv := jen.Id("d").Op("*").Id(w.typeName(w.i.GoName))
	if len(allEvents(w.i)) > 0 {
		w.f.Comment("Subscribe implements " + w.p.model.Package + "." + w.i.GoName + ".")
		w.f.Func().Params(recv.Clone()).Id("Subscribe").Params(jen.Id("events").Qual(w.p.core, eventsName(w.i))).
			Qual(driverPath, "Subscription").Block(
			jen.Return(jen.Id("d").Dot("next").Dot("Subscribe").Call(jen.Id("events"))))
		w.f.Line()
	}
	w.f.Comment("Capabilities implements " + w.p.model.Package + "." + w.i.GoName + ".")
	w.f.Func().Params(recv).Id("Capabilities").Params().Qual(driverPath, "Capabilities").BlockFunc(func(g *jen.Group) {
		all := jen.Id("d").Dot("next").Dot("Capabilities").Call()
		if len(w.i.Capabilities) == 0 {
			g.Return(all)
			return
		}
		g.Id("has").Op(":=").Qual("maps", "Clone").Call(all)
		for _, c := range w.i.Capabilities {
			g.If(
				jen.List(jen.Id("next"), jen.Id("ok")).Op(":=").Qual(driverPath, "CapabilityOf").
					Index(jen.Qual(w.p.core, c.GoName)).Call(jen.Id("has"), jen.Lit(c.Name)),
				jen.Id("ok"),
			).Block(jen.Id("has").Index(jen.Lit(c.Name)).Op("=").Op("&").Id(w.typeName(c.GoName)).Values(jen.Id("next"), jen.Id("d").Dot("trace")))
		}
		g.Return(jen.Id("has"))
	})
	w.f.Line()
}

// multiline writes the elements of a composite literal a line each.
var multiline = jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}
