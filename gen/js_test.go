package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"drivergen/gen"
)

// TestBindingsOfOddDescriptions generates bindings to JavaScript of descriptions that have all types and few parts, and runs
// the tests in testdata/scripted_test.go.txt, which use them. Those of forms_test.go.txt bring the hardware.
func TestBindingsOfOddDescriptions(t *testing.T) {
	inputs := []gen.Input{input(t, "testdata/scripted.yaml"), input(t, "testdata/forms.yaml")}
	files, err := gen.Generate(inputs, []gen.Kind{gen.Core, gen.Mock, gen.Trace, gen.Stub, gen.JS})
	if err != nil {
		t.Fatal(err)
	}
	dir := writeModule(t, files)
	if err := os.Mkdir(filepath.Join(dir, "use"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"scripted_test.go", "forms_test.go"} {
		text, err := os.ReadFile("testdata/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "use", name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "test", "-mod=mod", "./use")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go test: %v\n%s", err, out)
	}
}
