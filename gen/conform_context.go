package gen

import (
	"slices"

	"github.com/dave/jennifer/jen"
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
	if mt.m.Takes == nil || mt.handleOf(mt.m) == nil {
		return
	}
	if canceled {
		mt.waiting("canceled_while_waiting", "ECANCELED", func(call jen.Code) jen.Code {
			return jen.Id("t").Dot("Canceled").Call(mt.call(mt.m), withContext(call))
		})
	}
	if timed {
		mt.waiting("deadline_while_waiting", "ETIMEDOUT", func(call jen.Code) jen.Code {
			return jen.Id("t").Dot("Deadline").Call(mt.call(mt.m), duration(within), withContext(call))
		})
	}
}

func withContext(call jen.Code) *jen.Statement {
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context")).Block(call)
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
	mt.add(name, append(body, mt.finish(handle)...)...)
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
	mt.add(name, append(slices.Clip(body), mt.finish(handle)...)...)
}
