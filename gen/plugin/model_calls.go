package plugin

// An Interface is what a device offers.
type Interface struct {
	Decl
	Form         Form          `json:"form"`         // Form is how its calls look in Go.
	Properties   []*Method     `json:"properties"`   // Properties are methods without parameters that return one value.
	Methods      []*Method     `json:"methods"`      // Methods are those of the required part.
	Events       []*Event      `json:"events"`       // Events are those of the required part.
	Capabilities []*Capability `json:"capabilities"` // Capabilities are the optional parts.
	Stimuli      []*Stimulus   `json:"stimuli"`      // Stimuli are what a conformance test asks of the world.
	Scenarios    []*Scenario   `json:"scenarios"`    // Scenarios are its promises, in steps.
	Resolver     string        `json:"resolver"`     // Resolver names the method that turns a host into an address, or is "".
	States       []*State      `json:"states"`       // States are those of the device itself; the first is the one at the start.
	StateEnum    *Enum         `json:"stateEnum"`    // StateEnum is the type of the states, or null.
	Transitions  []*Transition `json:"transitions"`  // Transitions move the device between its states.
	Callback     string        `json:"callback"`     // Callback is its name in the callback form, "" where it has none.
}

// A Form is how calls look in Go.
type Form struct {
	NoContext bool `json:"noContext"` // NoContext says that methods have no context.
	Exact     bool `json:"exact"`     // Exact says that it has no method but the declared ones.
	Sentinels bool `json:"sentinels"` // Sentinels says that errors are texts, not errnos.
}

// A Capability is an optional part of an interface.
type Capability struct {
	Decl
	Methods []*Method `json:"methods"` // Methods are its methods.
	Events  []*Event  `json:"events"`  // Events are its events.
}

// A Method is one call.
type Method struct {
	Decl
	Params   []*Param  `json:"params"`   // Params are its parameters, in order.
	Returns  []*Param  `json:"returns"`  // Returns are its results, without the error.
	NoError  bool      `json:"noError"`  // NoError says that it cannot fail.
	Errnos   []string  `json:"errnos"`   // Errnos names the errnos that it may fail with.
	Errors   []string  `json:"errors"`   // Errors names the errors with a text that it may fail with.
	Handle   string    `json:"handle"`   // Handle names the parameter that is the handle it works on, or is "".
	Creates  string    `json:"creates"`  // Creates names the handle that the first result is a new one of, or is "".
	Ends     bool      `json:"ends"`     // Ends says that it ends its handle.
	Takes    string    `json:"takes"`    // Takes is HANDLE.QUEUE of the queue that it takes from, or "".
	Snapshot bool      `json:"snapshot"` // Snapshot says that it is answered without asking the hardware.
	Deadline string    `json:"deadline"` // Deadline names the parameter that is the time at which it gives up, or is "".
	Endpoint *Endpoint `json:"endpoint"` // Endpoint is the pair of parameters that name a peer, or null.
	Hardware string    `json:"hardware"` // Hardware is the Go name of the hardware call behind it.
	First    string    `json:"first"`    // First names the method that is called before where the state asks for it, or is "".
	Emits    []string  `json:"emits"`    // Emits names the events that a success queues, in order.
	Failure  string    `json:"failure"`  // Failure is what the callback form answers in place of a result: -1, null, or "".
	Sync     bool      `json:"sync"`     // Sync says that the callback form answers at once.
	Property bool      `json:"property"` // Property says that it stands for a property of the interface.
}

// An Endpoint is a pair of parameters that name a peer.
type Endpoint struct {
	Host string `json:"host"` // Host names the parameter that is the host.
	Port string `json:"port"` // Port names the parameter that is the port.
	Name bool   `json:"name"` // Name says that the hardware call gets the host's name too.
}

// A Param is a parameter, a result, a field of a struct or a value of an event.
type Param struct {
	Decl
	Var       string   `json:"var"`       // Var is its name as a variable in Go.
	Type      *Type    `json:"type"`      // Type is its type.
	GoType    string   `json:"goType"`    // GoType replaces the type in Go, or is "".
	Embedded  bool     `json:"embedded"`  // Embedded says that the Go field is embedded.
	Optional  bool     `json:"optional"`  // Optional says that the field may be left out.
	Pointer   bool     `json:"pointer"`   // Pointer says that Go passes it by pointer.
	Out       bool     `json:"out"`       // Out says that it is a buffer that the callee fills.
	Unit      string   `json:"unit"`      // Unit is the unit of measurement, or "".
	Sensitive bool     `json:"sensitive"` // Sensitive says that it must not be logged.
	Deadline  bool     `json:"deadline"`  // Deadline says that it is the time at which the call gives up.
	Default   *Default `json:"default"`   // Default is its value when it is left out, or null.
	Min       *float64 `json:"min"`       // Min is the least value, or null; of a duration in nanoseconds.
	Max       *float64 `json:"max"`       // Max is the greatest value, or null; of a duration in nanoseconds.
	MinLen    *int     `json:"minLen"`    // MinLen is the least length, in bytes or elements, or null.
	MaxLen    *int     `json:"maxLen"`    // MaxLen is the greatest length, in bytes or elements, or null.
	OneOf     []string `json:"oneOf"`     // OneOf are the only values, as the description writes them.
	Bounds    string   `json:"bounds"`    // Bounds is HANDLE.QUEUE of the queue whose bound it sets, or "".
	Sets      string   `json:"sets"`      // Sets names the property of the handle that keeps it, or is "".
	CoreOnly  bool     `json:"coreOnly"`  // CoreOnly says that the callback form does not have it.
	Invalid   string   `json:"invalid"`   // Invalid names the errno, or the sentinel error, of a broken limit; "": EINVAL.
}

// A Default is a value for what is left out.
type Default struct {
	Value string         `json:"value"` // Value is the value as the description writes it.
	When  []*DefaultCase `json:"when"`  // When are the cases in which it is another one.
}

// A DefaultCase gives a value where a parameter is shorter than a length.
type DefaultCase struct {
	Param   string `json:"param"`   // Param names the parameter.
	Shorter int    `json:"shorter"` // Shorter is the length.
	Value   string `json:"value"`   // Value is the default then.
}

// An Event is something that a device tells on its own.
type Event struct {
	Decl
	Params   []*Param `json:"params"`   // Params are its values.
	Handle   string   `json:"handle"`   // Handle names the parameter that is the handle it belongs to, or is "".
	Trigger  string   `json:"trigger"`  // Trigger is what makes it happen.
	Order    int      `json:"order"`    // Order is its place among the events of one trigger, from 1; 0: free.
	Delivery string   `json:"delivery"` // Delivery is "every" or "latest".
	Bound    int      `json:"bound"`    // Bound is how many wait at the most; 0: as many as the queue holds.
	Newest   bool     `json:"newest"`   // Newest says that beyond the bound the newest is dropped, not the oldest.
	Callback string   `json:"callback"` // Callback is its name in the callback form.
	Queue    string   `json:"queue"`    // Queue is HANDLE.QUEUE of the queue that it announces, or "".
	Remote   bool     `json:"remote"`   // Remote says that the hardware tells it.
}

// A Stimulus is what a conformance test asks of the world.
type Stimulus struct {
	Decl
	Params  []*Param `json:"params"`  // Params are its parameters.
	Returns []*Param `json:"returns"` // Returns are its results.
}

// A Scenario is a promise in steps.
type Scenario struct {
	Decl
	Shows []string `json:"shows"` // Shows are the names of what it shows.
	Needs []string `json:"needs"` // Needs are the limits that make it not applicable.
	// AtOnce is how many of it run at once, on one device; 0 for one alone.
	AtOnce int     `json:"atOnce"`
	Steps  []*Step `json:"steps"` // Steps are its steps.
}

// A Step is one step of a scenario. One of do, call, event, quiet, cancel and join is set.
type Step struct {
	Do     string `json:"do"`     // Do names a stimulus.
	Call   string `json:"call"`   // Call is INTERFACE.NAME of a method or property.
	Event  string `json:"event"`  // Event is INTERFACE.NAME of an event to wait for.
	Quiet  string `json:"quiet"`  // Quiet is INTERFACE.NAME of an event that has not happened.
	Args   []*Arg `json:"args"`   // Args are the arguments.
	As     string `json:"as"`     // As is the name under which the result is kept.
	Fails  string `json:"fails"`  // Fails names the errno that the call must fail with, or is "".
	EOF    bool   `json:"eof"`    // EOF says that the call must come to the end of the stream.
	Within string `json:"within"` // Within is a deadline, as Go writes a duration, or "".
	Async  bool   `json:"async"`  // Async says that the call runs beside the next steps.
	Cancel string `json:"cancel"` // Cancel is the name of the asynchronous call whose context is cancelled.
	Join   string `json:"join"`   // Join is the name of the asynchronous call to wait for.
	Expect []*Arg `json:"expect"` // Expect are the values that the result must have.
	Pos    Pos    `json:"pos"`    // Pos is where it stands.
}

// An Arg gives a parameter, or an expected field, its value.
type Arg struct {
	Name  string   `json:"name"`  // Name is what the description writes, "" where the one result itself is expected.
	Path  []string `json:"path"`  // Path is the result's name and its fields, of an expected value.
	Param string   `json:"param"` // Param names the parameter, or is "".
	Type  *Type    `json:"type"`  // Type is the value's type.
	Value Value    `json:"value"` // Value is the value.
	Pos   Pos      `json:"pos"`   // Pos is where it stands.
}

// A Value is a literal or a reference to an earlier step's result.
type Value struct {
	Ref    []string `json:"ref"`    // Ref is the step's name, the result's name and fields; empty for a literal.
	Lit    string   `json:"lit"`    // Lit is a scalar as text.
	IsStr  bool     `json:"isStr"`  // IsStr says that lit is a text, not a number or a boolean.
	Null   bool     `json:"null"`   // Null says that there is none.
	Fields []*Arg   `json:"fields"` // Fields are those of a struct.
	Items  []*Value `json:"items"`  // Items are those of a list.
}
