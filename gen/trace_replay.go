package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// emitReplay writes for each interface a device that answers as a recording does.
func emitReplay(p *pkg, f *jen.File) {
	f.HeaderComment("//go:build !tinygo")
	attrs := traceHelpers(p, f)
	values := newReplayValues(p, f)
	for _, i := range p.model.Interfaces {
		w := &replayWriter{double: newDouble(p, i, "d", "answer", "v", "t", "cancel", "replay", "recording"), f: f, attrs: attrs, values: values}
		w.replay()
		w.device(i.GoName, allMethods(i))
		if native(i) {
			w.rest()
		}
		for _, c := range i.Capabilities {
			w.device(c.GoName, c.Methods)
		}
	}
	values.helpers()
	attrs.helpers()
}

// traceHelpers returns what turns the arguments of calls into attributes, as the tracing wrapper does: by the helper
// functions of its file, which is of the same package.
func traceHelpers(p *pkg, f *jen.File) *traceValues {
	attrs := newTraceValues(p, f)
	for _, s := range everyStruct(p.model) {
		name := "attrOf" + s.GoName
		if attrs.taken[name] { // which of the two has it to itself is settled where the wrapper is written
			attrs = writeTrace(p, jen.NewFile("trace"))
			attrs.f = f
			break
		}
		attrs.structs[s] = attrs.taken.claim(name, "")
	}
	return attrs
}

// everyStruct returns the structs of a description and of those that it imports.
func everyStruct(m *idl.Model) []*idl.Struct {
	var list []*idl.Struct
	for _, model := range append(m.Imported(), m) {
		list = append(list, model.Structs...)
		for _, h := range model.Handles {
			if h.Properties != nil {
				list = append(list, h.Properties)
			}
		}
	}
	return list
}

// A replayWriter writes the replayed device of one interface.
type replayWriter struct {
	*double
	f      *jen.File
	attrs  *traceValues
	values *replayValues
}

func (w *replayWriter) typeName(goName string) string {
	if goName == w.i.GoName {
		return "replayed" + goName
	}
	return "replayed" + w.p.prefixed(w.i, goName)
}

// subscribes reports whether the device has events to subscribe to.
func (w *replayWriter) subscribes() bool { return native(w.i) && len(allEvents(w.i)) > 0 }

// replay writes the function that makes a device of a recording.
func (w *replayWriter) replay() {
	name := "Replay"
	if !w.p.primary() {
		name += w.i.GoName
	}
	core := jen.Qual(w.p.core, w.i.GoName)
	w.f.Add(noted(w.i.Decl,
		name+" returns "+article.With(w.i.GoName)+" that answers as the device answered whose calls were recorded. A call that the recording",
		"does not have fails the test at once, and so do calls that were not made when the test ends. Package replay tells more."))
	w.f.Func().Id(name).Params(
		jen.Id("t").Qual(replayPath, "TB"), jen.Id("rec").Op("*").Qual(recordingPath, "Recording"), jen.Id("opts").Op("...").Qual(replayPath, "Option"),
	).Add(core).BlockFunc(func(g *jen.Group) {
		g.Id("t").Dot("Helper").Call()
		g.Id("d").Op(":=").Op("&").Id(w.typeName(w.i.GoName)).Values()
		g.Id("d").Dot("player").Op("=").Qual(replayPath, "New").Call(
			jen.Id("t"), jen.Id("rec"), jen.Qual(replayPath, "Device").CustomFunc(multiline, w.deviceFields), jen.Id("opts").Op("..."))
		g.Return(jen.Id("d"))
	})
	w.f.Line()
}

// deviceFields writes what package replay must know of the interface.
func (w *replayWriter) deviceFields(g *jen.Group) {
	g.Id("Interface").Op(":").Lit(w.p.model.Package + "." + w.i.GoName)
	if sentinels := w.p.sentinels(); len(sentinels) > 0 {
		g.Id("Sentinels").Op(":").Index().Error().Values(sentinels...)
	}
	if w.subscribes() {
		g.Id("Events").Op(":").Map(jen.String()).Func().Params(jen.Qual(replayPath, "Values")).CustomFunc(multiline, func(g *jen.Group) {
			for _, e := range allEvents(w.i) {
				g.Lit(e.Name).Op(":").Add(w.event(e))
			}
		})
		g.Id("Post").Op(":").Id("d").Dot("events").Dot("Subscribe").Call(
			jen.Func().Params(jen.Qual(w.p.core, eventName(w.i))).Block()).Dot("Post")
	}
	g.Id("Methods").Op(":").Map(jen.String()).Index().String().CustomFunc(multiline, func(g *jen.Group) {
		for _, m := range w.everyMethod() {
			g.Lit(m.Name).Op(":").Add(w.argNames(w.call(m)))
		}
	})
	if takes := w.takes(); len(takes) > 0 {
		g.Id("Takes").Op(":").Index().String().Values(takes...)
	}
	if len(w.i.Capabilities) > 0 {
		g.Id("Capabilities").Op(":").Map(jen.String()).Index().String().CustomFunc(multiline, func(g *jen.Group) {
			for _, c := range w.i.Capabilities {
				g.Lit(c.Name).Op(":").ValuesFunc(func(g *jen.Group) {
					for _, m := range c.Methods {
						g.Lit(m.Name)
					}
					for _, e := range c.Events {
						g.Lit(e.Name)
					}
				})
			}
		})
	}
}

// argNames returns the names of a method's arguments that a recording has, without its handle.
func (w *replayWriter) argNames(c *call) jen.Code {
	var list []jen.Code
	for _, param := range c.inputs {
		if param != c.m.Handle {
			list = append(list, jen.Lit(param.Name))
		}
	}
	if len(list) == 0 {
		return jen.Nil()
	}
	return jen.Values(list...)
}

// takes returns the names of the methods that take from a queue.
func (w *replayWriter) takes() []jen.Code {
	var list []jen.Code
	for _, m := range w.everyMethod() {
		if m.Takes != nil {
			list = append(list, jen.Lit(m.Name))
		}
	}
	return list
}

// sentinels returns the sentinel errors of a description and of those that it imports.
func (p *pkg) sentinels() []jen.Code {
	var list []jen.Code
	for _, e := range p.model.Errors {
		list = append(list, jen.Qual(p.core, e.GoName))
	}
	for _, imported := range p.model.Imported() {
		for _, e := range imported.Errors {
			list = append(list, jen.Qual(imported.ImportPath, e.GoName))
		}
	}
	return list
}

// event returns the function that puts a recorded event into the device's queue.
func (w *replayWriter) event(e *idl.Event) *jen.Statement {
	event := jen.Qual(w.p.core, eventName(w.i)).ValuesFunc(func(g *jen.Group) {
		g.Id("Kind").Op(":").Qual(w.p.core, kindConst(w.i, e))
		for _, param := range e.Params {
			value := w.values.from(param, jen.Id("v").Dot("Value").Call(jen.Lit(param.Name)))
			if param == e.Handle && tracedHandle(param) {
				value = w.p.paramType(param).Parens(jen.Id("v").Dot("Handle").Call())
			}
			if value != nil {
				g.Id(param.GoName).Op(":").Add(value)
			}
		}
	})
	return jen.Func().Params(jen.Id("v").Qual(replayPath, "Values")).Block(jen.Id("d").Dot("events").Dot("Put").Call(event))
}

// tracedHandle reports whether a trace tells a parameter as the handle of a call or an event.
func tracedHandle(param *idl.Param) bool {
	return !param.Sensitive && !param.Pointer && param.Type.Kind == idl.HandleType
}

// device writes a replayed device's type and its methods.
func (w *replayWriter) device(core string, methods []*idl.Method) {
	name := w.typeName(core)
	w.f.Comment(name + " is " + article.With(core) + " that answers as a recording does.")
	w.f.Type().Id(name).StructFunc(func(g *jen.Group) {
		g.Id("player").Op("*").Qual(replayPath, "Player")
		if core == w.i.GoName && w.subscribes() {
			g.Id("events").Qual(driverPath, "Events").Index(jen.Qual(w.p.core, eventName(w.i)))
		}
	})
	w.f.Line()
	for _, m := range methods {
		w.method(name, w.call(m))
	}
}

// rest writes Subscribe and Capabilities.
func (w *replayWriter) rest() {
	recv := jen.Id("d").Op("*").Id(w.typeName(w.i.GoName))
	if w.subscribes() {
		w.f.Comment("Subscribe implements " + w.p.model.Package + "." + w.i.GoName + ".")
		w.f.Func().Params(recv.Clone()).Id("Subscribe").Params(jen.Id("events").Qual(w.p.core, eventsName(w.i))).
			Qual(driverPath, "Subscription").Block(
			jen.Id("subscription").Op(":=").Id("d").Dot("events").Dot("Subscribe").Call(jen.Id("events").Dot("Handle")),
			jen.Id("d").Dot("player").Dot("Subscribed").Call(),
			jen.Return(jen.Id("subscription")))
		w.f.Line()
	}
	w.f.Comment("Capabilities implements " + w.p.model.Package + "." + w.i.GoName + ".")
	w.f.Func().Params(recv).Id("Capabilities").Params().Qual(driverPath, "Capabilities").BlockFunc(func(g *jen.Group) {
		if len(w.i.Capabilities) == 0 {
			g.Return(jen.Qual(driverPath, "Capabilities").Values())
			return
		}
		g.Id("has").Op(":=").Qual(driverPath, "Capabilities").Values()
		for _, c := range w.i.Capabilities {
			g.If(jen.Id("d").Dot("player").Dot("Has").Call(jen.Lit(c.Name))).Block(
				jen.Id("has").Index(jen.Lit(c.Name)).Op("=").Op("&").Id(w.typeName(c.GoName)).Values(jen.Id("d").Dot("player")))
		}
		g.Return(jen.Id("has"))
	})
	w.f.Line()
}
