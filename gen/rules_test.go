package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestStubKeepsTheRules generates the stub of testdata/motors.yaml and runs the tests in
// testdata/motors_test.go.txt: rules that an argument's value chooses, results of calls
// that change a state, handles that belong to others, and what errors tell.
func TestStubKeepsTheRules(t *testing.T) {
	dir := writeModule(t, generate(t, input(t, "testdata/motors.yaml")))
	text, err := os.ReadFile("testdata/motors_test.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "motors_test.go"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "test", "-mod=mod", ".")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go test: %v\n%s", err, out)
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
