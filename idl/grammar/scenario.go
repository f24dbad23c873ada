package grammar

// Stimulus is what a conformance test asks of the world.
var Stimulus = &Object{
	Name: "stimulus",
	Doc:  "What a conformance test asks of the world.",
	Keys: declaration(
		Key{Name: "params", Kind: Map, Of: StimulusParam, Doc: "The parameters, by name, in order."},
		Key{Name: "returns", Kind: Map, Of: Result, Short: Type, Doc: "The results, by name, in order; or the type of the only one."},
	),
}

// Scenario is what a device promises.
var Scenario = &Object{
	Name: "scenario",
	Doc:  "What a device promises, in steps.",
	Keys: declaration(
		Key{Name: "shows", Kind: Names, Count: some, Required: true, Doc: "The methods, properties and events that it shows."},
		Key{Name: "needs", Kind: Names, Doc: "The limits that a device must not have to be asked for it.", Example: "[half_close]"},
		Key{Name: "at_once", Kind: Whole, Range: &Range{2, 64}, Doc: "How many of it run at once, on one device.", Example: "8"},
		Key{Name: "steps", Kind: List, Of: Step, Count: some, Required: true, Doc: "The steps, in order."},
	),
}

// StepKinds are the keys of which a step has exactly one.
var StepKinds = []string{"do", "call", "event", "quiet", "cancel", "join"}

// Step is a step of a scenario.
var Step = &Object{
	Name: "step",
	Doc:  "A step of a scenario: exactly one of do, call, event, quiet, cancel and join.",
	Keys: []Key{
		{Name: "do", Kind: Name, Doc: "A stimulus."},
		{Name: "call", Kind: Name, Doc: "A method or property to call."},
		{Name: "event", Kind: Name, Doc: "An event to wait for."},
		{Name: "quiet", Kind: Name, Doc: "An event that has not happened."},
		{Name: "cancel", Kind: Name, Doc: "The asynchronous call whose context is cancelled."},
		{Name: "join", Kind: Name, Doc: "The asynchronous call to wait for."},
		{Name: "args", Kind: Map, Elem: Any, Only: []string{"do", "call", "event", "quiet"}, Doc: "The arguments, by name: a literal or $step.result.", Example: "{fd: $fd}"},
		{Name: "within", Kind: Duration, Only: []string{"call", "event"}, Doc: "The time that it may take.", Example: "50ms"},
		{Name: "async", Kind: Bool, Default: "false", Only: []string{"call"}, Doc: "Whether the scenario goes on while the call runs."},
		{Name: "as", Kind: Name, Pattern: Identifier, Only: []string{"do", "call"}, Doc: "The name by which later steps mean its results."},
		{Name: "expect", Kind: Any, Only: []string{"do", "call", "join"}, Doc: "What the results are: by name, or the only one.", Example: "{n: 3}"},
		{Name: "fails", Kind: Name, Only: []string{"call", "join"}, Doc: "The errno that it fails with."},
		{Name: "eof", Kind: Bool, Default: "false", Only: []string{"call", "join"}, Doc: "Whether it finds the end of the stream."},
	},
	OneOf:  StepKinds,
	AtMost: []string{"fails", "eof", "expect"},
	Cases:  []Case{{Key: "async", Words: []string{"true"}, Without: []string{"fails", "eof", "expect"}, Needs: []string{"as"}}},
}
