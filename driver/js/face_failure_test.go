package js_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js/jstest"
	"drivergen/generated/netdev/netdevjs"
)

// An error is read on any goroutine, while the loop runs JavaScript: what it says is from when the driver threw.
func TestFaceErrorIsOfThatMoment(t *testing.T) {
	withDriver(t, driverOf(`
		last: new Error('no cable'),
		close() { throw this.last },
		shutdown(fd, how, callback) { callback(this.last) }`), func(b *jstest.Bench, d *netdevjs.Driver) {
		for op, err := range map[string]error{"close": d.Close(b.Context(), 0), "shutdown": d.Shutdown(b.Context(), 0, 2)} {
			b.Eval(`driver.last.message = 'another'; driver.last.errno = 98`)
			if !errors.Is(err, driver.EIO) || !strings.Contains(err.Error(), "no cable") {
				t.Errorf("%s: %v", op, err)
			}
			var gone *goja.InterruptedError
			if errors.As(err, &gone) {
				t.Errorf("%s: %v is no interruption", op, err)
			}
			b.Eval(`driver.last.message = 'no cable'; delete driver.last.errno`)
		}
	})
}

// What a driver throws may throw itself when it is looked at.
func TestFaceThrownThatThrows(t *testing.T) {
	for _, object := range []string{
		`{toString() { throw 1 }, get errno() { throw 2 }}`,
		`Object.defineProperty(new Error('x'), 'message', {get() { throw 3 }})`,
		`new Proxy({}, {get() { throw 4 }, getPrototypeOf() { throw 5 }})`,
		`Object.create(null)`, `Symbol('x')`, `null`,
	} {
		withDriver(t, driverOf(`close() { throw `+object+` }, listen(fd, callback) { callback(`+object+`) }`), func(b *jstest.Bench, d *netdevjs.Driver) {
			if err := d.Close(b.Context(), 0); !errors.Is(err, driver.EIO) || err.Error() == "" {
				t.Errorf("%s: %v", object, err)
			}
			err := d.Listen(b.Context(), 0)
			if object != `null` && (!errors.Is(err, driver.EIO) || err.Error() == "") {
				t.Errorf("%s given to a callback: %v", object, err)
			}
		})
	}
}
