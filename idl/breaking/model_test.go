package breaking_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"sort"
	"testing"

	"drivergen/idl"
	"drivergen/idl/breaking"
)

// noEffect lists the fields of the Model that may change without a finding, and why.
var noEffect = map[string]string{
	"*.Doc":                "docs bind nobody",
	"Model.Path":           "pairs are made by path before",
	"Model.ImportPath":     "it follows from the package and from --out",
	"Import.Name":          "a type is called after its package",
	"Import.GoName":        "imports have no name in Go",
	"Import.Since":         "imports have none",
	"Import.Deprecated":    "imports have none",
	"Import.Model":         "an imported description is compared by itself",
	"Model.Imports":        "what is used of an import shows in the types",
	"Param.Var":            "parameters have no names for callers",
	"Param.Optional":       "Go and the wire have a zero value either way",
	"Queue.Name":           "neither Go nor the wire has it",
	"Queue.GoName":         "Go does not have it",
	"Scenario.GoName":      "it is the name of a test",
	"Scenario.Shows":       "it sorts the tests",
	"Method.Interface":     "it follows from the lists",
	"Event.Interface":      "it follows from the lists",
	"Capability.Interface": "it follows from the lists",
	"Arg.Param":            "it follows from the name",
	"Handle.StateEnum":     "it is made of the states",
	"Interface.StateEnum":  "it is made of the states",
	"Method.Deadline":      "it follows from the parameter",
	"Arg.Type":             "it follows from the parameter",
	"Step.Joined":          "it follows from Join",
}

// enough is how many times a field is changed that has no effect.
const enough = 20

// opaque are types whose fields are not looked at one by one.
var opaque = map[reflect.Type]string{
	reflect.TypeFor[idl.Pos]():  "places have no effect",
	reflect.TypeFor[idl.Type](): "it is compared as a whole: TestTypes",
}

// TestEveryField changes each field of the Model in one version, somewhere, and wants a finding
// unless the field is listed. A field that is added to the Model and compared nowhere fails here.
func TestEveryField(t *testing.T) {
	told := map[string]bool{}
	seen := map[string]int{}
	check := func(load func() *idl.Model) {
		old, new := load(), load()
		w := walker{visited: map[any]bool{}}
		w.each(reflect.ValueOf(new).Elem(), func(key string, field reflect.Value) {
			if seen[key]++; told[key] || isListed(key) && seen[key] > enough {
				return
			}
			for _, change := range changes(field) {
				kept := reflect.New(field.Type()).Elem()
				kept.Set(field)
				field.Set(change)
				told[key] = told[key] || len(breaking.Compare(old, new)) > 0
				field.Set(kept)
			}
		})
	}
	for _, name := range idl.StandardNames() {
		check(func() *idl.Model {
			m, faults := idl.Load(name)
			if m == nil {
				t.Fatal(faults.Err())
			}
			return m
		})
	}
	cases, err := filepath.Glob("testdata/*/new.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range cases {
		check(func() *idl.Model { return load(t, filepath.Dir(file), "new.yaml") })
	}
	var keys []string
	for key := range seen {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	for _, key := range keys {
		switch listed := isListed(key); {
		case !told[key] && !listed:
			t.Errorf("%s may change, and no rule tells it: compare it, or list it with the reason", key)
		case told[key] && listed:
			t.Errorf("%s is listed as having no effect, and has one", key)
		}
	}
	for key := range noEffect {
		if seen[key] == 0 && key != "*.Doc" {
			t.Errorf("%s is listed, and there is no such field", key)
		}
	}
}

func isListed(key string) bool {
	if _, ok := noEffect[key]; ok {
		return true
	}
	return filepath.Ext(key) == ".Doc"
}

// A walker visits the fields of a Model, each struct once.
type walker struct{ visited map[any]bool }

func (w walker) each(v reflect.Value, visit func(key string, field reflect.Value)) {
	w.fields(v.Type().Name(), v, visit)
}

func (w walker) fields(owner string, v reflect.Value, visit func(string, reflect.Value)) {
	for i := range v.NumField() {
		field, info := v.Field(i), v.Type().Field(i)
		switch {
		case !info.IsExported():
			continue
		case info.Anonymous: // Decl, whose fields are those of each declaration
			w.fields(owner, field, visit)
			continue
		case field.Kind() == reflect.Struct && opaque[field.Type()] == "":
			w.each(field, visit) // Form, Value
			continue
		case opaque[field.Type()] != "":
			continue
		}
		key := owner + "." + info.Name
		visit(key, field)
		if key != "Import.Model" {
			w.into(field, visit)
		}
	}
}

// into visits what a field leads to.
func (w walker) into(v reflect.Value, visit func(string, reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || v.Elem().Kind() != reflect.Struct || opaque[v.Type().Elem()] != "" || w.visited[v.Interface()] {
			return
		}
		w.visited[v.Interface()] = true
		w.each(v.Elem(), visit)
	case reflect.Slice:
		for i := range v.Len() {
			if e := v.Index(i); e.Kind() == reflect.Struct {
				w.each(e, visit) // Bar
			} else {
				w.into(e, visit)
			}
		}
	}
}

// changes returns other values that a field may have.
func changes(field reflect.Value) []reflect.Value {
	changed := reflect.New(field.Type()).Elem()
	switch field.Kind() {
	case reflect.String:
		changed.SetString(field.String() + "x")
	case reflect.Bool:
		changed.SetBool(!field.Bool())
	case reflect.Int, reflect.Int64:
		changed.SetInt(field.Int() + 1)
	case reflect.Pointer:
		switch {
		case field.Type() == reflect.TypeFor[*idl.Type]():
			changed.Set(reflect.ValueOf(&idl.Type{Kind: idl.ErrorType}))
		case field.IsNil() && field.Type().Elem().Kind() == reflect.Struct:
			return nil
		case field.IsNil():
			changed.Set(reflect.New(field.Type().Elem()))
		}
	case reflect.Slice:
		switch {
		case field.Len() > 0:
			changed.Set(field.Slice(0, field.Len()-1))
		case field.Type().Elem().Kind() == reflect.String:
			changed.Set(reflect.ValueOf([]string{"x"}))
		default:
			return nil
		}
	case reflect.Map:
		if field.Len() == 0 {
			return nil
		}
	default:
		panic(fmt.Sprintf("a field of kind %s: give it another value here", field.Kind()))
	}
	return []reflect.Value{changed}
}

// TestTypes holds the fields of a Type against those that are compared.
func TestTypes(t *testing.T) {
	var got []string
	typ := reflect.TypeFor[idl.Type]()
	for i := range typ.NumField() {
		got = append(got, typ.Field(i).Name)
	}
	want := []string{"Kind", "Elem", "Params", "Struct", "Enum", "Handle", "From"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("a Type has the fields %v, of which %v are compared", got, want)
	}
	const head = "idl: 1\npackage: p\ndoc: P.\nenums: {E: {doc: E is it., values: {a: {doc: A.}}}}\nhandles: {H: {doc: H is it.}}\n" +
		"structs: {S: {doc: S is it., fields: {b: {type: bool, doc: B.}}}, T: {doc: T is it., fields: {v: {doc: V., type: %q}}}}\n"
	types := []string{"int", "uint8", "string", "bytes", "list(int)", "list(string)", "optional(int)", "func(int)", "func(string)", "func(int, int)", "S", "E", "H", "any"}
	for i, old := range types {
		for j, new := range types {
			was, faults := idl.LoadSource("old.yaml", fmt.Appendf(nil, head, old))
			now, _ := idl.LoadSource("new.yaml", fmt.Appendf(nil, head, new))
			if was == nil || now == nil {
				t.Fatal(faults.Err())
			}
			if n := len(breaking.Compare(was, now)); (n > 0) != (i != j) {
				t.Errorf("%s → %s: %d findings", old, new, n)
			}
		}
	}
}
