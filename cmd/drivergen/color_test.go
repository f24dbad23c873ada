package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// onTerminal runs a command line whose outputs are a terminal, and returns what the
// terminal shows.
func onTerminal(t *testing.T, args ...string) string {
	t.Helper()
	screen, terminal, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	shown := make(chan string)
	go func() {
		var text bytes.Buffer
		io.Copy(&text, screen) // ends with EIO when the terminal is closed
		shown <- text.String()
	}()
	run(args, terminal, terminal)
	terminal.Close()
	text := <-shown
	screen.Close()
	return text
}

func TestColorOnTerminal(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.yaml")
	if err := os.WriteFile(bad, []byte("idl: 1\npackag: thermo\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	const escape = "\x1b["
	for _, test := range []struct {
		name    string
		noColor string
		term    string
		args    []string
		colored bool
	}{
		{"a terminal", "", "xterm", []string{"lint", bad}, true},
		{"NO_COLOR", "1", "xterm", []string{"lint", bad}, false},
		{"a dumb terminal", "", "dumb", []string{"lint", bad}, false},
		{"never", "", "xterm", []string{"lint", bad, "--color=never"}, false},
		{"always", "1", "dumb", []string{"lint", bad, "--color=always"}, true},
		{"generate", "", "xterm", []string{"generate", bad}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("NO_COLOR", test.noColor)
			t.Setenv("TERM", test.term)
			text := onTerminal(t, test.args...)
			if !strings.Contains(text, "bad.yaml:2:") {
				t.Fatalf("no diagnostic: %q", text)
			}
			if strings.Contains(text, escape) != test.colored {
				t.Errorf("colour is not %v: %q", test.colored, text)
			}
		})
	}
}
