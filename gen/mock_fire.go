package gen

import (
	"sort"
	"strings"
	"unicode"

	"github.com/dave/jennifer/jen"

	"drivergen/idl"
)

// queues returns the queues of the interface's handles that a method empties.
func (w *mockWriter) queues() []*idl.Queue {
	var list []*idl.Queue
	for _, h := range interfaceHandles(w.i) {
		for _, q := range h.Queues {
			if q.Method != nil && w.methodNumber(q.Method) >= 0 {
				list = append(list, q)
			}
		}
	}
	return list
}

// fireQueues writes, for each queue, what puts something into it, called as the hardware
// calls what takes from a stream, or as the method that takes from a backlog.
func (w *mockWriter) fireQueues(taken names) {
	for _, q := range w.queues() {
		m := w.methods[w.methodNumber(q.Method)]
		if q.Kind == idl.Backlog {
			w.fireBacklog(q, m, taken.claim(m.base, "Handle"))
			continue
		}
		name := taken.claim(q.Method.Hardware, "Data")
		w.fireStream(q, m, name, false)
		if len(q.Method.Returns) > 1 {
			w.fireStream(q, m, taken.claim(name+"From", "Sender"), true)
		}
	}
}

// announce writes the call that puts something into a queue, and the event that tells of it.
func (w *mockWriter) announce(g *jen.Group, q *idl.Queue, handle string, put *jen.Statement) {
	g.Id("f").Dot("m").Dot("t").Dot("Helper").Call()
	if q.Event == nil || !w.events {
		g.Add(put)
		return
	}
	g.If(put).Block(jen.Id("f").Dot(q.Event.GoName).Call(jen.Id(handle)))
}

// then returns the end of a comment: which event is fired.
func (w *mockWriter) then(q *idl.Queue) string {
	if q.Event == nil || !w.events {
		return "."
	}
	return ", and fires the event " + q.Event.Name + "."
}

// fireStream writes the function that puts data into a stream, with its sender or without.
func (w *mockWriter) fireStream(q *idl.Queue, m *mockMethod, name string, sender bool) {
	handle := m.names[q.Method.Handle]
	data, from := w.local("data", handle), w.local("from", handle)
	params := []jen.Code{jen.Id(handle).Add(w.p.paramType(q.Method.Handle)), jen.Id(data).Index().Byte()}
	peer, what := jen.Qual(netipPath, "AddrPort").Values(), "data into the queue "+q.Name
	if sender {
		params = append(params, jen.Id(from).Qual(netipPath, "AddrPort"))
		peer, what = jen.Id(from), "a datagram of a sender into the queue "+q.Name
	}
	w.f.Add(comment(
		name+" puts "+what+w.then(q),
		m.base+" takes it where neither an expectation nor a stub function answers the call, and waits there for more."))
	w.f.Func().Params(jen.Id("f").Id(w.fireType)).Id(name).Params(params...).BlockFunc(func(g *jen.Group) {
		w.announce(g, q, handle, jen.Id("f").Dot("m").Dot("ctl").Dot("Receive").Call(
			jen.Lit(w.states.machineNumber(q.Method.Handle.Type.Handle)), jen.Int().Call(jen.Id(handle)), jen.Id(data), peer))
	})
	w.f.Line()
}

// local returns a name for a parameter that is free beside another one.
func (w *mockWriter) local(name, beside string) string {
	for w.reserved[name] || name == beside {
		name += "Arg"
	}
	return name
}

// fireBacklog writes the function that puts a handle into a backlog.
func (w *mockWriter) fireBacklog(q *idl.Queue, m *mockMethod, name string) {
	handle := m.names[q.Method.Handle]
	params := []jen.Code{jen.Id(handle).Add(w.p.paramType(q.Method.Handle))}
	values := []jen.Code{jen.Lit(w.states.machineNumber(q.Method.Handle.Type.Handle)), jen.Int().Call(jen.Id(handle))}
	for n, r := range q.Method.Returns {
		params = append(params, jen.Id(m.names[r]).Add(w.p.paramType(r)))
		if n == 0 {
			values = append(values, jen.Int().Call(jen.Id(m.names[r])))
		} else {
			values = append(values, jen.Id(m.names[r]))
		}
	}
	w.f.Add(comment(
		name+" puts "+m.names[q.Method.Returns[0]]+", which must not be open, into the queue "+q.Name+w.then(q),
		m.base+" takes it where neither an expectation nor a stub function answers the call, and waits there for more."))
	w.f.Func().Params(jen.Id("f").Id(w.fireType)).Id(name).Params(params...).BlockFunc(func(g *jen.Group) {
		w.announce(g, q, handle, jen.Id("f").Dot("m").Dot("ctl").Dot("Arrive").Call(values...))
	})
	w.f.Line()
}

// fireTriggers writes, for each trigger of several events that have an order, what fires
// them all.
func (w *mockWriter) fireTriggers(taken names) {
	seen := map[*idl.Event]bool{}
	for _, first := range w.firedEvents() {
		var events []*idl.Event
		for _, e := range w.firedEvents() {
			if e.Order > 0 && e.Trigger != "" && e.Trigger == first.Trigger && ofHandle(e) == ofHandle(first) && !seen[e] {
				events = append(events, e)
			}
		}
		for _, e := range events {
			seen[e] = true
		}
		if len(events) > 1 {
			sort.SliceStable(events, func(a, b int) bool { return events[a].Order < events[b].Order })
			w.fireTrigger(taken.claim(triggerName(first.Trigger), "Events"), events)
		}
	}
}

func (w *mockWriter) fireTrigger(name string, events []*idl.Event) {
	var params []*idl.Param
	same := map[*idl.Param]*idl.Param{} // the parameter that stands for it
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, e.GoName)
		for _, param := range e.Params {
			for _, known := range params {
				if sameParam(known, param) {
					same[param] = known
				}
			}
			if same[param] == nil {
				same[param], params = param, append(params, param)
			}
		}
	}
	local := w.call(&idl.Method{Interface: w.i, Params: params})
	w.f.Add(comment(name + " fires what \"" + oneLine(events[0].Trigger) + "\" triggers, in its order: " + strings.Join(kinds, ", ") + "."))
	w.f.Func().Params(jen.Id("f").Id(w.fireType)).Id(name).Params(w.locals(local)...).BlockFunc(func(g *jen.Group) {
		var puts *jen.Statement
		for _, e := range events {
			put := jen.Id("f").Dot("put").Call(w.eventValue(e, func(param *idl.Param) string { return local.names[same[param]] }))
			if puts == nil {
				puts = put
			} else {
				puts = puts.Op("&&").Line().Add(put)
			}
		}
		g.Id("_").Op("=").Add(puts)
	})
	w.f.Line()
}

// triggerName makes a Go name of what triggers events: the connection ends → ConnectionEnds.
func triggerName(trigger string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(trigger, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		switch strings.ToLower(word) {
		case "a", "an", "the":
			continue
		}
		runes := []rune(word)
		b.WriteString(string(unicode.ToUpper(runes[0])) + string(runes[1:]))
	}
	name := b.String()
	if name == "" || !unicode.IsUpper([]rune(name)[0]) {
		return "Trigger" + name
	}
	return name
}
