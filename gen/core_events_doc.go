package gen

import (
	"strconv"

	"drivergen/idl"
)

// eventPromises returns the comment lines that say when an event comes, behind which other it
// comes, and what happens to those that wait.
func eventPromises(e *idl.Event, events []*idl.Event) []string {
	var lines []string
	if e.Trigger != "" {
		lines = append(lines, "Trigger: "+oneLine(e.Trigger)+".")
	}
	if before := eventBefore(e, events); before != nil {
		lines = append(lines, "It comes after "+before.GoName+".")
	}
	if waiting := eventWaiting(e); waiting != "" {
		lines = append(lines, waiting)
	}
	return lines
}

// eventBefore returns the event that comes right before e among those of its trigger, or nil.
func eventBefore(e *idl.Event, events []*idl.Event) *idl.Event {
	var before *idl.Event
	for _, other := range events {
		if e.Trigger != "" && other.Trigger == e.Trigger && 0 < other.Order && other.Order < e.Order && (before == nil || before.Order < other.Order) {
			before = other
		}
	}
	return before
}

// eventWaiting says how many of an event wait at the most, "" where it is as many as the queue holds.
func eventWaiting(e *idl.Event) string {
	of := ""
	if e.Handle != nil {
		of = " of the same " + paramName(e.Handle)
	}
	switch {
	case e.Delivery == idl.Latest:
		return "A newer one" + of + " replaces one that waits."
	case e.Bound == 0:
		return ""
	case e.Newest:
		return "At most " + strconv.Itoa(e.Bound) + of + " wait; then the newest is dropped."
	}
	return "At most " + strconv.Itoa(e.Bound) + of + " wait; then the oldest is dropped."
}
