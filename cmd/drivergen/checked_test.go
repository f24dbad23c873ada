package main

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// A fullWriter has no room.
type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// A command whose answer cannot be printed fails, and says why once.
func TestFullStandardOutput(t *testing.T) {
	for _, args := range [][]string{
		{"version"}, {"--help"}, {"explain"}, {"schema"}, {"lint", "--rules"}, {"completion", "bash"}, {"generate", "std/netdev"}, {"doc", "--check", "std/netdev"},
		{"lint", "std/netdev", "--json"},
	} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			var stderr strings.Builder
			if code := run(args, fullWriter{}, &stderr); code != exitFiles || strings.Count(stderr.String(), "no space left") != 1 {
				t.Errorf("exit code %d, %s", code, stderr.String())
			}
			stderr.Reset()
			if code := run([]string{"version"}, io.Discard, &stderr); code != exitOK || stderr.Len() > 0 {
				t.Errorf("with room: exit code %d, %s", code, stderr.String())
			}
		})
	}
}
