package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"drivergen/gen"
)

// TestTracesOfSecretsAndFunctions generates the tracing wrapper of a description with
// secrets and functions in every place, and runs the tests in testdata/traces_test.go.txt.
func TestTracesOfSecretsAndFunctions(t *testing.T) {
	files, err := gen.Generate([]gen.Input{input(t, "testdata/traces.yaml")}, []gen.Kind{gen.Core, gen.Trace})
	if err != nil {
		t.Fatal(err)
	}
	dir := writeModule(t, files)
	text, err := os.ReadFile("testdata/traces_test.go.txt")
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
}
