package report

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"drivergen/idl"
	"drivergen/idl/explain"
)

// TestSARIF holds what is written of real descriptions, and of what a
// diagnostic can have at the most, against the structure that SARIF demands.
func TestSARIF(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(filepath.Join("testdata", "sarif.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	corpora := map[string][]idl.Diagnostics{"all": found(), "nothing": nil}
	for _, dir := range []string{"wrong", "style"} {
		inputs, err := filepath.Glob(filepath.Join("..", "testdata", dir, "*.yaml"))
		if err != nil || len(inputs) == 0 {
			t.Fatalf("%d inputs, %v", len(inputs), err)
		}
		for _, input := range inputs {
			corpora[dir] = append(corpora[dir], idl.Lint(input))
		}
	}
	for name, diagnostics := range corpora {
		t.Run(name, func(t *testing.T) {
			var out bytes.Buffer
			if err := Write(&out, SARIF, diagnostics, Options{Version: "v1.2.3"}); err != nil {
				t.Fatal(err)
			}
			document, err := jsonschema.UnmarshalJSON(bytes.NewReader(out.Bytes()))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); err != nil {
				t.Fatal(err)
			}
			checkRuleIndexes(t, out.Bytes(), diagnostics)
		})
	}
}

// checkRuleIndexes checks what a schema cannot: that each result points at its
// rule, that there is one for each diagnostic, and that no region ends before it starts.
func checkRuleIndexes(t *testing.T, text []byte, diagnostics []idl.Diagnostics) {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	for _, r := range run.Results {
		if id := run.Tool.Driver.Rules[r.RuleIndex].ID; id != r.RuleID {
			t.Errorf("a result of %s points at the rule %s", r.RuleID, id)
		}
		if region := r.Locations[0].Physical.Region; region != nil && region.EndColumn < region.StartColumn {
			t.Errorf("%s: the region ends before it starts: %+v", r.RuleID, region)
		}
	}
	for _, rule := range run.Tool.Driver.Rules {
		if e, err := explain.Find(rule.ID); err != nil || rule.FullDescription.Text != e.What || !strings.Contains(rule.Help.Text, e.Why) || e.Wrong != "" && !strings.Contains(rule.Help.Markdown, e.Right) {
			t.Errorf("the rule %s does not have the texts of its explanation (%v)", rule.ID, err)
		}
	}
	if c := Count(diagnostics); len(run.Results) != c.Errors+c.Warnings {
		t.Errorf("%d results for %d diagnostics", len(run.Results), c.Errors+c.Warnings)
	}
}
