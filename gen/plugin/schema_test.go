package plugin_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"drivergen/gen/plugin"
	"drivergen/idl"
)

var update = flag.Bool("update", false, "write the schema anew")

const schemaPath = "../../docs/plugin.schema.json"

// An object is a JSON object whose keys are written in a fixed order: Go sorts those of a map.
type object = map[string]any

// words are the texts that a field may hold.
var words = map[string][]string{
	"Type.kind":           kinds(),
	"Event.delivery":      {"every", "latest"},
	"Queue.kind":          {"stream", "backlog"},
	"Diagnostic.severity": {"error", "warning"},
}

func kinds() []string {
	var names []string
	for k := idl.Bool; k <= idl.ErrorType; k++ {
		names = append(names, k.String())
	}
	return names
}

// A schemaWriter makes a JSON Schema of Go types and their comments.
type schemaWriter struct {
	defs object
	docs map[string]string // of types, and of fields as TYPE.FIELD
}

// ref returns a reference to the schema of a struct, which it makes.
func (w *schemaWriter) ref(t reflect.Type) object {
	if _, ok := w.defs[t.Name()]; !ok {
		w.defs[t.Name()] = nil // it may refer to itself
		properties := object{}
		required := w.fields(t, properties)
		def := object{"type": "object", "description": w.docs[t.Name()], "properties": properties, "required": required}
		if answered := []string{"Response", "File", "Diagnostic"}; slices.Contains(answered, t.Name()) {
			def["additionalProperties"] = false
		}
		w.defs[t.Name()] = def
	}
	return object{"$ref": "#/$defs/" + t.Name()}
}

// fields adds the fields of a struct, those of an embedded one too, and returns which are
// always there.
func (w *schemaWriter) fields(t reflect.Type, properties object) []string {
	var required []string
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			required = append(required, w.fields(f.Type, properties)...)
			continue
		}
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if options == "" {
			required = append(required, name)
		}
		schema := w.schema(f.Type)
		if list := words[t.Name()+"."+name]; list != nil {
			schema["enum"] = list
		}
		if name == "drivergen" {
			schema["const"] = plugin.Version
		}
		if name == "line" || name == "column" {
			schema["minimum"] = 0
		}
		doc := w.docs[t.Name()+"."+f.Name]
		schema["description"] = name + strings.TrimPrefix(doc, f.Name)
		properties[name] = schema
	}
	return required
}

func (w *schemaWriter) schema(t reflect.Type) object {
	switch t.Kind() {
	case reflect.Bool:
		return object{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return object{"type": "integer"}
	case reflect.Float64:
		return object{"type": "number"}
	case reflect.String:
		return object{"type": "string"}
	case reflect.Slice:
		return object{"type": "array", "items": w.value(t.Elem())}
	case reflect.Map:
		return object{"type": "object", "additionalProperties": w.value(t.Elem())}
	case reflect.Pointer:
		if t.Elem() == reflect.TypeFor[plugin.Model]() {
			return w.ref(t.Elem())
		}
		return object{"anyOf": []any{w.value(t), object{"type": "null"}}}
	}
	return w.ref(t)
}

// value returns the schema of what is not null.
func (w *schemaWriter) value(t reflect.Type) object {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return w.schema(t)
}

// comments returns the comments of a package's types and fields.
func comments(t *testing.T) map[string]string {
	t.Helper()
	docs := map[string]string{}
	for _, file := range []string{"protocol.go", "model.go", "model_calls.go"} {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			declared, ok := d.(*ast.GenDecl)
			if !ok || declared.Tok != token.TYPE {
				continue
			}
			spec := declared.Specs[0].(*ast.TypeSpec)
			docs[spec.Name.Name] = oneLine(declared.Doc.Text())
			for _, f := range spec.Type.(*ast.StructType).Fields.List {
				for _, name := range f.Names {
					docs[spec.Name.Name+"."+name.Name] = oneLine(f.Doc.Text() + f.Comment.Text())
				}
			}
		}
	}
	return docs
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func schema(t *testing.T) []byte {
	t.Helper()
	w := &schemaWriter{defs: object{}, docs: comments(t)}
	root := object{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "The protocol of drivergen's plugins",
		"description": "What drivergen writes to a plugin's standard input, and what the plugin answers on its standard output.",
		"anyOf":       []any{w.ref(reflect.TypeFor[plugin.Request]()), w.ref(reflect.TypeFor[plugin.Response]())},
		"$defs":       w.defs,
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(root); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSchemaIsUpToDate(t *testing.T) {
	want := schema(t)
	if *update {
		if err := os.WriteFile(schemaPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types say; go test ./gen/plugin -run Schema -update writes it anew", schemaPath)
	}
	if strings.Contains(string(want), `"description": ""`) {
		t.Error("a type or a field has no comment")
	}
}

// compiled returns the schema of a request or a response.
func compiled(t *testing.T, def string) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile(schemaPath + "#/$defs/" + def)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func unmarshal(t *testing.T, text []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestRequestsFollowTheSchema(t *testing.T) {
	s := compiled(t, "Request")
	for path, m := range load(t) {
		text, err := json.Marshal(request(m))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(unmarshal(t, text)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	text, err := json.Marshal(request(load(t)["../../idl/netdev.yaml"]))
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range [][2]string{{`"drivergen":1`, `"drivergen":2`}, {`"goName"`, `"goname"`}, {`"kind":"stream"`, `"kind":"pipe"`}, {`"params":[]`, `"params":null`}} {
		wrong := bytes.Replace(text, []byte(broken[0]), []byte(broken[1]), 1)
		if s.Validate(unmarshal(t, wrong)) == nil {
			t.Errorf("a request with %s in place of %s passes", broken[1], broken[0])
		}
	}
}

func TestResponsesFollowTheSchema(t *testing.T) {
	s := compiled(t, "Response")
	for text, good := range map[string]bool{
		`{"drivergen": 1}`: true,
		`{"drivergen": 1, "files": [{"path": "a", "content": ""}], "diagnostics": [{"severity": "error", "message": "m"}]}`: true,
		`{"drivergen": 2}`:                false,
		`{"files": []}`:                   false,
		`{"drivergen": 1, "file": []}`:    false,
		`{"drivergen": 1, "files": [{}]}`: false,
		`{"drivergen": 1, "diagnostics": [{"severity": "fatal", "message": "m"}]}`: false,
	} {
		if err := s.Validate(unmarshal(t, []byte(text))); (err == nil) != good {
			t.Errorf("%s: %v", text, err)
		}
	}
}
