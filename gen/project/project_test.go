package project_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"drivergen/gen"
	"drivergen/gen/output"
	"drivergen/gen/project"
)

const thermo = `idl: 1
package: PACKAGE
doc: Package PACKAGE is a thermometer.
errnos: {EIO: {value: 5, doc: The sensor did not answer.}}
interfaces:
  Sensor:
    doc: Sensor measures on request.
    methods:
      measure: {doc: Measure takes one measurement., returns: float64, errnos: [EIO]}
`

// module makes a module with a description for each package, and returns its folder.
func module(t testing.TB, packages ...string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"go.mod": "module example.com/robot\n\ngo 1.25.0\n"}
	for _, name := range packages {
		files[name+".yaml"] = strings.ReplaceAll(thermo, "PACKAGE", name)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestSources(t *testing.T) {
	dir := module(t, "b", "a")
	for name, text := range map[string]string{"compose.yaml": "services: {}\n", ".hidden.yaml": "idl: 1\n", "c.yml": "idl: 1\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder.yaml"), 0o777); err != nil {
		t.Fatal(err)
	}
	sources, err := project.Sources([]string{filepath.Join(dir, "b.yaml"), dir, "std/netdev.yaml", "std/netdev"})
	if err != nil {
		t.Fatal(err)
	}
	a, b := filepath.Join(dir, "a.yaml"), filepath.Join(dir, "b.yaml")
	want := []project.Source{{Arg: b, Path: b}, {Arg: a, Path: a}, {Arg: "std/netdev", Path: "std/netdev.yaml", Std: true}}
	if diff := cmp.Diff(want, sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
}

func TestSourcesOfTheCurrentFolder(t *testing.T) {
	dir := module(t)
	t.Chdir(dir)
	if _, err := project.Sources(nil); err == nil || !strings.Contains(err.Error(), "no descriptions here") {
		t.Errorf("error %v", err)
	}
	if err := os.Rename(module(t, "deep"), filepath.Join(dir, "idl")); err != nil {
		t.Fatal(err)
	}
	if sources, err := project.Sources(nil); err != nil || len(sources) != 1 || sources[0].Path != filepath.Join("idl", "deep.yaml") {
		t.Errorf("sources %v, %v", sources, err)
	}
	if err := os.WriteFile("here.yaml", []byte("idl: 1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if sources, err := project.Sources(nil); err != nil || len(sources) != 1 || sources[0].Path != "here.yaml" {
		t.Errorf("sources %v, %v", sources, err)
	}
}

func TestSourcesNamesAllFaults(t *testing.T) {
	_, err := project.Sources([]string{"missing.yaml", "std/nothing", "netdev"})
	for _, want := range []string{"missing.yaml: no such file", "std/nothing: there is no such", "did you mean std/netdev?"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v lacks %q", err, want)
		}
	}
}

func TestInterfaces(t *testing.T) {
	sources, err := project.Interfaces([]string{"netdev", "std/ieee80211dev"})
	if err != nil || len(sources) != 2 || !sources[0].Std || !sources[1].Std {
		t.Errorf("sources %v, %v", sources, err)
	}
	for _, name := range []string{"netdevv", "std/netdevv"} {
		if _, err := project.Interfaces([]string{name}); !errors.Is(err, project.ErrUnknownInterface) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := project.Interfaces([]string{"./netdevv.yaml"}); err == nil || errors.Is(err, project.ErrUnknownInterface) {
		t.Errorf("a missing file: error %v", err)
	}
}

// One package in the way keeps the others from being written.
func TestAllOrNothing(t *testing.T) {
	dir := module(t, "one", "two")
	sources, err := project.Sources([]string{dir})
	if err != nil {
		t.Fatal(err)
	}
	result, err := project.Prepare(project.Request{Sources: sources, Kinds: []gen.Kind{gen.Core}})
	if err != nil {
		t.Fatal(err)
	}
	// Between the plan and its execution a folder takes the place of a file of the second package.
	obstacle := filepath.Join(dir, "generated", "two", "two.go", "full")
	if err := os.MkdirAll(obstacle, 0o777); err != nil {
		t.Fatal(err)
	}
	err = project.Write(result.Packages)
	if err == nil || !strings.Contains(err.Error(), filepath.Join("generated", "two", "two.go")) {
		t.Fatalf("error %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "generated", "one")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the first package was written: %v", err)
	}
	if err := os.RemoveAll(filepath.Join(dir, "generated")); err != nil {
		t.Fatal(err)
	}
	if err := project.Write(result.Packages); err != nil {
		t.Fatal(err)
	}
	again, err := project.Prepare(project.Request{Sources: sources, Kinds: []gen.Kind{gen.Core}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range again.Packages {
		if p.Plan.Count(output.Create, output.Update, output.Remove) != 0 || p.Plan.Same == 0 {
			t.Errorf("%s: %d right, changes %v", p.Name, p.Plan.Same, p.Plan.Changes)
		}
	}
}

// BenchmarkStandard is what "drivergen generate" does for the standard descriptions, every
// kind, when nothing has changed.
func BenchmarkStandard(b *testing.B) {
	out := filepath.Join(module(b), "generated")
	sources, err := project.Sources([]string{"std/netdev", "std/ieee80211dev", "std/tinygo"})
	if err != nil {
		b.Fatal(err)
	}
	request := project.Request{Sources: sources, Out: out}
	result, err := project.Prepare(request)
	if err != nil {
		b.Fatal(err)
	}
	if err := project.Write(result.Packages); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		result, err := project.Prepare(request)
		if err != nil {
			b.Fatal(err)
		}
		if err := project.Write(result.Packages); err != nil {
			b.Fatal(err)
		}
	}
}
