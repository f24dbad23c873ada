package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// method writes one method of a device: checks, the hardware call, what follows from its success.
func (s *stubbed) method(f *jen.File, recv string, m *idl.Method) {
	f.Add(s.implements(m))
	f.Func().Params(jen.Id("d").Op("*").Id(recv)).Add(s.signature(m)).BlockFunc(func(g *jen.Group) {
		s.prepare(g, m, func(err *jen.Statement) *jen.Statement { return s.fail(m, err) })
		if m.Deadline != nil {
			g.List(jen.Id("ctx"), jen.Id("cancel")).Op(":=").Qual(driverPath, "UntilDeadline").Call(jen.Id(paramName(m.Deadline)))
			g.Defer().Id("cancel").Call()
		}
		switch {
		case m == s.i.Resolver:
			s.literalAddress(g, m)
			s.plain(g, m)
		case m.Creates != nil:
			s.create(g, m)
		case m.Handle != nil && !givesOut(s.i, m.Handle.Type.Handle) && !alone(m):
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
func (p *pkg) implements(m *idl.Method) *jen.Statement {
	return noted(m.Decl, m.GoName+" implements "+p.model.Package+"."+ownerName(m)+".")
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
		if timeout := timeoutOf(m); timeout != nil {
			return jen.Qual(driverPath, "TimeoutAs").Call(err, jen.Qual(s.core, timeout.GoName))
		}
		return err
	}
	return jen.Qual(driverPath, "Wrap").Call(jen.Lit(m.Name), err)
}

// lookup writes the search for the handle, or for the device's own state.
func (s *stubbed) lookup(g *jen.Group, m *idl.Method) { s.find(g, m, "h") }

// find writes the search for the handle, which is kept in a variable.
func (s *stubbed) find(g *jen.Group, m *idl.Method, variable string) {
	if machineOf(m) != nil && machineOf(m).handle == nil {
		g.Id(variable).Op(":=").Id("d").Dot("self")
		return
	}
	h := m.Handle.Type.Handle
	g.List(jen.Id(variable), jen.Err()).Op(":=").Id("d").Dot(s.table(h)).Dot("Get").Call(jen.Int().Call(jen.Id(paramName(m.Handle))))
	g.If(jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
}

// enter writes the check of the handle's state, for a call that does not change it.
func (s *stubbed) enter(g *jen.Group, m *idl.Method, of *jen.Statement) {
	if hasRule(m) {
		g.If(jen.Err().Op(":=").Add(of).Dot("Enter").Call(s.ruleOf(m)), jen.Err().Op("!=").Nil()).Block(
			s.fail(m, s.wrap(m, jen.Err())))
	}
}

// expired writes the check of a context that has ended already.
func (s *stubbed) expired(g *jen.Group, m *idl.Method) {
	if !givesContext(m) || m.NoError {
		return
	}
	expired := jen.Qual(driverPath, "FromContext").Call(jen.Lit(m.Name), jen.Id("ctx"))
	if timeout := timeoutOf(m); timeout != nil {
		expired = jen.Qual(s.core, timeout.GoName)
	}
	g.If(jen.Id("ctx").Dot("Err").Call().Op("!=").Nil()).Block(s.fail(m, expired))
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
	if givesContext(m) {
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
	host := m.Params[0]
	if host == m.Deadline {
		host = m.Params[1]
	}
	g.If(jen.List(jen.Id("literal"), jen.Err()).Op(":=").Qual(netipPath, "ParseAddr").Call(jen.Id(paramName(host))),
		jen.Err().Op("==").Nil()).Block(jen.Return(jen.Id("literal").Dot("Unmap").Call(), jen.Nil()))
}

// plain writes a call that changes nothing.
func (s *stubbed) plain(g *jen.Group, m *idl.Method) {
	switch {
	case m.Handle != nil && givesOut(s.i, m.Handle.Type.Handle):
		s.lookup(g, m)
		s.first(g, m, jen.Id("h"))
		s.enter(g, m, jen.Id("h"))
	case hasRule(m):
		s.first(g, m, jen.Id("d").Dot("self"))
		s.enter(g, m, jen.Id("d").Dot("self"))
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
	assign := jen.List(append(names[:len(names):len(names)], jen.Err())...)
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

// first writes the call that brings the handle, or the device, into a state from which the method is allowed.
func (s *stubbed) first(g *jen.Group, m *idl.Method, of *jen.Statement) {
	if m.First == nil || !hasRule(m) || !hasRule(m.First) {
		return
	}
	var values []jen.Code
	if hasContext(m) {
		values = append(values, jen.Id("ctx"))
	}
	for _, param := range m.First.Params {
		switch {
		case param == m.First.Handle:
			values = append(values, jen.Id(paramName(m.Handle)))
		case param == m.First.Deadline && m.Deadline != nil:
			values = append(values, jen.Id(paramName(m.Deadline)))
		default:
			values = append(values, s.zero(param))
		}
	}
	ctx := jen.Id("ctx")
	if !givesContext(m) {
		ctx = jen.Qual("context", "Background").Call()
	}
	prepare := jen.Add(of.Clone()).Dot("Prepare").Call(ctx, s.ruleOf(m), jen.Op("&").Id(s.ruleName(m.First)),
		jen.Func().Params().Error().Block(jen.Return(jen.Id("d").Dot(m.First.GoName).Call(values...))))
	g.If(jen.Err().Op(":=").Add(prepare), jen.Err().Op("!=").Nil()).Block(s.fail(m, s.wrap(m, jen.Err())))
}

// endpoint returns the expression that makes an address of a host and a port.
func (s *stubbed) endpoint(m *idl.Method, ctx string) *jen.Statement {
	resolve := jen.Nil()
	if s.i.Resolver != nil {
		resolve = s.resolve()
	}
	context := jen.Id(ctx)
	if !givesContext(m) {
		context = jen.Qual("context", "Background").Call()
	}
	endpoint := jen.Qual(driverPath, "Endpoint")
	if ctx == "ctx" && m.Handle != nil && givesOut(s.i, m.Handle.Type.Handle) {
		endpoint = jen.Id("h").Dot("Endpoint") // not a context of the handle's already
	}
	return endpoint.Call(
		context, jen.Id(paramName(m.Endpoint.Host)), jen.Id(paramName(m.Endpoint.Port)), resolve)
}

// resolve returns the resolver of an interface as a function of a context and a host.
func (s *stubbed) resolve() *jen.Statement {
	m := s.i.Resolver
	if m.Deadline == nil {
		return jen.Id("d").Dot(m.GoName)
	}
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("host").String()).Params(jen.Qual(netipPath, "Addr"), jen.Error()).Block(
		jen.List(jen.Id("until"), jen.Id("_")).Op(":=").Id("ctx").Dot("Deadline").Call(),
		jen.Return(jen.Id("d").Dot(m.GoName).CallFunc(func(g *jen.Group) {
			for _, param := range m.Params {
				if param == m.Deadline {
					g.Id("until")
				} else {
					g.Id("host")
				}
			}
		})))
}

// timeoutOf returns the sentinel error of a method's deadline, or nil where the interface has errnos.
func timeoutOf(m *idl.Method) *idl.Sentinel {
	if !m.Interface.Form.Sentinels || m.Deadline == nil {
		return nil
	}
	for _, e := range m.Errors {
		if e.Timeout {
			return e
		}
	}
	return nil
}
