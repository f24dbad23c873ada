package runtime_test

import (
	"strings"
	"testing"

	"drivergen/examples/kaluma/runtime"
)

// What a script throws may throw itself when it is shown.
func TestThrownThatThrows(t *testing.T) {
	for text, want := range map[string]string{
		`const e = new Error('x'); Object.defineProperty(e, 'message', {get() { throw 1 }}); throw e`:                    "script.js:1:",
		`const e = new Error('x'); e.message = {toString() { throw 1 }}; throw e`:                                        "script.js:1:",
		`const e = new Error('x'); Object.defineProperty(e, 'stack', {get() { throw 1 }}); Promise.reject(e)`:            "unhandled rejection of a promise: Error: x",
		`const e = new Error('x'); Object.defineProperty(e, 'stack', {value: {toString() { throw 1 }}}); throw e`:        "script.js:1:",
		`throw new Proxy({}, {get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 }})`:                  "cannot be shown",
		`throw new Proxy(new Error('x'), {get() { throw 1 }, ownKeys() { throw 2 }})`:                                    "script.js:1:",
		`Promise.reject(new Proxy({}, {get() { throw 1 }, ownKeys() { throw 2 }, getPrototypeOf() { throw 3 }}))`:        "unhandled rejection",
		`throw {get a() { return this.a }, toString() { return this.toString() }}`:                                       "uncaught",
		`setTimeout(() => { throw new Proxy({}, {get() { throw 1 }, ownKeys() { throw 2 }}) })`:                          "cannot be shown",
		`const e = new Error('x'); Object.defineProperty(e, 'message', {get() { return e.message }}); throw e`:           "script.js:1:",
		`const e = new Error('x'); Object.defineProperty(e, 'name', {get() { throw 1 }}); throw e`:                       "Error: x",
		`const {StdOutNative} = process.binding(process.binding.stream); new StdOutNative().write()`:                     "want a Uint8Array or a string, not undefined",
		`process.env.HOME = 'here'; storage.setItem('a', 'b'); throw new Error(process.env.HOME + storage.getItem('a'))`: "Error: hereb",
	} {
		if got := report(t, runtime.Config{}, text); !strings.Contains(got, want) {
			t.Errorf("%s\ngot %s\nwant %s", text, got, want)
		}
	}
}
