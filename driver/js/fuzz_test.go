package js_test

import (
	"errors"
	"math"
	"math/big"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js"
)

// A maker makes odd JavaScript values of bytes.
type maker struct {
	vm   *goja.Runtime
	data []byte
	made []goja.Value
}

func (m *maker) byte() byte {
	if len(m.data) == 0 {
		return 0
	}
	b := m.data[0]
	m.data = m.data[1:]
	return b
}

func (m *maker) text() string {
	n := min(int(m.byte())%24, len(m.data))
	text := string(m.data[:n])
	m.data = m.data[n:]
	return text
}

func (m *maker) number() float64 {
	var bits uint64
	for range m.byte() % 9 {
		bits = bits<<8 | uint64(m.byte())
	}
	if m.byte()%2 == 0 {
		return float64(int64(bits))
	}
	return math.Float64frombits(bits)
}

// scripted are values that only a script can make.
var scripted = []string{
	`Symbol('s')`, `[1, , 3]`, `new Date(NaN)`, `new Date(1e12)`, `new Error('e')`, `() => 1`, `class A {}`, `new Proxy({}, {get() { throw 1 }})`,
	`new Proxy([1], {})`, `({get length() { return 3 }, get ssid() { throw new TypeError('no') }})`, `({length: 2 ** 53})`, `new Map([[1, 2]])`, `/x/`,
	`new Uint8Array([1, 2]).subarray(1)`, `new DataView(new ArrayBuffer(4), 2)`, `new Float64Array(2)`, `new BigInt64Array(1)`, `new ArrayBuffer(3)`,
	`Object.create(null)`, `Object.create(DataView.prototype)`, `Object.create(Uint8Array.prototype)`, `new String('boxed')`, `new Number(7)`, `Object(1n)`, `Object(Symbol())`,
	`'\ud800'`, `-0`, `NaN`, `globalThis`, `(function() { return arguments })(1, 2)`, `new Proxy(() => 1, {})`, `JSON`, `Promise.resolve(1)`,
	`(() => { const a = []; a.push(a); return a })()`, `(() => { const o = {}; o.tree = o; return o })()`,
}

func (m *maker) value(depth int) goja.Value {
	var v goja.Value
	switch kind := m.byte() % 12; {
	case kind == 0:
		v = goja.Undefined()
	case kind == 1:
		v = goja.Null()
	case kind == 2:
		v = m.vm.ToValue(m.byte()%2 == 0)
	case kind == 3 || kind == 4:
		v = m.vm.ToValue(m.number())
	case kind == 5:
		v = m.vm.ToValue(m.text())
	case kind == 6:
		v = m.vm.ToValue(new(big.Int).Lsh(big.NewInt(int64(int8(m.byte()))), uint(m.byte()%80)))
	case kind == 7 && depth > 0:
		var list []any
		for range m.byte() % 5 {
			list = append(list, m.value(depth-1))
		}
		v = m.vm.NewArray(list...)
	case kind == 8 && depth > 0:
		o := m.vm.NewObject()
		for _, key := range []string{"name", "list", "flags", "at", "data", "inner", m.text()} {
			if m.byte()%2 == 0 {
				_ = o.Set(key, m.value(depth-1))
			}
		}
		v = o
	case kind == 9:
		buffer := m.vm.NewArrayBuffer([]byte(m.text()))
		v = m.vm.ToValue(buffer)
		if view, err := m.vm.New(m.vm.Get([]string{"Uint8Array", "Int16Array", "DataView"}[m.byte()%3]), v); err == nil && m.byte()%2 == 0 {
			v = view
		}
		if m.byte()%3 == 0 {
			buffer.Detach()
		}
	case kind == 10 && len(m.made) > 0:
		v = m.made[int(m.byte())%len(m.made)]
	default:
		v, _ = m.vm.RunString(scripted[int(m.byte())%len(scripted)])
	}
	m.made = append(m.made, v)
	return v
}

type node struct {
	Name  string
	List  []int16
	Flags uint8
	At    time.Time
	Data  []byte
	Inner *node
}

var nodeType js.Type[node]

func init() {
	nodeType = js.Struct(
		js.Field("name", func(n *node) *string { return &n.Name }, js.Text[string]()),
		js.OptionalField("list", func(n *node) *[]int16 { return &n.List }, js.List(js.Int[int16]())),
		js.Field("flags", func(n *node) *uint8 { return &n.Flags }, js.Flags("NONE", js.Flag[uint8]{Name: "A", Bits: 1}, js.Flag[uint8]{Name: "B", Bits: 2})),
		js.Field("at", func(n *node) *time.Time { return &n.At }, js.Time()),
		js.Field("data", func(n *node) *[]byte { return &n.Data }, js.TextOrBytes()),
		js.OptionalField("inner", func(n *node) **node { return &n.Inner }, js.Optional(js.Ref(&nodeType))),
	)
}

// convert converts a value to Go. What fits goes to JavaScript and back, and is the same then.
func convert[T any](t *testing.T, name string, r *js.Realm, typ js.Type[T], v goja.Value) {
	value, err := typ.From(r, v)
	if err != nil {
		var bad *js.ValueError
		var thrown *goja.Exception
		if !errors.As(err, &bad) && !errors.As(err, &thrown) || err.Error() == "" {
			t.Errorf("%s: the error %v (%T)", name, err, err)
		}
		return
	}
	again, err := typ.From(r, typ.To(r, value))
	if err != nil {
		t.Errorf("%s: %v is not taken back: %v", name, value, err)
	} else if !same(reflect.ValueOf(value), reflect.ValueOf(again)) {
		t.Errorf("%s: %v became %v", name, value, again)
	}
}

// same compares values; empty ones are equal, and so are times and numbers that are none.
func same(a, b reflect.Value) bool {
	if !a.IsValid() || !b.IsValid() {
		return a.IsValid() == b.IsValid()
	}
	switch a.Kind() {
	case reflect.Float32, reflect.Float64:
		return a.Float() == b.Float() || math.IsNaN(a.Float()) && math.IsNaN(b.Float())
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		for i := range a.Len() {
			if !same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Pointer, reflect.Interface:
		if a.IsNil() || b.IsNil() {
			return a.IsNil() == b.IsNil()
		}
		if n, ok := a.Interface().(*big.Int); ok {
			return n.String() == b.Interface().(*big.Int).String()
		}
		return same(a.Elem(), b.Elem())
	case reflect.Map:
		for _, key := range a.MapKeys() {
			if !same(a.MapIndex(key), b.MapIndex(key)) {
				return false
			}
		}
		return a.Len() == b.Len()
	case reflect.Struct:
		if at, ok := a.Interface().(time.Time); ok {
			return at.Equal(b.Interface().(time.Time))
		}
		if _, ok := a.Interface().(node); ok {
			for i := range a.NumField() {
				if !same(a.Field(i), b.Field(i)) {
					return false
				}
			}
			return true
		}
	}
	return reflect.DeepEqual(a.Interface(), b.Interface())
}

// FuzzFrom gives every conversion odd values: none may panic, and what is taken comes back the same.
func FuzzFrom(f *testing.F) {
	for n := range len(scripted) {
		f.Add([]byte{11, byte(n)})
	}
	f.Add([]byte{3, 8, 255, 255, 255, 255, 255, 255, 255, 255, 0})
	f.Add([]byte{7, 3, 3, 1, 200, 0, 5, 3, 'a', 'b', 'c', 1})
	f.Add([]byte{8, 0, 5, 2, 'h', 'i', 0, 7, 2, 3, 1, 5, 0, 3, 1, 7, 0, 0, 5, 1, 'A', 0, 11, 3, 0, 9, 2, 'x', 'y', 0, 0, 1})
	f.Add([]byte{9, 4, 1, 2, 3, 4, 1, 0, 0})
	f.Add([]byte{6, 255, 63})
	f.Fuzz(func(t *testing.T, data []byte) {
		vm := goja.New()
		r := js.NewRealm(vm)
		v := (&maker{vm: vm, data: data}).value(3)
		convert(t, "bool", r, js.Bool(), v)
		convert(t, "int8", r, js.Int[int8](), v)
		convert(t, "uint16", r, js.Int[uint16](), v)
		convert(t, "int64", r, js.Int[int64](), v)
		convert(t, "uint64", r, js.Int[uint64](), v)
		convert(t, "float32", r, js.Float[float32](), v)
		convert(t, "float64", r, js.Float[float64](), v)
		convert(t, "string", r, js.Text[string](), v)
		convert(t, "bytes", r, js.Bytes(), v)
		convert(t, "text-or-bytes", r, js.TextOrBytes(), v)
		convert(t, "duration", r, js.Duration(), v)
		convert(t, "time", r, js.Time(), v)
		convert(t, "mac", r, js.MAC(), v)
		convert(t, "ip", r, js.IP(), v)
		convert(t, "addrport", r, js.AddrPort(), v)
		convert(t, "any", r, js.Any(), v)
		convert(t, "list", r, js.List(js.List(js.Float[float64]())), v)
		convert(t, "optional", r, js.Optional(js.Bool()), v)
		convert(t, "struct", r, nodeType, v)
		convert(t, "opaque", r, js.Opaque[netip.Addr](), v)
		if _, err := js.Error().From(r, v); err == nil {
			_ = driver.ErrnoOf(err)
		}
	})
}
