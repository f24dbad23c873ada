// Package typescript_test compiles the TypeScript declarations of descriptions with the TypeScript
// compiler, and holds those of Kaluma's devices against Kaluma's page.
package typescript_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"drivergen/gen/typescript"
	"drivergen/idl"
)

// tool returns the path of a program of ../node_modules, which "npm ci --prefix interop" fills, or
// of PATH. Where DRIVERGEN_TOOLS is "required", its absence is a failure.
func tool(t *testing.T, name string) string {
	t.Helper()
	local, err := filepath.Abs(filepath.Join("..", "node_modules", ".bin", name))
	if err != nil {
		t.Fatal(err)
	}
	for _, candidate := range []string{local, name} {
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	if os.Getenv("DRIVERGEN_TOOLS") == "required" {
		t.Fatalf("%s is not installed: run npm ci --prefix interop", name)
	}
	t.Skipf("%s is not installed: run npm ci --prefix interop", name)
	return ""
}

// runs runs a tool in a folder, which must succeed.
func runs(t *testing.T, dir, path string, args ...string) {
	t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", filepath.Base(path), err, out)
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// config makes tsc as strict as it can be, declarations included.
const config = `{
  "compilerOptions": {
    "strict": true,
    "noEmit": true,
    "skipLibCheck": false,
    "exactOptionalPropertyTypes": true,
    "noUncheckedIndexedAccess": true,
    "noUnusedLocals": true,
    "target": "ES2020",
    "lib": ["ES2020"],
    "module": "NodeNext",
    "types": []
  }
}
`

// declarations writes the declarations of descriptions, and of those that they import, into a new
// folder and returns it.
func declarations(t *testing.T, paths ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, path := range paths {
		model, diagnostics := idl.Load(path)
		if model == nil {
			t.Fatalf("%s: %v", path, diagnostics)
		}
		declare(t, dir, model)
	}
	write(t, filepath.Join(dir, "tsconfig.json"), config)
	return dir
}

func declare(t *testing.T, dir string, m *idl.Model) {
	t.Helper()
	file, content := typescript.Declarations(m, filepath.Base(m.Path))
	write(t, filepath.Join(dir, filepath.FromSlash(file)), string(content))
	for _, i := range m.Imports {
		declare(t, dir, i.Model)
	}
}
