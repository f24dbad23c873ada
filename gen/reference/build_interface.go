package reference

import "drivergen/idl"

func (b *builder) iface(i *idl.Interface) *section {
	s := declaration(i.GoName, "Interface "+i.GoName, "interface", i.Decl)
	s.add(docBlocks(i.Doc)...)
	s.addFacts(b.interfaceFacts(i))
	group := func(title, id string, children []*section) {
		if len(children) > 0 {
			s.children = append(s.children, &section{id: i.GoName + "-" + id, title: title + " of " + i.GoName, children: children})
		}
	}
	group("Properties", "properties", each(i.Properties, b.method))
	group("Methods", "methods", each(i.Methods, b.method))
	for _, c := range i.Capabilities {
		s.children = append(s.children, b.capability(c))
	}
	group("Events", "events", each(i.Events, b.event))
	if order := b.order(i); order != nil {
		s.children = append(s.children, order)
	}
	if i.StateEnum != nil {
		of := stateful{goName: i.GoName, states: i.States, enum: i.StateEnum, transitions: i.Transitions}
		if len(i.States) > 0 {
			of.begins = map[*idl.State][]string{i.States[0]: {""}}
		}
		s.children = append(s.children, b.stateSection(of))
	}
	if stimuli := b.stimuli(i); stimuli != nil {
		s.children = append(s.children, stimuli)
	}
	group("Scenarios", "scenarios", each(i.Scenarios, func(sc *idl.Scenario) *section { return b.scenario(i, sc) }))
	return s
}

func each[T any](list []T, make func(T) *section) []*section {
	var all []*section
	for _, v := range list {
		all = append(all, make(v))
	}
	return all
}

func (b *builder) interfaceFacts(i *idl.Interface) facts {
	var f facts
	add := func(name string, t ...span) { f = append(f, fact{name, t}) }
	if i.Callback != "" {
		add("Callback form", codeOf(i.Callback), say(", in Go "), codeOf(i.GoName+"Callbacks"))
	}
	if len(allEvents(i)) > 0 {
		add("Event handlers", codeOf(handlersName(i)))
	}
	if i.Resolver != nil {
		add("Resolves hosts with", b.methodRef(i.Resolver))
	}
	if len(i.Capabilities) > 0 {
		var list []text
		for _, c := range i.Capabilities {
			list = append(list, text{b.ref(c.GoName, c.GoName)})
		}
		add("Optional", join(list, ", ")...)
	}
	if i.Form.NoContext {
		add("Calls", say("take no context"))
	}
	if i.Form.Exact {
		add("Methods", say("these and no other"))
	}
	if i.Form.Sentinels {
		add("Errors", say("sentinel errors"))
	}
	return f
}

func (b *builder) capability(c *idl.Capability) *section {
	s := declaration(c.GoName, "Capability "+c.GoName, "capability", c.Decl)
	s.add(source{text{codeOf(c.GoName + "Of(dev "), b.ref(c.Interface.GoName, c.Interface.GoName), codeOf(") ("), b.ref(c.GoName, c.GoName), codeOf(", bool)")}})
	s.add(docBlocks(c.Doc)...)
	s.children = append(each(c.Methods, b.method), each(c.Events, b.event)...)
	return s
}
