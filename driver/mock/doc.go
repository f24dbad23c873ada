// Package mock is what is generic in generated mocks: expectations, matchers, order,
// the record of calls, waiting and the text of a failure. A generated package such as
// netdevmock adds the types of one interface to it.
//
//	dev := netdevmock.New(t)
//	dev.EXPECT().Connect(3, "broker", 1883).ReturnErrno(netdev.ECONNREFUSED).Then().Return(nil)
//	dev.EXPECT().WriteWhere(mock.Eq[netdev.FD](3), mock.Func("a CONNECT packet", isConnect)).Return(nil)
//	dev.CloseFunc = func(ctx context.Context, fd netdev.FD) error { return nil }
//
// EXPECT returns a struct of functions, two for each method that has arguments: Connect
// takes the arguments that are expected, ConnectWhere a Matcher for each. Context and
// buffers that the method fills are no arguments. Arguments are compared by what they hold,
// not by where it is: lists, maps, what a pointer points to and the fields of structs one by one,
// points in time by Equal, errors by errors.Is, functions by whether they are nil. The
// expectation keeps a copy of what it is given.
//
// A call is answered by the first expectation whose arguments fit and that may still be
// called; without one by the method's stub function; without either by the real device of
// a partial fake, made by a function such as netdevmock.Over; else, where the mock is Nice,
// by zero values. Any other call fails the test at once, whatever goroutine made it, and
// returns an error that wraps ErrUnexpected; whoever waits or blocks in the mock is released.
// What is still missing at the end of the test fails it too. A failure begins with the line
// that made the call, says what was expected in its place, and names the line that expects it:
//
//	reconnect_test.go:12: unexpected call Connect(3, "broker", 8883)
//	  nearest expectation (reconnect_test.go:9): port: want 1883, got 8883
//
// The nearest expectation is the one with the fewest arguments that differ, and of those the
// one that differs in the fewest places and lines. Of long arguments a failure prints the
// places that differ: session.Peers[1].Name, or the bytes from the first that differs on.
// Lists of which one has an element more, lists and maps that differ in many places, and
// texts of several lines are compared line by line, by go-cmp:
//
//	sensor_test.go:31: unexpected call SetLimits([10 20 25 30])
//	  nearest expectation (sensor_test.go:27):
//	    limits: differs (-want +got)
//	        10
//	        20
//	      + 25
//	        30
//
// What the description calls sensitive is not printed, however deep it lies in an argument,
// nor by a method Error or String of what it lies in. Where it alone differs, a failure says
// that what is not printed differs.
package mock

import "errors"

// TB is what a mock needs of a test. A *testing.T is one.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(func())
}

// ErrUnexpected is the cause of the error that an unexpected call returns.
var ErrUnexpected = errors.New("unexpected call")
