package replay

import (
	"runtime"
	"strconv"
	"strings"
)

// callPlace returns the line of the program that called the device: the first one that is neither this module's
// nor the standard library's, so that a call through package gonet is told where the program made it. Where there
// is none, in a goroutine that net/http has started, it is the first one behind the generated method.
func callPlace() string {
	callers := make([]uintptr, 64)
	stack := runtime.CallersFrames(callers[:runtime.Callers(0, callers)])
	first, more := stack.Next() // runtime.Callers, whose file is where the standard library's are
	standard, _, _ := strings.Cut(first.File, "runtime/")
	generated, nearest := "", ""
	for more {
		var frame runtime.Frame
		frame, more = stack.Next()
		switch of := packageOf(frame.Function); {
		case of == "drivergen/driver/replay" || of == generated || frame.File == "" || of == "runtime":
		case generated == "":
			generated = of
		case !isOurs(of, frame.File) && (standard == "" || !strings.HasPrefix(frame.File, standard)):
			return place(frame)
		case nearest == "":
			nearest = place(frame)
		}
	}
	if nearest == "" {
		return "in a goroutine of its own"
	}
	return nearest
}

// isOurs reports whether a function is this module's, but for its tests, examples and commands.
func isOurs(of, file string) bool {
	return strings.HasPrefix(of, "drivergen/") && !strings.HasPrefix(of, "drivergen/examples/") && !strings.HasSuffix(file, "_test.go")
}

// place returns a frame's file and line.
func place(frame runtime.Frame) string {
	return frame.File[strings.LastIndexByte(frame.File, '/')+1:] + ":" + strconv.Itoa(frame.Line)
}

// packageOf returns the import path of a function's package.
func packageOf(function string) string {
	slash := strings.LastIndexByte(function, '/') + 1
	name, _, _ := strings.Cut(function[slash:], ".")
	return function[:slash] + name
}
