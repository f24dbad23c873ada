package docs_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A block is a fenced block of commands in a Markdown file. One marked sh is a script
// that must succeed. One marked console holds lines that begin with "$ ", each
// followed by what it prints; "…" stands for anything.
type block struct {
	file  string
	line  int
	kind  string
	lines []string
}

// blocks returns the blocks of commands of a Markdown file.
func blocks(t *testing.T, path string) []block {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []block
	var open *block
	for n, line := range strings.Split(string(text), "\n") {
		mark, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && open != nil:
			if open.kind == "sh" || open.kind == "console" {
				list = append(list, *open)
			}
			open = nil
		case fence:
			open = &block{file: path, line: n + 1, kind: mark}
		case open != nil:
			open.lines = append(open.lines, line)
		}
	}
	return list
}

func TestCommandsOfTheDocsRunAsPrinted(t *testing.T) {
	paths, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	// Those of the emulator's page wait for a client: cmd/esp8266emu has the test that runs them.
	paths = slices.DeleteFunc(paths, func(path string) bool { return path == "emulator.md" })
	count := 0
	for _, path := range append([]string{"../README.md"}, paths...) {
		for _, b := range blocks(t, path) {
			count++
			if b.kind == "sh" {
				script(t, b)
			} else {
				transcript(t, b)
			}
		}
	}
	if count < 5 {
		t.Errorf("only %d blocks of commands were found", count)
	}
}

// ownRun is the run that this test is part of.
const ownRun = "go test ./..."

func script(t *testing.T, b block) {
	t.Helper()
	text := strings.Join(b.lines, "\n")
	if strings.TrimSpace(text) == ownRun {
		return
	}
	if out, err := shell(t, "set -e\n"+text); err != nil {
		t.Errorf("%s:%d: %v\n%s\n%s", b.file, b.line, err, text, out)
	}
}

func transcript(t *testing.T, b block) {
	t.Helper()
	for i := 0; i < len(b.lines); {
		command, ok := strings.CutPrefix(b.lines[i], "$ ")
		if !ok {
			t.Fatalf("%s:%d: %q does not begin with $", b.file, b.line+1+i, b.lines[i])
		}
		end := i + 1
		for end < len(b.lines) && !strings.HasPrefix(b.lines[end], "$ ") {
			end++
		}
		want := strings.Join(b.lines[i+1:end], "\n")
		got, _ := shell(t, command)
		if !matches(strings.TrimSpace(got), strings.TrimSpace(want)) {
			t.Errorf("%s:%d: %s prints\n%s\nnot\n%s", b.file, b.line+1+i, command, got, want)
		}
		i = end
	}
}

// matches compares texts; "…" in want stands for anything.
func matches(got, want string) bool {
	parts := strings.Split(want, "…")
	for i, part := range parts {
		parts[i] = regexp.QuoteMeta(part)
	}
	return regexp.MustCompile(`(?s)^` + strings.Join(parts, ".*") + `$`).MatchString(got)
}

// shell runs a script at the root of the module.
func shell(t *testing.T, script string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-c", script)
	cmd.Dir = ".."
	cmd.WaitDelay = 5 * time.Second // for what a killed script leaves running
	out, err := cmd.CombinedOutput()
	return string(out), err
}
