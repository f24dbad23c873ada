package jsdriver_test

import (
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"drivergen/impl/jsdriver"
)

// A driver whose getter throws is told of with what it threw.
func TestRadioThatThrows(t *testing.T) {
	loop := onLoop(t, func(vm *goja.Runtime, loop *eventloop.EventLoop) {
		for _, text := range []string{`({get ap_mode() { throw new Error('no radio') }})`, `({get left_cb() { throw new Error('no radio') }})`} {
			object, err := vm.RunString(text)
			if err != nil {
				t.Error(err)
				continue
			}
			_, err = jsdriver.New(vm, loop, jsdriver.Objects{WiFi: object.ToObject(vm)})
			if err == nil || !strings.Contains(err.Error(), "no radio") {
				t.Errorf("%s: %v", text, err)
			}
		}
	})
	loop.Terminate()
}
