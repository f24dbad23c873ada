package grammar

import "slices"

// Handle is what a device creates and ends.
var Handle = &Object{
	Name: "handle",
	Doc:  "What a device creates and ends, such as a socket.",
	Keys: declaration(
		Key{Name: "base", Kind: Word, Words: IntegerTypes, Default: "int", Doc: "The integer type behind it."},
		Key{Name: "invalid", Kind: Name, Doc: "The errno of a handle that is not open."},
		Key{Name: "full", Kind: Name, Doc: "The errno when none is free."},
		Key{Name: "gone", Kind: Name, Doc: "The errno when the other side ended it."},
		Key{Name: "properties", Kind: Mapping, Of: Properties, Doc: "What is known of it, as a struct that a snapshot method returns."},
		Key{Name: "local", Kind: Names, Count: exactly(2), Doc: "The properties that keep its own address and port.", Example: "[laddr, lport]"},
		Key{Name: "remote", Kind: Names, Count: exactly(2), Doc: "The properties that keep the other side's address and port.", Example: "[raddr, rport]"},
		Key{Name: "states", Kind: Map, Of: State, Doc: "The states, by name; the first is the one after creation."},
		Key{Name: "queues", Kind: Map, Of: Queue, Doc: "What waits in it, by name; one of each kind at the most."},
		Key{Name: "transitions", Kind: List, Of: Transition, Doc: "In which states methods are allowed, and where they lead."},
	),
}

// Properties are what is known of a handle.
var Properties = &Object{
	Name: "properties",
	ID:   "handle-properties",
	Doc:  "What is known of a handle, as a struct.",
	Keys: declaration(
		Key{Name: "fields", Kind: Map, Of: Field, Required: true, Doc: "The properties, by name, in order."},
	),
}

// State is a state.
var State = &Object{
	Name: "state",
	Doc:  "A state.",
	Keys: entry(
		Key{Name: "value", Kind: Whole, Range: from(0), Doc: "The number from 0 to 63, where it is not the next."},
	),
}

// Queue is a queue of a handle.
var Queue = &Object{
	Name: "queue",
	Doc:  "What waits in a handle until somebody takes it.",
	Keys: entry(
		Key{Name: "kind", Kind: Word, Words: []string{"stream", "backlog"}, Required: true, Doc: "A stream of bytes or datagrams, or a backlog of handles."},
		Key{Name: "bound", Kind: Whole, Range: from(1), Required: true, Doc: "How much may wait: bytes of a stream, handles of a backlog."},
		Key{Name: "state", Kind: Name, Doc: "The state of a handle that waits in the backlog."},
		Key{Name: "method", Kind: Name, Doc: "The method that empties it."},
		Key{Name: "event", Kind: Name, Doc: "The event that announces it."},
	),
	Cases: []Case{{Key: "kind", Words: []string{"stream"}, Without: []string{"state"}}},
}

// DeviceTransition is what a method or an event does to the state of a device, which has no queues.
var DeviceTransition = &Object{
	Name: "transition",
	ID:   "device-transition",
	Doc:  Transition.Doc,
	Keys: slices.DeleteFunc(slices.Clone(Transition.Keys), func(k Key) bool { return k.Name == "ends" }),
}

// Transition is what a method or an event does to the state.
var Transition = &Object{
	Name: "transition",
	Doc:  "In which states a method is allowed, and what its success, its failure or an event changes.",
	Keys: []Key{
		{Name: "on", Kind: Name, Required: true, Doc: "The method whose success, or the event that, makes the transition."},
		{Name: "where", Kind: Map, Elem: Text, Count: exactly(1), Doc: "The value of an enum parameter that it depends on.", Example: "{how: RD}"},
		{Name: "from", Kind: Names, Doc: "The states in which the method is allowed; without it all."},
		{Name: "to", Kind: Name, Doc: "The state that it leads to."},
		{Name: "failed", Kind: Name, Doc: "The state that a failure of the hardware leads to; without it the state stays."},
		{Name: "ends", Kind: Names, Doc: "The queues that it ends."},
		{Name: "bars", Kind: Map, Elem: Name, Doc: "The methods that are refused from then on, each with the errno.", Example: "{write: EPIPE}"},
		{Name: "else", Kind: Map, Elem: Name, Doc: "What the method answers in the other states.", Example: "{closed: ENOTCONN}"},
	},
}
