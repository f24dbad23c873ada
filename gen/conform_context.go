package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// lists reports whether a method lists an errno.
func (mt *methodTests) lists(name string) bool {
	for _, e := range mt.m.Errnos {
		if e.Name == name {
			return true
		}
	}
	return false
}

// contextTests: a context that has ended before the call and, for a method that waits
// on a queue, one that ends while it waits. A method that lists ECANCELED is one that
// heeds its context; one that lists ETIMEDOUT alone may be too quick to notice.
func (mt *methodTests) contextTests() {
	canceled, timed := mt.lists("ECANCELED") && hasContext(mt.m), mt.lists("ETIMEDOUT")
	if canceled {
		mt.ended("canceled", "Ended", "Fails", jen.Qual(driverPath, "ECANCELED"))
	}
	switch {
	case timeoutOf(mt.m) != nil: // an argument that was made up may be refused first
		mt.ended("deadline_passed", "Expired", "Listed")
	case timed && (canceled || mt.m.Deadline != nil):
		mt.ended("deadline_passed", "Expired", "Fails", jen.Qual(driverPath, "ETIMEDOUT"))
	case timed:
		mt.ended("deadline_passed", "Expired", "Listed")
	}
	if mt.handleOf(mt.m) == nil {
		return
	}
	if data := mt.sent(); data != nil && canceled {
		mt.sendingTest(data)
	}
	if mt.m.Takes == nil {
		return
	}
	if canceled {
		mt.waiting("canceled_while_waiting", "ECANCELED", func(call jen.Code) jen.Code {
			return jen.Id("t").Dot("Canceled").Call(mt.call(mt.m), withContext(call))
		})
	}
	if timed {
		mt.waiting("deadline_while_waiting", "ETIMEDOUT", func(call jen.Code) jen.Code {
			return jen.Id("t").Dot("Deadline").Call(mt.call(mt.m), duration(within), failing(call))
		})
	}
}

// sent returns the parameter that holds what a method sends on its handle, nil where it sends nothing or to whom it is told.
func (mt *methodTests) sent() *idl.Param {
	if mt.m.Endpoint != nil {
		return nil
	}
	for _, param := range mt.m.Params {
		if t := param.Type.Kind; !param.Out && (t == idl.Bytes || t == idl.TextOrBytes) {
			return param
		}
	}
	return nil
}

// mostSent is how much is sent at a time to fill what takes it.
const mostSent = 1 << 16

// sendingTest: a method that sends goes on until whoever does not receive it makes it wait, or its context ends.
func (mt *methodTests) sendingTest(data *idl.Param) {
	body, handle, ok := mt.begin()
	if !ok {
		return
	}
	n := mostSent
	if data.MaxLen != nil {
		n = min(n, *data.MaxLen)
	}
	arguments := mt.validArgs(mt.m, handle)
	arguments[slices.Index(mt.m.Params, data)] = jen.Id("data")
	call := mt.failure(mt.m, "=", mt.invoke(mt.m, jen.Id("ctx"), arguments))
	body = append(body,
		jen.Id("data").Op(":=").Make(mt.paramType(data), jen.Lit(n)),
		jen.Var().Err().Error(),
		jen.Id("t").Dot("Canceled").Call(mt.call(mt.m), withContext(jen.For(jen.Err().Op("==").Nil()).Block(call))),
		jen.Id("t").Dot("Fails").Call(mt.call(mt.m), jen.Err(), jen.Qual(driverPath, "ECANCELED")),
	)
	body = append(body, mt.finish(handle)...)
	again, _ := mt.ready(mt.m)
	mt.add(contextsFile, "canceled_while_waiting", append(body, block(append(again, mt.finish(handle)...))...)...)
}

func withContext(call jen.Code) *jen.Statement {
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context")).Block(call)
}

// failing is withContext for a function that returns the error which the call leaves in err.
func failing(call jen.Code) *jen.Statement {
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context")).Error().Block(call, jen.Return(jen.Err()))
}

// begin returns the statements that make the method's handle, where it has one, in a state
// that allows it.
func (mt *methodTests) begin() (body []jen.Code, handle jen.Code, ok bool) {
	body, ok = mt.ready(mt.m)
	return body, mt.subject(mt.m), ok
}

// finish returns the statements that close the handle, to show that the device goes on.
func (mt *methodTests) finish(handle jen.Code) []jen.Code {
	h := mt.handleOf(mt.m)
	if h == nil || mt.m.Ends || mt.ender(h) == nil {
		return nil
	}
	end := mt.ender(h)
	return block(mt.outcome(end, mt.invoke(end, testContext(), mt.validArgs(end, handle)), "Succeeds"))
}

// ended adds the test of a context that has ended before the call.
func (mt *methodTests) ended(name, context, check string, more ...jen.Code) {
	body, handle, ok := mt.begin()
	if !ok {
		return
	}
	call := mt.invoke(mt.m, jen.Id("t").Dot(context).Call(), mt.validArgs(mt.m, handle))
	body = append(body,
		jen.Var().Err().Error(),
		jen.Id("t").Dot("Promptly").Call(mt.call(mt.m), jen.Func().Params().Block(mt.failure(mt.m, "=", call))),
		jen.Id("t").Dot(check).Call(append([]jen.Code{mt.call(mt.m), jen.Err()}, more...)...),
	)
	mt.add(contextsFile, name, append(body, mt.finish(handle)...)...)
}

// waiting adds the test of a context that ends while the method waits.
func (mt *methodTests) waiting(name, errno string, run func(call jen.Code) jen.Code) {
	body, handle, ok := mt.begin()
	if !ok {
		return
	}
	call := mt.failure(mt.m, "=", mt.invoke(mt.m, jen.Id("ctx"), mt.validArgs(mt.m, handle)))
	body = append(body,
		jen.Var().Err().Error(),
		run(call),
		jen.Id("t").Dot("Fails").Call(mt.call(mt.m), jen.Err(), jen.Qual(driverPath, errno)),
	)
	body = append(slices.Clip(body), mt.finish(handle)...)
	again, _ := mt.ready(mt.m) // the device goes on
	mt.add(contextsFile, name, append(body, block(append(again, mt.finish(handle)...))...)...)
}
