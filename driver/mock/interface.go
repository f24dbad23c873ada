package mock

import "reflect"

// An Interface says of an interface what its mocks do at run time. Generated code has one
// for each.
type Interface struct {
	Methods      []Method
	Events       []string    // what fires them; the first is number 1
	Capabilities []string    // their names in the description
	States       *StateTable // nil where nothing has a state
}

// A Method says of a mock's method what a failure prints.
type Method struct {
	Name       string // in Go: SendTo
	Op         string // in the description: send_to
	Args       string // the names of the arguments in the description: "fd data"
	Capability string // the capability that it belongs to, if any
	// Blank is a nil pointer to the type of the method's record: a struct with a field for each argument. The tag
	// `driver:"sensitive"` keeps a field from being printed, here and in structs that are arguments, however deep.
	Blank any
}

// pkg returns the package of the generated mock, or "" where it has no method.
func (i *Interface) pkg() string {
	if len(i.Methods) == 0 {
		return ""
	}
	return reflect.TypeOf(i.Methods[0].Blank).Elem().PkgPath()
}
