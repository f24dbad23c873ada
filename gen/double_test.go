package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"drivergen/gen"
)

// TestDoublesOfOddDescriptions generates mocks and traces of descriptions with awkward
// names, and runs the tests in testdata/doubles_test.go.txt, which use them.
func TestDoublesOfOddDescriptions(t *testing.T) {
	inputs := []gen.Input{input(t, "testdata/doubles.yaml"), input(t, "testdata/names.yaml"), input(t, "testdata/odd.yaml")}
	files, err := gen.Generate(inputs, []gen.Kind{gen.Core, gen.Mock, gen.Trace})
	if err != nil {
		t.Fatal(err)
	}
	dir := writeModule(t, files)
	text, err := os.ReadFile("testdata/doubles_test.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "use"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "use", "use_test.go"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "test", "-mod=mod", "./use")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go test: %v\n%s", err, out)
	}
}
