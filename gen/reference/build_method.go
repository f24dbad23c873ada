package reference

import (
	"slices"
	"strconv"

	"drivergen/idl"
)

// ownerOf returns the Go type that has a method: an interface, or a capability.
func ownerOf(m *idl.Method) string {
	if m.Capability != nil {
		return m.Capability.GoName
	}
	return m.Interface.GoName
}

func methodID(m *idl.Method) string { return ownerOf(m) + "." + m.GoName }

func (b *builder) methodRef(m *idl.Method) span { return b.ref(m.GoName, methodID(m)) }

func (b *builder) method(m *idl.Method) *section {
	kind := "method"
	if m.Property {
		kind = "property"
	}
	s := declaration(methodID(m), methodID(m), kind, m.Decl)
	s.add(source{b.signature(m)})
	s.add(docBlocks(m.Doc)...)
	s.addFacts(b.methodFacts(m))
	s.addTable(b.params("Parameters", "Parameter", m.Params, false))
	// What there is to say of a property's value is said of the property, but for its rules.
	if results := b.params("Results", resultColumn, m.Returns, false); !m.Property || len(results.head) > 3 {
		s.addTable(results)
	}
	s.addTable(b.methodErrors(m))
	s.addTable(b.refusals(m))
	return s
}

// describedAs is the label of the name that the description has for a declaration.
const describedAs = "Described as"

// methodFacts returns what a method does beside answering.
func (b *builder) methodFacts(m *idl.Method) facts {
	f := facts{{describedAs, text{codeOf(m.Name)}}}
	add := func(name string, t ...span) { f = append(f, fact{name, t}) }
	if t := b.callbackForm(m); t != nil {
		add("Callback form", t...)
	}
	if m.Creates != nil {
		add("Creates", b.ref(m.Creates.GoName, m.Creates.GoName))
	}
	if m.Ends && m.Handle != nil {
		add("Ends", append(text{codeOf(m.Handle.Var), say(", ")}, b.paramType(m.Handle)...)...)
	}
	if m.Takes != nil {
		add("Takes from", say("the queue "), codeOf(m.Takes.Name))
	}
	if m.Endpoint != nil {
		add("Resolves", codeOf(m.Endpoint.Host.Var), say(" and "), codeOf(m.Endpoint.Port.Var), say(" to an address"))
	}
	if m.Deadline != nil {
		add("Gives up", say("at "), codeOf(m.Deadline.Var))
	}
	if m.First != nil {
		add("Called before", b.methodRef(m.First), say(", where the state refuses this method and allows that one"))
	}
	if len(m.Emits) > 0 {
		var list []text
		for _, e := range m.Emits {
			list = append(list, text{b.eventRef(e)})
		}
		add("Emits", join(list, ", then ")...)
	}
	switch {
	case m.Snapshot:
		add("Hardware call", say("none: the stub answers from what it knows"))
	case m.Hardware != "":
		add("Hardware call", codeOf(m.Hardware))
	}
	return f
}

// callbackForm says how the callback form has a method; nil where there is no such form.
func (b *builder) callbackForm(m *idl.Method) text {
	name := m.Interface.Callback
	if name == "" {
		return nil
	}
	name += "." + m.Name
	if m.Property {
		return text{codeOf(name), say(", a value")}
	}
	if m.Takes != nil {
		if m.Takes.Event == nil {
			return text{say("none")}
		}
		return text{say("none: what waits goes to "), b.eventRef(m.Takes.Event)}
	}
	call := name + "("
	separator := ""
	for _, p := range m.Params {
		if !p.CoreOnly {
			call += separator + p.Name
			separator = ", "
		}
	}
	if !m.Sync {
		return text{codeOf(call + separator + "callback)")}
	}
	t := text{codeOf(call + ")"), say(", answers at once")}
	if m.Failure != "" {
		t = append(t, say("; a failure is "), codeOf(m.Failure))
	}
	return t
}

// methodErrors returns what a method may fail with.
func (b *builder) methodErrors(m *idl.Method) *table {
	if len(m.Errors) > 0 {
		t := &table{caption: "Errors", head: []string{"Error", "Text", "Meaning"}}
		for _, e := range m.Errors {
			t.rows = append(t.rows, row{cells: []text{{b.ref(e.GoName, e.GoName)}, {codeOf(e.Text)}, docText(e.Decl)}})
		}
		return t
	}
	t := &table{caption: "Errors", head: []string{"Errno", "Number", "Meaning"}}
	for _, e := range m.Errnos {
		t.rows = append(t.rows, row{cells: []text{{b.errnoRef(e)}, {say(strconv.Itoa(e.Value))}, docText(e.Decl)}})
	}
	return t
}

// refusals returns in which states a method is refused, and with what.
func (b *builder) refusals(m *idl.Method) *table {
	t := &table{caption: "Refused", head: []string{"When", "Answer"}}
	add := func(when text, answer span) { t.rows = append(t.rows, row{cells: []text{when, {answer}}}) }
	if m.Handle != nil {
		if h := m.Handle.Type.Handle; h != nil && m.Handle.Type.From == nil {
			if h.Invalid != nil {
				add(text{codeOf(m.Handle.Var), say(" is not open")}, b.errnoRef(h.Invalid))
			}
			b.stateRefusals(m, h.States, h.StateEnum, h.Transitions, add)
		}
		return t
	}
	b.stateRefusals(m, m.Interface.States, m.Interface.StateEnum, m.Interface.Transitions, add)
	return t
}

func (b *builder) stateRefusals(m *idl.Method, states []*idl.State, enum *idl.Enum, transitions []*idl.Transition, add func(text, span)) {
	var seen []string
	once := func(when text, answer span) {
		if key := plainText(when) + "\x00" + answer.text; !slices.Contains(seen, key) {
			seen = append(seen, key)
			add(when, answer)
		}
	}
	where := func(t *idl.Transition) text {
		if t.Where == nil || sameElse(m, transitions) {
			return nil
		}
		return text{say(" and "), codeOf(t.Where.Param.Var), say(" is "), codeOf(t.Where.Value.Name)}
	}
	for _, t := range transitions {
		if t.Method != m {
			continue
		}
		for i, s := range states {
			if e := t.Else[s]; e != nil {
				once(append(text{say("the state is "), b.stateRef(enum, i, s)}, where(t)...), b.errnoRef(e))
			}
		}
	}
	for _, t := range transitions {
		for _, bar := range t.Bars {
			if bar.Method == m {
				once(append(text{say("after ")}, b.trigger(t)...), b.errnoRef(bar.Errno))
			}
		}
		if m.Takes != nil && slices.Contains(t.Ends, m.Takes) {
			once(append(append(text{say("after ")}, b.trigger(t)...), say(" and all is taken")), codeOf("io.EOF"))
		}
	}
}

// sameElse reports whether a method is refused alike whatever its argument: for each
// value of an enum there is a transition, with the same answers.
func sameElse(m *idl.Method, transitions []*idl.Transition) bool {
	var first *idl.Transition
	values := 0
	for _, t := range transitions {
		if t.Method != m {
			continue
		}
		if first == nil {
			first = t
		}
		if t.Where == nil || len(t.Else) != len(first.Else) {
			return false
		}
		for s, e := range t.Else {
			if first.Else[s] != e {
				return false
			}
		}
		values++
	}
	return first != nil && values == len(first.Where.Param.Type.Enum.Values)
}
