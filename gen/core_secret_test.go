package gen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestSecretsAreNotPrinted runs testdata/secrets_test.go.txt, which prints what is
// generated of a description with sensitive values in every way that fmt and slog have.
func TestSecretsAreNotPrinted(t *testing.T) {
	t.Parallel()
	dir := writeModule(t, generate(t, input(t, "testdata/secrets.yaml")))
	text, err := os.ReadFile("testdata/secrets_test.go.txt")
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
