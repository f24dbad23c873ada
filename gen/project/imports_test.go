package project_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"drivergen/gen/project"
	"drivergen/gen/reference"
)

// tower writes n descriptions to a module, each of which imports all that are before it and has a
// parameter of a type of the last one. It returns them as sources.
func tower(t *testing.T, n int) []project.Source {
	t.Helper()
	dir := module(t)
	var imports strings.Builder
	level := "int"
	for i := range n {
		name := fmt.Sprintf("p%02d", i)
		text := fmt.Sprintf("idl: 1\npackage: %s\ndoc: Package %s is one of many.\nimports:\n%s"+
			"enums:\n  Level: {doc: Level is how much., values: {low: {doc: Little.}}}\n"+
			"interfaces:\n  Sensor:\n    doc: Sensor is a device.\n    methods:\n"+
			"      set: {doc: Set sets it., params: {level: {type: %s, doc: A level.}}, no_error: true}\n", name, name, &imports, level)
		if i == 0 {
			text = strings.Replace(text, "imports:\n", "", 1)
		}
		writeFile(t, filepath.Join(dir, name+".yaml"), text)
		fmt.Fprintf(&imports, "  %s: %s.yaml\n", name, name)
		level = name + ".Level"
	}
	sources, err := project.Sources([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	return sources
}

// TestDeepImports makes all that there is of descriptions among which an import is reached by up to 2³⁸ ways.
func TestDeepImports(t *testing.T) {
	sources := tower(t, 40)
	made, err := project.Prepare(project.Request{Sources: sources, Emitters: []project.Emitter{project.Go(nil), project.TypeScript()}})
	if err != nil {
		t.Fatal(err, made.Diagnostics)
	}
	if len(made.Packages) != len(sources) {
		t.Errorf("%d packages are made of %d descriptions", len(made.Packages), len(sources))
	}
	for i, p := range made.Packages[1:] {
		core := filepath.Join(p.Plan.Dir, p.Name+".go")
		for _, c := range p.Plan.Changes {
			if want := fmt.Sprintf("\"example.com/robot/generated/p%02d\"", i); c.Path == core && !bytes.Contains(c.New, []byte(want)) {
				t.Errorf("%s does not import %s", core, want)
			}
		}
	}
	pages, err := project.PrepareReference(project.ReferenceRequest{Sources: sources, Format: reference.Markdown})
	if err != nil || len(pages.Packages) != len(sources)+1 {
		t.Errorf("%d packages with pages: %v", len(pages.Packages), err)
	}
	for _, told := range project.Lint(sources) {
		if err := told.Err(); err != nil {
			t.Error(err)
		}
	}
}
