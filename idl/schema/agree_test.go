package schema_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"drivergen/idl"
)

// shapeCodes are those of diagnostics that tell of the structure: what has one must not validate.
var shapeCodes = []idl.Code{
	idl.CodeUnknownKey, idl.CodeMissingKey, idl.CodeWrongKind, idl.CodeDuplicateKey,
	idl.CodeVersion, idl.CodeWord, idl.CodeExclusive, idl.CodeNothing,
}

// statedCodes are those of diagnostics for which the schema has a pattern, a range or a
// rule too, as far as JSON Schema can say it: what has one may validate or not.
var statedCodes = []idl.Code{
	idl.CodeBadName, idl.CodeBadPackage, idl.CodeBadGoName, // patterns of names
	idl.CodeBadType, idl.CodeUnknownType, idl.CodeUnknownImport, // the pattern of types
	idl.CodeLimitType,                                           // a limit of what has none may be anything
	idl.CodeValue, idl.CodeRange, idl.CodeBase, idl.CodeAddress, // versions, durations, numbers, base types, pairs
	idl.CodeStepKind, idl.CodeStepKey, idl.CodeJoin, // which keys a step has
	idl.CodeAllowCode, // what is allowed is a text, which is not looked at where the code is unknown
	// A name that is no identifier cannot be that of anything.
	idl.CodeUnknownErrno, idl.CodeUnknownError, idl.CodeUnknownMethod, idl.CodeUnknownEvent, idl.CodeUnknownState,
	idl.CodeUnknownParam, idl.CodeUnknownProperty, idl.CodeUnknownQueue, idl.CodeUnknownHandle, idl.CodeUnknownStimulus,
	idl.CodeUnknownStep, idl.CodeUnknownShown,
}

// toJSON returns what a YAML value is in JSON. Keys that stand twice are an error, as
// they are to an editor.
func toJSON(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.DocumentNode:
		return toJSON(n.Content[0])
	case yaml.AliasNode:
		return toJSON(n.Alias)
	case yaml.SequenceNode:
		list := []any{}
		for _, c := range n.Content {
			v, err := toJSON(c)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		members := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if key.Kind == yaml.AliasNode {
				key = key.Alias
			}
			if _, twice := members[key.Value]; twice || key.Kind != yaml.ScalarNode {
				return nil, fmt.Errorf("line %d: the key %q stands twice, or is none", key.Line, key.Value)
			}
			v, err := toJSON(n.Content[i+1])
			if err != nil {
				return nil, err
			}
			members[key.Value] = v
		}
		return members, nil
	}
	switch n.Tag {
	case "!!null":
		return nil, nil
	case "!!bool":
		return strconv.ParseBool(strings.ToLower(n.Value))
	case "!!int":
		if i, ok := new(big.Int).SetString(n.Value, 0); ok {
			return json.Number(i.String()), nil
		}
	case "!!float":
		if f, err := strconv.ParseFloat(n.Value, 64); err == nil && f-f == 0 {
			return json.Number(strconv.FormatFloat(f, 'g', -1, 64)), nil
		}
	}
	return n.Value, nil
}

// outcome is what the loader and the schema say of one text.
type outcome struct {
	diags   idl.Diagnostics
	invalid error // of the schema, or of what is not JSON
	read    bool  // the text is YAML within the loader's limits
}

// imported holds what descriptions import, loaded once.
var imported idl.Set

func judge(t testing.TB, s *jsonschema.Schema, name string, text []byte) outcome {
	t.Helper()
	_, diags := imported.LoadSource(name, text)
	o := outcome{diags: diags, read: true}
	for _, d := range diags {
		if strings.HasPrefix(string(d.Code), "E00") {
			o.read = false
			return o
		}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(strings.TrimPrefix(string(text), "\ufeff")), &doc); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	v, err := toJSON(&doc)
	if err != nil {
		o.invalid = err
		return o
	}
	if err := s.Validate(v); err != nil {
		var fault *jsonschema.ValidationError
		if !errors.As(err, &fault) {
			t.Fatalf("%s: %v", name, err)
		}
		o.invalid = err
	}
	return o
}

// disagreement says in what the schema and the loader contradict each other, or "".
func (o outcome) disagreement() string {
	has := func(codes []idl.Code) bool {
		return slices.ContainsFunc(o.diags, func(d *idl.Diagnostic) bool { return slices.Contains(codes, d.Code) })
	}
	switch {
	case o.invalid == nil && has(shapeCodes):
		return fmt.Sprintf("the schema takes what the loader refuses: %v", o.diags)
	case o.invalid != nil && !has(shapeCodes) && !has(statedCodes):
		return fmt.Sprintf("the schema refuses what the loader takes: %v, %v", o.invalid, o.diags)
	}
	return ""
}

// rightFiles returns the right descriptions of the tree.
func rightFiles(t testing.TB) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"../*.yaml", "../../gen/testdata/*.yaml", "../../examples/*/*.yaml"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range found {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if idl.IsDescription(text) {
				files = append(files, file)
			}
		}
	}
	if len(files) < 12 {
		t.Fatalf("%d descriptions", len(files))
	}
	return files
}

func TestRightDescriptions(t *testing.T) {
	s := compiled(t)
	for _, file := range rightFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		o := judge(t, s, file, text)
		if o.diags.HasErrors() {
			t.Errorf("%s: %v", file, o.diags)
		}
		if o.invalid != nil {
			t.Errorf("%s: %v", file, o.invalid)
		}
	}
}

// beyondSchema are files of the wrong corpus whose fault has a code of structure and
// cannot be told by a schema.
var beyondSchema = map[string]bool{
	"calls.yaml":        true, // emits of a method that asks no hardware, which depends on what its handle is
	"version_zero.yaml": true, // 1.0 is 1 in JSON
}

func TestWrongDescriptions(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("../testdata/*/*.yaml")
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	read := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		o := judge(t, s, file, text)
		if !o.read {
			continue
		}
		read++
		said := o.disagreement()
		if name := filepath.Base(file); beyondSchema[name] != (said != "") {
			t.Errorf("%s: %s", file, said)
		}
	}
	if read < 80 {
		t.Errorf("only %d files were read", read)
	}
}
