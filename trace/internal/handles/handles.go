// Package handles tells which handle a call works on, makes and ends, also of interfaces whose
// descriptions call their handles mere numbers.
package handles

import "drivergen/driver"

// A Finder finds the handles of one interface.
type Finder struct {
	argument string            // the one with the handle
	makes    map[string]string // the results with a new handle, by method
	ends     string            // the method that ends the handle
}

// finders are those of interfaces with plain numbers, named as in driver.Call.Interface.
var finders = map[string]Finder{
	"tinygo.Netdever": {argument: "sockfd", makes: map[string]string{"Socket": "sockfd", "Accept": "conn"}, ends: "Close"},
}

// Of returns the Finder of an interface, named as in driver.Call.Interface.
func Of(iface string) Finder { return finders[iface] }

// Handle returns the handle that a call works on, or driver.NoHandle. A call that makes one works
// on none, but for accept: its handle is the listener.
func (f Finder) Handle(call *driver.Call) int64 {
	if f.argument == "" {
		if call.Handle == call.Creates {
			return driver.NoHandle
		}
		return call.Handle
	}
	if a, ok := find(call.Args, f.argument); ok {
		return a.Int()
	}
	return driver.NoHandle
}

// Made returns the handle that a call has made, and whether it made one.
func (f Finder) Made(call *driver.Call) (int64, bool) {
	if call.Err != nil {
		return driver.NoHandle, false
	}
	if f.argument == "" {
		return call.Creates, call.Creates != driver.NoHandle
	}
	if a, ok := find(call.Results, f.makes[call.Method]); ok {
		return a.Int(), true
	}
	return driver.NoHandle, false
}

// Ends reports whether a call's method ends its handle.
func (f Finder) Ends(call *driver.Call) bool {
	if f.argument == "" {
		return call.Ends
	}
	return call.Method == f.ends
}

func find(attrs []driver.Attr, name string) (driver.Attr, bool) {
	for _, a := range attrs {
		if name != "" && a.Name == name {
			return a, true
		}
	}
	return driver.Attr{}, false
}
