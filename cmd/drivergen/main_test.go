package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"drivergen": main, "testplugin": pluginForTests})
}

func TestScripts(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	// The go commands of a script share this machine's caches and ask no network.
	host, err := exec.Command("go", "env", "GOCACHE", "GOMODCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	caches := strings.Fields(string(host))
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("DRIVERGEN", root)
			e.Setenv("GOCACHE", caches[0])
			e.Setenv("GOMODCACHE", caches[1])
			e.Setenv("GOPROXY", "off")
			e.Setenv("GOFLAGS", "-mod=readonly")
			e.Setenv("GOTOOLCHAIN", "local")
			e.Setenv("DRIVERGEN_CACHE", filepath.Join(e.WorkDir, ".records"))
			return nil
		},
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "envfile": envFile, "isjson": isJSON, "replace": replace, "hinted": hinted},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

// exits runs a command and checks its exit code: exits 2 drivergen gnerate.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE program [args...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%s: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("%s ended with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// envFile replaces the variables in a file: envfile go.mod.
func envFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: envfile file")
	}
	text := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// The environment of whoever runs the tests has no say in their colours.
func init() {
	os.Unsetenv("NO_COLOR")
}

// isJSON checks that a file is one JSON object, which says the version of its format.
func isJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: isjson FILE")
	}
	var answer struct {
		Version int `json:"version"`
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &answer))
	if answer.Version != answerVersion {
		ts.Fatalf("%s says version %d", args[0], answer.Version)
	}
}

// replace replaces a text in a file, where it stands once.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	text := ts.ReadFile(args[2])
	if n := strings.Count(text, args[0]); n != 1 {
		ts.Fatalf("%q stands %d times in %s", args[0], n, args[2])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.Replace(text, args[0], args[1], 1)), 0o666))
}

// hinted runs the go commands that a text tells to run: the lines that begin with two spaces and
// "go ". A text without any is a fault: hinted stderr.
func hinted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hinted FILE")
	}
	ran := 0
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if command := strings.Fields(line); strings.HasPrefix(line, "  go ") {
			ts.Check(ts.Exec(command[0], command[1:]...))
			ran++
		}
	}
	if ran == 0 {
		ts.Fatalf("%s tells no command to run", args[0])
	}
}
