package idl

import (
	"slices"
	"strconv"

	"gopkg.in/yaml.v3"
)

func (l *loader) checkInterface(i *Interface) {
	o := l.objs[i]
	l.checkCallbackName(o, i.Callback)
	l.checkCallbackForm(i, o)
	if i.Form.Exact {
		for _, key := range []string{"events", "capabilities"} {
			if f := o.field(key); f.value != nil && len(f.value.Content) > 0 {
				l.report(CodeForm, f.key, "an exact interface has no %s", key).help("remove them, or exact from the form")
			}
		}
	}
	if len(i.Properties)+len(i.Methods)+len(i.Events) == 0 && !o.has("methods") && !o.has("properties") && !o.has("events") && o.node.Kind == yaml.MappingNode && !o.odd {
		l.reportDecl(CodeNothing, i, "%s has neither properties nor methods nor events", o.what)
	}
	for _, m := range i.allMethods() {
		l.checkMethod(m)
	}
	l.checkHardware(append(slices.Clone(i.Properties), i.Methods...))
	for _, c := range i.Capabilities {
		l.checkHardware(c.Methods)
	}
	orders := map[string]map[int]*Event{}
	for _, e := range i.allEvents() {
		l.checkEvent(e, orders)
	}
}

func (l *loader) checkMethod(m *Method) {
	o := l.objs[m]
	if m.NoError {
		for _, key := range []string{"errnos", "errors"} {
			if f := o.field(key); f.value != nil && len(f.value.Content) > 0 {
				l.report(CodeExclusive, f.key, "a method without an error has no %s", key).help("remove them, or no_error")
			}
		}
	}
	if m.Interface.Form.Sentinels {
		if f := o.field("errnos"); f.value != nil && len(f.value.Content) > 0 {
			l.report(CodeForm, f.key, "the errors of this interface are sentinels, not errnos").help("list them under errors")
		}
	}
	l.checkCall(m)
	if m.Failure != "" {
		l.checkFailure(m, o)
	}
	if len(m.Emits) > 0 {
		seen := map[*Event]bool{}
		for n, e := range m.Emits {
			if seen[e] {
				l.report(CodeDuplicate, o.names("emits")[n], "%s stands twice in emits", e.Name)
			}
			seen[e] = true
		}
	}
}

// checkFailure reports a failure value that is not a value of JavaScript, or that stands for no result.
func (l *loader) checkFailure(m *Method, o *object) {
	_, err := strconv.ParseFloat(m.Failure, 64)
	if err != nil && !slices.Contains([]string{"null", "undefined", "true", "false"}, m.Failure) {
		l.report(CodeFailure, o.at("failure"), "%s cannot stand for a failure", shorten(m.Failure)).help("use a number, null, undefined, true or false")
		return
	}
	if len(m.Returns) == 0 {
		l.report(CodeFailure, o.keyAt("failure"), "%s has no result that the failure value could stand for", m.Name)
	}
}

func (l *loader) checkEvent(e *Event, orders map[string]map[int]*Event) {
	o := l.objs[e]
	l.checkEventValues(e)
	if o.has("callback") {
		l.checkCallbackName(o, e.Callback)
	}
	for _, key := range []string{"bound", "drops"} {
		if e.Delivery == Latest && o.has(key) {
			l.report(CodeExclusive, o.keyAt(key), "of a latest event one waits at the most, so it has no %s", key).help("remove %s, or write delivery: every", key)
		}
	}
	if e.Delivery == Every && o.has("drops") && !o.has("bound") {
		l.report(CodeMissingKey, o.keyAt("drops"), "drops says what happens when bound events wait, and %s has no bound", e.Name).help("add bound: how many may wait")
	}
	if e.Order == 0 {
		return
	}
	if e.Trigger == "" {
		l.report(CodeOrder, o.keyAt("order"), "order is among the events of one trigger, and %s has none", e.Name).help("add trigger: what makes it happen")
		return
	}
	if orders[e.Trigger] == nil {
		orders[e.Trigger] = map[int]*Event{}
	}
	if old := orders[e.Trigger][e.Order]; old != nil {
		l.report(CodeOrder, o.at("order"), "%s and %s have the same place among the events of their trigger", old.Name, e.Name).note(old.Pos, "the other is declared here")
		return
	}
	orders[e.Trigger][e.Order] = e
}

// checkCallbackForm reports what the callback form of an interface cannot tell.
func (l *loader) checkCallbackForm(i *Interface, o *object) {
	if i.Callback == "" || i.Form.Exact {
		return
	}
	if !i.Form.NoContext {
		return
	}
	for _, e := range i.allEvents() {
		if q := e.Queue; q != nil {
			l.report(CodeForm, o.keyAt("callback"), "the callback form waits for what comes into %s until it is told to stop, and %s has no context that tells", q.Name, i.Name).
				help("remove callback, or context: false").note(q.Pos, "declared here")
		}
	}
}

// checkCallbackName reports a name in the callback form that other languages cannot have.
func (l *loader) checkCallbackName(o *object, name string) {
	if name != "" && !isIdentifier(name) {
		l.report(CodeBadName, o.at("callback"), "%q cannot be a name in the callback form", shorten(name)).help("use letters, digits and underscores, a letter first")
	}
}
