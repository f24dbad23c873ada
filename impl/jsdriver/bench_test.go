package jsdriver_test

import (
	"os"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"drivergen/generated/netdev"
	"drivergen/impl/jsdriver"
)

// A bench is a driver in JavaScript on its loop, and the device made of it.
type bench struct {
	*testing.T
	dev  *jsdriver.Device
	loop *eventloop.EventLoop
}

// inMemory returns the driver in testdata/memory.js as `dev`, after a script has changed it.
func inMemory(t *testing.T, change string, opts ...jsdriver.Option) *bench {
	t.Helper()
	text, err := os.ReadFile("testdata/memory.js")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{T: t}
	var failed error
	b.loop = onLoop(t, func(vm *goja.Runtime, loop *eventloop.EventLoop) {
		for _, script := range []struct{ name, text string }{{"memory.js", string(text) + "\nvar dev = new Memory(), radio;"}, {"change.js", change}} {
			if _, failed = vm.RunScript(script.name, script.text); failed != nil {
				return
			}
		}
		objects := jsdriver.Objects{Net: vm.Get("dev").ToObject(vm)}
		if radio, ok := vm.Get("radio").(*goja.Object); ok {
			objects.WiFi = radio
		}
		b.dev, failed = jsdriver.New(vm, loop, objects, opts...)
	})
	t.Cleanup(func() {
		if b.dev != nil {
			b.dev.Close()
		}
		b.loop.Terminate()
	})
	if failed != nil {
		t.Fatal(failed)
	}
	return b
}

// eval runs a script on the loop and returns its value as text.
func (b *bench) eval(script string) string {
	b.Helper()
	var text string
	var err error
	done := make(chan struct{})
	b.loop.RunOnLoop(func(vm *goja.Runtime) {
		defer close(done)
		var value goja.Value
		if value, err = vm.RunScript("test.js", script); err == nil {
			text = value.String()
		}
	})
	<-done
	if err != nil {
		b.Fatal(err)
	}
	return text
}

func (b *bench) socket() netdev.FD {
	b.Helper()
	fd, err := b.dev.Net().Socket(b.Context(), "", "")
	b.must(err)
	return fd
}

// connected returns a socket that is connected.
func (b *bench) connected() netdev.FD {
	b.Helper()
	fd := b.socket()
	b.must(b.dev.Net().Connect(b.Context(), fd, "10.0.0.9", 80))
	return fd
}

func (b *bench) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// set gives the scripts something of Go's.
func (b *bench) set(name string, value any) {
	done := make(chan struct{})
	b.loop.RunOnLoop(func(vm *goja.Runtime) {
		defer close(done)
		vm.Set(name, value)
	})
	<-done
}
