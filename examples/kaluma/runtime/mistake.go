package runtime

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja/file"
)

// A Mistake is a script's: text that is no JavaScript, or an exception that nothing caught.
type Mistake struct {
	Message string  // such as "TypeError: …"
	File    string  // the script or module; empty where it is not known
	Line    int     // from 1
	Column  int     // from 1, in characters
	Source  string  // the line's text
	Stack   []Frame // who called whom, the last one first; none for a syntax error
}

// A Frame is a call that had not returned.
type Frame struct {
	Function     string // its name; empty for one without
	File         string // empty for a function of the runtime
	Line, Column int
}

// Error returns one line: the place and the message.
func (m *Mistake) Error() string {
	message, _, _ := strings.Cut(m.Message, "\n")
	if m.File == "" {
		return message
	}
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, message)
}

// Report returns the lines for a reader: place and message, the source line with a caret, the stack.
func (m *Mistake) Report() string {
	var b strings.Builder
	if m.File != "" {
		fmt.Fprintf(&b, "%s:%d:%d: ", m.File, m.Line, m.Column)
	}
	b.WriteString(m.Message + "\n")
	if m.Source != "" {
		number := fmt.Sprint(m.Line)
		fmt.Fprintf(&b, "  %s | %s\n", number, m.Source)
		fmt.Fprintf(&b, "  %s | %s^\n", strings.Repeat(" ", len(number)), indent(m.Source, m.Column))
	}
	for i, frame := range m.Stack {
		if i == maxFrames {
			fmt.Fprintf(&b, "    and %d more\n", len(m.Stack)-i)
			break
		}
		fmt.Fprintf(&b, "    at %s\n", frame)
	}
	return b.String()
}

// String returns the frame as stacks of JavaScript have it.
func (f Frame) String() string {
	name := f.Function
	if name == "" {
		name = "<anonymous>"
	}
	if f.File == "" {
		return name + " (runtime)"
	}
	return fmt.Sprintf("%s (%s:%d:%d)", name, f.File, f.Line, f.Column)
}

// indent returns blanks that reach as far as a column of a line; tabs stay tabs.
func indent(line string, column int) string {
	var b strings.Builder
	for _, r := range line {
		if column--; column <= 0 {
			return b.String()
		}
		if r != '\t' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// An Interruption is the end of a run's context while the script computed.
type Interruption struct {
	At    *Mistake // where the script was
	Cause error    // of the context's end
}

// Error returns the cause.
func (i *Interruption) Error() string { return i.Cause.Error() }

// Unwrap returns the cause.
func (i *Interruption) Unwrap() error { return i.Cause }

// maxFrames is how many frames of a stack a report shows.
const maxFrames = 12

// mistake makes an error of the script readable; other errors are returned as they are. inspect prints a value.
func (s sources) mistake(vm *goja.Runtime, err error, inspect func(goja.Value) string) error {
	var known *Mistake
	var rejected *rejection
	var exception *goja.Exception
	var overflow *goja.StackOverflowError
	var stopped *stopped
	switch {
	case as(vm, err, &known):
		return known
	case as(vm, err, &rejected):
		message := "unhandled rejection of a promise: " + thrown(vm, rejected.value, "", inspect)
		return s.uncaught(vm, message, rejected.value, s.stackOf(vm, rejected.value), s.frames(rejected.stack))
	case as(vm, err, &exception):
		return s.uncaught(vm, thrown(vm, exception.Value(), "uncaught ", inspect), exception.Value(), s.frames(exception.Stack()), nil)
	case as(vm, err, &stopped):
		at := s.locate("the script was here when its time was over", s.frames(stopped.stack))
		return &Interruption{At: at, Cause: stopped.cause}
	case as(vm, err, &overflow):
		return s.locate("RangeError: the call stack is full: a function calls itself without an end", s.frames(overflow.Stack()))
	}
	return err
}

// frames returns a stack with the places in the modules' own texts. Functions of the runtime in Go are left out.
func (s sources) frames(stack []goja.StackFrame) []Frame {
	var frames []Frame
	for _, frame := range stack {
		at := s.place(frame.Position())
		_, known := s[at.Filename]
		if !known && strings.Contains(frame.FuncName(), "/") {
			continue
		}
		f := Frame{Function: frame.FuncName()}
		if known {
			f.File, f.Line, f.Column = at.Filename, at.Line, at.Column
		}
		frames = append(frames, f)
	}
	return frames
}

// stackLine is a line of the property stack of an error, as goja writes it.
var stackLine = regexp.MustCompile(`^\s*at (?:(.+) \()?(.+?):(\d+):(\d+)\(\d+\)\)?$`)

// stackOf returns the stack that an error object tells of.
func (s sources) stackOf(vm *goja.Runtime, value goja.Value) []Frame {
	object, ok := value.(*goja.Object)
	if !ok {
		return nil
	}
	var frames []Frame
	for line := range strings.Lines(property(vm, object, "stack", "")) {
		parts := stackLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if parts == nil {
			continue
		}
		row, _ := strconv.Atoi(parts[3])
		column, _ := strconv.Atoi(parts[4])
		at := s.place(file.Position{Filename: parts[2], Line: row, Column: column})
		frames = append(frames, Frame{Function: parts[1], File: at.Filename, Line: at.Line, Column: at.Column})
	}
	return frames
}

// locate makes a mistake of a message and the stack where it was thrown. Its place is the innermost one of the
// program's own files, where there is one: what a built-in module throws is seldom its fault.
func (s sources) locate(message string, stack []Frame) *Mistake {
	m := &Mistake{Message: message, Stack: stack}
	for _, frame := range stack {
		if frame.own() || m.File == "" {
			m.File, m.Line, m.Column = frame.File, frame.Line, frame.Column
			m.Source = s.line(file.Position{Filename: frame.File, Line: frame.Line})
		}
		if frame.own() {
			break
		}
	}
	return m
}
