package recording

import (
	"time"

	"drivergen/driver"
)

// A Header is the first line of a recording.
type Header struct {
	Version int       // of the format
	Start   time.Time // when the recording began; an Entry's Start counts from here
	Payload int       // how many bytes of each payload it holds at the most
}

// A Kind says what an Entry tells of.
type Kind int

// The kinds.
const (
	Call  Kind = iota // a call of a method, told when it has returned
	Event             // something that the device told on its own
)

// An Entry is one line of a recording behind the first: a call or an event.
type Entry struct {
	Line      int    // in the file, from 1
	Kind      Kind   //
	Interface string // the description and its interface: netdev.NetDev
	Name      string // the method or the event as the description names it: send_to
	// Handle is the number of the handle that the entry belongs to, else of the one that the call has
	// made, or driver.NoHandle. Socket tells apart the handles that had the same number one after the
	// other: it counts the handles of a recording from 1 and is 0 for NoHandle.
	Handle int64
	Socket int
	// Creates is the number of the handle that a call has made, or driver.NoHandle, and Created its
	// Socket. A listener's accept has the listener as Handle and the connection as Creates.
	Creates int64
	Created int
	Ends    bool // the call's method ends Handle

	Start    time.Duration // since the recording began
	Duration time.Duration // of a call

	Args    []Value // a call's arguments, an event's values
	Results []Value // a call's results, without the error

	Errno     driver.Errno // the number of a call's error, or 0
	ErrnoName string       // its name; a description's own numbers have names that other programs do not know
	Error     string       // its text, or ""
	EOF       bool         // the call told the end of the stream
	// Unfinished says that the call had not returned when the recording ended. It has neither results nor an error.
	Unfinished bool
}

// Outcome returns a call's outcome in a word: "ok", "EOF", "unfinished", or the name of its errno.
func (e *Entry) Outcome() string {
	switch {
	case e.Unfinished:
		return "unfinished"
	case e.EOF:
		return "EOF"
	case e.Error == "" && e.Errno == 0:
		return "ok"
	case e.Errno.Name() != "":
		return e.Errno.Name()
	case e.ErrnoName != "":
		return e.ErrnoName
	}
	return e.Errno.Error()
}

// End returns when the call returned, or the event was told, since the recording began.
func (e *Entry) End() time.Duration { return e.Start + e.Duration }

// Makes reports whether a call has made Handle, rather than worked on it.
func (e *Entry) Makes() bool { return e.Creates != driver.NoHandle && e.Created == e.Socket }

// A Value is an argument, a result, or a part of one.
type Value struct {
	Name string // as the description names it; empty for a list's element
	Kind driver.AttrKind
	// Text is the value as text: a number in decimal, a time as RFC 3339, an address, a string as it
	// is. It is empty for bytes, lists and structs.
	Text string
	// Len is the number of bytes of a payload, of which Data holds the first, or of a list's elements.
	Len    int
	Data   []byte
	Fields []Value // a struct's fields, or a list's elements

	Type   string       // of a driver.AnyKind: its Go type, such as int or netdev.State
	Number string       // of a driver.AnyKind that is an integer: the integer in decimal, where Text is its name
	Errno  driver.Errno // of a driver.ErrorKind: the error's number, or 0 for io.EOF
}
