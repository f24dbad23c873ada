package main

import (
	"bufio"
	"os"
	"strings"
	"testing"
)

// inReadme are what stands in the README's place of what a test does not have.
var inReadme = strings.NewReplacer(
	"serial:/dev/ttyUSB0", "emulator:",
	"kaluma/src/modules", "examples/kaluma/testdata/readme",
)

// Every command in the README runs.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	commands := 0
	for lines := bufio.NewScanner(strings.NewReader(string(text))); lines.Scan(); {
		command, ok := strings.CutPrefix(lines.Text(), "go run ./examples/kaluma")
		if !ok {
			continue
		}
		commands++
		command, _, _ = strings.Cut(command, " #")
		t.Run(command, func(t *testing.T) {
			args := words(t, inReadme.Replace(command))
			if len(args) > 0 && args[len(args)-1] == "stay" {
				_, end := serving(t, args...)
				if log, code := end(); code != exitInterrupted || log != "" {
					t.Errorf("exit %d, standard error:\n%s", code, log)
				}
				return
			}
			out, log, code := kaluma(t, args...)
			if code != 0 || out == "" || log != "" && args[0] != "--trace" {
				t.Errorf("exit %d, standard error:\n%s", code, log)
			}
		})
	}
	if commands < 8 {
		t.Errorf("the README has %d commands", commands)
	}
	for _, b := range bundled {
		if !strings.Contains(string(text), "[`"+b.name+".js`](scripts/"+b.name+".js)") {
			t.Errorf("the README does not name %s.js", b.name)
		}
	}
}

// words splits a command as a shell does, as far as double quotes.
func words(t *testing.T, command string) []string {
	t.Helper()
	var args []string
	for i, part := range strings.Split(command, `"`) {
		if i%2 == 1 {
			args = append(args, part)
		} else {
			args = append(args, strings.Fields(part)...)
		}
	}
	return args
}
