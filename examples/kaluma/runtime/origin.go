package runtime

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// An error of the device comes when the script has long returned, so that its stack has no line of the script. What such an
// error is of, an object such as a socket or a call, knows where the script made it: its origin.

// originDepth is how many frames of the stack are kept where something is made: the innermost ones.
const originDepth = 24

// originKey is the property by which an error knows its origin. A script does not see it.
var originKey = goja.NewSymbol("origin")

// An origin is what a report tells of an error that is not in its stack.
type origin struct {
	stack []goja.StackFrame // of where it was made that the error is of
	text  string            // what that is, such as "of the Socket to 10.0.0.2:80"; empty where there is nothing to tell
}

// origins is the native side of module internal/origin: here returns where the script is, and mark tells an error its origin.
func (r *Runtime) origins() *goja.Object {
	native := r.vm.NewObject()
	native.Set("here", func() goja.Value {
		return r.vm.ToValue(&origin{stack: r.vm.CaptureCallStack(originDepth, nil)})
	})
	native.Set("mark", func(call goja.FunctionCall) goja.Value {
		object, ok := call.Argument(0).(*goja.Object)
		if !ok {
			return goja.Undefined()
		}
		told := &origin{text: call.Argument(2).String()}
		if made, ok := call.Argument(1).Export().(*origin); ok {
			told.stack = made.stack
		}
		guard(r.vm, func() { // an error that is frozen stays without
			object.DefineDataPropertySymbol(originKey, r.vm.ToValue(told), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
		})
		return goja.Undefined()
	})
	return native
}

// originOf returns the origin of what was thrown, or one that tells nothing.
func originOf(vm *goja.Runtime, thrown goja.Value) *origin {
	found := &origin{}
	object, ok := thrown.(*goja.Object)
	if !ok {
		return found
	}
	guard(vm, func() {
		if value := object.GetSymbol(originKey); value != nil {
			if told, ok := value.Export().(*origin); ok {
				found = told
			}
		}
	})
	return found
}

// uncaught makes the mistake of a value that was thrown, or with which a promise was rejected. Its place is in its own stack, or,
// where that has no frame of the program's own, in its origin's, or else in the one of where a promise was rejected.
func (s sources) uncaught(vm *goja.Runtime, message string, value goja.Value, own, rejected []Frame) *Mistake {
	told := originOf(vm, value)
	if told.text != "" {
		message += " (" + told.text + ")"
	}
	for i, stack := range [][]Frame{own, s.frames(told.stack), rejected} {
		first := slices.IndexFunc(stack, Frame.own)
		if first >= 0 && i > 0 {
			stack = stack[first:] // what of the runtime the script called there says nothing of the error
		}
		if first >= 0 {
			return s.locate(message, stack)
		}
	}
	return s.locate(message, own)
}

// own reports whether the frame is of the program's own files.
func (f Frame) own() bool { return f.File != "" && !strings.HasPrefix(f.File, builtinPrefix) }
