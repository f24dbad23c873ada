package mock

import (
	"reflect"
	"runtime"
	"strconv"
	"strings"
)

// A place is where in the test an expectation was set. Names are looked up only when
// they are printed.
type place struct {
	frames [12]uintptr
	depth  int
}

// set keeps the call stack.
func (p *place) set() { p.depth = runtime.Callers(2, p.frames[:]) }

// String returns file and line of the innermost frame that is neither this package's nor
// package reflect's.
func (p *place) String() string { return outside(p.frames[:p.depth], 0, own) }

// in returns the place in brackets, behind a space.
func (p *place) in() string { return " (" + p.String() + ")" }

// callPlace returns the place that called the generated method which called this package:
// where a traced device was called, not the line of the wrapper that passed the call on.
func (m *method) callPlace() string {
	frames := make([]uintptr, 24)
	wrapper := tracePackage(reflect.TypeOf(m.Blank).Elem().PkgPath())
	return outside(frames[:runtime.Callers(2, frames)], 1, func(function string) bool {
		return own(function) || wrapper != "" && strings.HasPrefix(function, wrapper+".")
	})
}

// tracePackage returns the package of the tracing wrapper that is generated beside the
// mocks in a package: x/netdev/netdevtrace beside x/netdev/netdevmock.
func tracePackage(mocks string) string {
	if stem, ok := strings.CutSuffix(mocks, "mock"); ok {
		return stem + "trace"
	}
	return ""
}

// own reports whether a function is part of what a mock itself runs.
func own(function string) bool {
	return strings.HasPrefix(function, "drivergen/driver/mock.") || strings.HasPrefix(function, "reflect.")
}

// outside returns the place of the first frame whose function skipped does not report,
// behind as many others.
func outside(stack []uintptr, behind int, skipped func(function string) bool) string {
	frames := runtime.CallersFrames(stack)
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.goexit": // a go statement called the mock itself
			return "in a goroutine of its own"
		case skipped(frame.Function):
		case behind > 0:
			behind--
		case frame.File != "":
			return frame.File[strings.LastIndexByte(frame.File, '/')+1:] + ":" + strconv.Itoa(frame.Line)
		}
		if !more {
			return "unknown place"
		}
	}
}
