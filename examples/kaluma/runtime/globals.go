package runtime

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"drivergen/driver"
)

//go:embed globals.js
var globalsText string

//go:embed inspect.js
var inspectText string

// installGlobals sets what a script finds without require. What is easier said in JavaScript is in globals.js.
func (r *Runtime) installGlobals() {
	r.vm.Set("require", r.modules.require("."))
	r.installProcess()
	native := map[string]any{
		"errnoName":    func(errno int) string { return driver.Errno(errno).Name() },
		"errnoMessage": errnoMessage,
		"encode":       encode(r.vm),
		"decode":       r.decode,
		"btoa":         func(data goja.Value) string { return base64.StdEncoding.EncodeToString(r.bytes(data, latin1)) },
		"atob":         r.atob,
		"print":        func(text string) { printText(r.config.Stdout, text) },
		"printError":   func(text string) { printText(r.config.Stderr, text) },
		"storage":      r.config.Storage,
	}
	inspect := r.prelude("inspect", inspectText)
	exports := r.vm.NewObject()
	r.must(inspect(goja.Undefined(), exports))
	r.inspectValue, _ = goja.AssertFunction(exports.Get("inspect"))
	globals := r.prelude("globals", globalsText)
	r.must(globals(goja.Undefined(), r.vm.ToValue(native), exports.Get("inspect"), r.vm.GlobalObject()))
}

// prelude returns the function in a text of the runtime's own.
func (r *Runtime) prelude(name, text string) goja.Callable {
	r.sources[builtinPrefix+name] = text
	value, err := r.vm.RunScript(builtinPrefix+name, text)
	f, ok := goja.AssertFunction(value)
	if err != nil || !ok {
		panic(fmt.Sprintf("the runtime's own %s is no function: %v", name, err))
	}
	return f
}

// must panics where the runtime's own text fails.
func (r *Runtime) must(_ goja.Value, err error) {
	if err != nil {
		panic(r.sources.mistake(r.vm, err, goja.Value.String))
	}
}

// inspect returns a value as console prints it.
func (r *Runtime) inspect(value goja.Value) string {
	text, err := r.inspectValue(goja.Undefined(), value)
	if err == nil {
		return text.String()
	}
	shown := "a value that cannot be shown"
	guard(r.vm, func() { shown = value.String() })
	return shown
}

// printText prints a line.
func printText(w io.Writer, text string) { io.WriteString(w, text+"\n") }

// errnoMessage returns an error number's text as Kaluma writes it, with a capital.
func errnoMessage(errno int) string {
	text := driver.Errno(errno).Error()
	return strings.ToUpper(text[:1]) + text[1:]
}

// encode returns the function that encodes text in one of the encodings that Kaluma knows.
func encode(vm *goja.Runtime) func(text, encoding string) goja.ArrayBuffer {
	return func(text, encoding string) goja.ArrayBuffer {
		if encoding == "ascii" {
			return vm.NewArrayBuffer(latin1(text))
		}
		return vm.NewArrayBuffer([]byte(text))
	}
}

// latin1 returns the low byte of each character, as Kaluma's encoding "ascii" does.
func latin1(text string) []byte {
	data := make([]byte, 0, len(text))
	for _, c := range text {
		data = append(data, byte(c))
	}
	return data
}

// decode returns the text of bytes.
func (r *Runtime) decode(data goja.Value, encoding string) string {
	raw := r.bytes(data, latin1)
	if encoding != "ascii" {
		return string(bytes.ToValidUTF8(raw, []byte(string(utf8.RuneError))))
	}
	var text strings.Builder
	for _, c := range raw {
		text.WriteRune(rune(c))
	}
	return text.String()
}

// atob decodes Base64 to a Uint8Array (RFC 4648).
func (r *Runtime) atob(text string) goja.ArrayBuffer {
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(strings.TrimSpace(text), "="))
	if err != nil {
		panic(r.vm.NewTypeError("atob: the text is no Base64"))
	}
	return r.vm.NewArrayBuffer(data)
}

// bytes returns the bytes of a Uint8Array, an ArrayBuffer, or of a text by a function.
func (r *Runtime) bytes(data goja.Value, ofText func(string) []byte) []byte {
	if data == nil { // goja's for an argument that is missing
		data = goja.Undefined()
	}
	switch value := data.Export().(type) {
	case []byte:
		return value
	case goja.ArrayBuffer:
		return value.Bytes()
	case string:
		return ofText(value)
	}
	panic(r.vm.NewTypeError("want a Uint8Array or a string, not %s", data))
}
