package js_test

import (
	"testing"

	"github.com/dop251/goja"

	"drivergen/driver/js"
)

func TestObjectDelete(t *testing.T) {
	vm := goja.New()
	base := js.NewBase("thing", vm, &handLoop{vm: vm})
	o := base.Object()
	o.Getter("mac", func() goja.Value { return vm.ToValue("02:00:00:00:00:07") })
	o.Sync("read", func(*js.Call) goja.Value { return vm.ToValue(7) })
	set := false
	o.Callback("read_cb", func(f *js.Function) { set = f != nil })
	base.Install("thing")
	for _, test := range []struct{ script, want string }{
		{`thing.own = 1; thing.own = 2; delete thing.own; 'own' in thing || Object.keys(thing)`, "mac,read,read_cb"},
		{`thing.own = 3; [thing.own, Object.keys(thing)]`, "3,mac,read,read_cb,own"},
		{`thing.read = () => 8; const put = thing.read(); delete thing.read; [put, thing.read()]`, "8,7"},
		{`thing.read_cb = () => {}; delete thing.read_cb; ['read_cb' in thing, thing.read_cb]`, "true,"},
		{`[delete thing.nothing, Reflect.deleteProperty(thing, 'mac'), thing.mac]`, "true,false,02:00:00:00:00:07"},
		{`(() => { 'use strict'; try { delete thing.mac } catch (e) { return e.name } })()`, "TypeError"},
	} {
		got, err := vm.RunString(`{` + test.script + `}`)
		if err != nil || got.String() != test.want {
			t.Errorf("%s: %v, %v, want %s", test.script, got, err, test.want)
		}
	}
	if set {
		t.Error("the callback is still set")
	}
}
