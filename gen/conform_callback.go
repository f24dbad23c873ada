package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// callbackTests: in the callback form each call is answered once: behind its events, with 0, or with -1 and the
// errno property set.
func (mt *methodTests) callbackTests() {
	s, m := mt.suite, mt.m
	if !wantsCallbacks(s.i) || !s.events || m.Property || m.NoError {
		return
	}
	form := newCallbackForm(s.pkg, s.i)
	mt.claimedTest(form)
	switch {
	case m.Snapshot && m.Handle != nil && form.hasObject(m.Handle.Type.Handle):
		mt.missingObject()
	case m.Snapshot || m.Sync || m.Takes != nil:
	default:
		mt.answeredTest(form)
		mt.refusedTest(form)
	}
}

// withForm returns the statements that make the callback form for as long as the test runs.
func (s *suite) withForm() []jen.Code {
	return []jen.Code{
		jen.Id("form").Op(":=").Qual(s.core, "New"+newCallbackForm(s.pkg, s.i).name).Call(testContext(), jen.Id("f").Dot("dev")),
		jen.Defer().Id("form").Dot("End").Call(),
	}
}

// claimedTest: while the callback of a queue is set, a method that takes from the queue is refused, and afterwards it
// waits again.
func (mt *methodTests) claimedTest(form *callbackForm) {
	s, m := mt.suite, mt.m
	if m.Takes == nil || s.handleOf(m) == nil || form.snapshotOf(s.handleOf(m)) == nil || !mt.lists("EBUSY") || !mt.lists("ETIMEDOUT") {
		return
	}
	n := slices.IndexFunc(allEvents(s.i), func(e *idl.Event) bool { return e.Queue == m.Takes })
	body, ok := s.ready(m)
	if n < 0 || !ok {
		return
	}
	e := allEvents(s.i)[n]
	call := func(ctx *jen.Statement) *jen.Statement {
		return s.invoke(m, ctx, s.validArgs(m, jen.Id("handle")))
	}
	set := jen.Id("object").Dot(setterName(e))
	body = append(body, jen.Id("t").Dot("Claims").Call(jen.Id("f").Dot("dev").Dot("Capabilities").Call()))
	body = append(body, s.withForm()...)
	body = append(body,
		jen.Id("object").Op(":=").Id("form").Dot(form.snapshotOf(s.handleOf(m)).GoName).Call(jen.Id("handle")),
		set.Clone().Call(jen.Func().Params(form.queueParam(e.Queue)).Block()),
		s.failure(m, ":=", call(testContext())),
		jen.Id("t").Dot("Fails").Call(s.call(m), jen.Err(), jen.Qual(driverPath, "EBUSY")),
		set.Clone().Call(jen.Nil()),
		s.failure(m, "=", call(jen.Id("t").Dot("Within").Call(conf("Brief")))),
		jen.Id("t").Dot("Fails").Call(s.call(m), jen.Err(), jen.Qual(driverPath, "ETIMEDOUT")),
	)
	mt.add(callbacksFile, "busy_while_"+e.Name+"_set", body...)
}

// missingObject: the method that returns a handle's object returns none for a handle that was never open.
func (mt *methodTests) missingObject() {
	s, m := mt.suite, mt.m
	h := m.Handle.Type.Handle
	if s.handleOf(m) == nil {
		return
	}
	body := append(s.withForm(),
		jen.Id("object").Op(":=").Id("form").Dot(m.GoName).Call(s.validArgs(m, jen.Lit(neverOpen(h.Base.Kind)))...),
		jen.Id("t").Dot("Absent").Call(jen.Lit(m.Name+" in the callback form"), jen.Id("object").Op("==").Nil()),
		conf("Equal").Call(jen.Id("t"), jen.Lit(m.Name+": errno"), jen.Qual(driverPath, "Errno").Call(jen.Id("form").Dot("Errno").Call()), s.errnoOr(h.Invalid, "EBADF")),
	)
	mt.add(callbacksFile, "callback_form_fails", body...)
}

// answeredTest: a call is answered once.
func (mt *methodTests) answeredTest(form *callbackForm) {
	s, m := mt.suite, mt.m
	body, ok := s.ready(m)
	if !ok {
		return
	}
	if m.Capability != nil {
		body = append(body, s.on(m)) // without it the test is not applicable
	}
	body = append(body, s.withForm()...)
	handle := s.subject(m)
	prepared, arguments := []jen.Code(nil), s.validArgs(m, handle)
	check, told := "Listed", []*idl.Event(nil)
	if t := s.mover(m); t != nil {
		check, told = "Succeeds", form.tells(m)
		prepared, arguments = s.worldArgs(m, handle)
		s.choose(t, arguments)
	}
	body = append(body, prepared...)
	body = append(body, jen.Id("answer").Op(":=").Add(conf("NewAnswer")).Call())
	body = append(body, mt.listen(form, told)...)
	body = append(body, mt.ask(arguments))
	mt.add(callbacksFile, "callback_once", append(body, mt.answer(check, callbackNames(told)...))...)
}

// mover returns a transition that a method makes, or the method's end of its handle; nil for one whose success
// the tests cannot be sure of.
func (s *suite) mover(m *idl.Method) *idl.Transition {
	for _, t := range transitions(m) {
		if t.To != nil || len(t.Ends)+len(t.Bars) > 0 {
			return t
		}
	}
	if m.Ends && s.handleOf(m) != nil {
		return &idl.Transition{Method: m}
	}
	return nil
}

// refusedTest: a call that is refused is answered once, with -1.
func (mt *methodTests) refusedTest(form *callbackForm) {
	s, m := mt.suite, mt.m
	var body, arguments []jen.Code
	var errno *jen.Statement
	if h := s.handleOf(m); h != nil {
		arguments, errno = s.validArgs(m, jen.Lit(neverOpen(h.Base.Kind))), s.errnoOr(h.Invalid, "EBADF")
	} else {
		arguments = s.validArgs(m, nil)
		for _, a := range s.limited(m) {
			if bad := s.badValues(a.param); len(bad) > 0 && errno == nil && !m.Params[a.index].CoreOnly {
				arguments[a.index], errno = a.value(bad[0].code), s.refusal(a.param)
			}
		}
	}
	if errno == nil || m.Handle != nil && s.handleOf(m) == nil {
		return
	}
	if m.Capability != nil {
		body = append(body, s.on(m))
	}
	body = append(body, s.withForm()...)
	body = append(body, jen.Id("answer").Op(":=").Add(conf("NewAnswer")).Call(), mt.ask(arguments))
	mt.add(callbacksFile, "callback_fails_once", append(body, mt.answer("Fails", errno))...)
}

// ask returns the call in the callback form, whose callback tells answer.
func (mt *methodTests) ask(arguments []jen.Code) jen.Code {
	var shared []jen.Code
	for n, param := range mt.m.Params {
		if !param.CoreOnly {
			shared = append(shared, arguments[n])
		}
	}
	params := []jen.Code{jen.Err().Int()}
	for _, r := range mt.m.Returns {
		params = append(params, jen.Id("_").Add(mt.paramType(r)))
	}
	callback := jen.Func().Params(params...).Block(jen.Id("answer").Dot("Called").Call(jen.Err(), jen.Id("form").Dot("Errno").Call()))
	return jen.Id("form").Dot(mt.m.GoName).Call(append(shared, callback)...)
}

// answer returns the check of the answer.
func (mt *methodTests) answer(check string, more ...jen.Code) jen.Code {
	settle := jen.Id("f").Dot("events").Dot("Settle")
	return jen.Id("answer").Dot(check).Call(append([]jen.Code{jen.Id("t"), mt.call(mt.m), settle}, more...)...)
}

// tells returns the events that a method emits and whose callbacks the form can set for its handle or the device.
func (c *callbackForm) tells(m *idl.Method) []*idl.Event {
	return slices.DeleteFunc(slices.Clone(m.Emits), func(e *idl.Event) bool {
		return e.Queue != nil || e.Handle != nil && (m.Handle == nil || !c.ofObject(e) || c.snapshotOf(e.Handle.Type.Handle) == nil)
	})
}

// listen returns the statements that set the callbacks of events.
func (mt *methodTests) listen(form *callbackForm, events []*idl.Event) []jen.Code {
	var body []jen.Code
	for _, e := range events {
		owner := jen.Id("form")
		if e.Handle != nil {
			if owner = jen.Id("object"); body == nil {
				get := form.snapshotOf(e.Handle.Type.Handle)
				body = append(body, jen.Id("object").Op(":=").Id("form").Dot(get.GoName).Call(jen.Id("handle")))
			}
		}
		var params []jen.Code
		for _, param := range form.callbackParams(e) {
			params = append(params, jen.Id("_").Add(mt.paramType(param)))
		}
		body = append(body, owner.Dot(setterName(e)).Call(
			jen.Func().Params(params...).Block(jen.Id("answer").Dot("Tell").Call(jen.Lit(e.Callback)))))
	}
	return body
}

func callbackNames(events []*idl.Event) []jen.Code {
	var list []jen.Code
	for _, e := range events {
		list = append(list, jen.Lit(e.Callback))
	}
	return list
}
