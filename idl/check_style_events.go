package idl

// eachTrigger calls f for the events of an interface that share a trigger.
func (l *loader) eachTrigger(f func(events []*Event)) {
	for _, i := range l.model.Interfaces {
		byTrigger := map[string][]*Event{}
		for _, e := range i.allEvents() {
			if e.Trigger != "" {
				byTrigger[e.Trigger] = append(byTrigger[e.Trigger], e)
			}
		}
		for _, trigger := range sortedKeys(byTrigger) {
			f(byTrigger[trigger])
		}
	}
}

// checkEventOrders reports events that share their trigger with others and do
// not say which comes first.
func (l *loader) checkEventOrders() {
	l.eachTrigger(func(events []*Event) {
		for n, e := range events {
			if len(events) == 1 || e.Order != 0 {
				continue
			}
			other := events[0]
			if n == 0 {
				other = events[1]
			}
			l.reportDecl(CodeEventOrder, e, "%s and %s have one trigger, and whether %s comes first is not told", other.Name, e.Name, e.Name).
				help("give each its order: 1, 2 …").note(other.Pos, "the other is declared here")
		}
	})
}

// checkLoneOrders reports a place among the events of a trigger that has one event.
func (l *loader) checkLoneOrders() {
	l.eachTrigger(func(events []*Event) {
		if e := events[0]; len(events) == 1 && e.Order != 0 {
			l.report(CodeLoneOrder, l.objs[e].keyAt("order"), "no other event has the trigger of %s", e.Name).
				help("remove order, or write the other event's trigger alike")
		}
	})
}
