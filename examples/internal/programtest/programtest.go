// Package programtest runs an example as the process that its user starts, for its tests, and looks at what it prints.
package programtest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"drivergen/examples/internal/online"
)

// variable of the environment tells the test's binary to be the program.
const variable = "DRIVERGEN_EXAMPLE_RUN"

// limit is when a process is ended that does not end by itself.
const limit = 3 * time.Minute

// MAC is a pattern of a hardware address.
const MAC = `[0-9a-f]{2}(:[0-9a-f]{2}){5}`

// Main is the beginning of a program's TestMain. Where the process is one of Command's it runs the program's main and exits.
func Main(main func()) {
	if os.Getenv(variable) != "" {
		main()
		os.Exit(0)
	}
}

// Command is the program with its arguments, not yet started. env is added to the environment, which has no password of a network.
func Command(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Env = append(append(os.Environ(), variable+"=1", online.PasswordVariable+"="), env...)
	return cmd
}

// Run runs the program to its end, and returns what it printed and what it exits with.
func Run(t testing.TB, env []string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	cmd := Command(t, env, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState.ExitCode()
}

// Lines fails the test unless an output has lines that match the patterns, in their order; other lines may be between them.
func Lines(t testing.TB, output string, patterns ...string) {
	t.Helper()
	lines := strings.Split(output, "\n")
	for _, pattern := range patterns {
		match := regexp.MustCompile("^(?:" + pattern + ")$")
		for len(lines) > 0 && !match.MatchString(lines[0]) {
			lines = lines[1:]
		}
		if len(lines) == 0 {
			t.Fatalf("no line (in order) is %s in\n%s", pattern, output)
		}
		lines = lines[1:]
	}
}
