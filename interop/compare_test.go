package interop

import (
	"reflect"
	"strings"
	"testing"
)

const (
	ourPackage    = "drivergen/generated/tinygo"
	theirPackages = "tinygo.org/x/drivers/"
)

// compareMethods compares two interfaces method by method.
func compareMethods(t *testing.T, ours, theirs reflect.Type) {
	t.Helper()
	for i := range ours.NumMethod() {
		if name := ours.Method(i).Name; !has(theirs, name) {
			t.Errorf("%v has no method %s", theirs, name)
		}
	}
	for i := range theirs.NumMethod() {
		method := theirs.Method(i)
		own, ok := ours.MethodByName(method.Name)
		if !ok {
			t.Errorf("%v has no method %s", ours, method.Name)
			continue
		}
		compareTypes(t, method.Name, own.Type, method.Type)
	}
}

func has(iface reflect.Type, name string) bool {
	_, ok := iface.MethodByName(name)
	return ok
}

// compareTypes compares two types part by part: a named type of the one package stands
// for one of the same name and shape of the other.
func compareTypes(t *testing.T, where string, ours, theirs reflect.Type) {
	t.Helper()
	if ours == theirs {
		return
	}
	if ours.Kind() != theirs.Kind() || ours.Name() != theirs.Name() {
		t.Errorf("%s: %v, TinyGo has %v", where, ours, theirs)
		return
	}
	if ours.Name() != "" && (ours.PkgPath() != ourPackage || len(theirs.PkgPath()) < len(theirPackages) || theirs.PkgPath()[:len(theirPackages)] != theirPackages) {
		t.Errorf("%s: %v of %s, TinyGo has that of %s", where, ours, ours.PkgPath(), theirs.PkgPath())
		return
	}
	switch ours.Kind() {
	case reflect.Pointer, reflect.Slice:
		compareTypes(t, where, ours.Elem(), theirs.Elem())
	case reflect.Struct:
		compareFields(t, where, ours, theirs)
	case reflect.Func:
		compareFuncs(t, where, ours, theirs)
	case reflect.Int:
	default:
		t.Errorf("%s: %v and %v are of a kind that is not compared", where, ours, theirs)
	}
}

func compareFields(t *testing.T, where string, ours, theirs reflect.Type) {
	t.Helper()
	if ours.NumField() != theirs.NumField() {
		t.Errorf("%s: %d fields, TinyGo has %d", where, ours.NumField(), theirs.NumField())
		return
	}
	for i := range ours.NumField() {
		own, other := ours.Field(i), theirs.Field(i)
		// The tag that keeps a secret out of mocks' failures: a conversion between the two does not see tags.
		tag := strings.TrimSpace(strings.Replace(string(own.Tag), `driver:"sensitive"`, "", 1))
		if own.Name != other.Name || own.Anonymous != other.Anonymous || tag != string(other.Tag) {
			t.Errorf("%s: field %d is %s (embedded: %v), TinyGo has %s (embedded: %v)", where, i, own.Name, own.Anonymous, other.Name, other.Anonymous)
			continue
		}
		compareTypes(t, where+"."+own.Name, own.Type, other.Type)
	}
}

func compareFuncs(t *testing.T, where string, ours, theirs reflect.Type) {
	t.Helper()
	if ours.NumIn() != theirs.NumIn() || ours.NumOut() != theirs.NumOut() || ours.IsVariadic() != theirs.IsVariadic() {
		t.Errorf("%s: %v, TinyGo has %v", where, ours, theirs)
		return
	}
	for i := range ours.NumIn() {
		compareTypes(t, where, ours.In(i), theirs.In(i))
	}
	for i := range ours.NumOut() {
		compareTypes(t, where, ours.Out(i), theirs.Out(i))
	}
}

// compareNumbers compares constants: ours, then TinyGo's.
func compareNumbers(t *testing.T, pairs map[string][2]int) {
	t.Helper()
	for name, pair := range pairs {
		if pair[0] != pair[1] {
			t.Errorf("%s is %d, TinyGo has %d", name, pair[0], pair[1])
		}
	}
}

// compareErrors compares the texts of errors: ours, then TinyGo's.
func compareErrors(t *testing.T, pairs map[string][2]error) {
	t.Helper()
	for name, pair := range pairs {
		if pair[0].Error() != pair[1].Error() {
			t.Errorf("%s is %q, TinyGo has %q", name, pair[0], pair[1])
		}
	}
}
