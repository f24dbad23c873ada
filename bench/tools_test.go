package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// binaries are the generators as programs, built once a run into a folder that goes
// with it.
var binaries struct {
	once sync.Once
	dir  string
	err  error

	drivergen, mockgen, moq, minimock, mockery, counterfeiter string
}

func TestMain(m *testing.M) {
	code := m.Run()
	if binaries.dir != "" {
		if err := os.RemoveAll(binaries.dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// build builds the generators.
func build(b *testing.B) {
	b.Helper()
	binaries.once.Do(func() {
		binaries.dir, binaries.err = os.MkdirTemp("", "drivergen-bench")
		if binaries.err != nil {
			return
		}
		for _, tool := range []struct {
			path *string
			pkg  string
		}{
			{&binaries.drivergen, "drivergen/cmd/drivergen"},
			{&binaries.mockgen, "go.uber.org/mock/mockgen"},
			{&binaries.moq, "github.com/matryer/moq"},
			{&binaries.minimock, "github.com/gojuno/minimock/v3/cmd/minimock"},
			{&binaries.mockery, "github.com/vektra/mockery/v3"},
			{&binaries.counterfeiter, "github.com/maxbrunsfeld/counterfeiter/v6"},
		} {
			pkg := tool.pkg
			target := filepath.Join(binaries.dir, strings.ReplaceAll(pkg, "/", "_"))
			*tool.path = target
			dir := "."
			if pkg == "drivergen/cmd/drivergen" {
				dir = ".." // with the versions of drivergen's own go.mod
			}
			cmd := exec.Command("go", "build", "-o", target, pkg)
			cmd.Dir = dir
			if out, err := cmd.CombinedOutput(); err != nil {
				binaries.err = fmt.Errorf("go build %s: %w\n%s", pkg, err, out)
				return
			}
		}
	})
	if binaries.err != nil {
		b.Fatal(binaries.err)
	}
}

// run runs a program in dir and fails the benchmark if it does.
func run(b *testing.B, dir, program string, args ...string) {
	b.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%s %v: %v\n%s", filepath.Base(program), args, err, out)
	}
}

// module makes a module that may use drivergen, with a file in it.
func module(b *testing.B, name, file, content string) string {
	b.Helper()
	root, err := filepath.Abs("..")
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	write(b, filepath.Join(dir, "go.mod"), fmt.Sprintf("module %s\n\ngo 1.25.0\n\nrequire drivergen v0.0.0\n\nreplace drivergen => %s\n", name, root))
	write(b, filepath.Join(dir, file), content)
	return dir
}

func write(b *testing.B, path, content string) {
	b.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		b.Fatal(err)
	}
}

func remove(b *testing.B, path string) {
	b.Helper()
	if err := os.RemoveAll(path); err != nil {
		b.Fatal(err)
	}
}

// lines counts the lines of the Go files below dir.
func lines(b *testing.B, dir string) float64 {
	b.Helper()
	count := 0
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
			return err
		}
		content, err := os.ReadFile(path)
		for _, c := range content {
			if c == '\n' {
				count++
			}
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return float64(count)
}
