package js

import "github.com/dop251/goja"

// On sets a callback of an object of the driver's. What handle makes of its arguments, on the loop, runs behind all that the
// driver told before, on a goroutine of the events' own. Arguments that do not fit are thrown at the driver, and OnError is told.
func (f *Face) On(object *goja.Object, name string, handle func(r *Realm, args Args) (func(), error)) error {
	return object.Set(name, func(call goja.FunctionCall) goja.Value {
		deliver, err := handle(f.realm, Args(call.Arguments))
		if err != nil {
			f.misused(name, err)
		}
		f.queue.Post(func() {
			if !f.ended() {
				deliver()
			}
		})
		return goja.Undefined()
	})
}

// misused throws the TypeError of a callback that the driver called wrongly.
func (f *Face) misused(name string, err error) {
	thrown := f.realm.vm.NewTypeError("%s.%s: %s", f.name, name, err.Error())
	if f.config.failed != nil {
		f.config.failed(called(f.realm.vm.Try(func() { panic(thrown) })))
	}
	panic(thrown)
}

// Lookup returns the object of a handle, by the method that returns it.
func (f *Face) Lookup(op string, number goja.Value) (*goja.Object, error) {
	v, err := f.Invoke(op, number)
	if err != nil {
		return nil, err
	}
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, inside("the result of "+op, misfit(v, "an object"))
	}
	return o, nil
}
