package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
	"drivergen/internal/article"
)

// A stubbed is an interface on its way to the stub's Device.
type stubbed struct {
	*pkg
	i        *idl.Interface
	name     string // the Go type: Device
	hardware string // the Go interface: Hardware
	handles  []*idl.Handle
	events   bool
}

// emitStub writes the device: the interface's methods over the hardware's.
func emitStub(p *pkg, f *jen.File) {
	for _, i := range p.model.Interfaces {
		s := &stubbed{
			pkg: p, i: i, name: p.prefixed(i, "Device"), hardware: p.prefixed(i, "Hardware"),
			handles: interfaceHandles(i), events: native(i) && len(allEvents(i)) > 0,
		}
		s.device(f)
		s.rules(f)
		for _, m := range allMethods(i) {
			s.method(f, s.name, m)
		}
		s.nativeMethods(f)
		s.callbacks(f)
		for _, c := range i.Capabilities {
			s.capability(f, c)
		}
	}
}

func (s *stubbed) device(f *jen.File) {
	f.Add(noted(s.i.Decl, s.name+" is "+article.With(s.i.GoName)+" that drives "+article.With(s.hardware)+"."))
	f.Type().Id(s.name).StructFunc(func(g *jen.Group) {
		g.Id("hw").Id(s.hardware)
		for _, h := range s.handles {
			g.Id(s.table(h)).Op("*").Qual(driverPath, "Table").Index(s.props(h))
		}
		if s.events {
			g.Id("events").Qual(driverPath, "Events").Index(jen.Qual(s.core, eventName(s.i)))
		}
		if s.i.StateEnum != nil {
			g.Id("self").Op("*").Qual(driverPath, "Handle").Index(jen.Struct()).Comment("the state of the device")
		}
		if s.tells() {
			g.Id("telling").Qual("sync", "Mutex").Comment("held while a state changes and its events go into the queue")
		}
		for _, m := range s.receivers() {
			g.Id(readField(m)).Qual(driverPath, "ReadFunc")
		}
	})
	f.Line()
	f.Var().Id("_").Qual(s.core, s.i.GoName).Op("=").Parens(jen.Op("*").Id(s.name)).Parens(jen.Nil())
	f.Line()
	constructor := s.constructor(s.i)
	if len(s.handles) == 0 {
		f.Add(noted(s.i.Decl, constructor+" returns a device that drives hw."))
		f.Func().Id(constructor).Params(jen.Id("hw").Id(s.hardware)).Op("*").Id(s.name).Block(
			jen.Return(jen.Op("&").Id(s.name).ValuesFunc(func(g *jen.Group) {
				g.Id("hw").Op(":").Id("hw")
				if s.i.StateEnum != nil {
					g.Add(s.self())
				}
			})))
		f.Line()
		return
	}
	f.Add(noted(s.i.Decl, constructor+" returns a device that drives hw, within the limits that opts set."))
	f.Func().Id(constructor).Params(jen.Id("hw").Id(s.hardware), jen.Id("opts").Op("...").Qual(driverPath, "StubOption")).Op("*").Id(s.name).BlockFunc(func(g *jen.Group) {
		g.Id("options").Op(":=").Qual(driverPath, "Configure").Call(jen.Id("opts"))
		g.Return(jen.Op("&").Id(s.name).ValuesFunc(func(g *jen.Group) {
			g.Line().Id("hw").Op(":").Id("hw")
			for _, h := range s.handles {
				g.Line().Id(s.table(h)).Op(":").Qual(driverPath, "NewTable").Index(s.props(h)).Call(s.rulesOf(h))
			}
			for _, m := range s.receivers() {
				g.Line().Id(readField(m)).Op(":").Add(s.reader(m))
			}
			if s.i.StateEnum != nil {
				g.Line().Add(s.self())
			}
			g.Line()
		}))
	})
	f.Line()
}

// self returns the field that holds the state of a device.
func (s *stubbed) self() *jen.Statement {
	mc := deviceMachine(s.i)
	return jen.Id("self").Op(":").Qual(driverPath, "NewSelf").Call(jen.Int().Call(s.state(mc, mc.initial())))
}

// receivers returns the methods that take from a stream. The device keeps the hardware
// call of each as a value, so that none is made for each call.
func (s *stubbed) receivers() []*idl.Method {
	var list []*idl.Method
	for _, m := range s.i.Methods {
		if hasRule(m) && m.Takes != nil && m.Takes.Kind == idl.Stream {
			list = append(list, m)
		}
	}
	return list
}

// reader returns the hardware call of a receiver as a ReadFunc, with no sender where
// the description does not ask for it.
func (s *stubbed) reader(m *idl.Method) *jen.Statement {
	call := jen.Id("hw").Dot(m.Hardware)
	params := s.hwParams(m)
	inOrder := params[0].role == hwLink
	if s.namedResults(m) && inOrder {
		return call
	}
	arguments := []jen.Code{jen.Id("ctx"), jen.Id("link"), jen.Id("buf")}
	if !inOrder {
		arguments[1], arguments[2] = arguments[2], arguments[1]
	}
	read := jen.Func().Params(
		jen.Id("ctx").Qual("context", "Context"), jen.Id("link").Qual(driverPath, "Link"), jen.Id("buf").Index().Byte(),
	).Params(jen.Int(), jen.Qual(netipPath, "AddrPort"), jen.Error())
	if s.namedResults(m) {
		return read.Block(jen.Return(call.Call(arguments...)))
	}
	return read.Block(
		jen.List(jen.Id("n"), jen.Err()).Op(":=").Add(call).Call(arguments...),
		jen.Return(jen.Id("n"), jen.Qual(netipPath, "AddrPort").Values(), jen.Err()))
}

func readField(m *idl.Method) string { return unexport(m.Hardware) + "Func" }

// table returns the name of the field that holds a handle's table.
func (s *stubbed) table(h *idl.Handle) string { return unexport(h.GoName) + "Table" }

// props returns the type of what the table keeps of each handle.
func (s *stubbed) props(h *idl.Handle) *jen.Statement {
	if h.Properties == nil {
		return jen.Struct()
	}
	return jen.Qual(s.core, h.Properties.GoName)
}

func (s *stubbed) rulesOf(h *idl.Handle) *jen.Statement {
	return jen.Qual(driverPath, "Rules").ValuesFunc(func(g *jen.Group) {
		g.Id("Max").Op(":").Id("options").Dot("Handles")
		for _, e := range []struct {
			field string
			errno *idl.Errno
			or    string
		}{{"Invalid", h.Invalid, "EBADF"}, {"Full", h.Full, "EMFILE"}, {"Gone", h.Gone, "EPIPE"}} {
			if e.errno != nil {
				g.Id(e.field).Op(":").Add(s.errno(e.errno))
			} else {
				g.Id(e.field).Op(":").Qual(driverPath, e.or)
			}
		}
		for _, q := range h.Queues {
			if q.Kind == idl.Backlog {
				g.Id("Backlog").Op(":").Lit(q.Bound)
			}
		}
	})
}

// nativeMethods writes Subscribe and Capabilities.
func (s *stubbed) nativeMethods(f *jen.File) {
	if !native(s.i) {
		return
	}
	if s.events {
		f.Comment("Subscribe calls the handlers that are set in events, until the subscription is cancelled.")
		f.Func().Params(jen.Id("d").Op("*").Id(s.name)).Id("Subscribe").Params(jen.Id("events").Qual(s.core, eventsName(s.i))).
			Qual(driverPath, "Subscription").Block(
			jen.Return(jen.Id("d").Dot("events").Dot("Subscribe").Call(jen.Id("events").Dot("Handle"))))
		f.Line()
	}
	f.Comment("Capabilities returns the optional parts that the hardware has now.")
	f.Func().Params(jen.Id("d").Op("*").Id(s.name)).Id("Capabilities").Params().Qual(driverPath, "Capabilities").BlockFunc(func(g *jen.Group) {
		found := jen.Qual(driverPath, "Capabilities").Values()
		if len(s.handles) == 1 && len(s.handles[0].Queues) > 0 {
			found = jen.Qual(driverPath, "Capabilities").Values(
				jen.Qual(driverPath, "QueuesCapability").Op(":").Qual(driverPath, "Queues").Call(jen.Id("d").Dot(s.table(s.handles[0]))))
		}
		if len(s.i.Capabilities) == 0 {
			g.Return(found)
			return
		}
		g.Id("c").Op(":=").Add(found)
		for _, c := range s.i.Capabilities {
			g.If(jen.List(jen.Id("hw"), jen.Id("ok")).Op(":=").Id("d").Dot("hw").Assert(jen.Id(c.GoName+"Hardware")),
				jen.Id("ok").Op("&&").Qual(driverPath, "HasCapability").Call(jen.Id("hw"), jen.Lit(c.Name))).Block(
				jen.Id("c").Index(jen.Lit(c.Name)).Op("=").Op("&").Id(capabilityType(c)).Values(
					jen.Id(s.name).Op(":").Id("d"), jen.Id("hw").Op(":").Id("hw")))
		}
		g.Return(jen.Id("c"))
	})
	f.Line()
}

// capabilityType returns the name of the type behind a capability, which hides no package
// and no variable.
func capabilityType(c *idl.Capability) string { return unexport(c.GoName) + "Capability" }

// capability writes the type behind a capability.
func (s *stubbed) capability(f *jen.File, c *idl.Capability) {
	name := capabilityType(c)
	f.Comment(name + " is the " + c.GoName + " of a device.")
	f.Type().Id(name).Struct(jen.Op("*").Id(s.name), jen.Id("hw").Id(c.GoName+"Hardware"))
	f.Line()
	for _, m := range c.Methods {
		s.method(f, name, m)
	}
}
