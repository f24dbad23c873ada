package runtime_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drivergen/examples/kaluma/runtime"
)

// report returns what a reader sees of a script's mistake.
func report(t *testing.T, config runtime.Config, text string) string {
	t.Helper()
	_, err := play(t, config, text)
	var mistake *runtime.Mistake
	if !errors.As(err, &mistake) {
		t.Fatalf("no mistake but %v", err)
	}
	return mistake.Report()
}

func TestMistakes(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"exception", "let a;\nfunction f(x) {\n\treturn x.y.z;\n}\nf({});\n", `script.js:3:13: TypeError: Cannot read property 'z' of undefined
  3 | 	return x.y.z;
    | 	           ^
    at f (script.js:3:13)
    at <anonymous> (script.js:5:2)
`},
		{"letters of more bytes", `const é = 'ü'; é.x.y`, `script.js:1:20: TypeError: Cannot read property 'y' of undefined
  1 | const é = 'ü'; é.x.y
    |                    ^
    at <anonymous> (script.js:1:20)
`},
		{"timer", "setTimeout(() => {\n  nothing();\n}, 1);", `script.js:2:10: ReferenceError: nothing is not defined
  2 |   nothing();
    |          ^
    at <anonymous> (script.js:2:10)
`},
		{"interval", "setInterval(() => { throw new Error('x') }, 1);", `script.js:1:27: Error: x
  1 | setInterval(() => { throw new Error('x') }, 1);
    |                           ^
    at <anonymous> (script.js:1:27)
`},
		{"tick", "process.nextTick(() => { throw new Error('x') });\nsetTimeout(() => print('never'), 0)", `script.js:1:32: Error: x
  1 | process.nextTick(() => { throw new Error('x') });
    |                                ^
    at <anonymous> (script.js:1:32)
`},
		{"promise", "async function f() {\n  await null;\n  throw new Error('late');\n}\nf();", `script.js:3:9: unhandled rejection of a promise: Error: late
  3 |   throw new Error('late');
    |         ^
    at f (script.js:3:9)
`},
		{"rejected with no error", "Promise.reject(5)", `script.js:1:15: unhandled rejection of a promise: 5 (what is thrown should be an Error)
  1 | Promise.reject(5)
    |               ^
    at <anonymous> (script.js:1:15)
`},
		{"no error", "throw {code: 1}", `script.js:1:1: uncaught { code: 1 } (what is thrown should be an Error)
  1 | throw {code: 1}
    | ^
    at <anonymous> (script.js:1:1)
`},
		{"event", "const {EventEmitter} = require('events');\nnew EventEmitter().emit('error', 'bad');", `script.js:2:24: Error: uncaught 'error' event: bad
  2 | new EventEmitter().emit('error', 'bad');
    |                        ^
    at emit (kaluma:events:33:62)
    at <anonymous> (script.js:2:24)
`},
		{"module", "const x = 1;\nrequire('nett')", `script.js:2:8: Error: there is no module "nett" (did you mean "net"?); there are dgram, events, http, net, stream, wifi, and files by ./NAME
  2 | require('nett')
    |        ^
    at <anonymous> (script.js:2:8)
`},
		{"no function", "setTimeout('x', 1)", `script.js:1:11: TypeError: a timer needs a function to call, not x
  1 | setTimeout('x', 1)
    |           ^
    at <anonymous> (script.js:1:11)
`},
		{"token", "const a = 1;\nlet b = {;\nprint(b);\n", `script.js:2:10: SyntaxError: Unexpected token ;
  2 | let b = {;
    |          ^
`},
		{"end of the file", "function f() {\n  return 1;\n", `script.js:2:12: SyntaxError: unexpected end of the file: a bracket or a brace is not closed
  2 |   return 1;
    |            ^
`},
		{"text not closed", "\n  const a = 'x;\n", `script.js:2:13: SyntaxError: a string is not closed: the ' at its end is missing
  2 |   const a = 'x;
    |             ^
`},
		{"twice", "const a = 1; const a = 2", `script.js:1:20: SyntaxError: Identifier 'a' has already been declared
  1 | const a = 1; const a = 2
    |                    ^
`},
		{"module of the newer kind", "import net from 'net';", `script.js:1:1: SyntaxError: Unexpected reserved word (modules are taken with require, and given by exports)
  1 | import net from 'net';
    | ^
`},
		{"brace too many", "print(1);\n}); (function () {", `script.js:2:1: SyntaxError: Unexpected token }
  2 | }); (function () {
    | ^
`},
		{"two functions", "});\n(function () {", `script.js:1:1: SyntaxError: Unexpected token }
  1 | });
    | ^
`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := report(t, runtime.Config{}, test.text); got != test.want {
				t.Errorf("reported (- wanted, + got):\n%s", cmp.Diff(test.want, got))
			}
		})
	}
}

// A function that calls itself without an end has a report that ends.
func TestEndlessCalls(t *testing.T) {
	got := report(t, runtime.Config{}, "function f() { f(); }\nf();")
	if !strings.HasPrefix(got, "script.js:1:17: RangeError: the call stack is full") || strings.Count(got, "\n") > 20 {
		t.Errorf("reported\n%s", got)
	}
}

// A mistake in a module is shown there, with the way that led to it.
func TestMistakeInModule(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, map[string]string{
		"syntax.js": "let x = [1, 2;\n", "throws.js": "exports.f = () => {\n  throw new RangeError('far');\n};\n",
	})
	file := filepath.Join(folder, "syntax.js")
	if got, want := report(t, runtime.Config{Modules: folder}, "require('syntax')"), file+`:1:14: SyntaxError: Unexpected token ;
  1 | let x = [1, 2;
    |              ^
`; got != want {
		t.Errorf("reported (- wanted, + got):\n%s", cmp.Diff(want, got))
	}
	file = filepath.Join(folder, "throws.js")
	if got, want := report(t, runtime.Config{Modules: folder}, "require('throws').f()"), file+`:2:9: RangeError: far
  2 |   throw new RangeError('far');
    |         ^
    at <anonymous> (`+file+`:2:9)
    at <anonymous> (script.js:1:20)
`; got != want {
		t.Errorf("reported (- wanted, + got):\n%s", cmp.Diff(want, got))
	}
	if got := report(t, runtime.Config{Modules: folder}, "require('throw')"); !strings.Contains(got,
		`(did you mean "throws"?); there are dgram, events, http, net, stream, syntax, throws, wifi, and files`) {
		t.Errorf("reported\n%s", got)
	}
}

// The one line of a mistake has its place.
func TestMistakeInOneLine(t *testing.T) {
	_, err := play(t, runtime.Config{}, "\nthrow new Error('a\\nb')")
	if err == nil || err.Error() != "script.js:2:7: Error: a" {
		t.Errorf("got %v", err)
	}
}
