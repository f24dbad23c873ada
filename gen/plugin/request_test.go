package plugin_test

import (
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"drivergen/gen/plugin"
	"drivergen/idl"
)

// load loads the standard descriptions, those of the emitters' tests and this package's own.
func load(t *testing.T) map[string]*idl.Model {
	t.Helper()
	models := map[string]*idl.Model{}
	for _, pattern := range []string{"../../idl/*.yaml", "../testdata/*.yaml", "testdata/*.yaml"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %d descriptions, %v", pattern, len(paths), err)
		}
		for _, path := range paths {
			model, diagnostics := idl.Load(path)
			if model == nil {
				t.Fatalf("%s: %v", path, diagnostics)
			}
			models[path] = model
		}
	}
	return models
}

func request(m *idl.Model) *plugin.Request {
	return plugin.NewRequest(m, filepath.Base(m.Path), "test.py", map[string]string{"key": "value"})
}

// counterparts are the types of package idl that a Model is made of, and how JSON has them.
var counterparts = map[reflect.Type]reflect.Type{
	reflect.TypeFor[idl.Model]():       reflect.TypeFor[plugin.Model](),
	reflect.TypeFor[idl.Decl]():        reflect.TypeFor[plugin.Decl](),
	reflect.TypeFor[idl.Import]():      reflect.TypeFor[plugin.Import](),
	reflect.TypeFor[idl.Errno]():       reflect.TypeFor[plugin.Errno](),
	reflect.TypeFor[idl.Sentinel]():    reflect.TypeFor[plugin.Sentinel](),
	reflect.TypeFor[idl.Constant]():    reflect.TypeFor[plugin.Constant](),
	reflect.TypeFor[idl.Enum]():        reflect.TypeFor[plugin.Enum](),
	reflect.TypeFor[idl.EnumValue]():   reflect.TypeFor[plugin.EnumValue](),
	reflect.TypeFor[idl.Struct]():      reflect.TypeFor[plugin.Struct](),
	reflect.TypeFor[idl.Handle]():      reflect.TypeFor[plugin.Handle](),
	reflect.TypeFor[idl.State]():       reflect.TypeFor[plugin.State](),
	reflect.TypeFor[idl.Transition]():  reflect.TypeFor[plugin.Transition](),
	reflect.TypeFor[idl.Bar]():         reflect.TypeFor[plugin.Bar](),
	reflect.TypeFor[idl.Condition]():   reflect.TypeFor[plugin.Condition](),
	reflect.TypeFor[idl.Queue]():       reflect.TypeFor[plugin.Queue](),
	reflect.TypeFor[idl.Interface]():   reflect.TypeFor[plugin.Interface](),
	reflect.TypeFor[idl.Form]():        reflect.TypeFor[plugin.Form](),
	reflect.TypeFor[idl.Capability]():  reflect.TypeFor[plugin.Capability](),
	reflect.TypeFor[idl.Method]():      reflect.TypeFor[plugin.Method](),
	reflect.TypeFor[idl.Endpoint]():    reflect.TypeFor[plugin.Endpoint](),
	reflect.TypeFor[idl.Param]():       reflect.TypeFor[plugin.Param](),
	reflect.TypeFor[idl.Default]():     reflect.TypeFor[plugin.Default](),
	reflect.TypeFor[idl.DefaultCase](): reflect.TypeFor[plugin.DefaultCase](),
	reflect.TypeFor[idl.Event]():       reflect.TypeFor[plugin.Event](),
	reflect.TypeFor[idl.Stimulus]():    reflect.TypeFor[plugin.Stimulus](),
	reflect.TypeFor[idl.Scenario]():    reflect.TypeFor[plugin.Scenario](),
	reflect.TypeFor[idl.Step]():        reflect.TypeFor[plugin.Step](),
	reflect.TypeFor[idl.Arg]():         reflect.TypeFor[plugin.Arg](),
	reflect.TypeFor[idl.Value]():       reflect.TypeFor[plugin.Value](),
	reflect.TypeFor[idl.Type]():        reflect.TypeFor[plugin.Type](),
	reflect.TypeFor[idl.Pos]():         reflect.TypeFor[plugin.Pos](),
}

// told are the fields that JSON has in another place or under another name.
var told = map[string]string{
	"Capability.Interface": "a capability stands in its interface",
	"Method.Interface":     "a method stands in its interface",
	"Method.Capability":    "a method of an optional part stands in its capability",
	"Event.Interface":      "an event stands in its interface",
	"Event.Capability":     "an event of an optional part stands in its capability",
	"Step.Joined":          "it is the step whose as is this one's join",
	"Param.InvalidError":   "it stands in invalid, as an errno does",
	"Pos.Col":              "it is called column",
}

// TestEveryFieldOfTheModelIsInTheRequest fails when something is added to the Model and not to the
// JSON: a field, or a type that a field leads to.
func TestEveryFieldOfTheModelIsInTheRequest(t *testing.T) {
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(from reflect.Type) {
		for from.Kind() == reflect.Pointer || from.Kind() == reflect.Slice || from.Kind() == reflect.Map {
			if from.Kind() == reflect.Map {
				walk(from.Key())
			}
			from = from.Elem()
		}
		if from.Kind() != reflect.Struct || seen[from] {
			return
		}
		seen[from] = true
		to := counterparts[from]
		if to == nil {
			t.Errorf("%v has no counterpart", from)
			return
		}
		for i := range from.NumField() {
			f := from.Field(i)
			if !f.IsExported() {
				continue // no emitter reads it
			}
			if _, ok := to.FieldByName(f.Name); !ok && told[from.Name()+"."+f.Name] == "" {
				t.Errorf("%v has no field for %v.%s", to, from, f.Name)
			}
			walk(f.Type)
		}
	}
	walk(reflect.TypeFor[idl.Model]())
	for from := range counterparts {
		if !seen[from] {
			t.Errorf("no field leads to %v", from)
		}
	}
}

// TestEveryFieldIsFilled fails when a field of the JSON is never set: there is a description that
// uses it.
func TestEveryFieldIsFilled(t *testing.T) {
	filled := map[string]bool{}
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(v.MapIndex(key))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Field(i)
				name := v.Type().Name() + "." + v.Type().Field(i).Name
				empty := f.IsZero() || (f.Kind() == reflect.Slice || f.Kind() == reflect.Map) && f.Len() == 0
				filled[name] = filled[name] || !empty
				walk(f)
			}
		}
	}
	for _, m := range load(t) {
		m.ImportPath = "example.com/" + m.Package
		walk(reflect.ValueOf(request(m)))
	}
	for name, ok := range filled {
		if !ok {
			t.Errorf("%s is set for no description", name)
		}
	}
}

// TestNothingIsNullThatIsAList holds the promise that a plugin may loop over every list.
func TestNothingIsNullThatIsAList(t *testing.T) {
	var walk func(where string, v reflect.Value)
	walk = func(where string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				walk(where, v.Elem())
			}
		case reflect.Slice, reflect.Map:
			if v.IsNil() {
				t.Errorf("%s is null", where)
			}
			if v.Kind() == reflect.Slice {
				for i := range v.Len() {
					walk(where, v.Index(i))
				}
			}
		case reflect.Struct:
			for i := range v.NumField() {
				walk(v.Type().Name()+"."+v.Type().Field(i).Name, v.Field(i))
			}
		}
	}
	for _, m := range load(t) {
		walk("", reflect.ValueOf(request(m)))
	}
}

func TestImportsAreWholeModels(t *testing.T) {
	m := load(t)["../testdata/importer.yaml"]
	r := request(m)
	netdev := r.Imports["std/netdev.yaml"]
	if len(r.Imports) != 2 || netdev == nil || len(netdev.Interfaces) != 1 || len(netdev.Errnos) == 0 {
		t.Fatalf("imports: %d models, netdev %v", len(r.Imports), netdev)
	}
	if got := r.Model.Imports[0].Model; got != "std/netdev.yaml" {
		t.Errorf("the import's model is %q", got)
	}
	field := r.Model.Structs[0].Fields[0].Type
	if field.From != "std/netdev.yaml" || field.Handle != "FD" || field.Text != "netdev.FD" || field.Kind != "handle" {
		t.Errorf("type %+v", field)
	}
}

func TestReferences(t *testing.T) {
	r := request(load(t)["../../idl/netdev.yaml"])
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"takes":"FD.received"`, `"bounds":"FD.backlog"`, `"sets":"ptcl"`, `"method":"NetDev.recv"`, `"event":"NetDev.read_cb"`,
		`"resolver":"resolve"`, `"emits":["shutdown_cb","close_cb"]`, `"endpoint":{"host":"addr","port":"port","name":true}`,
		`"where":{"param":"how","value":"RD"}`, `"else":{"bound":"EINVAL","connected":"EISCONN","listening":"EINVAL"}`,
		`"bars":[{"method":"NetDev.write","errno":"EPIPE"}`, `"local":["laddr","lport"]`, `"creates":"FD"`, `"first":"bind"`,
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the request lacks %s", want)
		}
	}
}
