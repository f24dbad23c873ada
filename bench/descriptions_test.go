package bench

import (
	"fmt"
	"strings"
)

// How large the descriptions are that the generators are compared on.
const (
	interfaces = 100
	methods    = 20
)

// plain returns a description of 100 interfaces of 20 methods, with nothing in them but
// what Go interfaces have, so that every generator mocks the same.
func plain() string {
	var y strings.Builder
	y.WriteString("idl: 1\npackage: big\ndoc: Package big has many devices.\ninterfaces:\n")
	for i := range interfaces {
		fmt.Fprintf(&y, "  Device%02d:\n    doc: Device%02d is a device.\n    form: {exact: true}\n    methods:\n", i, i)
		for m := range methods {
			fmt.Fprintf(&y, "      method_%02d: {doc: Method%02d is a method., params: {n: {type: int, doc: A number.}, name: {type: string, doc: A name.}, "+
				"data: {type: bytes, doc: Bytes.}}, returns: {done: {type: int, doc: How many.}}}\n", m, m)
		}
	}
	return y.String()
}

// devices returns a description of 100 interfaces of 20 methods in drivergen's own form,
// with errnos, limits and an event each. It imports the packages before it, and has a
// parameter of a type of the last one.
func devices(name string, before []string) string {
	var y strings.Builder
	fmt.Fprintf(&y, "idl: 1\npackage: %s\ndoc: Package %s has many devices.\n", name, name)
	level := "Level"
	if len(before) > 0 {
		y.WriteString("imports:\n")
		for _, other := range before {
			fmt.Fprintf(&y, "  %s: %s.yaml\n", other, other)
		}
		level = before[len(before)-1] + ".Level"
	}
	y.WriteString("errnos:\n  EIO: {value: 5, doc: It failed.}\n")
	y.WriteString("enums:\n  Level:\n    doc: Level is how much.\n    values: {low: {doc: Little.}, high: {doc: Much.}}\ninterfaces:\n")
	for i := range interfaces {
		fmt.Fprintf(&y, "  Device%02d:\n    doc: Device%02d is a device.\n    events:\n      ready: {doc: Ready tells that it is ready., params: {n: int}}\n    methods:\n", i, i)
		for m := range methods {
			fmt.Fprintf(&y, "      method_%02d: {doc: Method%02d is a method., params: {level: {type: %s, doc: A level.}, name: {type: string, maxlen: 64, doc: A name.}, "+
				"data: {type: bytes, doc: Bytes.}}, returns: {done: {type: int, doc: How many.}}, errnos: [EIO]}\n", m, m, level)
		}
	}
	return y.String()
}
