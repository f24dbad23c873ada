package runtime_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/dop251/goja"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"drivergen/examples/kaluma/runtime"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// play runs a text and returns what it printed.
func play(t *testing.T, config runtime.Config, text string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	config.Stdout, config.Stderr = &out, &out
	err := runtime.New(config).Run(t.Context(), "script.js", text)
	return out.String(), err
}

// Each script prints what its last lines say.
func TestScripts(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"values", `console.log('a', 1, -0, 1.5, null, undefined, true, 10n)`, "a 1 -0 1.5 null undefined true 10n\n"},
		{"objects", `console.log({a: 1, 'b-c': [1, 'it\'s', {}]}, [], new Uint8Array([1, 2]))`,
			"{ a: 1, 'b-c': [ 1, 'it\\'s', {} ] } [] Uint8Array(2) [ 1, 2 ]\n"},
		{"classes", `class A { constructor() { this.me = this; } }
			console.log(new A(), A, () => 1, new Map([[1, 'x']]), new Set([1]), new Date(0), /x/g)`,
			"A { me: [Circular] } [class A] [Function: (anonymous)] Map(1) { 1 => 'x' } Set(1) { 1 } 1970-01-01T00:00:00.000Z /x/g\n"},
		{"deep", `console.log({a: {b: {c: {d: {e: {f: 1}}}}}}, Object.create(null))`,
			"{ a: { b: { c: { d: { e: [Object] } } } } } [no prototype] {}\n"},
		{"getters", `console.log({get a() { return 1; }, get b() { throw new Error('no'); }})`, "{ a: 1, b: [threw Error: no] }\n"},
		{"long", `console.log({first: 'x'.repeat(40), second: 'y'.repeat(40)})`,
			"{\n  first: '" + strings.Repeat("x", 40) + "',\n  second: '" + strings.Repeat("y", 40) + "'\n}\n"},
		{"many", `console.log(new Uint8Array(101).length, String(console.log).length > 0, Array.from({length: 101}, () => 0).length)`, "101 true 101\n"},
		{"errors", `console.log(new SystemError(111), new TypeError('t')); console.error('e')`,
			"SystemError: Connection refused { errno: -111, code: 'ECONNREFUSED' } TypeError: t\ne\n"},
		{"system error", `const e = new SystemError(-5); print(e instanceof Error, e.errno, e.code, e.message)`, "true -5 EIO Input/output error\n"},
		{"text", `console.log(new TextEncoder().encode('é'), new TextEncoder('ascii').encode('é'),
			new TextDecoder().decode(new Uint8Array([195, 169])), new TextDecoder('ascii').decode(new Uint8Array([233])))`,
			"Uint8Array(2) [ 195, 169 ] Uint8Array(1) [ 233 ] é é\n"},
		{"decoding a part", `console.log(new TextDecoder().decode(new Uint8Array([65, 66, 67]).subarray(1, 2)))`, "B\n"},
		{"encodings", `try { new TextDecoder('utf-16') } catch (e) { console.log(e.message) }`,
			"unsupported encoding utf-16: there are utf-8 and ascii\n"},
		{"base64", `console.log(btoa('hé'), atob('YWI='), btoa(new Uint8Array([255])))`, "aOk= Uint8Array(2) [ 97, 98 ] /w==\n"},
		{"storage", `storage.setItem('a', 1); console.log(storage.getItem('a'), storage.getItem('b'), storage.length, storage.key(0));
			storage.removeItem('a'); storage.setItem('c', ''); storage.clear(); console.log(storage.length)`, "1 null 1 a\n0\n"},
		{"globals", `x = 1; console.log(global.x, this === exports, typeof require, __filename, __dirname, process.builtin_modules.join())`,
			"1 true function script.js . dgram,events,http,net,stream,wifi\n"},
		{"order", `setTimeout(() => console.log('timeout'), 0); Promise.resolve().then(() => console.log('promise'));
			process.nextTick((a) => console.log('tick', a), 1); console.log('first')`, "first\npromise\ntick 1\ntimeout\n"},
		{"arguments of timers", `setTimeout((a, b) => console.log(a, b), 0, 1, 2); setImmediate(a => console.log(a), 3)`, "1 2\n3\n"},
		{"cleared in time", `const t = setTimeout(() => console.log('never'), 0); clearTimeout(t); clearTimeout(t); clearInterval(99); clearTimeout()`, ""},
		{"interval", `let n = 0; const i = setInterval(() => { console.log(++n); if (n === 3) clearInterval(i); }, 1)`, "1\n2\n3\n"},
		{"exit", `try { process.exit(0) } finally { console.log('never') }`, ""},
		{"standard output", `process.stdout.write('a'); process.stdout.write(new Uint8Array([98, 10])); console.log(process.stdin.read())`, "ab\nnull\n"},
		{"bindings", `console.log(Object.keys(process.binding).sort(), process.binding('none'), typeof process.getBuiltinModule('events'),
			process.getBuiltinModule('internal/http_parser'))`, "[ 'net', 'origin', 'stream' ] undefined function undefined\n"},
		{"getBuiltinModule", `const m = {exports: {}}; process.getBuiltinModule('events')(m.exports, require, m); console.log(m.exports)`,
			"{ EventEmitter: [class EventEmitter] }\n"},
		{"rejected and handled", `const p = Promise.reject(new Error('x')); p.catch(e => console.log(e.message))`, "x\n"},
		{"mark and interpreter", "\ufeff#!/usr/bin/env kaluma\nconsole.log(1)", ""},
		{"interpreter", "#!/usr/bin/env kaluma\nconsole.log(1)", "1\n"},
		{"memory", `const m = process.memoryUsage(); console.log(m.heapUsed > 0 && m.heapTotal >= m.heapUsed)`, "true\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.name == "mark and interpreter" {
				test.want = "1\n"
			}
			got, err := play(t, runtime.Config{}, test.text)
			if err != nil || got != test.want {
				t.Errorf("printed (- wanted, + got):\n%serror: %v", cmp.Diff(test.want, got), err)
			}
		})
	}
}

func TestSurroundings(t *testing.T) {
	config := runtime.Config{
		Args: []string{"kaluma", "script.js", "7"}, Env: map[string]string{"LANG": "C"},
		Storage: map[string]string{"WIFI_SSID": "lab"},
	}
	got, err := play(t, config, `console.log(process.argv, process.env.LANG, storage.getItem('WIFI_SSID'))`)
	if want := "[ 'kaluma', 'script.js', '7' ] C lab\n"; err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
}

// A script's read of the standard input does not wait: what is there comes when it is.
func TestStandardInput(t *testing.T) {
	config := runtime.Config{Stdin: strings.NewReader("typed")}
	got, err := play(t, config, `const read = () => {
			const all = process.stdin.read(3);
			if (!all) { setTimeout(read, 1); return; }
			console.log(new TextDecoder().decode(all), new TextDecoder().decode(process.stdin.read()), process.stdin.read());
		};
		read()`)
	if err != nil || got != "typ ed null\n" {
		t.Errorf("got %q, %v", got, err)
	}
}

// delay holds the program for its time, and timers keep theirs.
func TestTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		got, err := play(t, runtime.Config{}, `const began = millis(); delay(250); console.log(millis() - began);
			setTimeout(() => console.log(millis() - began), 1000); delayMicroseconds(NaN); delay(-1)`)
		if err != nil || got != "250\n1250\n" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// The end of the context ends whatever the script does.
func TestContext(t *testing.T) {
	for _, text := range []string{
		`stop(); for (;;) {}`, `stop(); delay(1e12)`, `stop(); delay(Infinity)`, `setInterval(() => {}, 1); setTimeout(stop, 5)`,
		`setTimeout(() => { stop(); for (;;) {} }, 1)`, `setTimeout(() => {}, 1e12); stop()`, `stop(); setTimeout(() => {}, NaN); setTimeout(() => {}, Infinity)`,
	} {
		t.Run(text, func(t *testing.T) {
			ctx, cancel := context.WithCancelCause(t.Context())
			over := errors.New("over")
			r := runtime.New(runtime.Config{})
			r.VM().Set("stop", func() { cancel(over) })
			if err := r.Run(ctx, "script.js", text); !errors.Is(err, over) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestExit(t *testing.T) {
	_, err := play(t, runtime.Config{}, `setTimeout(() => { try { process.exit(7) } catch (e) {} console.log('never') }, 0); setInterval(() => {}, 1)`)
	var exit runtime.ExitError
	if !errors.As(err, &exit) || exit != 7 {
		t.Errorf("got %v", err)
	}
}

// Nothing of the script runs behind process.exit, also where a device calls more in the same turn.
func TestNothingBehindExit(t *testing.T) {
	var out bytes.Buffer
	r := runtime.New(runtime.Config{Stdout: &out, GoOn: func(*runtime.Mistake) {}})
	r.VM().Set("event", func(f goja.Callable) {
		r.Loop().RunOnLoop(func(*goja.Runtime) {
			for range 3 {
				_, err := f(goja.Undefined())
				r.Loop().Threw(err)
			}
		})
	})
	err := r.Run(t.Context(), "script.js", `event(() => { console.log('once'); process.exit(3) }); setTimeout(() => {}, 60_000)`)
	if err != runtime.ExitError(3) || out.String() != "once\n" {
		t.Errorf("printed %q, %v", &out, err)
	}
}

// A keeper that was busy ends the program when it is not any more.
func TestKeeper(t *testing.T) {
	r := runtime.New(runtime.Config{})
	k := &keeper{busy: true}
	r.Keep(k, func() { k.ended = true })
	r.VM().Set("idle", func() {
		go r.Loop().RunOnLoop(func(*goja.Runtime) { k.busy = false })
	})
	if err := r.Run(t.Context(), "script.js", "idle()"); err != nil || k.busy || !k.ended {
		t.Errorf("%v, %+v", err, k)
	}
	if r.Loop().RunOnLoop(func(*goja.Runtime) {}) {
		t.Error("the loop takes functions after its end")
	}
}

type keeper struct{ busy, ended bool }

func (k *keeper) Busy() bool { return k.busy }

func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRequire(t *testing.T) {
	folder, modules := t.TempDir(), t.TempDir()
	write(t, folder, map[string]string{
		"a.js":        `exports.name = 'a'; exports.b = require('./lib/b').name; console.log('once')`,
		"lib/b.js":    `module.exports = { name: 'b', file: __filename.split(/[\\/]/).pop(), up: () => require('../a') }`,
		"c/index.js":  `module.exports = 'c'`,
		"data.json":   "\ufeff{\"n\": 1}",
		"circle.js":   `exports.early = 1; exports.seen = Object.keys(require('./circle2').saw); exports.late = 2`,
		"circle2.js":  `exports.saw = Object.assign({}, require('./circle'))`,
		"broken.json": `{`,
		"throws.js":   `globalThis.tries = (globalThis.tries || 0) + 1; throw new Error('try ' + tries)`,
		"main.js": `const a = require('./a'), again = require('./a.js');
			console.log(a === again, a, require('./lib/b').up() === a, require('./c'), require('./data'), require('./circle'));
			for (const name of ['./broken', './throws', './throws', '', 7, './none']) {
				try { require(name) } catch (e) { console.log(e.name, e.code, e.message.replace(/ file \S*none,/, ' file none,').slice(-54)) }
			}
			console.log(require('net'), require('own'), require('deep/er'), require('boxed'), require('more').EventEmitter.name)`,
	})
	write(t, modules, map[string]string{
		"net.js": `module.exports = 'net of the folder'`, "own/own.js": `module.exports = 'own'`, "deep/er.js": `module.exports = 'deep'`,
		"boxed/index.js": `module.exports = 'boxed'`, "more.js": `module.exports = require('events')`,
	})
	var out bytes.Buffer
	r := runtime.New(runtime.Config{Stdout: &out, Modules: modules})
	err := r.RunFile(t.Context(), filepath.Join(folder, "main.js"))
	want := `once
true { name: 'a', b: 'b' } true c { n: 1 } { early: 1, seen: [ 'early' ], late: 2 }
SyntaxError undefined the JSON: a bracket, a brace or a string is not closed
Error undefined try 1
Error undefined try 2
TypeError undefined require wants the name of a module, not 
TypeError undefined require wants the name of a module, not 7
Error MODULE_NOT_FOUND  file none, nor with .js, .json or /index.js behind it
net of the folder own deep boxed EventEmitter
`
	if err != nil || out.String() != want {
		t.Errorf("printed (- wanted, + got):\n%serror: %v", cmp.Diff(want, out.String()), err)
	}
}
