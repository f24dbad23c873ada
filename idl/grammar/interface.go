package grammar

// The errors that a method or property may fail with.
var (
	errorKeys = []Key{
		{Name: "errnos", Kind: Names, Doc: "The errnos that it may fail with.", Example: "[EIO, EBUSY]"},
		{Name: "errors", Kind: Names, Doc: "The sentinel errors that it may fail with."},
		{Name: "no_error", Kind: Bool, Default: "false", Doc: "Whether it cannot fail."},
	}
	noError = Case{Key: "no_error", Words: []string{"true"}, Empty: []string{"errnos", "errors"}}
)

// Interface is what a device offers.
var Interface = &Object{
	Name: "interface",
	Doc:  "What a device offers.",
	Keys: declaration(
		Key{Name: "form", Kind: Mapping, Of: Form, Doc: "How the methods look in Go, for an interface that was made elsewhere."},
		Key{Name: "callback", Kind: Name, Pattern: Identifier, Doc: "The name in the manner of Kaluma; asks for the callback form."},
		Key{Name: "resolver", Kind: Name, Doc: "The method that turns a host into an address."},
		Key{Name: "states", Kind: Map, Of: State, Doc: "The states of the device itself, by name; the first is the one at the start."},
		Key{Name: "properties", Kind: Map, Of: Property, Doc: "What is read of the device, by name, each with a method."},
		Key{Name: "methods", Kind: Map, Of: Method, Doc: "The methods of the required part, by name."},
		Key{Name: "events", Kind: Map, Of: Event, Doc: "The events of the required part, by name."},
		Key{Name: "transitions", Kind: List, Of: DeviceTransition, Doc: "In which states of the device methods are allowed, and where they lead."},
		Key{Name: "capabilities", Kind: Map, Of: Capability, Doc: "The optional parts, by name."},
		Key{Name: "stimuli", Kind: Map, Of: Stimulus, Doc: "What a conformance test asks of the world, by name."},
		Key{Name: "scenarios", Kind: Map, Of: Scenario, Doc: "What the device promises, by name, in steps."},
	),
	AnyOf: []string{"properties", "methods", "events"},
}

// Form is how the methods of an interface look in Go.
var Form = &Object{
	Name: "form",
	Doc:  "How the methods of an interface that was made elsewhere look in Go.",
	Keys: []Key{
		{Name: "context", Kind: Bool, Default: "true", Doc: "Whether methods take a context."},
		{Name: "exact", Kind: Bool, Default: "false", Doc: "Whether the interface has the declared methods and no other."},
		{Name: "errors", Kind: Word, Words: []string{"errno", "sentinel"}, Default: "errno", Doc: "What the errors of methods are."},
	},
}

// Property is what is read of a device.
var Property = &Object{
	Name: "property",
	Doc:  "What is read of a device.",
	Keys: entry(append(withoutPointer(valueKeys), errorKeys...)...),
	Cases: []Case{
		noError,
	},
}

// Method is a method.
var Method = &Object{
	Name: "method",
	Doc:  "A method.",
	Keys: declaration(append(append([]Key{
		{Name: "params", Kind: Map, Of: Param, Doc: "The parameters, by name, in order."},
		{Name: "returns", Kind: Map, Of: Result, Short: Type, Doc: "The results, by name, in order; or the type of the only one."},
	}, errorKeys...),
		Key{Name: "creates", Kind: Name, Doc: "The handle that the first result is a new one of."},
		Key{Name: "ends", Kind: Name, Doc: "The handle among the parameters that it ends."},
		Key{Name: "takes", Kind: Name, Doc: "The queue of the handle that it takes from."},
		Key{Name: "snapshot", Kind: Bool, Default: "false", Doc: "Whether the stub answers with the handle's properties, or with the device's state, without the hardware."},
		Key{Name: "hardware", Kind: GoName, Pattern: Exported, Doc: "The hardware call behind it; without it that of its own name.", Example: "Open"},
		Key{Name: "first", Kind: Name, Doc: "The method that is called before, in a state that refuses this one and allows that one."},
		Key{Name: "endpoint", Kind: Mapping, Of: Endpoint, Doc: "The parameters that the stub resolves to an address."},
		Key{Name: "emits", Kind: Names, Doc: "The events that a success queues, in order."},
		Key{Name: "callback", Kind: Word, Words: []string{"sync", "async"}, Default: "async", Doc: "Whether the callback form answers at once."},
		Key{Name: "failure", Kind: Text, Null: true, Doc: "What the callback form answers for a failure: a number, null, undefined, true or false.", Example: "-1"},
	)...),
	Cases: []Case{noError},
}

// Endpoint names the parameters that are an address.
var Endpoint = &Object{
	Name: "endpoint",
	Doc:  "The parameters that the stub resolves to an address.",
	Keys: []Key{
		{Name: "host", Kind: Name, Required: true, Doc: "The parameter that is the host, a string."},
		{Name: "port", Kind: Name, Required: true, Doc: "The parameter that is the port, a uint16."},
		{Name: "name", Kind: Bool, Default: "false", Doc: "Whether the hardware gets the host's name too."},
	},
}

// Event is an event.
var Event = &Object{
	Name: "event",
	Doc:  "What a device tells by itself.",
	Keys: declaration(
		Key{Name: "params", Kind: Map, Of: EventParam, Doc: "The parameters, by name, in order: the handle first, if it belongs to one."},
		Key{Name: "trigger", Kind: Text, Doc: "What makes it happen.", Example: "the peer sends"},
		Key{Name: "order", Kind: Whole, Range: from(1), Doc: "Its place among the events of one trigger, from 1."},
		Key{Name: "delivery", Kind: Word, Words: []string{"every", "latest"}, Default: "every", Doc: "Whether each one is delivered, or a newer one replaces one that waits."},
		Key{Name: "bound", Kind: Whole, Range: from(1), Doc: "How many may wait."},
		Key{Name: "drops", Kind: Word, Words: []string{"oldest", "newest"}, Default: "oldest", Doc: "Which one is dropped when bound wait."},
		Key{Name: "queue", Kind: Name, Doc: "The queue of the handle that it announces."},
		Key{Name: "remote", Kind: Bool, Default: "false", Doc: "Whether the hardware tells by it that the other side ended the handle."},
		Key{Name: "callback", Kind: Name, Pattern: Identifier, Doc: "Its name in the callback form, where it is another."},
	),
	Cases: []Case{{Key: "delivery", Words: []string{"latest"}, Without: []string{"bound", "drops"}}},
}

// Capability is an optional part of a device.
var Capability = &Object{
	Name: "capability",
	Doc:  "An optional part of a device.",
	Keys: declaration(
		Key{Name: "methods", Kind: Map, Of: Method, Doc: "The methods of the part, by name."},
		Key{Name: "events", Kind: Map, Of: Event, Doc: "The events of the part, by name."},
	),
}

// withoutPointer leaves out the key pointer, the last of the keys of a value.
func withoutPointer(keys []Key) []Key { return keys[: len(keys)-1 : len(keys)-1] }
