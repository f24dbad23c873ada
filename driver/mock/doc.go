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
// not by where it is: lists, what a pointer points to and the fields of structs one by one,
// points in time by Equal, errors by errors.Is, functions by whether they are nil. The
// expectation keeps a copy of what it is given.
//
// A call is answered by the first expectation whose arguments fit and that may still be
// called; without one by the method's stub function; without either the test fails at
// once and the call returns an error that wraps ErrUnexpected, whatever goroutine made it.
// What is still missing at the end of the test fails it too. A failure begins with the line
// that made the call, says what was expected in its place, and names the line that expects it.
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
