package mock

import (
	"reflect"
	"strings"
)

// An argument describes one parameter of a method to failures.
type argument struct {
	name      string
	sensitive bool
}

// arguments describes the parameters of m.
func (m Method) arguments() []argument {
	record := reflect.TypeOf(m.Blank).Elem()
	list := make([]argument, record.NumField())
	names := strings.Fields(m.Args)
	for i := range list {
		list[i] = argument{names[i], sensitive(record.Field(i))}
	}
	return list
}

// showArgument returns a value of an argument as a failure prints it.
func (s secrets) showArgument(a argument, v reflect.Value) string {
	if a.sensitive {
		return redaction
	}
	return s.show(v)
}

// showCall returns a call's arguments.
func (m *method) showCall(s secrets, args reflect.Value) string {
	var texts []string
	for i, a := range m.arguments() {
		texts = append(texts, s.showArgument(a, args.Field(i)))
	}
	return strings.Join(texts, ", ")
}

// describe returns what x wants of each argument.
func (x *Expected) describe() string {
	var s secrets
	x.addSecrets(&s)
	var texts []string
	for i, a := range x.method.arguments() {
		texts = append(texts, x.wants(i, a, s))
	}
	return strings.Join(texts, ", ")
}

// wants returns what x wants of argument i.
func (x *Expected) wants(i int, a argument, s secrets) string {
	return x.want[i].print(func(v reflect.Value) string { return s.showArgument(a, v) })
}

// addSecrets adds what is sensitive in the values that x wants.
func (x *Expected) addSecrets(s *secrets) {
	for i, a := range x.method.arguments() {
		switch want := x.want[i].wanted(); {
		case !want.IsValid():
		case a.sensitive:
			s.add(want)
		default:
			s.addIn(want)
		}
	}
}

// differences returns the places where the arguments of these numbers differ from those
// that x wants, and how many more there are.
func (x *Expected) differences(misfits []int, args reflect.Value, s secrets) (found []difference, more int) {
	arguments := x.method.arguments()
	for _, i := range misfits {
		a, got := arguments[i], args.Field(i)
		var in []difference
		rest := 0
		if want := x.want[i].wanted(); want.IsValid() && !a.sensitive {
			in, rest = s.differences(a.name, got, want)
		}
		if len(in) == 0 { // the matcher knows better what a difference is
			in = []difference{told(a.name, s.showArgument(a, got), x.wants(i, a, s))}
		}
		found, more = append(found, in...), more+rest
	}
	return found, more
}
