package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// Parts of the functions through which calls are made.
var (
	runParam      = jen.Id("run").Func().Params(jen.Id("ctx").Qual("context", "Context")).Error()
	callbackParam = jen.Id("callback").Func().Params(jen.Err().Int())
)

// answers writes how calls are made and answered.
func (c *callbackForm) answers(f *jen.File) {
	recv := jen.Params(jen.Id("c").Op("*").Id(c.name))
	f.Comment("answer sets Errno and calls the callback of a call that ended with err.")
	f.Func().Add(recv.Clone()).Id("answer").Params(jen.Err().Error(), callbackParam.Clone()).Block(
		jen.If(jen.Id("status").Op(":=").Id("c").Dot("Failed").Call(jen.Err()), jen.Id("callback").Op("!=").Nil()).Block(
			jen.Id("callback").Call(jen.Id("status"))))
	f.Line()
	if c.makes(func(m *idl.Method) bool { return m.Handle == nil || !c.hasObject(m.Handle.Type.Handle) }) {
		f.Comment("call makes a call after the earlier ones of the same key, and answers it behind the events that it caused.")
		f.Func().Add(recv.Clone()).Id("call").Params(jen.Id("key").Int(), runParam.Clone(), callbackParam.Clone()).Block(
			jen.Id("c").Dot("calls").Dot("Go").Call(jen.Id("key"), jen.False(), jen.Func().Params().Block(
				jen.Err().Op(":=").Id("run").Call(jen.Id("c").Dot("ctx")),
				jen.Id("c").Dot("sub").Dot("Post").Call(jen.Func().Params().Block(jen.Id("c").Dot("answer").Call(jen.Err(), jen.Id("callback")))))))
		f.Line()
	}
	for _, h := range c.objects {
		own := func(m *idl.Method) bool { return m.Handle != nil && m.Handle.Type.Handle == h }
		if c.makes(func(m *idl.Method) bool { return own(m) && !m.Ends }) {
			c.callOn(f, h)
		}
		if c.makes(func(m *idl.Method) bool { return own(m) && m.Ends }) {
			c.endOf(f, h)
		}
	}
}

// makes reports whether the form has a method of a kind that answers through a callback.
func (c *callbackForm) makes(kind func(*idl.Method) bool) bool {
	methods := c.i.Methods
	for _, capability := range c.i.Capabilities {
		methods = append(methods[:len(methods):len(methods)], capability.Methods...)
	}
	for _, m := range methods {
		if !m.Sync && m.Takes == nil && kind(m) {
			return true
		}
	}
	return false
}

// callOn writes how a call on a handle with an object is made.
func (c *callbackForm) callOn(f *jen.File, h *idl.Handle) {
	object := jen.Id("o")
	if !c.holdsBack(h) {
		object = jen.Id("_")
	}
	f.Add(comment(
		callName(h)+" makes a call on a handle after the earlier ones, and answers it behind the events that it caused. Closing the",
		"handle ends a call that waits for a peer.")).Line().
		Func().Params(jen.Id("c").Op("*").Id(c.name)).Id(callName(h)).Params(
		jen.Id("handle").Id(h.GoName), jen.Id("waits").Bool(), runParam.Clone(), callbackParam.Clone()).Block(
		jen.List(object, jen.Id("ctx")).Op(":=").Id("c").Dot(newestName(h)).Call(jen.Id("handle")),
		jen.Id("c").Dot("calls").Dot("Go").Call(jen.Int().Call(jen.Id("handle")), jen.Id("waits"), jen.Func().Params().Block(
			jen.Err().Op(":=").Error().Call(c.invalid(h)),
			jen.If(jen.Id("ctx").Op("!=").Nil()).Block(jen.Err().Op("=").Id("run").Call(jen.Id("ctx"))),
			jen.If(jen.Id("ctx").Op("!=").Nil().Op("&&").Err().Op("!=").Nil().Op("&&").Qual("context", "Cause").Call(jen.Id("ctx")).Op("==").Error().Call(jen.Qual(driverPath, "ECONNABORTED"))).Block(
				jen.Err().Op("=").Qual(driverPath, "ECONNABORTED")),
			jen.Id("c").Dot("sub").Dot("Post").Call(jen.Func().Params().Block(c.behind(h,
				jen.Id("c").Dot("answer").Call(jen.Err(), jen.Id("callback"))))),
		)))
	f.Line()
}

// behind returns the statement that runs another behind what a handle's stream holds back.
func (c *callbackForm) behind(h *idl.Handle, then *jen.Statement) *jen.Statement {
	if !c.holdsBack(h) {
		return then
	}
	return jen.Id("o").Dot("then").Call(jen.Func().Params().Block(then))
}

// endOf writes how a handle with an object is closed.
func (c *callbackForm) endOf(f *jen.File, h *idl.Handle) {
	f.Add(comment(
		endName(h)+" closes a handle after the earlier calls on it, without waiting for one that waits for a peer. From here on its object",
		"is closed. What answers the call comes behind the events of its end.")).Line().
		Func().Params(jen.Id("c").Op("*").Id(c.name)).Id(endName(h)).Params(
		jen.Id("handle").Id(h.GoName), runParam.Clone(), callbackParam.Clone()).Block(
		jen.List(jen.Id("o"), jen.Id("ctx")).Op(":=").Id("c").Dot(newestName(h)).Call(jen.Id("handle")),
		jen.If(jen.Id("o").Op("!=").Nil().Op("&&").Op("!").Id("o").Dot("end").Call()).Block(
			jen.List(jen.Id("o"), jen.Id("ctx")).Op("=").List(jen.Nil(), jen.Nil()).Comment("another call closes it"),
		),
		jen.Id("c").Dot("calls").Dot("Interrupt").Call(jen.Int().Call(jen.Id("handle")), jen.Func().Params().Block(
			jen.If(jen.Id("o").Op("!=").Nil()).Block(jen.Id("o").Dot("cancel").Call(jen.Qual(driverPath, "ECONNABORTED"))),
			jen.Err().Op(":=").Error().Call(c.invalid(h)),
			jen.If(jen.Id("ctx").Op("!=").Nil()).Block(jen.Err().Op("=").Id("run").Call(jen.Id("c").Dot("ctx"))),
			jen.Id("c").Dot("sub").Dot("Post").Call(jen.Func().Params().Block(
				jen.If(jen.Id("o").Op("!=").Nil()).Block(jen.Id("c").Dot(forgetName(h)).Call(jen.Id("o"))),
				c.behind(h, jen.Id("c").Dot("answer").Call(jen.Err(), jen.Id("callback"))))),
		)))
	f.Line()
}
