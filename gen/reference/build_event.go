package reference

import (
	"slices"
	"strconv"
	"strings"

	"drivergen/gen/reference/diagram"
	"drivergen/idl"
)

func handlersName(i *idl.Interface) string { return i.GoName + "Events" }

func eventID(e *idl.Event) string { return handlersName(e.Interface) + "." + e.GoName }

func (b *builder) eventRef(e *idl.Event) span { return b.ref(e.GoName, eventID(e)) }

// allEvents returns the events of an interface and of its capabilities.
func allEvents(i *idl.Interface) []*idl.Event {
	events := slices.Clone(i.Events)
	for _, c := range i.Capabilities {
		events = append(events, c.Events...)
	}
	return events
}

func (b *builder) event(e *idl.Event) *section {
	s := declaration(eventID(e), eventID(e), "event", e.Decl)
	s.aliases += " " + e.Callback
	s.add(source{append(text{codeOf(e.GoName + " func")}, b.goParams("", e.Params)...)})
	s.add(docBlocks(e.Doc)...)
	f := facts{{describedAs, text{codeOf(e.Name)}}}
	add := func(name string, t ...span) { f = append(f, fact{name, t}) }
	if e.Interface.Callback != "" {
		add("Callback form", codeOf(callbackName(e)))
	}
	if e.Capability != nil {
		add("Part of", b.ref(e.Capability.GoName, e.Capability.GoName))
	}
	if e.Trigger != "" {
		add("Trigger", say(oneLine(e.Trigger)))
	}
	if e.Order > 0 {
		add("Order", say("number "+strconv.Itoa(e.Order)+" of its trigger"))
	}
	add("Delivery", say(delivery(e)))
	if e.Queue != nil {
		add("Announces", say("the queue "), codeOf(e.Queue.Name))
	}
	if by := emitters(e); len(by) > 0 {
		var list []text
		for _, m := range by {
			list = append(list, text{b.methodRef(m)})
		}
		add("Emitted by", join(list, ", ")...)
	}
	if e.Remote {
		add("Told by", say("the hardware, when the other side ends the handle"))
	}
	s.addFacts(f)
	s.addTable(b.params("Values", "Value", e.Params, false))
	return s
}

// callbackName returns an event's name in the callback form.
func callbackName(e *idl.Event) string {
	if e.Callback != "" {
		return e.Callback
	}
	return e.Name
}

// delivery says what happens to events that nobody has taken yet.
func delivery(e *idl.Event) string {
	if e.Delivery == idl.Latest {
		return "the latest: a newer one replaces one that waits"
	}
	if e.Bound == 0 {
		return "every one"
	}
	dropped := "oldest"
	if e.Newest {
		dropped = "newest"
	}
	return "every one; " + strconv.Itoa(e.Bound) + " wait at the most, then the " + dropped + " is dropped"
}

// emitters returns the methods whose success an event follows.
func emitters(e *idl.Event) []*idl.Method {
	var by []*idl.Method
	methods := slices.Clone(e.Interface.Methods)
	for _, c := range e.Interface.Capabilities {
		methods = append(methods, c.Methods...)
	}
	for _, m := range methods {
		if slices.Contains(m.Emits, e) {
			by = append(by, m)
		}
	}
	return by
}

// order draws, for each trigger of an interface, the events that it leads to.
func (b *builder) order(i *idl.Interface) *section {
	s := &section{id: i.GoName + "-order", title: "Order of the events of " + i.GoName}
	var triggers []string
	groups := map[string][]*idl.Event{}
	for _, e := range allEvents(i) {
		trigger := oneLine(e.Trigger)
		if trigger == "" {
			continue
		}
		if groups[trigger] == nil {
			triggers = append(triggers, trigger)
		}
		groups[trigger] = append(groups[trigger], e)
	}
	for _, trigger := range triggers {
		s.add(b.sequence(i, trigger, groups[trigger]))
	}
	if len(s.blocks) == 0 {
		return nil
	}
	return s
}

func (b *builder) sequence(i *idl.Interface, trigger string, events []*idl.Event) drawing {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(x, y *idl.Event) int { return x.Order - y.Order })
	d := diagram.Sequence{Title: "When " + trigger, Device: i.GoName, Trigger: trigger}
	var ordered, free []string
	for _, e := range events {
		params := make([]string, len(e.Params))
		for k, p := range e.Params {
			params[k] = p.Var
		}
		a := diagram.Arrow{Name: e.GoName + "(" + strings.Join(params, ", ") + ")", Note: shortDelivery(e)}
		if e.Order > 0 {
			d.Ordered, ordered = append(d.Ordered, a), append(ordered, e.GoName)
		} else {
			d.Free, free = append(d.Free, a), append(free, e.GoName)
		}
	}
	d.Description = "The device tells the application: " + strings.Join(ordered, ", then ")
	if len(free) > 0 {
		if len(ordered) > 0 {
			d.Description += "; and, in no fixed order: "
		}
		d.Description += strings.Join(free, ", ")
	}
	d.Description += "."
	return drawing{
		name: fileName(i.GoName) + "-events-" + strconv.Itoa(b.nextDrawing()),
		alt:  d.Title + ". " + d.Description,
		svg:  d.SVG,
	}
}

func shortDelivery(e *idl.Event) string {
	switch {
	case e.Delivery == idl.Latest:
		return "latest only"
	case e.Bound > 0:
		return "every, up to " + strconv.Itoa(e.Bound)
	}
	return "every"
}

// fileName makes a part of a file's name of a Go name. Names that differ in case alone
// differ by the number that follows.
func fileName(goName string) string { return strings.ToLower(goName) }
