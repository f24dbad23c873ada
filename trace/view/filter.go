package view

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// A Filter chooses entries. The zero Filter takes them all.
type Filter struct {
	Sockets []Socket // any of these
	Methods []string // calls and events of any of these names: connect, netdev.connect or netdev.NetDev.connect
	Errors  bool     // calls that failed
	// Since and Until are times since the recording began: an entry is taken that was under way at any
	// time between them. An Until of 0 is no limit.
	Since, Until time.Duration
}

// Match reports whether the filter takes an entry.
func (f *Filter) Match(e *recording.Entry) bool {
	switch {
	case f.Errors && !failed(e):
		return false
	case e.End() < f.Since, f.Until > 0 && e.Start > f.Until:
		return false
	case len(f.Methods) > 0 && !slices.ContainsFunc(f.Methods, func(text string) bool { return isNamed(name{e.Interface, e.Name}, text) }):
		return false
	}
	return len(f.Sockets) == 0 || slices.ContainsFunc(f.Sockets, func(s Socket) bool { return s.matches(e) })
}

// A Socket names sockets: all that had a handle's number one after the other, or one of them.
type Socket struct {
	Handle int64 // or driver.NoHandle for any
	Number int   // of the socket among all the recording's, or 0 for any
}

// ParseSocket parses the name of a socket as a table shows it: 3#7. A handle alone, 3, stands for all
// sockets that had it, a number alone, #7, for one socket.
func ParseSocket(text string) (Socket, error) {
	handle, number, numbered := strings.Cut(text, "#")
	s := Socket{Handle: driver.NoHandle}
	var err error
	if handle != "" {
		s.Handle, err = strconv.ParseInt(handle, 10, 64)
	}
	if numbered && err == nil {
		s.Number, err = strconv.Atoi(number)
	}
	if err != nil || text == "" || numbered && s.Number <= 0 {
		return Socket{}, fmt.Errorf("%q is no socket: give its handle, 3, or a handle and a number as the table shows them, 3#7", text)
	}
	return s, nil
}

// String returns the name of a socket as ParseSocket takes it.
func (s Socket) String() string {
	text := ""
	if s.Handle != driver.NoHandle {
		text = strconv.FormatInt(s.Handle, 10)
	}
	if s.Number != 0 {
		text += "#" + strconv.Itoa(s.Number)
	}
	return text
}

func (s Socket) matches(e *recording.Entry) bool {
	return e.Handle != driver.NoHandle && (s.Handle == driver.NoHandle || s.Handle == e.Handle) && (s.Number == 0 || s.Number == e.Socket)
}

// A Selection is what a filter takes of a recording. It counts what went by.
type Selection struct {
	Filter Filter
	Total  int // entries of the recording
	Calls  int // of those taken
	Failed int // of Calls
	Events int // of those taken

	names   map[name]bool // of calls and events
	methods []bool        // by Filter.Methods: an entry has the name
	sockets []bool        // by Filter.Sockets: an entry is of the socket
}

// mostNames bounds the names that a Selection keeps.
const mostNames = 10_000

// From returns the entries of a recording that the filter takes.
func (s *Selection) From(entries Entries) Entries {
	s.names = map[name]bool{}
	s.methods, s.sockets = make([]bool, len(s.Filter.Methods)), make([]bool, len(s.Filter.Sockets))
	return func(yield func(*recording.Entry, error) bool) {
		for e, err := range entries {
			if err != nil {
				yield(nil, err)
				return
			}
			s.Total++
			s.note(e)
			if !s.Filter.Match(e) {
				continue
			}
			s.count(e)
			if !yield(e, nil) {
				return
			}
		}
	}
}

func (s *Selection) count(e *recording.Entry) {
	if e.Kind == recording.Event {
		s.Events++
		return
	}
	s.Calls++
	if failed(e) {
		s.Failed++
	}
}

// Taken returns how many entries were taken.
func (s *Selection) Taken() int { return s.Calls + s.Events }

// note keeps the names of calls and events, of which a recording has few that come again and again, and what of the
// filter the entry has.
func (s *Selection) note(e *recording.Entry) {
	key := name{e.Interface, e.Name}
	if len(s.names) < mostNames && !s.names[key] {
		s.names[key] = true
	}
	for i, text := range s.Filter.Methods {
		s.methods[i] = s.methods[i] || isNamed(key, text)
	}
	for i, socket := range s.Filter.Sockets {
		s.sockets[i] = s.sockets[i] || socket.matches(e)
	}
}

// UnknownMethods returns the names of the filter that no entry had.
func (s *Selection) UnknownMethods() []string { return unknown(s.Filter.Methods, s.methods) }

// UnknownSockets returns the sockets of the filter that no entry was of.
func (s *Selection) UnknownSockets() []Socket { return unknown(s.Filter.Sockets, s.sockets) }

// unknown returns the elements of a list that were not met.
func unknown[T any](list []T, met []bool) []T {
	var left []T
	for i, is := range met {
		if !is {
			left = append(left, list[i])
		}
	}
	return left
}

// Names returns the names of the calls and events that went by, sorted.
func (s *Selection) Names() []string {
	var names []string
	for key := range s.names {
		names = append(names, key.name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// QualifiedNames returns the names of the calls and events that went by with a part or all of their
// interface's: first each like netdev.connect, then each like NetDev.connect, then each like
// netdev.NetDev.connect.
func (s *Selection) QualifiedNames() []string {
	keys := slices.SortedFunc(maps.Keys(s.names), byName)
	var short, middle, whole []string
	for _, key := range keys {
		pkg, iface, _ := strings.Cut(key.iface, ".")
		short = append(short, pkg+"."+key.name)
		middle = append(middle, iface+"."+key.name)
		whole = append(whole, key.iface+"."+key.name)
	}
	return slices.Concat(short, middle, whole)
}

// Summary tells in a line what was taken.
func (s *Selection) Summary() string {
	text := counted(s.Calls, "call")
	if s.Failed > 0 {
		text += " (" + grouped(s.Failed) + " failed)"
	}
	text += ", " + counted(s.Events, "event")
	if s.Taken() < s.Total {
		text += ", of " + grouped(s.Total) + " entries"
	}
	return text
}
