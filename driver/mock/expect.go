package mock

import "reflect"

// Fill sets the functions with which a test adds expectations: the fields of the struct
// that expect points to. Each method has one that takes the values of its arguments, and,
// where it has arguments, another behind it that takes a Matcher for each; both return one
// of the typed expectations. Generated code calls Fill, which does its work once.
func (c *Controller) Fill(expect any) {
	c.filled.Do(func() {
		fields := reflect.ValueOf(expect).Elem()
		next := 0
		for i := range c.methods {
			m := &c.methods[i]
			m.fill(fields.Field(next), equalTo)
			next++
			if reflect.TypeOf(m.Blank).Elem().NumField() > 0 {
				m.fill(fields.Field(next), func(v reflect.Value) matcher { return v.Interface().(matcher) })
				next++
			}
		}
	})
}

// fill sets one function, which adds an expectation of what want makes of its arguments.
func (m *method) fill(field reflect.Value, want func(reflect.Value) matcher) {
	expectation := field.Type().Out(0)
	field.Set(reflect.MakeFunc(field.Type(), func(args []reflect.Value) []reflect.Value {
		matchers := make([]matcher, len(args))
		for i, arg := range args {
			matchers[i] = want(arg)
		}
		typed := reflect.New(expectation).Elem()
		typed.Field(0).Set(reflect.ValueOf(m.expect(matchers)))
		return []reflect.Value{typed}
	}))
}

// expect adds an expectation.
func (m *method) expect(want []matcher) *Expected {
	x := &Expected{method: m, want: want, steps: []step{{min: 1, max: 1}}}
	for _, w := range want {
		x.takes = x.takes || w.takes()
	}
	x.place.set()
	m.ctl.mu.Lock()
	defer m.ctl.mu.Unlock()
	m.expected = append(m.expected, x)
	return x
}
