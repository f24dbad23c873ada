package runtime

import (
	"fmt"
	goruntime "runtime"
	"slices"

	"github.com/dop251/goja"
)

// version is the release of Kaluma whose documentation the runtime follows.
const version = "1.2.0"

// An ExitError is the number with which the script ended the program by process.exit.
type ExitError int

// Error returns the number as text.
func (e ExitError) Error() string { return fmt.Sprintf("the script exits with %d", int(e)) }

// installProcess sets the global process.
func (r *Runtime) installProcess() {
	process := r.vm.NewObject()
	process.Set("arch", goruntime.GOARCH)
	process.Set("platform", goruntime.GOOS)
	process.Set("version", version)
	process.Set("argv", r.config.Args)
	process.Set("env", r.config.Env)
	process.Set("builtin_modules", builtinNames)
	process.Set("getBuiltinModule", r.modules.wrapper)
	process.Set("memoryUsage", memoryUsage)
	process.Set("exit", func(code int) {
		r.vm.Interrupt(ExitError(code)) // nothing of the script runs after this call
		r.loop.Fail(ExitError(code))
	})
	process.Set("nextTick", r.nextTick)
	process.Set("binding", r.bindings())
	r.vm.Set("process", process)
}

// nextTick runs a function when what runs now has returned, before any timer and any callback.
func (r *Runtime) nextTick(call goja.FunctionCall) goja.Value {
	f, ok := goja.AssertFunction(call.Argument(0))
	if !ok {
		panic(r.vm.NewTypeError("process.nextTick needs a function to call, not %s", call.Argument(0)))
	}
	promise, resolve, _ := r.vm.NewPromise()
	object := r.vm.ToValue(promise).ToObject(r.vm)
	then, _ := goja.AssertFunction(object.Get("then"))
	args := slices.Clone(call.Arguments[1:])
	_, err := then(object, r.vm.ToValue(func() { r.loop.call(f, args...) }))
	if err == nil {
		err = resolve(goja.Undefined())
	}
	if err != nil {
		panic(err)
	}
	return goja.Undefined()
}

// memoryUsage tells of this process's heap, in bytes.
func memoryUsage() map[string]uint64 {
	var m goruntime.MemStats
	goruntime.ReadMemStats(&m)
	return map[string]uint64{"heapTotal": m.HeapSys, "heapUsed": m.HeapAlloc, "heapPeak": m.HeapSys}
}

// bindings is process.binding: a function that returns the native side of a module, with the modules' names as properties.
func (r *Runtime) bindings() *goja.Object {
	natives := map[string]*goja.Object{"stream": r.stdio(), "net": r.vm.NewObject(), "origin": r.origins()}
	natives["net"].Set("halfClose", !r.config.NoHalfClose)
	binding := r.vm.ToValue(func(name string) goja.Value {
		if native := natives[name]; native != nil {
			return native
		}
		return goja.Undefined()
	}).ToObject(r.vm)
	for name := range natives {
		binding.Set(name, name)
	}
	return binding
}
