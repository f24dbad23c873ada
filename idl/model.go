package idl

import "time"

// A Model is one description after parsing, resolving and checking. It is made
// once, by Load, is not changed afterwards, and is all that an emitter reads.
// Declarations stand in the order in which the file declares them.
type Model struct {
	Path       string // the file's path as it was given to Load, or "std/netdev.yaml" for an embedded one
	Package    string // the Go package's name, and the prefix of its companions (netdev: netdevmock, netdevtrace, …)
	ImportPath string // the Go import path of the generated core package, "" where it depends on --out
	Doc        string
	Since      string // the version of the description in which the package appeared

	Imports    []*Import
	Errnos     []*Errno
	Errors     []*Sentinel
	Constants  []*Constant
	Enums      []*Enum // enums and flags
	Structs    []*Struct
	Handles    []*Handle
	Interfaces []*Interface

	changes []*allowance // what AllowsChange allows
	src     *source      // what SourceLine quotes
}

// SourceLine returns the text of the line of a place in the description, without its line
// break; "" where the place is not in this file.
func (m *Model) SourceLine(pos Pos) string {
	if m.src == nil || pos.File != m.src.name {
		return ""
	}
	return m.src.line(pos.Line)
}

// A Decl is what every declaration has.
type Decl struct {
	Name       string // as the description writes it: connect_cb
	GoName     string // as Go writes it: Connected; from the key `go`, else from Name
	Doc        string // one or more paragraphs; never empty for an exported name in a file that lint passes
	Since      string // the version that added it, or ""
	Deprecated string // what to use instead, or ""
	Pos        Pos
}

// An Import is another description whose declarations this one names.
type Import struct {
	Decl
	Path  string // as written: std/netdev, ../common/units.yaml
	Model *Model
}

// An Errno is a numbered error. Linux names carry their Linux number.
type Errno struct {
	Decl
	Value int
}

// A Sentinel is an error value with an exact text, as errors.New makes one.
type Sentinel struct {
	Decl
	Text    string
	Timeout bool // its Timeout() method reports true
}

// A Constant is a named number, string, duration or boolean.
type Constant struct {
	Decl
	Type  *Type  // nil for an untyped constant
	Value string // a Go expression: 0x2, "text", 10 * time.Second
	// Duration is the value of a constant whose type is a duration.
	Duration time.Duration
}

// An Enum is a closed or open set of named values; Flags may be combined.
type Enum struct {
	Decl
	Flags    bool
	Flexible bool  // values that are not listed are carried, not refused
	Base     *Type // string or an integer
	Values   []*EnumValue
	Empty    string // the name of no flag at all, where a Flags has one: OPEN
	// Untyped says that the Go constants of the values have no type of their own,
	// as some interfaces made elsewhere declare them.
	Untyped bool
}

// An EnumValue is one member of an Enum.
type EnumValue struct {
	Decl
	Int int64  // where the base is an integer
	Str string // where the base is a string
}

// A Struct is a group of named fields.
type Struct struct {
	Decl
	Fields []*Param
}

// A Handle names an object that a device creates and ends: a socket's fd.
type Handle struct {
	Decl
	Base        *Type    // the integer type behind it: int
	Properties  *Struct  // the snapshot that a method with `snapshot` returns, not in Model.Structs; nil if it has none
	States      []*State // in declared order; the first is the state after creation
	StateEnum   *Enum    // the Go enum made of States, not in Model.Enums; nil without states
	Transitions []*Transition
	Queues      []*Queue
	// Local and Remote name two properties each (an address and a port) that the
	// hardware call Addrs fills in after a transition; empty where unused.
	Local, Remote []*Param
	Invalid       *Errno // the error of a handle that is not open: EBADF
	Full          *Errno // the error when no handle is free: EMFILE
	Gone          *Errno // the error of a call on a handle whose other side ended it: EPIPE
}

// A State is one state of a handle or of a device.
type State struct {
	Decl
	Value int
}

// A Transition moves a handle, or a device, between states.
type Transition struct {
	Method *Method // on this method's success, or
	Event  *Event  // on this event; from a state that is not in From the event leads nowhere
	Where  *Condition
	From   []*State          // the states from which it is allowed; empty: all
	To     *State            // nil: the state stays
	Failed *State            // the state after a failure of the method's hardware call; nil: the state stays
	Else   map[*State]*Errno // what the method answers in a state that is not in From
	Ends   []*Queue          // queues that deliver nothing more afterwards, but the end of the stream
	Bars   []Bar             // methods that are refused afterwards, in declared order
	Pos    Pos
}

// A Bar refuses a method with an errno.
type Bar struct {
	Method *Method
	Errno  *Errno
}

// A Condition ties a transition to an argument's value.
type Condition struct {
	Param *Param
	Value *EnumValue
}

// A QueueKind tells what waits in a handle's queue.
type QueueKind int

const (
	Stream  QueueKind = iota // received bytes or datagrams, fetched by the hardware call Read
	Backlog                  // handles that the hardware announced by Accepted
)

// A Queue is a bounded queue of a handle, emptied by one method or by one
// callback, never by both.
type Queue struct {
	Decl
	Kind   QueueKind
	Bound  int    // bytes for a Stream, handles for a Backlog
	Event  *Event // told, without data, when something waits
	State  *State // of a Backlog: the state of the handles in it
	Method *Method
}

// An Interface is what a device offers.
type Interface struct {
	Decl
	Form         Form
	Properties   []*Method // each as a method without parameters: MAC, IP
	Methods      []*Method // of the required part
	Events       []*Event  // of the required part
	Capabilities []*Capability
	Stimuli      []*Stimulus
	Scenarios    []*Scenario
	Resolver     *Method  // the method that turns a host parameter into an address; nil without
	States       []*State // of the device itself, in declared order; the first is the one at the start
	StateEnum    *Enum    // the Go enum made of States, not in Model.Enums; nil without states
	// Transitions move the device between its States: on methods that work on no handle, and on events of no handle.
	Transitions []*Transition
	// Callback is the name of the callback form's type in other languages
	// (netdev, ieee80211dev); "" where there is no callback form.
	Callback string
}

// A Form is how calls look in Go, so that an interface made elsewhere can be
// described exactly. The zero value is drivergen's own form.
type Form struct {
	NoContext bool // methods have no context.Context
	Exact     bool // no method but the declared ones: no Subscribe, no Capabilities
	Sentinels bool // errors are the description's sentinels, not errnos
}

// A Capability is an optional part of an Interface.
type Capability struct {
	Decl
	Interface *Interface // the one it belongs to
	Methods   []*Method
	Events    []*Event
}

// A Method is one call.
type Method struct {
	Decl
	Params  []*Param
	Returns []*Param // without the error
	NoError bool     // the Go method returns no error
	Errnos  []*Errno
	Errors  []*Sentinel

	Handle  *Param  // the parameter that is the handle it works on, or nil
	Creates *Handle // the first result is a new handle of this kind
	Ends    bool    // it ends Handle
	Takes   *Queue  // it takes from this queue of Handle
	// Snapshot says that the stub answers from what it knows and asks no hardware: the method
	// returns the handle's Properties or, where Handle is nil, the device's state.
	Snapshot bool
	// Deadline is the parameter that is the time at which the call gives up, zero for never; nil
	// where the method has none. It stands for a context's deadline in a form without contexts.
	Deadline *Param
	// Endpoint names a host and a port parameter that the stub resolves: the hardware
	// call gets `host string, to netip.AddrPort` in their place.
	Endpoint *Endpoint
	// Hardware is the Go name of the hardware call behind it: Open for socket.
	// Several methods may share one (Write and SendTo).
	Hardware string
	// First is called before, with zero values, on a handle in a state from which this
	// method is not allowed and First is: a socket that is not bound is bound by send_to.
	First *Method
	// Emits are the events that a success puts in the queue, in this order.
	Emits []*Event
	// Failure is what the callback form answers in place of a result: "-1",
	// "null", or "" for none.
	Failure string
	// Sync says that the callback form answers at once instead of through a callback.
	Sync bool
	// Property says that it stands for a property of the interface.
	Property bool

	Interface  *Interface
	Capability *Capability // nil in the required part
}

// An Endpoint is a pair of parameters that name a peer.
type Endpoint struct {
	Host, Port *Param
	Name       bool // the hardware call also gets the host as the caller named it
}

// A Param is a parameter, a result, a field of a struct or a value of an event.
//
// Its GoName is exported (Info), for a field; Var is its name as a Go parameter,
// result or variable (info), which hides nothing that generated code uses. A
// result that the description does not name is called result, and a property's
// result is called like the property.
type Param struct {
	Decl
	Var       string
	Type      *Type
	GoType    string // replaces Type's Go type: "net.HardwareAddr"; import path and name
	Embedded  bool   // in a struct: the field is embedded
	Optional  bool   // in a struct: the field may be left out, for which the zero value in Go stands
	Pointer   bool   // passed by pointer
	Out       bool   // a buffer that the callee fills
	Unit      string
	Sensitive bool
	Deadline  bool // the time at which the call gives up
	Default   *Default
	// Min, Max and OneOf limit what Type.Limited returns: the value, what an optional holds, or
	// each element of a list. Min and Max of a duration are in nanoseconds.
	Min, Max *float64
	OneOf    []string
	// MinLen and MaxLen limit the length of a text, of bytes or of a list, or of what an optional holds of these.
	MinLen *int
	MaxLen *int
	Bounds *Queue // the queue of the handle whose bound this argument sets, or nil
	Sets   *Param // the property of the handle that keeps this argument, or nil
	// CoreOnly says that the callback form does not have it.
	CoreOnly bool
	Invalid  *Errno // what the stub answers when a limit is broken; nil: EINVAL
	// InvalidError is the sentinel that stands for Invalid, of a parameter where the interface's
	// errors are sentinels; nil: there is none.
	InvalidError *Sentinel
}

// A Default is a parameter's value when the caller leaves it out: the zero
// value in Go. It may depend on another parameter's length.
type Default struct {
	Value string // as written: Kaluma_AP, WPA2_WPA_PSK
	When  []*DefaultCase
}

// A DefaultCase gives Value where the parameter is shorter than Shorter.
type DefaultCase struct {
	Param   *Param
	Shorter int
	Value   string
}

// A Delivery tells what happens to events that nobody has taken yet.
type Delivery int

const (
	Every  Delivery = iota // each is kept, up to Bound
	Latest                 // a newer one replaces one of the same handle that waits
)

// An Event is something that a device tells on its own.
type Event struct {
	Decl
	Params   []*Param // a handle first, if it has one
	Handle   *Param   // the parameter that is the handle it belongs to, or nil
	Trigger  string
	Order    int // among the events of one trigger, from 1; 0: free
	Delivery Delivery
	Bound    int    // for Every: how many wait at the most before one is dropped; 0: as many as the queue holds
	Newest   bool   // beyond Bound the newest is dropped, not the oldest
	Callback string // its name in the callback form: connect_cb
	Queue    *Queue // the queue whose content it announces, or nil
	// Remote says that the hardware tells it: the stub's callback for the other side's end of a handle.
	Remote bool

	Interface  *Interface
	Capability *Capability
}

// A Stimulus is what a conformance test must be able to ask of the world.
type Stimulus struct {
	Decl
	Params  []*Param
	Returns []*Param
}

// A Scenario is a promise of the description in steps that a conformance test takes.
type Scenario struct {
	Decl
	Shows []string // the names of the methods, events and properties that it shows
	Needs []string // limits that a device may declare which make it not applicable: "half_close"
	// AtOnce is how many of it run at once, on one device; 0 for one alone.
	AtOnce int
	Steps  []*Step
}

// A Step is one step of a Scenario. Exactly one of Do, Call, Event, Quiet, Cancel and Join is set.
type Step struct {
	Do     *Stimulus
	Call   *Method
	Event  *Event // wait for it
	Quiet  *Event // it has not happened since the last step that waited for it
	Args   []*Arg
	As     string // the name under which the result is kept
	Fails  *Errno // the call must fail with it; nil: it must succeed
	EOF    bool   // the call must fail with io.EOF
	Within string // a deadline for the call: "50ms"; "" for the test's own
	Async  bool   // the call runs beside the next steps; its outcome is that of the step whose Join is this one's As
	Cancel string // cancel the context of the call that was started under this name
	Join   string // wait for the call that was started under this name
	Joined *Step  // the asynchronous call that Join names
	Expect []*Arg // the result's fields (or the result itself, with an empty Name) and their values
	Pos    Pos
}

// An Arg gives a parameter, or an expected field, its value.
type Arg struct {
	Name  string   // as written; empty where the one result itself is expected
	Path  []string // of an expected value: the result's (or out parameter's) name, then its fields
	Param *Param   // nil for an expected field of a result
	Type  *Type    // of the value
	Value Value
	Pos   Pos
}

// A Value is a literal or a reference to an earlier step's result.
type Value struct {
	// Ref is the step's name, the result's name, then fields: $peer.addr is
	// {"peer", "addr"}, and $fd is {"fd", "fd"} where socket's one result is named fd.
	// It is empty for a literal.
	Ref    []string
	Lit    string   // a scalar as written in YAML, quotes and escapes resolved
	IsStr  bool     // Lit is text, not a number or a boolean
	Null   bool     // nil
	Fields []*Arg   // of a struct; those left out are zero
	Items  []*Value // of a list
}
