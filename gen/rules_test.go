package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drivergen/gen"
)

// TestStubs generates descriptions of testdata and runs the tests beside them, NAME_test.go.txt, which
// use what was generated.
func TestStubs(t *testing.T) {
	for name, descriptions := range map[string][]string{
		// Rules that an argument's value chooses, results of calls that change a state, handles that
		// belong to others, and what errors tell.
		"motors": {"motors"},
		// States of a device, what a failure and an event lead to, and how many events wait.
		"pump": {"pump"},
		// Limits of every type, at every depth.
		"limits": {"limits", "pump"},
		// Deadlines of calls without contexts.
		"deadlines": {"deadlines"},
		// Mocks that obey states, and what they fire.
		"fired": {"fired", "pump", "motors", "stepper"},
		// The callback form of devices without events, of handles without properties, without contexts.
		"forms": {"forms"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var inputs []gen.Input
			for _, d := range descriptions {
				inputs = append(inputs, input(t, "testdata/"+d+".yaml"))
			}
			dir := writeModule(t, generate(t, inputs...))
			text, err := os.ReadFile("testdata/" + name + "_test.go.txt")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "use_test.go"), text, 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command("go", "test", "-mod=mod", ".")
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("go test: %v\n%s", err, out)
			}
		})
	}
}

func TestNoInterfaceNoCompanions(t *testing.T) {
	files := generate(t, input(t, "testdata/plain.yaml"))
	if len(files) == 0 {
		t.Fatal("nothing was generated")
	}
	for _, f := range files {
		if strings.Count(f.Path, "/") != 1 {
			t.Errorf("%s was generated", f.Path)
		}
	}
}
