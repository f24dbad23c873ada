package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// method writes one method of a device: checks, the hardware call, what follows from its success.
func (s *stubbed) method(f *jen.File, recv string, m *idl.Method) {
	f.Comment(s.implements(m))
	f.Func().Params(jen.Id("d").Op("*").Id(recv)).Add(s.signature(m)).BlockFunc(func(g *jen.Group) {
		s.prepare(g, m, func(err *jen.Statement) *jen.Statement { return s.fail(m, err) })
		switch {
		case m == s.i.Resolver:
			s.literalAddress(g, m)
			s.plain(g, m)
		case m.Creates != nil:
			s.create(g, m)
		case m.Handle != nil && !givesOut(s.i, m.Handle.Type.Handle):
			s.plain(g, m)
		case m.Snapshot:
			s.snapshot(g, m)
		case m.Ends:
			s.end(g, m)
		case m.Takes != nil && m.Takes.Kind == idl.Stream:
			s.receive(g, m)
		case m.Takes != nil:
			s.accept(g, m)
		case alone(m):
			s.transition(g, m)
		default:
			s.plain(g, m)
		}
	})
	f.Line()
}

// implements returns the comment of a method that an interface of the package asks for.
func (p *pkg) implements(m *idl.Method) string {
	return m.GoName + " implements " + p.model.Package + "." + ownerName(m) + "."
}

func ownerName(m *idl.Method) string {
	if m.Capability != nil {
		return m.Capability.GoName
	}
	return m.Interface.GoName
}

// zeros returns the results of a method that failed, without the error.
func (s *stubbed) zeros(m *idl.Method) []jen.Code {
	var list []jen.Code
	for n, r := range m.Returns {
		if n == 0 && r.Type.Kind == idl.HandleType && signed(r.Type.Handle.Base.Kind) {
			list = append(list, jen.Lit(-1))
			continue
		}
		list = append(list, s.zero(r))
	}
	return list
}

func signed(k idl.Kind) bool { return k >= idl.Int && k <= idl.Int64 }

// fail writes the return of an error; a method without an error returns zero values.
func (s *stubbed) fail(m *idl.Method, err *jen.Statement) *jen.Statement {
	if m.NoError {
		return jen.Return(s.zeros(m)...)
	}
	return jen.Return(append(s.zeros(m), err)...)
}

// wrap makes err an error of the method, unless the interface has sentinel errors of its own.
func (s *stubbed) wrap(m *idl.Method, err *jen.Statement) *jen.Statement {
	if s.i.Form.Sentinels {
		return err
	}
	return jen.Qual(driverPath, "Wrap").Call(jen.Lit(m.Name), err)
}

// lookup writes the search for the handle.
func (s *stubbed) lookup(g *jen.Group, m *idl.Method) { s.find(g, m, "h") }

// find writes the search for the handle, which is kept in a variable.
func (s *stubbed) find(g *jen.Group, m *idl.Method, variable string) {
	h := m.Handle.Type.Handle
	g.List(jen.Id(variable), jen.Err()).Op(":=").Id("d").Dot(s.table(h)).Dot("Get").Call(jen.Int().Call(jen.Id(paramName(m.Handle))))
	g.If(jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
}

// enter writes the check of the handle's state, for a call that does not change it.
func (s *stubbed) enter(g *jen.Group, m *idl.Method, variable string) {
	if hasRule(m) {
		g.If(jen.Err().Op(":=").Id(variable).Dot("Enter").Call(s.ruleOf(m)), jen.Err().Op("!=").Nil()).Block(
			s.fail(m, s.wrap(m, jen.Err())))
	}
}

// expired writes the check of a context that has ended already.
func (s *stubbed) expired(g *jen.Group, m *idl.Method) {
	if hasContext(m) && !m.NoError {
		g.If(jen.Id("ctx").Dot("Err").Call().Op("!=").Nil()).Block(
			s.fail(m, jen.Qual(driverPath, "FromContext").Call(jen.Lit(m.Name), jen.Id("ctx"))))
	}
}

// call returns the hardware call behind a method.
func (s *stubbed) call(m *idl.Method, ctx string) *jen.Statement {
	var signature *idl.Method = m
	methods := allMethods(s.i)
	if m.Capability != nil {
		methods = m.Capability.Methods
	}
	for _, c := range hardwareCalls(methods) {
		if c.name == m.Hardware {
			signature = c.method
		}
	}
	own := map[string]hwParam{}
	for _, hp := range s.hwParams(m) {
		own[hp.name] = hp
	}
	var list []jen.Code
	if hasContext(m) {
		list = append(list, jen.Id(ctx))
	}
	for _, hp := range s.hwParams(signature) {
		mine, ok := own[hp.name]
		switch {
		case hp.role == hwLink:
			list = append(list, jen.Id("h").Dot("Link").Call())
		case hp.role == hwParent:
			list = append(list, jen.Id("parent").Dot("Link").Call())
		case hp.role == hwPeer && !ok:
			list = append(list, jen.Qual(netipPath, "AddrPort").Values())
		case hp.role == hwPeer:
			list = append(list, jen.Id("to"))
		case !ok:
			list = append(list, s.zero(hp.from))
		default:
			list = append(list, jen.Id(paramName(mine.from)))
		}
	}
	return jen.Id("d").Dot("hw").Dot(m.Hardware).Call(list...)
}

// literalAddress writes the answer of a resolver to a name that is an address.
func (s *stubbed) literalAddress(g *jen.Group, m *idl.Method) {
	g.If(jen.List(jen.Id("literal"), jen.Err()).Op(":=").Qual(netipPath, "ParseAddr").Call(jen.Id(paramName(m.Params[0]))),
		jen.Err().Op("==").Nil()).Block(jen.Return(jen.Id("literal").Dot("Unmap").Call(), jen.Nil()))
}

// plain writes a call that changes nothing.
func (s *stubbed) plain(g *jen.Group, m *idl.Method) {
	if m.Handle != nil && givesOut(s.i, m.Handle.Type.Handle) {
		s.lookup(g, m)
		s.first(g, m)
		s.enter(g, m, "h")
	}
	s.expired(g, m)
	if m.Endpoint != nil {
		g.List(jen.Id("to"), jen.Err()).Op(":=").Add(s.endpoint(m, "ctx"))
		g.If(jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
	}
	// A call on a handle that its owner closed meanwhile was aborted, whatever the hardware says.
	ended := func(err *jen.Statement) *jen.Statement {
		if m.Handle != nil && givesOut(s.i, m.Handle.Type.Handle) {
			return jen.Id("h").Dot("Ended").Call(err)
		}
		return err
	}
	call := s.call(m, "ctx")
	puts := s.puts(m)
	if m.NoError {
		switch {
		case len(m.Returns) > 0 && len(puts) == 0:
			g.Return(call)
		case s.namedResults(m):
			g.List(s.resultNames(m)...).Op("=").Add(call)
		case len(m.Returns) > 0:
			g.Id("result").Op(":=").Add(call)
		default:
			g.Add(call)
		}
		for _, put := range puts {
			g.Add(put)
		}
		if len(m.Returns) > 0 && len(puts) > 0 {
			g.Return(s.resultNames(m)...)
		}
		return
	}
	if len(m.Returns) == 0 {
		if len(puts) == 0 {
			g.Return(s.wrap(m, ended(call)))
			return
		}
		g.If(jen.Err().Op(":=").Add(call), jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, ended(jen.Err()))))
		for _, put := range puts {
			g.Add(put)
		}
		g.Return(jen.Nil())
		return
	}
	names := s.resultNames(m)
	assign := jen.List(append(names, jen.Err())...)
	if s.namedResults(m) {
		g.Add(assign.Op("=").Add(call))
	} else {
		g.Add(assign.Op(":=").Add(call))
	}
	if len(puts) > 0 {
		g.If(jen.Err().Op("==").Nil()).Block(puts...)
	}
	g.Return(append(names, s.wrap(m, ended(jen.Err())))...)
}

func (s *stubbed) namedResults(m *idl.Method) bool { return len(m.Returns) > 1 }

func (s *stubbed) resultNames(m *idl.Method) []jen.Code {
	if len(m.Returns) == 1 {
		return []jen.Code{jen.Id("result")}
	}
	var names []jen.Code
	for _, r := range m.Returns {
		names = append(names, jen.Id(paramName(r)))
	}
	return names
}

// first writes the call that brings the handle into a state from which the method is allowed.
func (s *stubbed) first(g *jen.Group, m *idl.Method) {
	if m.First == nil || !hasRule(m) || !hasRule(m.First) {
		return
	}
	var values []jen.Code
	if hasContext(m) {
		values = append(values, jen.Id("ctx"))
	}
	for _, param := range m.First.Params {
		if param == m.First.Handle {
			values = append(values, jen.Id(paramName(m.Handle)))
		} else {
			values = append(values, s.zero(param))
		}
	}
	ctx := jen.Id("ctx")
	if !hasContext(m) {
		ctx = jen.Qual("context", "Background").Call()
	}
	prepare := jen.Id("h").Dot("Prepare").Call(ctx, s.ruleOf(m), jen.Op("&").Id(s.ruleName(m.First)),
		jen.Func().Params().Error().Block(jen.Return(jen.Id("d").Dot(m.First.GoName).Call(values...))))
	g.If(jen.Err().Op(":=").Add(prepare), jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
}

// endpoint returns the expression that makes an address of a host and a port.
func (s *stubbed) endpoint(m *idl.Method, ctx string) *jen.Statement {
	resolve := jen.Nil()
	if s.i.Resolver != nil {
		resolve = jen.Id("d").Dot(s.i.Resolver.GoName)
	}
	context := jen.Id(ctx)
	if !hasContext(m) {
		context = jen.Qual("context", "Background").Call()
	}
	endpoint := jen.Qual(driverPath, "Endpoint")
	if ctx == "ctx" && m.Handle != nil && givesOut(s.i, m.Handle.Type.Handle) {
		endpoint = jen.Id("h").Dot("Endpoint") // not a context of the handle's already
	}
	return endpoint.Call(
		context, jen.Id(paramName(m.Endpoint.Host)), jen.Id(paramName(m.Endpoint.Port)), resolve)
}

// put returns the statement that puts an event of a method's handle into the queue.
func (s *stubbed) put(e *idl.Event, number *jen.Statement) *jen.Statement {
	return s.putWith(e, map[*idl.Param]*jen.Statement{e.Handle: number})
}

// putWith returns the statement that puts an event with what is known of it into the queue.
func (s *stubbed) putWith(e *idl.Event, values map[*idl.Param]*jen.Statement) *jen.Statement {
	event := s.event(e, values)
	if e.Delivery == idl.Latest {
		return jen.Id("d").Dot("events").Dot("PutLatest").Call(s.key(e, "h"), event)
	}
	return jen.Id("d").Dot("events").Dot("Put").Call(event)
}

// event returns an event as a value, with the fields that are known.
func (s *stubbed) event(e *idl.Event, values map[*idl.Param]*jen.Statement) *jen.Statement {
	return jen.Qual(s.core, eventName(s.i)).ValuesFunc(func(g *jen.Group) {
		g.Id("Kind").Op(":").Qual(s.core, kindConst(s.i, e))
		for _, param := range e.Params {
			if value := values[param]; value != nil {
				g.Id(param.GoName).Op(":").Add(value)
			}
		}
	})
}

// key returns the key of an event of which only the latest counts: its kind and its handle.
func (s *stubbed) key(e *idl.Event, handle string) *jen.Statement {
	if e.Handle == nil {
		return jen.Uint64().Call(jen.Qual(s.core, kindConst(s.i, e)))
	}
	return jen.Id(handle).Dot("Link").Call().Dot("Key").Call(s.bit(e))
}

// puts returns the statements that put a method's events into the queue. An event's
// parameter has the value of the argument or result that has its name and type.
func (s *stubbed) puts(m *idl.Method) []jen.Code {
	var list []jen.Code
	for _, e := range m.Emits {
		list = append(list, s.putWith(e, s.known(m, e)))
	}
	return list
}

// known returns what a method knows of an event that its success tells.
func (s *stubbed) known(m *idl.Method, e *idl.Event) map[*idl.Param]*jen.Statement {
	values := map[*idl.Param]*jen.Statement{}
	for _, param := range e.Params {
		switch {
		case param != e.Handle:
			for n, r := range m.Returns {
				if sameParam(param, r) {
					values[param] = jen.Add(s.resultNames(m)[n])
				}
			}
			for _, argument := range m.Params {
				if sameParam(param, argument) {
					values[param] = jen.Id(paramName(argument))
				}
			}
		case m.Creates != nil:
			values[param] = s.number(m.Creates)
		case m.Handle != nil:
			values[param] = jen.Id(paramName(m.Handle))
		}
	}
	return values
}

// sameParam reports whether two parameters have one name and one type.
func sameParam(a, b *idl.Param) bool {
	return a.GoName == b.GoName && a.Type.String() == b.Type.String() && a.GoType == b.GoType && a.Pointer == b.Pointer && !b.Out
}
