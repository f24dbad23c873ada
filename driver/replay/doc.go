// Package replay makes a device of a recording again: what is generic in the Replay functions that are
// generated beside the tracing wrappers.
//
//	rec, err := recording.ReadFile("testdata/board.jsonl")
//	…
//	dev := netdevtrace.Replay(t, rec)
//
// A call is answered as the recording answers the first call of that method, on that handle and with those
// arguments, that was not made yet: with its results, its error and its payload. Nothing is waited for but
// order. What the recording tells of one handle it tells in the order in which it was recorded: a call is
// answered when the calls of its handle that had returned before it have been made, an event is told when the
// calls before it have been made. Calls on different handles are independent of each other and of the calls on none,
// which come in their own order, and a call that makes a handle from nothing may come at any time, so that the
// goroutines of a program may interleave as they like.
//
// A call that the recording does not have fails the test at once, with the line of the program, the line of
// the recording, and what differs; it and every later call answer an error that wraps ErrDeparted. A call that
// comes before one that had returned when it was recorded waits for that one, five seconds at the most
// (Patience). When the test ends, calls that were not made fail it (Partial allows them).
package replay

import "errors"

// TB is what a replay needs of a test. A *testing.T is one.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(func())
}

// ErrDeparted is the cause of the errors that calls answer which the recording does not have, and of those
// that calls answer after one of these.
var ErrDeparted = errors.New("the call departs from the recording")

// ErrEnded is the cause of the errors of calls that wait when the test ends, and of later calls.
var ErrEnded = errors.New("the test of the replay has ended")
