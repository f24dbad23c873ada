package schema_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"drivergen/idl/schema"
)

// compiled returns the schema ready for use.
func compiled(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("idl.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("idl.schema.json") // it is held against the meta-schema
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestUpToDate(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("../..", schema.Path))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(text, schema.JSON()) {
		t.Errorf("%s is not what drivergen schema writes: run go generate ./...", schema.Path)
	}
}

// TestTold looks for what an editor shows: a description of each key, and its examples
// and defaults valid by themselves.
func TestTold(t *testing.T) {
	compiled(t)
	var root map[string]any
	if err := json.Unmarshal(schema.JSON(), &root); err != nil {
		t.Fatal(err)
	}
	told := 0
	var visit func(at string, v any)
	visit = func(at string, v any) {
		s, ok := v.(map[string]any)
		if !ok {
			return
		}
		if properties, ok := s["properties"].(map[string]any); ok && s["additionalProperties"] == false {
			for name, p := range properties {
				if described, _ := p.(map[string]any)["description"].(string); described == "" {
					t.Errorf("%s.%s has no description", at, name)
				}
				told++
			}
		}
		for name, inner := range s {
			visit(at+"."+name, inner)
		}
	}
	visit("", root)
	if told < 150 {
		t.Errorf("%d keys are described", told)
	}
}

// TestExamples holds the examples and defaults against the schemas that they stand in.
func TestExamples(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("idl.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	held := 0
	for kind, def := range doc.(map[string]any)["$defs"].(map[string]any) {
		for name, p := range def.(map[string]any)["properties"].(map[string]any) {
			property := p.(map[string]any)
			values, _ := property["examples"].([]any)
			if v, ok := property["default"]; ok {
				values = append(values, v)
			}
			if len(values) == 0 {
				continue
			}
			s, err := c.Compile("idl.schema.json#/$defs/" + kind + "/properties/" + name)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range values {
				held++
				if err := s.Validate(v); err != nil {
					t.Errorf("%s.%s: %v", kind, name, err)
				}
			}
		}
	}
	if held < 30 {
		t.Errorf("%d examples and defaults", held)
	}
}

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "idl.schema.json")
	for i, want := range []bool{true, false} {
		written, err := schema.Write(path)
		if err != nil || written != want {
			t.Errorf("time %d: written is %t, %v", i+1, written, err)
		}
	}
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, 0o600)); err != nil {
		t.Fatal(err)
	}
	if written, err := schema.Write(path); err != nil || !written {
		t.Errorf("an empty file: %t, %v", written, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is not kept: %v, %v", info.Mode(), err)
	}
	if _, err := schema.Write(filepath.Join(path, "below")); err == nil {
		t.Error("a file in a file was written")
	}
}
