package mock

import (
	"strconv"
	"strings"

	"drivergen/driver"
)

// A StateTable is what a description says of the states of a device and of its handles,
// for a mock that keeps them. Generated code has one; rows are by the numbers of the mock's
// methods and by the kinds of its events.
type StateTable struct {
	Machines []Machine
	Methods  []MethodStates
	Events   []EventStates
}

// A Machine is what has states: a kind of handle, or the device itself.
type Machine struct {
	Name    string       // the handle in the description: FD; "" for the device
	States  []State      // in declared order; the first is the one at the start
	Invalid driver.Errno // the error of a handle that is not open
	Full    driver.Errno // the error when no handle is free
	Gone    driver.Errno // the error of a call on a handle that the other side ended
}

// name returns the name of a state.
func (m *Machine) name(state int) string {
	for _, s := range m.States {
		if s.Value == state {
			return s.Name
		}
	}
	return strconv.Itoa(state)
}

// numbered returns what a failure calls the handle of a number.
func (m *Machine) numbered(number int) string { return m.Name + " " + strconv.Itoa(number) }

// names returns the names of states, by their bits.
func (m *Machine) names(states uint64) string {
	var list []string
	for _, s := range m.States {
		if states&(1<<s.Value) != 0 {
			list = append(list, s.Name)
		}
	}
	return strings.Join(list, ", ")
}

// A State is one state.
type State struct {
	Value int
	Name  string // in the description
}

// A QueueKind says from what kind of queue a method takes.
type QueueKind uint8

// The kinds of queues.
const (
	NoQueue      QueueKind = iota
	StreamQueue            // bytes or datagrams that were received
	BacklogQueue           // handles that the other side made
)

// MethodStates says what a method has to do with states. Machines and methods are counted from 1, so that 0 is none;
// so are arguments, the results of a method and its parameters in Go.
type MethodStates struct {
	On      int        // the machine that it works on
	Handle  int        // the argument that is the handle, where that is a handle's
	Creates int        // the machine of the handle that its first result is
	Ends    bool       // it ends the handle
	Takes   QueueKind  // it takes from this queue of the handle
	Arrives int        // of a backlog: the state of what waits in it
	First   int        // the method that is called before it where the state wants that
	Rule    *StateRule // what holds for it; nil where states do not restrict it
	By      int        // the argument whose value chooses among Where
	Where   []StateCase
	Tells   int // the machine whose state it returns, where it returns nothing else
	// Snapshot names the fields of the struct that it returns, where it answers from what
	// the device knows of the handle: the handle's, the state's, and by the arguments of the method that
	// creates it those that keep one.
	Snapshot *SnapshotFields

	Func      any   // a nil function of the method's type, where the mock can answer it by itself
	Out       int   // the parameter that is the buffer to fill
	Deadline  int   // the parameter that says when the call gives up
	Timeout   error // the error when it does, where the interface has sentinel errors
	Sentinels bool  // errors are told as they are, without the name of the call
}

// A StateRule is what holds for a call.
type StateRule struct {
	driver.Rule
	Ends bool // the handle's stream ends with its success
	Bars []Bar
}

// A Bar refuses a method, by its number from 0, from now on.
type Bar struct {
	Method int
	Errno  driver.Errno
}

// A StateCase is the rule for one value of an argument.
type StateCase struct {
	Is   string // the value: an integer in decimal digits, or a text
	Rule StateRule
}

// SnapshotFields names fields of a snapshot, "" for none.
type SnapshotFields struct {
	Handle, State string
	Kept          []string // by the arguments of the method that creates the handle
}

// EventStates says what an event has to do with states. Machines are counted from 1, so that 0 is none.
type EventStates struct {
	Name   string // in Go: Closed
	On     int    // the machine that it is of
	Handle string // the field of the event that is the handle, or ""
	// In has a bit for each state in which it can happen; 0: all.
	In     uint64
	By     string       // the field whose value chooses among Where
	Rule   *driver.Rule // where it leads; nil: nowhere
	Where  []EventCase
	Remote bool   // it tells that the other side ended the handle
	Cause  string // the field that says why, or ""
	Ending bool   // a method that ends the handle tells it
	Queue  bool   // it announces a queue, of which the end is told too
	// Trigger and Before say of events of one trigger which one comes right before it; Before is its
	// kind, 0 for none. Last is the one that ends the handle from the other side, behind which none of its trigger comes.
	Trigger string
	Before  int
	Last    int
}

// An EventCase is where an event leads for one value of a field.
type EventCase struct {
	Is   string // as in a StateCase
	Rule driver.Rule
}
