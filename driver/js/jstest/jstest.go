// Package jstest runs scripts in tests: on a loop of their own, in a bubble of testing/synctest, whose clock stands still
// while anything runs and which fails where a goroutine is left.
package jstest

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"
)

// A Bench is a runtime on its loop. Scripts write down what happens by log(...).
type Bench struct {
	*testing.T
	Loop  *eventloop.EventLoop
	lines chan string
}

// most is how many lines may wait to be read.
const most = 1 << 14

// Run runs a test in a bubble. prepare gets the runtime before the loop runs: it binds devices.
func Run(t *testing.T, prepare func(b *Bench, vm *goja.Runtime), test func(b *Bench)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(New(t, prepare)) })
}

// New starts a loop, which ends with the test. It is for a test that runs in a bubble already.
func New(t *testing.T, prepare func(b *Bench, vm *goja.Runtime)) *Bench {
	t.Helper()
	b := &Bench{T: t, Loop: eventloop.NewEventLoop(), lines: make(chan string, most)}
	t.Cleanup(b.Loop.Terminate)
	b.Loop.RunOnLoop(func(vm *goja.Runtime) {
		if err := vm.Set("log", b.log(vm)); err != nil {
			panic(err)
		}
		prepare(b, vm)
	})
	b.Loop.Start()
	b.Eval("0")
	return b
}

// log writes a line: its arguments as JavaScript has them in text, objects as JSON.
func (b *Bench) log(vm *goja.Runtime) func(call goja.FunctionCall) goja.Value {
	stringify, _ := goja.AssertFunction(vm.Get("JSON").ToObject(vm).Get("stringify"))
	return func(call goja.FunctionCall) goja.Value {
		var words []string
		for _, v := range call.Arguments {
			text := v.String()
			if o, ok := v.(*goja.Object); ok && o.ClassName() != "Function" && o.ClassName() != "Error" {
				if value, err := stringify(nil, o); err == nil {
					text = value.String()
				}
			}
			words = append(words, text)
		}
		b.lines <- strings.Join(words, " ")
		return goja.Undefined()
	}
}

// Write writes a line of Go's: its arguments with a space between them.
func (b *Bench) Write(words ...any) { b.lines <- strings.TrimSuffix(fmt.Sprintln(words...), "\n") }

// Eval runs a script on the loop and returns its value, exported. The test fails where it throws.
func (b *Bench) Eval(script string) any {
	b.Helper()
	value, err := b.Try(script)
	if err != nil {
		b.Fatalf("%v\n%s", err, script)
	}
	return value
}

// Try is Eval that returns what the script throws.
func (b *Bench) Try(script string) (any, error) {
	type result struct {
		value any
		err   error
	}
	done := make(chan result, 1)
	b.Loop.RunOnLoop(func(vm *goja.Runtime) {
		value, err := vm.RunString(script)
		if err != nil {
			done <- result{nil, err}
			return
		}
		done <- result{value.Export(), nil}
	})
	r := <-done
	return r.value, r.err
}

// Line waits for the next line.
func (b *Bench) Line() string { return <-b.lines }

// Want waits for the next lines.
func (b *Bench) Want(lines ...string) {
	b.Helper()
	for _, want := range lines {
		if got := <-b.lines; got != want {
			b.Fatalf("got the line %q, want %q", got, want)
		}
	}
}

// Quiet fails where there is another line once nothing happens any more.
func (b *Bench) Quiet() {
	b.Helper()
	synctest.Wait()
	select {
	case got := <-b.lines:
		b.Fatalf("got the line %q, want none", got)
	default:
	}
}

// WantEval compares the text of a script's value.
func (b *Bench) WantEval(script, want string) {
	b.Helper()
	if got := b.Eval("String(" + script + ")"); got != want {
		b.Errorf("%s is %v, want %s", script, got, want)
	}
}
