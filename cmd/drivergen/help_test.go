package main

import (
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// The help of each command can be read on a terminal of 100 columns, and shows how it is used.
func TestHelp(t *testing.T) {
	const columns = 100
	for _, cmd := range append(newRoot().Commands(), newRoot()) {
		if cmd.Hidden {
			continue
		}
		t.Run(cmd.Name(), func(t *testing.T) {
			text := helpOf(t, cmd)
			_, usage, _ := strings.Cut(text, "\nUsage:\n")
			_, usage, _ = strings.Cut(usage, "\n") // one line, of all the flags
			for line := range strings.Lines(usage) {
				if n := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); n > columns {
					t.Errorf("%d columns: %s", n, line)
				}
			}
			if cmd.Name() != "version" && cmd.Example == "" {
				t.Error("there is no example")
			}
		})
	}
}

func helpOf(t *testing.T, cmd *cobra.Command) string {
	t.Helper()
	var stdout strings.Builder
	args := []string{"--help"}
	if cmd.HasParent() {
		args = []string{cmd.Name(), "--help"}
	}
	if code := run(args, &stdout, io.Discard); code != exitOK {
		t.Fatalf("exit code %d", code)
	}
	return stdout.String()
}
