package mock

import (
	"reflect"
	"strings"
)

// A record holds the arguments of one call in its fields, in the order of the method's
// parameters. They are read by reflection, and only where an expectation is to be met or
// a failure to be told: a call that a stub function answers costs none of it.

// arguments returns the fields of a record, which a mock passes by pointer.
func arguments(call any) reflect.Value { return reflect.ValueOf(call).Elem() }

// fits reports whether a call's arguments are what x wants.
func (x *Expected) fits(args reflect.Value) bool {
	for i, want := range x.want {
		if !want.fits(args.Field(i)) {
			return false
		}
	}
	return true
}

// An argument describes one parameter of a method.
type argument struct {
	name      string
	sensitive bool
	redact    reflect.Value // a function that takes what is sensitive out of it; or zero
}

// arguments describes the parameters of m.
func (m Method) arguments() []argument {
	record := reflect.TypeOf(m.Blank).Elem()
	list := make([]argument, record.NumField())
	names := strings.Fields(m.Args)
	for i := range list {
		list[i] = argument{name: names[i], sensitive: record.Field(i).Tag.Get("mock") == "sensitive"}
		if i < len(m.Redact) && m.Redact[i] != nil {
			list[i].redact = reflect.ValueOf(m.Redact[i])
		}
	}
	return list
}

// show returns a value of the argument as a failure prints it.
func (a argument) show(v reflect.Value) string {
	switch {
	case a.sensitive:
		return redaction
	case a.redact.IsValid():
		v = a.redact.Call([]reflect.Value{v})[0]
	}
	return showAny(v.Interface())
}

// shown is an argument of a call as a failure prints it.
type shown struct {
	name, want, got string
	fits            bool
}

// showAll returns a call's arguments, and how they fit what x wants where x is not nil.
func (m *method) showAll(args reflect.Value, x *Expected) []shown {
	var list []shown
	for i, a := range m.arguments() {
		s := shown{name: a.name, got: a.show(args.Field(i)), fits: true}
		if x != nil {
			s.want, s.fits = x.want[i].print(a.show), x.want[i].fits(args.Field(i))
		}
		list = append(list, s)
	}
	return list
}

// describe returns what x wants of each argument.
func (x *Expected) describe() string {
	var texts []string
	for i, a := range x.method.arguments() {
		texts = append(texts, x.want[i].print(a.show))
	}
	return strings.Join(texts, ", ")
}
