package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"drivergen/gen"
)

// TestReplayOfOddDescriptions generates mocks, traces and replays of all kinds of descriptions, and runs the
// test in testdata/replay_test.go.txt, which records what a mock answers and replays it.
func TestReplayOfOddDescriptions(t *testing.T) {
	var inputs []gen.Input
	for _, path := range []string{
		"testdata/doubles.yaml", "testdata/names.yaml", "testdata/odd.yaml", "testdata/forms.yaml", "testdata/lab.yaml", "testdata/clash.yaml",
		"testdata/netdev.yaml", "testdata/thermo.yaml", "../idl/tinygo.yaml",
	} {
		inputs = append(inputs, input(t, path))
	}
	files, err := gen.Generate(inputs, []gen.Kind{gen.Core, gen.Mock, gen.Trace})
	if err != nil {
		t.Fatal(err)
	}
	dir := writeModule(t, files)
	text, err := os.ReadFile("testdata/replay_test.go.txt")
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
