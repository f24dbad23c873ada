package plugin

// A Model is one description. Declarations stand in the order in which the file declares them.
type Model struct {
	Path       string       `json:"path"`       // Path is the key under which other models name this one: the path of its file, or std/netdev.yaml.
	Package    string       `json:"package"`    // Package is the package's name.
	ImportPath string       `json:"importPath"` // ImportPath is the import path of the Go package, "" where it is not known.
	Doc        string       `json:"doc"`        // Doc is the package's documentation.
	Since      string       `json:"since"`      // Since is the version in which the package appeared.
	Imports    []*Import    `json:"imports"`    // Imports are the descriptions that this one names types of.
	Errnos     []*Errno     `json:"errnos"`     // Errnos are the numbered errors.
	Errors     []*Sentinel  `json:"errors"`     // Errors are the errors with an exact text.
	Constants  []*Constant  `json:"constants"`  // Constants are named values.
	Enums      []*Enum      `json:"enums"`      // Enums are the enums and the flags.
	Structs    []*Struct    `json:"structs"`    // Structs are groups of named fields.
	Handles    []*Handle    `json:"handles"`    // Handles are the objects that a device creates and ends.
	Interfaces []*Interface `json:"interfaces"` // Interfaces are what a device offers.
}

// A Pos is a place in a description.
type Pos struct {
	File   string `json:"file"`   // File is the path of the description.
	Line   int    `json:"line"`   // Line counts from 1; 0 means the whole file.
	Column int    `json:"column"` // Column counts from 1, in bytes.
}

// A Decl is what every declaration has.
type Decl struct {
	Name       string `json:"name"`       // Name is the name that the description gives.
	GoName     string `json:"goName"`     // GoName is its name in Go.
	Doc        string `json:"doc"`        // Doc is one or more paragraphs.
	Since      string `json:"since"`      // Since is the version that added it, or "".
	Deprecated string `json:"deprecated"` // Deprecated is what to use instead, or "".
	Pos        Pos    `json:"pos"`        // Pos is where it is declared.
}

// An Import is another description whose declarations this one names.
type Import struct {
	Decl
	Path  string `json:"path"`  // Path is what the description writes.
	Model string `json:"model"` // Model is the model's key in the request's imports.
}

// An Errno is a numbered error.
type Errno struct {
	Decl
	Value int `json:"value"` // Value is its number, Linux's where the name is.
}

// A Sentinel is an error with an exact text.
type Sentinel struct {
	Decl
	Text    string `json:"text"`    // Text is the exact text.
	Timeout bool   `json:"timeout"` // Timeout says that it tells of a time-out.
}

// A Constant is a named number, text, duration or boolean.
type Constant struct {
	Decl
	Type     *Type  `json:"type"`     // Type is null for an untyped constant.
	Value    string `json:"value"`    // Value is a Go expression.
	Duration int64  `json:"duration"` // Duration is the value of a duration, in nanoseconds.
}

// An Enum is a set of named values; flags may be combined.
type Enum struct {
	Decl
	Flags    bool         `json:"flags"`    // Flags says that the values are bits.
	Flexible bool         `json:"flexible"` // Flexible says that values that are not listed are carried, not refused.
	Base     *Type        `json:"base"`     // Base is the type behind it: string or an integer.
	Values   []*EnumValue `json:"values"`   // Values are its members.
	Empty    string       `json:"empty"`    // Empty is the name of no flag at all, or "".
	Untyped  bool         `json:"untyped"`  // Untyped says that the Go constants have no type of their own.
}

// An EnumValue is one member of an enum.
type EnumValue struct {
	Decl
	Int int64  `json:"int"` // Int is the value where the base is an integer, and a flag's bit.
	Str string `json:"str"` // Str is the value where the base is string.
}

// A Struct is a group of named fields.
type Struct struct {
	Decl
	Fields []*Param `json:"fields"` // Fields are its fields.
}

// A Handle names an object that a device creates and ends: a socket's descriptor.
type Handle struct {
	Decl
	Base        *Type         `json:"base"`        // Base is the integer behind it.
	Properties  *Struct       `json:"properties"`  // Properties is what is known of an open handle, or null.
	States      []*State      `json:"states"`      // States are in declared order; the first is that after creation.
	StateEnum   *Enum         `json:"stateEnum"`   // StateEnum is the type of the states, or null.
	Transitions []*Transition `json:"transitions"` // Transitions move it between states.
	Queues      []*Queue      `json:"queues"`      // Queues are what waits in it.
	Local       []string      `json:"local"`       // Local names the properties that are its own address and port.
	Remote      []string      `json:"remote"`      // Remote names the properties that are the peer's address and port.
	Invalid     string        `json:"invalid"`     // Invalid names the errno of a handle that is not open.
	Full        string        `json:"full"`        // Full names the errno when no handle is free.
	Gone        string        `json:"gone"`        // Gone names the errno when the other side ended it.
}

// A State is one state of a handle or of a device.
type State struct {
	Decl
	Value int `json:"value"` // Value is its number.
}

// A Transition moves a handle, or a device, between states.
type Transition struct {
	Method string            `json:"method"` // Method is INTERFACE.NAME of the method whose success it is, or "".
	Event  string            `json:"event"`  // Event is INTERFACE.NAME of the event that it is, or "".
	Where  *Condition        `json:"where"`  // Where ties it to an argument's value, or is null.
	From   []string          `json:"from"`   // From names the states from which it is allowed; none: all.
	To     string            `json:"to"`     // To names the state after it; "": the state stays.
	Failed string            `json:"failed"` // Failed names the state after a failure; "": the state stays.
	Else   map[string]string `json:"else"`   // Else names the errno that the method answers in each state that is not in from.
	Ends   []string          `json:"ends"`   // Ends names the queues that deliver nothing more afterwards.
	Bars   []Bar             `json:"bars"`   // Bars are methods that are refused afterwards.
	Pos    Pos               `json:"pos"`    // Pos is where it is declared.
}

// A Bar refuses a method with an errno.
type Bar struct {
	Method string `json:"method"` // Method is INTERFACE.NAME.
	Errno  string `json:"errno"`  // Errno is an errno's name.
}

// A Condition ties a transition to an argument's value.
type Condition struct {
	Param string `json:"param"` // Param is the parameter's name.
	Value string `json:"value"` // Value is the name of the enum's value.
}

// A Queue is a bounded queue of a handle.
type Queue struct {
	Decl
	Kind   string `json:"kind"`   // Kind is "stream" for bytes or datagrams, "backlog" for handles.
	Bound  int    `json:"bound"`  // Bound is in bytes for a stream, in handles for a backlog.
	Event  string `json:"event"`  // Event is INTERFACE.NAME of the event that announces it, or "".
	State  string `json:"state"`  // State names the state of the handles in a backlog.
	Method string `json:"method"` // Method is INTERFACE.NAME of the method that empties it.
}

// A Type is the type of a value.
type Type struct {
	Text   string  `json:"text"`   // Text is the type as a description writes it: list(netdev.FD).
	Kind   string  `json:"kind"`   // Kind is bool, int … any, list, optional, func, struct, enum, handle or error.
	Elem   *Type   `json:"elem"`   // Elem is what a list or an optional holds, or null.
	Params []*Type `json:"params"` // Params are the parameters of a func.
	Struct string  `json:"struct"` // Struct names the struct, or the properties of a handle.
	Enum   string  `json:"enum"`   // Enum names the enum, the flags, or the states of a handle or a device.
	Handle string  `json:"handle"` // Handle names the handle.
	From   string  `json:"from"`   // From is the path of the model that declares it, "" for this one.
}
