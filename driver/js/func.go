package js

import "github.com/dop251/goja"

// Later calls a function of a script's on the loop, without waiting. The arguments are made there.
type Later func(args func(r *Realm) []goja.Value)

// Func is a type of functions without results. toGo makes the Go function, and call calls one with a script's arguments.
func Func[F any](toGo func(later Later) F, call func(r *Realm, f F, args Args) error) Type[F] {
	return Type[F]{
		takesFunctions: true,
		from: func(r *Realm, v goja.Value) (F, error) {
			var none F
			function, ok := goja.AssertFunction(v)
			if !ok {
				return none, misfit(v, "a function")
			}
			return toGo(func(args func(r *Realm) []goja.Value) {
				r.post(func() {
					if _, err := function(goja.Undefined(), args(r)...); err != nil && r.failed != nil {
						r.failed(err)
					}
				})
			}), nil
		},
		to: func(r *Realm, f F) goja.Value {
			return r.vm.ToValue(func(c goja.FunctionCall) goja.Value {
				if err := call(r, f, Args(c.Arguments)); err != nil {
					panic(r.vm.NewTypeError("%s", err.Error()))
				}
				return goja.Undefined()
			})
		},
	}
}
