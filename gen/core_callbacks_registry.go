package gen

import (
	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// registry writes how objects are made, found, ended and forgotten.
func (c *callbackForm) registry(f *jen.File, h *idl.Handle, events []*idl.Event) {
	c.makeObject(f, h, events)
	c.findObject(f, h)
	c.endObject(f, h, events)
}

func (c *callbackForm) lists(h *idl.Handle) *jen.Statement {
	return jen.Id("c").Dot(objectsField(h)).Index(jen.Id("handle"))
}

// locked begins a method of the form that holds its lock.
func (c *callbackForm) locked(f *jen.File, name string, params []jen.Code, results *jen.Statement, body ...jen.Code) {
	f.Func().Params(jen.Id("c").Op("*").Id(c.name)).Id(name).Params(params...).Add(results).Block(append([]jen.Code{
		jen.Id("c").Dot("mu").Dot("Lock").Call(),
		jen.Defer().Id("c").Dot("mu").Dot("Unlock").Call(),
	}, body...)...)
	f.Line()
}

func newest() *jen.Statement { return jen.Id("list").Index(jen.Len(jen.Id("list")).Op("-").Lit(1)) }

func (c *callbackForm) makeObject(f *jen.File, h *idl.Handle, events []*idl.Event) {
	handle := []jen.Code{jen.Id("handle").Id(h.GoName)}
	object := jen.Op("*").Id(objectName(h))
	f.Comment(makeName(h) + " makes the object of a handle. The caller holds the lock.")
	f.Func().Params(jen.Id("c").Op("*").Id(c.name)).Id(makeName(h)).Params(handle...).Add(object.Clone()).BlockFunc(func(g *jen.Group) {
		g.Id("o").Op(":=").Op("&").Id(objectName(h)).Values(jen.Dict{jen.Id("form"): jen.Id("c"), jen.Id("handle"): jen.Id("handle")})
		g.List(jen.Id("o").Dot("ctx"), jen.Id("o").Dot("cancel")).Op("=").Qual("context", "WithCancelCause").Call(jen.Id("c").Dot("ctx"))
		for _, e := range events {
			if e.Queue != nil {
				g.Id("o").Dot(e.Queue.Name + "Queue").Call()
			}
		}
		g.Add(c.lists(h)).Op("=").Append(c.lists(h), jen.Id("o"))
		g.Return(jen.Id("o"))
	})
	f.Line()

	f.Comment(addName(h) + " makes the object of a handle that is new.")
	c.locked(f, addName(h), handle, object.Clone(),
		jen.If(jen.Id("list").Op(":=").Add(c.lists(h)), jen.Len(jen.Id("list")).Op(">").Lit(0).Op("&&").Op("!").Add(newest()).Dot("isEnding").Call()).Block(
			jen.Comment("The handle that had the number was not closed through this form."),
			newest().Dot("cancel").Call(jen.Qual(driverPath, "ECONNABORTED")),
			c.lists(h).Op("=").Id("list").Index(jen.Empty(), jen.Len(jen.Id("list")).Op("-").Lit(1)),
		),
		jen.Return(jen.Id("c").Dot(makeName(h)).Call(jen.Id("handle"))))

	f.Comment(objectOfName(h) + " returns the object of an open handle, or nil with Errno set where it is being closed.")
	c.locked(f, objectOfName(h), handle, object.Clone(),
		jen.Id("list").Op(":=").Add(c.lists(h)),
		jen.If(jen.Len(jen.Id("list")).Op("==").Lit(0)).Block(jen.Return(jen.Id("c").Dot(makeName(h)).Call(jen.Id("handle")))),
		jen.If(newest().Dot("isEnding").Call()).Block(
			jen.Id("c").Dot("Failed").Call(c.invalid(h)),
			jen.Return(jen.Nil())),
		jen.Return(newest()))
}

// invalid returns the errno of a handle that is not open.
func (c *callbackForm) invalid(h *idl.Handle) *jen.Statement {
	if h.Invalid != nil {
		return jen.Id(h.Invalid.GoName)
	}
	return jen.Qual(driverPath, "EBADF")
}

func (c *callbackForm) findObject(f *jen.File, h *idl.Handle) {
	handle := []jen.Code{jen.Id("handle").Id(h.GoName)}
	f.Comment(oldestName(h) + " returns the object to which an event of a handle belongs, or nil: one that is being closed goes first.")
	c.locked(f, oldestName(h), handle, jen.Op("*").Id(objectName(h)),
		jen.If(jen.Id("list").Op(":=").Add(c.lists(h)), jen.Len(jen.Id("list")).Op(">").Lit(0)).Block(jen.Return(jen.Id("list").Index(jen.Lit(0)))),
		jen.Return(jen.Nil()))

	f.Add(comment(
		newestName(h)+" returns the object that a call on a handle is for, or nil, and the context of the call. The context is nil where",
		"the handle is being closed: the call must not reach whoever gets the number next."))
	c.locked(f, newestName(h), handle, jen.Params(jen.Op("*").Id(objectName(h)), jen.Qual("context", "Context")),
		jen.Id("list").Op(":=").Add(c.lists(h)),
		jen.If(jen.Len(jen.Id("list")).Op("==").Lit(0)).Block(jen.Return(jen.Nil(), jen.Id("c").Dot("ctx"))),
		jen.If(newest().Dot("isEnding").Call()).Block(jen.Return(jen.Nil(), jen.Nil())),
		jen.Return(newest(), newest().Dot("ctx")))
}

func (c *callbackForm) endObject(f *jen.File, h *idl.Handle, events []*idl.Event) {
	var pumps []string
	for _, e := range events {
		if e.Queue != nil {
			pumps = append(pumps, pumpField(e))
		}
	}
	f.Comment(forgetName(h) + " forgets the object of a handle whose last event was told: the next one is for whoever has the number now.")
	body := []jen.Code{
		jen.Id("handle").Op(":=").Id("o").Dot("handle"),
		jen.Id("list").Op(":=").Qual("slices", "DeleteFunc").Call(c.lists(h),
			jen.Func().Params(jen.Id("other").Op("*").Id(objectName(h))).Bool().Block(jen.Return(jen.Id("other").Op("==").Id("o")))),
		c.lists(h).Op("=").Id("list"),
		jen.If(jen.Len(jen.Id("list")).Op("==").Lit(0)).Block(jen.Delete(jen.Id("c").Dot(objectsField(h)), jen.Id("handle"))),
	}
	if len(pumps) > 0 {
		body = append(body, jen.For(jen.List(jen.Id("_"), jen.Id("other")).Op(":=").Range().Id("list")).BlockFunc(func(g *jen.Group) {
			for _, pump := range pumps {
				g.Id("other").Dot(pump).Dot("Wake").Call()
			}
		}))
	}
	c.locked(f, forgetName(h), []jen.Code{jen.Id("o").Op("*").Id(objectName(h))}, nil, body...)

	recv := jen.Params(jen.Id("o").Op("*").Id(objectName(h)))
	f.Comment("isEnding reports whether the owner closes the handle or has closed it.")
	f.Func().Add(recv.Clone()).Id("isEnding").Params().Bool().Block(
		jen.Id("o").Dot("mu").Dot("Lock").Call(),
		jen.Defer().Id("o").Dot("mu").Dot("Unlock").Call(),
		jen.Return(jen.Id("o").Dot("ending")),
	)
	f.Line()
	f.Add(comment(
		"end notes that the owner closes the handle, and reports false where it does so already. What its queues hold is not told",
		"any more."))
	f.Func().Add(recv.Clone()).Id("end").Params().Bool().BlockFunc(func(g *jen.Group) {
		if h.Properties != nil {
			g.Id("o").Dot("snapshot").Call().Comment("what the getters answer from now on")
		}
		g.Id("o").Dot("mu").Dot("Lock").Call()
		g.Defer().Id("o").Dot("mu").Dot("Unlock").Call()
		g.If(jen.Id("o").Dot("ending")).Block(jen.Return(jen.False()))
		g.Id("o").Dot("ending").Op("=").True()
		for _, pump := range pumps {
			g.Id("o").Dot(pump).Dot("Stop").Call()
		}
		g.Return(jen.True())
	})
	f.Line()
}
