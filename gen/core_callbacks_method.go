package gen

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// property writes a getter: an address is its text, and "" where it cannot be read.
func (c *callbackForm) property(f *jen.File, m *idl.Method) {
	r := m.Returns[0]
	f.Comment(m.GoName + " is the property " + m.Name + ". Where it cannot be read it is the zero value, and Errno tells why.")
	f.Func().Params(jen.Id("c").Op("*").Id(c.name)).Id(m.GoName).Params().Add(c.scalar(r)).BlockFunc(func(g *jen.Group) {
		call := jen.Id("c").Dot("dev").Dot(m.GoName).Call(c.values(m, jen.Id("c").Dot("ctx"))...)
		if m.NoError {
			g.Return(c.toScalar(r, call))
			return
		}
		g.List(jen.Id("value"), jen.Err()).Op(":=").Add(call)
		g.If(jen.Id("c").Dot("Failed").Call(jen.Err()).Op("!=").Lit(0)).Block(jen.Return(c.scalarZero(r)))
		g.Return(c.toScalar(r, jen.Id("value")))
	})
	f.Line()
}

func isText(param *idl.Param) bool {
	switch param.Type.Kind {
	case idl.MAC, idl.IP, idl.AddrPort:
		return true
	}
	return false
}

// scalar returns the type of a property in the callback form.
func (c *callbackForm) scalar(param *idl.Param) *jen.Statement {
	if isText(param) {
		return jen.String()
	}
	return c.paramType(param)
}

func (c *callbackForm) scalarZero(param *idl.Param) *jen.Statement {
	if isText(param) {
		return jen.Lit("")
	}
	return c.zero(param)
}

// toScalar turns a value into its callback form. An address that is not known is "".
func (c *callbackForm) toScalar(param *idl.Param, value *jen.Statement) *jen.Statement {
	switch param.Type.Kind {
	case idl.IP, idl.AddrPort:
		return jen.Qual(driverPath, "AddrText").Call(value)
	case idl.MAC:
		return value.Dot("String").Call()
	}
	return value
}

// shared returns a method's parameters in the callback form.
func (c *callbackForm) shared(m *idl.Method) []*idl.Param {
	var list []*idl.Param
	for _, param := range m.Params {
		if !param.CoreOnly {
			list = append(list, param)
		}
	}
	return list
}

// method writes a method of the required part. What takes from a queue has no method
// in the callback form: the queue's callback gets it.
func (c *callbackForm) method(f *jen.File, m *idl.Method) {
	if m.Takes != nil {
		return
	}
	switch {
	case m.Snapshot && m.Handle != nil && c.hasObject(m.Handle.Type.Handle):
		c.snapshot(f, m)
	case m.Sync:
		c.syncMethod(f, m, jen.Id("c").Dot("dev"))
	default:
		c.asyncMethod(f, m, jen.Id("c").Dot("dev"))
	}
}

func (c *callbackForm) hasObject(h *idl.Handle) bool {
	for _, own := range c.objects {
		if own == h {
			return true
		}
	}
	return false
}

// declare begins a method, with its comment.
func (c *callbackForm) declare(f *jen.File, m *idl.Method, lines []string, extra ...jen.Code) *jen.Statement {
	var params []jen.Code
	for _, param := range c.shared(m) {
		params = append(params, jen.Id(paramName(param)).Add(c.paramType(param)))
	}
	return f.Add(comment(lines...)).Line().
		Func().Params(jen.Id("c").Op("*").Id(c.name)).Id(m.GoName).Params(append(params, extra...)...)
}

// values returns the arguments of a call on the device.
func (c *callbackForm) values(m *idl.Method, ctx jen.Code) []jen.Code {
	var list []jen.Code
	if hasContext(m) {
		list = append(list, ctx)
	}
	for _, param := range m.Params {
		if param.CoreOnly {
			list = append(list, c.zero(param))
		} else {
			list = append(list, jen.Id(paramName(param)))
		}
	}
	return list
}

// syncMethod writes a method that answers at once.
func (c *callbackForm) syncMethod(f *jen.File, m *idl.Method, dev *jen.Statement) {
	call := dev.Clone().Dot(m.GoName).Call(c.values(m, jen.Id("c").Dot("ctx"))...)
	declare := func(more string) *jen.Statement { return c.declare(f, m, docLines(m.Decl, more)) }
	switch {
	case m.NoError:
		c.declare(f, m, docLines(m.Decl)).Add(resultList(c.results(m))).BlockFunc(func(g *jen.Group) {
			if m.Creates != nil && c.hasObject(m.Creates) {
				g.Id("handle").Op(":=").Add(call)
				g.Id("c").Dot(addName(m.Creates)).Call(jen.Id("handle"))
				g.Return(jen.Id("handle"))
				return
			}
			if len(m.Returns) > 0 {
				call = jen.Return(call)
			}
			g.Add(call)
		})
	case m.Creates != nil:
		declare("It returns -1 where it fails, with Errno set.").Int().BlockFunc(func(g *jen.Group) {
			g.List(jen.Id("handle"), jen.Err()).Op(":=").Add(call)
			g.If(jen.Id("c").Dot("Failed").Call(jen.Err()).Op("!=").Lit(0)).Block(jen.Return(jen.Lit(-1)))
			if c.hasObject(m.Creates) {
				g.Id("c").Dot(addName(m.Creates)).Call(jen.Id("handle"))
			}
			g.Return(jen.Int().Call(jen.Id("handle")))
		})
	case len(m.Returns) == 0:
		declare("It returns 0, or -1 with Errno set.").Int().Block(jen.Return(jen.Id("c").Dot("Failed").Call(call)))
	default:
		c.syncResults(m, call, declare)
	}
	f.Line()
}

// syncResults writes a method that answers at once with results.
func (c *callbackForm) syncResults(m *idl.Method, call *jen.Statement, declare func(string) *jen.Statement) {
	var names []jen.Code
	for _, r := range m.Returns {
		names = append(names, jen.Id(paramName(r)))
	}
	said, failure := "the zero value", jen.Code(nil)
	if holds(m.Returns[0].Type, m.Failure) {
		said, failure = m.Failure, jen.Op(m.Failure)
	}
	declare("It returns " + said + " where it fails, with Errno set.").Add(resultList(c.results(m))).BlockFunc(func(g *jen.Group) {
		g.List(append(names[:len(names):len(names)], jen.Err())...).Op(":=").Add(call)
		if failure == nil {
			g.Id("c").Dot("Failed").Call(jen.Err())
		} else {
			values := []jen.Code{failure}
			for _, r := range m.Returns[1:] {
				values = append(values, c.zero(r))
			}
			g.If(jen.Id("c").Dot("Failed").Call(jen.Err()).Op("!=").Lit(0)).Block(jen.Return(values...))
		}
		g.Return(names...)
	})
}

// holds reports whether a value of a type can be a failure value: a number of its range, or true or false.
func holds(t *idl.Type, failure string) bool {
	switch failure {
	case "", "null", "undefined":
		return false
	case "true", "false":
		return t.Kind == idl.Bool
	}
	switch t.Kind {
	case idl.Float32, idl.Float64:
		return true
	case idl.Int, idl.Int64:
		return fitsInt(failure, 64)
	case idl.Int8, idl.Int16, idl.Int32:
		return fitsInt(failure, 8<<(t.Kind-idl.Int8))
	case idl.Uint, idl.Uint8, idl.Uint16, idl.Uint32, idl.Uint64:
		return fitsInt(failure, 64) && failure[0] != '-' && (t.Kind == idl.Uint || t.Kind == idl.Uint64 || fitsInt(failure, 8<<(t.Kind-idl.Uint8)+1))
	}
	return false
}

func fitsInt(text string, bits int) bool {
	_, err := strconv.ParseInt(text, 10, min(bits, 64))
	return err == nil
}

// results returns the types of a method's results, without the error.
func (c *callbackForm) results(m *idl.Method) []jen.Code {
	var list []jen.Code
	for _, r := range m.Returns {
		list = append(list, c.paramType(r))
	}
	return list
}

// asyncMethod writes a method that answers through a callback, which may be nil.
func (c *callbackForm) asyncMethod(f *jen.File, m *idl.Method, dev *jen.Statement) {
	callback := jen.Id("callback").Func().ParamsFunc(func(g *jen.Group) {
		g.Err().Int()
		for _, r := range m.Returns {
			g.Id(paramName(r)).Add(c.paramType(r))
		}
	})
	lines := docLines(m.Decl, "The callback, which may be nil, gets 0, or -1 with Errno set.")
	c.declare(f, m, lines, callback).BlockFunc(func(g *jen.Group) {
		for _, r := range m.Returns {
			g.Var().Id(paramName(r)).Add(c.paramType(r))
		}
		c.submit(g, m, c.run(m, dev), c.answer(m))
	})
	f.Line()
}

// submit writes the statement that has a call made in its turn.
func (c *callbackForm) submit(g *jen.Group, m *idl.Method, run, answer *jen.Statement) {
	own := m.Handle != nil && c.hasObject(m.Handle.Type.Handle)
	switch {
	case own && m.Ends:
		g.Id("c").Dot(endName(m.Handle.Type.Handle)).Call(jen.Id(paramName(m.Handle)), run, answer)
	case own:
		waits := m.Endpoint != nil && changes(m)
		g.Id("c").Dot(callName(m.Handle.Type.Handle)).Call(jen.Id(paramName(m.Handle)), jen.Lit(waits), run, answer)
	case m.Handle != nil:
		g.Id("c").Dot("call").Call(jen.Int().Call(jen.Id(paramName(m.Handle))), run, answer)
	default:
		g.Id("c").Dot("call").Call(jen.Lit(-1), run, answer)
	}
}

// run returns the function that makes a call on the device.
func (c *callbackForm) run(m *idl.Method, dev *jen.Statement) *jen.Statement {
	values := c.values(m, jen.Id("ctx"))
	call := dev.Clone().Dot(m.GoName).Call(values...)
	var names []jen.Code
	for _, r := range m.Returns {
		names = append(names, jen.Id(paramName(r)))
	}
	run := jen.Func().Params(jen.Id("ctx").Qual("context", "Context"))
	if m.Creates != nil && c.hasObject(m.Creates) {
		return c.runCreating(m, run, call)
	}
	switch {
	case !m.NoError && len(names) == 0:
		return run.Error().Block(jen.Return(call))
	case !m.NoError:
		return run.Params(jen.Err().Error()).Block(
			jen.List(append(names, jen.Err())...).Op("=").Add(call),
			jen.Return(jen.Err()))
	case len(names) > 0:
		return run.Error().Block(jen.List(names...).Op("=").Add(call), jen.Return(jen.Nil()))
	}
	return run.Error().Block(call, jen.Return(jen.Nil()))
}

// runCreating is run for a method that makes a handle with an object.
func (c *callbackForm) runCreating(m *idl.Method, run, call *jen.Statement) *jen.Statement {
	handle := jen.Id(paramName(m.Returns[0]))
	add := jen.Id("c").Dot(addName(m.Creates)).Call(handle.Clone())
	if m.NoError {
		return run.Error().Block(handle.Clone().Op("=").Add(call), add, jen.Return(jen.Nil()))
	}
	return run.Params(jen.Err().Error()).Block(
		jen.List(handle.Clone(), jen.Err()).Op("=").Add(call),
		jen.If(jen.Err().Op("==").Nil()).Block(add),
		jen.Return(jen.Err()))
}

// answer returns the function that gets a call's status: the callback itself, where
// the method has no results.
func (c *callbackForm) answer(m *idl.Method) *jen.Statement {
	if len(m.Returns) == 0 {
		return jen.Id("callback")
	}
	values := []jen.Code{jen.Id("status")}
	for _, r := range m.Returns {
		values = append(values, jen.Id(paramName(r)))
	}
	return jen.Func().Params(jen.Id("status").Int()).Block(
		jen.If(jen.Id("callback").Op("!=").Nil()).Block(jen.Id("callback").Call(values...)))
}

// snapshot writes the method that returns a handle's object.
func (c *callbackForm) snapshot(f *jen.File, m *idl.Method) {
	h := m.Handle.Type.Handle
	c.declare(f, m, []string{m.GoName + " returns the object of an open handle, the same each time, or nil with Errno set."}).Op("*").Id(objectName(h)).Block(
		jen.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Id("c").Dot("dev").Dot(m.GoName).Call(c.values(m, jen.Id("c").Dot("ctx"))...),
			jen.Id("c").Dot("Failed").Call(jen.Err()).Op("!=").Lit(0)).Block(jen.Return(jen.Nil())),
		jen.Return(jen.Id("c").Dot(objectOfName(h)).Call(jen.Id(paramName(m.Handle)))),
	)
	f.Line()
}

// capabilityMethods writes the methods of an optional part, which fail with EOPNOTSUPP where the
// device does not have it, and the method that tells whether it has.
func (c *callbackForm) capabilityMethods(f *jen.File, capability *idl.Capability) {
	f.Comment("Has" + capability.GoName + " reports whether the device has the methods of " + capability.GoName + ".")
	f.Func().Params(jen.Id("c").Op("*").Id(c.name)).Id("Has"+capability.GoName).Params().Bool().Block(
		jen.List(jen.Id("_"), jen.Id("ok")).Op(":=").Id(capability.GoName+"Of").Call(jen.Id("c").Dot("dev")),
		jen.Return(jen.Id("ok")),
	)
	f.Line()
	missing := "no" + capability.GoName
	f.Comment(missing + " answers for a device without " + capability.GoName + ".")
	f.Type().Id(missing).Struct()
	f.Line()
	for _, m := range capability.Methods {
		s := &stubbed{pkg: c.pkg, i: c.i}
		f.Comment(m.GoName + " fails with EOPNOTSUPP.")
		f.Func().Params(jen.Id(missing)).Add(blank(c.pkg, m)).Block(
			s.fail(m, jen.Qual(driverPath, "Fail").Call(jen.Lit(m.Name), jen.Qual(driverPath, "EOPNOTSUPP"), jen.Nil())))
		f.Line()
	}
	get := unexport(capability.GoName)
	f.Func().Params(jen.Id("c").Op("*").Id(c.name)).Id(get).Params().Id(capability.GoName).Block(
		jen.If(jen.List(jen.Id("part"), jen.Id("ok")).Op(":=").Id(capability.GoName+"Of").Call(jen.Id("c").Dot("dev")), jen.Id("ok")).Block(
			jen.Return(jen.Id("part"))),
		jen.Return(jen.Id(missing).Values()),
	)
	f.Line()
	for _, m := range capability.Methods {
		if m.Sync {
			c.syncMethod(f, m, jen.Id("c").Dot(get).Call())
		} else {
			c.asyncMethod(f, m, jen.Id("c").Dot(get).Call())
		}
	}
}

// blank returns a method's signature without the parameters' names.
func blank(p *pkg, m *idl.Method) *jen.Statement {
	var params []jen.Code
	if hasContext(m) {
		params = append(params, jen.Qual("context", "Context"))
	}
	for _, param := range m.Params {
		params = append(params, p.paramType(param))
	}
	return jen.Id(m.GoName).Params(params...).Add(resultList(p.results(m)))
}
