package jsdriver_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"drivergen/impl/jsdriver"
)

// Of a driver whose timer calls a callback wrongly nobody would hear but by OnError. The socket goes on.
func TestOnError(t *testing.T) {
	told := make(chan error, 2)
	b := inMemory(t, kalumaRadio, jsdriver.OnError(func(err error) { told <- err }))
	fd := b.connected()
	b.eval("setTimeout(() => {\n  dev.get(0).read_cb(7);\n}, 0); 0")
	err := <-told
	var exception *goja.Exception
	if !errors.As(err, &exception) || !strings.Contains(err.Error(), "netdev.read_cb: data is the number 7, want a Uint8Array or a string") ||
		!strings.Contains(err.Error(), "test.js:2:") {
		t.Errorf("told of %v", err)
	}
	b.echo(fd)
	b.eval(`radio.left_cb && setTimeout(() => radio.left_cb('why'), 0); 0`)
	if err := <-told; !strings.Contains(err.Error(), "ieee80211dev.left_cb: reason is the string") {
		t.Errorf("told of %v", err)
	}
}
