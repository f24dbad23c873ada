package gen_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Generated code does not compile with shared packages that are older than it, and what the
// compiler prints tells what to do.
func TestGeneratedCodeNeedsSharedPackagesOfItsVersion(t *testing.T) {
	dir := writeModule(t, generate(t, input(t, "testdata/plain.yaml"), input(t, "testdata/motors.yaml")))
	vet(t, dir)
	version, err := filepath.Abs("../driver/version.go")
	if err != nil {
		t.Fatal(err)
	}
	older := filepath.Join(dir, "older.txt")
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{version: older}})
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"older.txt": []byte("package driver\n"), "overlay.json": overlay} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"./generated/plain", "./generated/handle"} {
		cmd := exec.Command("go", "build", "-mod=mod", "-overlay", "overlay.json", folder)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "undefined: driver.UpdateDrivergenForGeneratedCode3") {
			t.Errorf("%s: %v\n%s", folder, err, out)
		}
	}
}
