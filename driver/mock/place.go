package mock

import (
	"runtime"
	"strconv"
	"strings"
)

// A place is where in the test an expectation was set. Names are looked up only when
// they are printed.
type place struct {
	frames [8]uintptr
	depth  int
}

// set keeps the call stack above the caller of the function that calls it.
func (p *place) set(skip int) { p.depth = runtime.Callers(skip+1, p.frames[:]) }

// String returns file and line of the first frame that does not stand in the generated
// file, which is the innermost one: reconnect_test.go:9.
func (p *place) String() string {
	if p.depth == 0 {
		return "unknown place"
	}
	frames := runtime.CallersFrames(p.frames[:p.depth])
	frame, more := frames.Next()
	for generated := frame.File; more && frame.File == generated; {
		frame, more = frames.Next()
	}
	file := frame.File[strings.LastIndexByte(frame.File, '/')+1:]
	return file + ":" + strconv.Itoa(frame.Line)
}

// in returns the place in brackets, behind a space.
func (p *place) in() string { return " (" + p.String() + ")" }
